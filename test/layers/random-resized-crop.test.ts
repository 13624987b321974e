import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline, type ImageShape, Resizing } from '../../src/index.js';
import { RandomResizedCrop, type RandomResizedCropOptions } from '../../src/layers/index.js';
import { assertIndependent, assertUniform, drawnBy } from '../support/draws.js';
import { images, near, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const SIZE = { height: 2, width: 3 };
const grid = uint8(
  [4, 5, 1],
  Array.from({ length: 20 }, (_, i) => i),
);

interface Cut {
  top: number;
  left: number;
  height: number;
  width: number;
}

function replay(layer: RandomResizedCrop, values: Cut, image: Image = grid) {
  const draw = { stages: [{ layer: 'RandomResizedCrop', kind: 'resized_crop', values: { ...values } }] };
  return new ImagePipeline([layer]).replay(image, [draw]);
}

test('lowers to a random window in training and to a resize of the centre at inference', () => {
  const layer = new RandomResizedCrop({
    ...SIZE,
    scale: [0.2, 0.4],
    ratio: [1, 2],
    interpolation: 'area',
    antialias: true,
    dtype: 'float32',
    seed: 5,
  });
  const target = { ...SIZE, interpolation: 'area', antialias: 1 };
  const params = { ...target, scale: [0.2, 0.4], ratio: [1, 2] };
  assert.equal(layer.lower(true), [{ kind: 'resized_crop', params, dtype: 'float32' }]);
  const centre = { ...target, cropToAspectRatio: 1, padToAspectRatio: 0, fillValue: 0 };
  assert.equal(layer.lower(false), [{ kind: 'resize', params: centre, dtype: 'float32' }]);
  assert.equal(layer.outputShape([9, null, 1]), [2, 3, 1]);
  assert.is(layer.seed, 5);
  assert.ok(Object.isFrozen(layer));
  const defaults = { ...SIZE, interpolation: 'bilinear', antialias: 0, scale: [0.08, 1], ratio: [3 / 4, 4 / 3] };
  assert.equal(new RandomResizedCrop(SIZE).lower(true), [{ kind: 'resized_crop', params: defaults, dtype: 'input' }]);
});

test('every bad option is an error', () => {
  throwsForEach('RandomResizedCrop', (options) => new RandomResizedCrop(options), [
    [undefined, 'E_TYPE', 'height must be an integer >= 1; received undefined'],
    [{ height: 0, width: 1 }, 'E_SIZE', 'height must be an integer >= 1; received 0'],
    [{ height: 1, width: 2.5 }, 'E_SIZE', 'width must be an integer >= 1; received 2.5'],
    [{ ...SIZE, scale: 0.5 }, 'E_TYPE', 'scale must be [min, max] within 0..1; received 0.5'],
    [
      { ...SIZE, scale: [0.5, 2] },
      'E_RANGE',
      'scale must be [min, max] within 0..1 with min <= max; received [0.5, 2]',
    ],
    [{ ...SIZE, scale: [0, 1] }, 'E_RANGE', 'scale must be [min, max] with min above 0; received [0, 1]'],
    [{ ...SIZE, ratio: [2, 1] }, 'E_RANGE', 'ratio must be [min, max] with min <= max; received [2, 1]'],
    [{ ...SIZE, ratio: [-1, 1] }, 'E_RANGE', 'ratio must be [min, max] with min above 0; received [-1, 1]'],
    [{ ...SIZE, ratio: ['1', 1] }, 'E_TYPE', 'ratio must be [min, max]; received ["1", 1]'],
    [{ ...SIZE, antialias: 1 }, 'E_TYPE', 'antialias must be true or false; received 1'],
    [
      { ...SIZE, interpolation: 'cubic' },
      'E_ENUM',
      "interpolation must be one of 'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'gaussian', " +
        "'mitchellcubic', 'area'; received \"cubic\"",
    ],
  ]);
});

test('configs round trip', () => {
  roundTrips(new RandomResizedCrop(SIZE));
  roundTrips(new RandomResizedCrop({ ...SIZE, scale: [0.3, 0.3], ratio: [0.1, 9], antialias: true, seed: 1 }));
});

const columnsOf = (
  options: Partial<RandomResizedCropOptions>,
  count: number,
  [height, width]: readonly [number, number],
) => {
  const {
    top = [],
    left = [],
    height: heights = [],
    width: widths = [],
  } = drawnBy(new RandomResizedCrop({ ...SIZE, ...options }), count, [height, width, 3]);
  return { top, left, heights, widths };
};

test('area and the logarithm of the aspect ratio are uniform, as is the place', () => {
  // So large that whole pixels do not matter, and every window of these areas fits.
  const [height, width] = [200_000, 100_000];
  const options = { scale: [0.1, 0.4], ratio: [0.5, 1.1] } as const;
  const { top, left, heights, widths } = columnsOf(options, 20000, [height, width]);
  const units = {
    area: heights.map((h, i) => (h * (widths[i] as number)) / (height * width)),
    ratio: heights.map((h, i) => Math.log((widths[i] as number) / h)),
    top: top.map((value, i) => (value + 0.5) / (height - (heights[i] as number) + 1)),
    left: left.map((value, i) => (value + 0.5) / (width - (widths[i] as number) + 1)),
  };
  // Rounding to whole pixels may leave the range by one part in 10^4 at most.
  assertUniform(units.area, 0.1 - 1e-5, 0.4 + 1e-5, 'area');
  assertUniform(units.ratio, Math.log(0.5) - 1e-4, Math.log(1.1) + 1e-4, 'ratio');
  assertUniform(units.top, 0, 1, 'top');
  assertUniform(units.left, 0, 1, 'left');
  assertIndependent(units);
});

test('windows lie inside the image, all places occur, and numbers are whole', () => {
  const { top, left, heights, widths } = columnsOf({ scale: [0.2, 0.3] }, 3000, [6, 7]);
  const seen = new Set<string>();
  heights.forEach((height, i) => {
    const [t, l, width] = [top[i], left[i], widths[i]] as [number, number, number];
    assert.ok([t, l, height, width].every(Number.isInteger));
    assert.ok(t >= 0 && l >= 0 && height >= 1 && width >= 1 && t + height <= 6 && l + width <= 7);
    if (height === 3 && width === 3) seen.add(`${t} ${l}`);
  });
  assert.is(seen.size, 4 * 5);
});

test('after ten tries that do not fit: the largest centred window of a legal aspect ratio', () => {
  const fallback = (shape: readonly [number, number], ratio: readonly [number, number]) => {
    const { top, left, heights, widths } = columnsOf({ scale: [0.9, 1], ratio }, 20, shape);
    const cuts = new Set(top.map((_, i) => [top[i], left[i], heights[i], widths[i]].join(' ')));
    assert.is(cuts.size, 1);
    return [...cuts][0];
  };
  // torchvision: (H - h) // 2 and (W - w) // 2.
  assert.is(fallback([10, 1001], [1, 1]), '0 495 10 10');
  assert.is(fallback([1001, 10], [1, 1]), '495 0 10 10');
  assert.is(fallback([10, 1001], [0.5, 2]), '0 490 10 20');
  assert.is(fallback([1001, 10], [0.5, 2]), '490 0 20 10');
  // Half to even, as Python rounds: 5 / 2 = 2.5.
  assert.is(fallback([1001, 5], [2, 2]), '499 0 2 5');
  assert.is(fallback([3, 1000], [0.001, 0.001]), '0 499 3 1');
});

test('ten tries, no more and no fewer', () => {
  // A window of area s and ratio r fits a square when s r <= 1. With s in [1/2, 1] and log r in [0, log 4] that is
  // E[log 1/s] / log 4 = (1 - log 2) / log 4 of the tries; all ten fail in the rest to the power of ten.
  const { heights, widths } = columnsOf({ scale: [0.5, 1], ratio: [1, 4] }, 20000, [100_000, 100_000]);
  const whole = heights.filter((height, i) => height === 100_000 && widths[i] === 100_000).length / 20000;
  const expected = (1 - (1 - Math.log(2)) / Math.log(4)) ** 10;
  assert.ok(
    Math.abs(whole - expected) < 5 * Math.sqrt((expected * (1 - expected)) / 20000),
    `${whole} for ${expected}`,
  );
});

test('a window of the target size moves pixels and nothing else', async () => {
  const large = { data: Int32Array.of(0, 0, 0, 0, 0, 16777217, -16777219, 0), shape: [2, 4, 1] as const };
  const layer = new RandomResizedCrop({ height: 1, width: 2 });
  assert.equal(
    (await replay(layer, { top: 1, left: 1, height: 1, width: 2 }, large)).data,
    Int32Array.of(16777217, -16777219),
  );
});

test('a window is resized by itself, never reading its neighbours (by hand)', async () => {
  // Columns 1..2 of row 1 are 6 and 7: at -0.25, 0.25, 0.75, 1.25 within the window.
  const layer = new RandomResizedCrop({ height: 1, width: 4, dtype: 'float32' });
  near((await replay(layer, { top: 1, left: 1, height: 1, width: 2 })).data, [6, 6.25, 6.75, 7]);
  const nearest = new RandomResizedCrop({ height: 2, width: 4, interpolation: 'nearest' });
  const cut = await replay(nearest, { top: 2, left: 3, height: 2, width: 2 });
  assert.equal(cut, { data: Uint8Array.of(13, 13, 14, 14, 18, 18, 19, 19), shape: [2, 4, 1] });
  // The mean of 2 x 2 values, and of 4 with weights (1, 3, 3, 1) / 8 along each axis, worked out by hand.
  const area = new RandomResizedCrop({ height: 1, width: 1, interpolation: 'area', dtype: 'float32' });
  near((await replay(area, { top: 0, left: 0, height: 2, width: 2 })).data, [3]);
  const smooth = new RandomResizedCrop({ height: 1, width: 1, antialias: true, dtype: 'float32' });
  near((await replay(smooth, { top: 0, left: 0, height: 4, width: 4 })).data, [(0 + 3 * 1 + 3 * 2 + 3) / 8 + 7.5]);
});

test('every dtype and channel count, and numbers beyond the image are moved back into it', async () => {
  for (const channels of [1, 3, 4, 6]) {
    for (const array of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const data = array.from(Array.from({ length: 4 * 5 * channels }, (_, i) => i));
      const layer = new RandomResizedCrop({ height: 1, width: 1 });
      const { data: pixel } = await replay(
        layer,
        { top: 99, left: -7, height: 2, width: 3 },
        { data, shape: [4, 5, channels] },
      );
      // Rows 2..3 and columns 0..2: the mean of (2, 1) and (3, 1), rounded half to even where whole numbers come out.
      const mean = (c: number) => (2 * 5 + 1 + 2.5) * channels + c;
      const expected = Array.from({ length: channels }, (_, c) => mean(c));
      assert.instance(pixel, array);
      const even = (x: number) => (x % 1 === 0.5 ? 2 * Math.round(x / 2) : x);
      assert.equal([...pixel], array === Float32Array ? expected : expected.map(even));
    }
  }
  const huge = await replay(new RandomResizedCrop(SIZE), { top: 1e300, left: -1e300, height: 1e300, width: 0 });
  assert.equal(huge.shape, [2, 3, 1]);
});

test('inference is Resizing with cropToAspectRatio', async () => {
  const wanted = await new Resizing({ ...SIZE, cropToAspectRatio: true, antialias: true }).apply(grid);
  const layer = new RandomResizedCrop({ ...SIZE, antialias: true });
  assert.equal(await layer.apply(grid, { training: false }), wanted);
});

test('a batch has one size whatever is drawn, and images of all sizes go through', async () => {
  const layer = new RandomResizedCrop({ ...SIZE, interpolation: 'nearest' });
  const large = { data: Uint16Array.from({ length: 600 }, (_, i) => i), shape: [20, 30, 1] as const };
  const cuts = images(await layer.apply(repeat(large, 32), { seed: 3 }));
  assert.ok(new Set(cuts.map(String)).size > 28);
  for (const shape of [
    [1, 1, 1],
    [1, 9, 1],
    [9, 1, 1],
    [50, 3, 1],
  ] as ImageShape[]) {
    const data = new Uint8Array(shape[0] * shape[1]).fill(7);
    assert.equal((await layer.apply({ data, shape }, { seed: 1 })).data, new Uint8Array(6).fill(7));
  }
});

test.run();
