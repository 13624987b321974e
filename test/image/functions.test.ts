// Numbers of the plain functions, worked by hand on small images.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image } from '../../src/image/index.js';
import { float32, images, near, repeat, uint8 } from '../layers/support.js';

const grid = float32([3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
const CONSTANT = { fillMode: 'constant' } as const;

test('resize keeps the dtype, or takes the one asked for', async () => {
  const row = uint8([1, 4, 1], [10, 21, 40, 81]);
  assert.equal(await image.resize(row, [1, 2]), uint8([1, 2, 1], [16, 60]));
  near((await image.resize(row, [1, 2], { dtype: 'float32' })).data, [15.5, 60.5]);
  assert.equal(await image.resize(row, [2, 2], { method: 'nearest' }), uint8([2, 2, 1], [21, 81, 21, 81]));
});

test('crops', async () => {
  assert.equal((await image.centerCrop(grid, [1, 1])).data[0], 5);
  const crop = await image.randomCrop(grid, [2, 2], 4);
  assert.ok([1, 2, 4, 5].includes(crop.data[0] as number));
  assert.equal((await image.randomCrop(grid, [2, 2], 4)).data, crop.data);
});

test('a random resized crop has the size asked for, whatever part it shows', async () => {
  const batch = repeat(grid, 30);
  const result = await image.randomResizedCrop(batch, [1, 1], 4, { method: 'area', ratio: [1, 1], scale: [0.4, 0.5] });
  assert.equal(result.shape, [30, 1, 1, 1]);
  // Windows of 2x2: their means are 3, 4, 6 and 7.
  assert.equal([...new Set(result.data)].sort(), [3, 4, 6, 7]);
  const whole = await image.randomResizedCrop(grid, [3, 3], 4, { scale: [1, 1], ratio: [1, 1], antialias: true });
  near(whole.data, [...(await image.resize(grid, [3, 3], { antialias: true })).data]);
});

test('flips are exact for every dtype', async () => {
  const large = { data: Int32Array.of(16777217, -2147483648, 3, 4), shape: [2, 2, 1] as const };
  assert.equal([...(await image.flipLeftRight(large)).data], [-2147483648, 16777217, 4, 3]);
  assert.equal([...(await image.flipUpDown(large)).data], [3, 4, 16777217, -2147483648]);
  assert.equal([...(await image.flip(large, 'horizontalAndVertical')).data], [4, 3, -2147483648, 16777217]);
});

test('random flips flip about half of the images', async () => {
  const batch = repeat(uint8([2, 1, 1], [1, 2]), 100);
  const flipped = images(await image.randomFlipUpDown(batch, 5)).filter(([first]) => first === 2).length;
  assert.ok(flipped > 30 && flipped < 70);
  assert.equal((await image.randomFlipLeftRight(batch, 5)).data, batch.data);
});

test('translate by pixels, down and right', async () => {
  near((await image.translate(grid, [1, 1], CONSTANT)).data, [0, 0, 0, 0, 1, 2, 0, 4, 5]);
  near((await image.translate(grid, [-0.5, 0])).data, [1.5, 2.5, 3, 4.5, 5.5, 6, 7.5, 8.5, 9]);
});

test('rotate counter-clockwise', async () => {
  near((await image.rotate(grid, Math.PI / 2, CONSTANT)).data, [3, 6, 9, 2, 5, 8, 1, 4, 7], 1e-3);
  assert.equal([...(await image.rotate(grid, 0)).data], [...grid.data]);
});

test('zoom: above 1 shows more', async () => {
  near((await image.zoom(grid, [2, 2], CONSTANT)).data, [0, 0, 0, 0, 5, 0, 0, 0, 0]);
  near((await image.zoom(grid, [0.5, 1])).data, [1.5, 2, 2.5, 4.5, 5, 5.5, 7.5, 8, 8.5]);
});

test('shear by slopes keeps the first row and column', async () => {
  near((await image.shear(grid, { x: 1 }, CONSTANT)).data, [1, 2, 3, 5, 6, 0, 9, 0, 0]);
  near((await image.shear(grid, { x: -0.5 }, CONSTANT)).data, [1, 2, 3, 2, 4.5, 5.5, 0, 7, 8]);
  near((await image.shear(grid, { y: 1 }, CONSTANT)).data, [1, 5, 9, 4, 8, 0, 7, 0, 0]);
});

test('shear by an angle keeps the centre row', async () => {
  const tall = float32([3, 1, 1], [10, 20, 30]);
  const distance = 10 * Math.cos(Math.PI / 6);
  near((await image.shear(tall, 30)).data, [20 - distance, 20, 20 + distance]);
});

test('affine reads the input where the matrix says', async () => {
  const shifted = [2, 3, 0, 5, 6, 0, 8, 9, 0];
  near((await image.affine(grid, [1, 0, 1, 0, 1, 0])).data, shifted);
  near((await image.affine(grid, Float32Array.of(1, 0, 1, 0, 1, 0, 0, 0, 1))).data, shifted);
  near((await image.affine(grid, [0, 1, 0, 1, 0, 0])).data, [1, 4, 7, 2, 5, 8, 3, 6, 9]);
});

test('projective: one row for all images or one each, and a size of its own', async () => {
  const pair = { data: Float32Array.of(1, 2, 3, 4), shape: [2, 1, 2, 1] as const };
  const left = [1, 0, 1, 0, 1, 0, 0, 0];
  const right = [1, 0, -1, 0, 1, 0, 0, 0];
  near((await image.projective(pair, left)).data, [2, 0, 4, 0]);
  near((await image.projective(pair, [left, right])).data, [2, 0, 0, 3]);
  const wide = await image.projective(pair, right, { outputShape: [1, 3] });
  assert.equal([...wide.shape], [2, 1, 3, 1]);
  near(wide.data, [0, 1, 2, 0, 3, 4]);
});

test('perspective brings the start points to the end points, for all images or one each', async () => {
  const square = [
    [0, 0],
    [2, 0],
    [0, 2],
    [2, 2],
  ];
  const turned = [
    [2, 0],
    [2, 2],
    [0, 0],
    [0, 2],
  ];
  // What was top left comes to lie top right: a quarter turn to the right.
  near((await image.perspective(grid, square, turned)).data, [7, 4, 1, 8, 5, 2, 9, 6, 3]);
  const left = [7, 4, 1, 8, 5, 2, 9, 6, 3];
  const right = [3, 6, 9, 2, 5, 8, 1, 4, 7];
  near((await image.perspective(repeat(grid, 2), [square, turned], [turned, square])).data, [...left, ...right]);
  near((await image.perspective(repeat(grid, 2), square, [square, turned])).data, [...grid.data, ...left]);
  near((await image.perspective(repeat(grid, 2), [square, turned], square)).data, [...grid.data, ...right]);
  const small = await image.perspective(
    grid,
    square,
    [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ],
    { outputShape: [2, 2] },
  );
  near(small.data, [1, 3, 7, 9]);
  // Far from the origin, all corners moved: by hand, x' = x + 1.
  near(
    (
      await image.perspective(
        grid,
        [
          [0, 0],
          [1e4, 0],
          [0, 1e4],
          [1e4, 1e4],
        ],
        [
          [1, 0],
          [1e4 + 1, 0],
          [1, 1e4],
          [1e4 + 1, 1e4],
        ],
        { fillMode: 'nearest' },
      )
    ).data,
    [1, 1, 2, 4, 4, 5, 7, 7, 8],
  );
});

test('random perspectives change every image and keep their key', async () => {
  const batch = repeat(
    float32(
      [5, 5, 1],
      Array.from({ length: 25 }, (_, i) => i),
    ),
    20,
  );
  const result = await image.randomPerspective(batch, 0.5, 3, { fillMode: 'nearest' });
  assert.is(images(result).filter((one) => one.every((value, i) => value === i)).length, 0);
  assert.equal((await image.randomPerspective(batch, 0.5, 3, { fillMode: 'nearest' })).data, result.data);
});

test('random elastic transforms change every image, keep their key and clip', async () => {
  const batch = repeat(
    float32(
      [25, 25, 1],
      Array.from({ length: 625 }, (_, i) => i),
    ),
    10,
  );
  const options = { valueRange: [5, 600], fillMode: 'nearest' } as const;
  const result = await image.randomElasticTransform(batch, [0.5, 1], 3, options);
  assert.is(images(result).filter((one) => one.every((value, i) => Math.abs(value - i) < 1)).length, 0);
  assert.ok(result.data.every((value) => value >= 5 && value <= 600));
  assert.equal((await image.randomElasticTransform(batch, [0.5, 1], 3, options)).data, result.data);
  assert.is(new Set(images(result).map(String)).size, 10);
});

test('projective: a zero denominator reads the fill value', async () => {
  // x' = x / (1 - x / 2): 0, 2, then no position at x = 2.
  const result = await image.projective(float32([1, 3, 1], [10, 20, 30]), [1, 0, 0, 0, 1, 0, -0.5, 0], {
    fillValue: -5,
  });
  near(result.data, [10, 30, -5]);
});

test('rescale, normalize, standardize', async () => {
  near((await image.rescale(uint8([1, 2, 1], [0, 255]), 1 / 255)).data, [0, 1], 1e-7);
  near((await image.rescale(uint8([1, 1, 2], [1, 2]), [10, 100], [0, 5])).data, [10, 205]);
  near((await image.normalize(uint8([1, 1, 2], [5, 7]), [1, 1], [4, 9])).data, [2, 2]);
  near(
    (await image.standardize(uint8([1, 2, 2], [1, 2, 3, 6]))).data,
    [-2, -1, 0, 3].map((d) => d / Math.sqrt(3.5)),
  );
});

test('adjustBrightness and adjustContrast clip to the range', async () => {
  assert.equal([...(await image.adjustBrightness(uint8([1, 3, 1], [0, 100, 250]), 10)).data], [10, 110, 255]);
  assert.equal(
    [...(await image.adjustBrightness(float32([1, 2, 1], [0.25, 0.75]), 0.5, { valueRange: [0, 1] })).data],
    [0.75, 1],
  );
  near((await image.adjustContrast(uint8([1, 2, 1], [40, 60]), 2)).data, [30, 70]);
  near((await image.adjustContrast(uint8([1, 2, 1], [40, 60]), 0.5)).data, [45, 55]);
  near((await image.adjustContrast(uint8([1, 2, 1], [40, 60]), 0)).data, [50, 50]);
});

test('randomShear: nothing at intensity 0, the dtype on request, the same for the same seed', async () => {
  const picture = uint8(
    [4, 4, 1],
    Array.from({ length: 16 }, (_, i) => i * 16),
  );
  const unchanged = await image.randomShear(picture, 0, 1);
  assert.instance(unchanged.data, Float32Array);
  assert.equal([...unchanged.data], [...picture.data]);
  assert.instance((await image.randomShear(picture, 0, 1, { dtype: 'input' })).data, Uint8Array);
  const first = await image.randomShear(repeat(picture, 3), 40, 7);
  assert.equal((await image.randomShear(repeat(picture, 3), 40, 7)).data, first.data);
  assert.not.equal((await image.randomShear(repeat(picture, 3), 40, 8)).data, first.data);
  assert.is(new Set(images(first).map(String)).size, 3);
});

test('firstIndex and epoch are part of the key', async () => {
  const batch = repeat(grid, 4);
  const all = images(await image.randomRotation(batch, 0.5, 3));
  const last = images(await image.randomRotation(repeat(grid, 1), 0.5, 3, { firstIndex: 3 }));
  assert.equal(last[0], all[3]);
  assert.not.equal(images(await image.randomRotation(batch, 0.5, 3, { epoch: 1 })), all);
});

test('the other random functions draw within their ranges', async () => {
  const flat = repeat(float32([4, 4, 1], Array(16).fill(100)), 8);
  const constant = Array(flat.data.length).fill(100);
  near((await image.randomTranslation(flat, 0.5, 1)).data, constant, 1e-3);
  near((await image.randomTranslation(flat, { height: 0.5, width: [0, 0.1] }, 1)).data, constant, 1e-3);
  near((await image.randomZoom(flat, 0.5, 1)).data, constant, 1e-3);
  near((await image.randomZoom(flat, { height: 0.5, width: 0 }, 1)).data, constant, 1e-3);
  near((await image.randomContrast(flat, 0.5, 1)).data, constant, 1e-3);
  near((await image.randomChannelShift(flat, 50, 1)).data, constant, 1e-3);
  const brighter = (await image.randomBrightness(flat, [0.1, 0.2], 1)).data;
  assert.ok(brighter.every((value) => value >= 125.5 && value < 151));
  const { shape } = await image.randomHeight(flat, [0.5, 0.5], 1);
  assert.equal([...shape], [8, 6, 4, 1]);
  assert.equal([...(await image.randomWidth(flat, [0.5, 0.5], 1)).shape], [8, 4, 6, 1]);
});

test('an aborted signal rejects with its reason', async () => {
  const reason = new Error('enough');
  let caught: unknown;
  try {
    await image.rotate(grid, 1, { signal: AbortSignal.abort(reason) });
  } catch (error) {
    caught = error;
  }
  assert.is(caught, reason);
});

test.run();
