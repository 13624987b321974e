import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline } from '../../src/index.js';
import { RandomElasticTransform } from '../../src/layers/index.js';
import { assertCoin, assertIndependent, assertUniform, drawnBy, meanOf } from '../support/draws.js';
import { float32, images, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const always = { factor: [1, 1], scale: [1, 1] } as const;
/** Values that say where they are read: x / 8 in channel 0, y / 8 in channel 1. */
const places = (height: number, width: number) =>
  float32(
    [height, width, 2],
    Array.from({ length: height * width }, (_, i) => [(i % width) / 8, Math.floor(i / width) / 8]).flat(),
  );

function replay(layer: RandomElasticTransform, values: Record<string, number>, image: Image) {
  const all = { apply: 1, distortion: 1, noise0: 1, noise1: 2, ...values };
  return new ImagePipeline([layer]).replay(image, [
    { stages: [{ layer: layer.className, kind: 'elastic', values: all }] },
  ]);
}

/** dx and dy of the pixels at least `margin` from the border, read off an image of places. */
function moves(data: ArrayLike<number>, height: number, width: number, margin: number): [number[], number[]] {
  const [dx, dy]: [number[], number[]] = [[], []];
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      dx.push(8 * (data[2 * (y * width + x)] as number) - x);
      dy.push(8 * (data[2 * (y * width + x) + 1] as number) - y);
    }
  }
  return [dx, dy];
}

const deviation = (values: readonly number[]) => Math.sqrt(meanOf(values.map((value) => value * value)));

test('lowers to one stage in training and to nothing at inference', () => {
  const layer = new RandomElasticTransform({
    factor: [0.5, 0.7],
    scale: 0.2,
    valueRange: [0, 1],
    interpolation: 'nearest',
    fillMode: 'wrap',
    fillValue: 3,
    dtype: 'uint8',
    seed: 4,
  });
  const sampling = { interpolation: 'nearest', fillMode: 'wrap', fillValue: 3 };
  const params = { factor: [0.5, 0.7], scale: [0, 0.2], valueRange: [0, 1], ...sampling };
  assert.equal(layer.lower(true), [{ kind: 'elastic', params, dtype: 'uint8' }]);
  assert.equal(layer.lower(false), []);
  assert.is(layer.seed, 4);
  assert.ok(Object.isFrozen(layer));
  assert.equal(layer.outputShape([3, null, 2]), [3, null, 2]);
  const defaults = { factor: [0, 1], scale: [0, 1], valueRange: [0, 255] };
  assert.equal(new RandomElasticTransform().lower(true), [
    {
      kind: 'elastic',
      params: { ...defaults, interpolation: 'bilinear', fillMode: 'reflect', fillValue: 0 },
      dtype: 'float32',
    },
  ]);
});

test('every bad option is an error', () => {
  const range = (name: string) => `${name} must be a number or [min, max] within 0..1`;
  throwsForEach('RandomElasticTransform', (options) => new RandomElasticTransform(options), [
    [{ factor: -0.1 }, 'E_RANGE', `${range('factor')}; received -0.1`],
    [{ factor: [0.5, 0.2] }, 'E_RANGE', `${range('factor')} with min <= max; received [0.5, 0.2]`],
    [{ scale: 1.5 }, 'E_RANGE', `${range('scale')}; received 1.5`],
    [{ scale: 'a' }, 'E_TYPE', `${range('scale')}; received "a"`],
    [{ valueRange: [255, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [255, 0]'],
    [
      { fillMode: 'mirror' },
      'E_ENUM',
      "fillMode must be one of 'constant', 'nearest', 'reflect', 'wrap'; received \"mirror\"",
    ],
    [{ scael: 1 }, 'E_OPTION', 'unknown option "scael"; did you mean scale?'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new RandomElasticTransform());
  roundTrips(new RandomElasticTransform({ factor: [0.2, 0.9], scale: [0.1, 0.3], valueRange: [-1, 1], seed: 1 }));
});

test('draws a coin, a strength per image and two words of noise', () => {
  const columns = drawnBy(new RandomElasticTransform({ factor: [0.4, 0.8], scale: [0.2, 0.6] }), 20000);
  assert.equal(Object.keys(columns), ['apply', 'distortion', 'noise0', 'noise1']);
  const { apply = [], distortion = [], noise0 = [], noise1 = [] } = columns;
  assertCoin(apply, 0.6, 'apply');
  assertUniform(distortion, 0.2, 0.6, 'distortion');
  for (const words of [noise0, noise1]) {
    assertUniform(words, 0, 2 ** 32, 'noise');
    assert.ok(words.every(Number.isInteger));
  }
  // Of 20000 single words two are alike by chance in one case of twenty; of pairs never.
  const pairs = new Set(noise0.map((word, i) => `${word} ${noise1[i]}`));
  assert.is(pairs.size, 20000, 'each image has noise of its own');
  assertIndependent(columns);
});

test('moves are normal with the deviation that alpha and sigma say, and dx is not dy', async () => {
  // 0.1 * 400 * sigma times noise smoothed by a Gaussian of sigma = 0.05 * 200 = 10: 40 sigma / (2 sigma sqrt(pi)).
  const [height, width] = [200, 400];
  const layer = new RandomElasticTransform({ ...always, fillMode: 'nearest' });
  const all: [number[], number[]] = [[], []];
  for (let noise0 = 1; noise0 <= 6; noise0++) {
    const { data } = await replay(layer, { noise0 }, places(height, width));
    // Far enough inside that neither the zeros around the noise nor the image's edge matter.
    const [dx, dy] = moves(data, height, width, 75);
    all[0].push(...dx);
    all[1].push(...dy);
  }
  const expected = 40 / (2 * Math.sqrt(Math.PI));
  for (const moved of all) {
    // About 6 * 250 * 50 / (4 pi sigma^2) = 60 independent moves: a standard error of 9 % of the deviation.
    assert.ok(Math.abs(deviation(moved) / expected - 1) < 0.35, `${deviation(moved)} instead of ${expected}`);
    assert.ok(Math.abs(meanOf(moved)) < 0.6 * expected, `mean ${meanOf(moved)}`);
  }
  const product = meanOf(all[0].map((value, i) => value * (all[1][i] as number)));
  assert.ok(Math.abs(product) < 0.6 * expected * expected, `dx and dy go together: ${product}`);
});

test('the strength scales both the moves and their smoothness', async () => {
  const layer = new RandomElasticTransform({ ...always, fillMode: 'nearest' });
  const roughness = async (distortion: number) => {
    const { data } = await replay(layer, { distortion }, places(160, 160));
    const [dx] = moves(data, 160, 160, 40);
    const steps = dx.slice(1).flatMap((value, i) => ((i + 1) % 80 === 0 ? [] : [value - (dx[i] as number)]));
    return { size: deviation(dx), step: deviation(steps) };
  };
  const [strong, weak] = [await roughness(1), await roughness(0.25)];
  // Moves are proportional to the strength; steps from pixel to pixel stay, as sigma shrinks with the moves.
  assert.ok(strong.size / weak.size > 2 && strong.size / weak.size < 8, `${strong.size} ${weak.size}`);
  assert.ok(strong.step / weak.step > 0.5 && strong.step / weak.step < 2, `${strong.step} ${weak.step}`);
});

test('the same words give the same field, others another one, for every image of that size', async () => {
  const layer = new RandomElasticTransform({ ...always });
  const image = places(30, 40);
  const first = await replay(layer, {}, image);
  assert.equal((await replay(layer, {}, image)).data, first.data);
  for (const other of [{ noise0: 2 }, { noise1: 3 }, { distortion: 0.9 }]) {
    assert.not.equal((await replay(layer, other, image)).data, first.data);
  }
  // Another image with another dtype and channel count moves alike.
  const wide = {
    data: Uint16Array.from({ length: 30 * 40 * 3 }, (_, i) => (Math.floor(i / 3) % 40) * 100),
    shape: [30, 40, 3],
  };
  const moved = await replay(
    new RandomElasticTransform({ ...always, valueRange: [0, 65535] }),
    {},
    wide as unknown as Image,
  );
  for (let i = 0; i < 1200; i++) {
    const x = 800 * (first.data[2 * i] as number);
    for (const c of [0, 1, 2]) assert.ok(Math.abs((moved.data[3 * i + c] as number) - x) < 0.1);
  }
});

test('a coin of 0 only clips; a factor, a scale or a strength of 0 too, and inference does nothing', async () => {
  const image = float32([2, 2, 1], [-3, 7.5, 300, 0]);
  const clipped = Float32Array.of(0, 7.5, 255, 0);
  const layer = new RandomElasticTransform(always);
  assert.equal((await replay(layer, { apply: 0 }, image)).data, clipped);
  assert.equal((await replay(layer, { distortion: 0 }, image)).data, clipped);
  assert.equal((await replay(layer, { distortion: -4 }, image)).data, clipped);
  // As in Keras, which then returns its input.
  assert.equal((await new RandomElasticTransform({ factor: 0 }).apply(image, { seed: 1 })).data, image.data);
  assert.equal((await new RandomElasticTransform({ scale: 0 }).apply(image, { seed: 1 })).data, image.data);
  assert.equal((await layer.apply(image, { training: false })).data, image.data);
});

test('results are clipped to the range', async () => {
  const image = float32(
    [16, 16, 1],
    Array.from({ length: 256 }, (_, i) => (i % 2 === 0 ? -50 : 350)),
  );
  const { data } = await replay(new RandomElasticTransform({ ...always, valueRange: [10, 20] }), {}, image);
  assert.ok(data.every((value) => value >= 10 && value <= 20));
  assert.ok(data.includes(10) && data.includes(20));
});

test('every dtype and channel count reads the same places', async () => {
  const [height, width] = [12, 17];
  const nearest = new RandomElasticTransform({ ...always, interpolation: 'nearest', dtype: 'input' });
  const where = await replay(
    nearest,
    {},
    { data: Uint8Array.from({ length: height * width }, (_, i) => i), shape: [height, width, 1] },
  );
  for (const channels of [1, 3, 4, 6]) {
    for (const array of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const data = array.from(Array.from({ length: height * width * channels }, (_, i) => (i * 7) % 251));
      const moved = await replay(nearest, {}, { data, shape: [height, width, channels] });
      assert.instance(moved.data, array);
      const expected = Array.from(where.data).flatMap((pixel) => [
        ...data.subarray(pixel * channels, (pixel + 1) * channels),
      ]);
      assert.equal([...moved.data], expected);
    }
  }
});

test('replayed numbers may be anything finite', async () => {
  const image = uint8(
    [9, 7, 1],
    Array.from({ length: 63 }, (_, i) => i),
  );
  for (const values of [{ distortion: 1e300 }, { noise0: -1e300, noise1: 2.5 }, { noise0: 2 ** 40 }]) {
    const { data } = await replay(new RandomElasticTransform(always), values, image);
    assert.ok(data.every((value) => value >= 0 && value <= 62));
  }
});

test('single rows, columns and pixels', async () => {
  for (const shape of [
    [1, 1, 1],
    [1, 30, 1],
    [30, 1, 1],
  ] as const) {
    const length = shape[0] * shape[1];
    const image = uint8(
      shape,
      Array.from({ length }, (_, i) => 2 * i),
    );
    for (const one of images(await new RandomElasticTransform(always).apply(repeat(image, 5), { seed: 2 }))) {
      assert.ok(one.every((value) => value >= 0 && value <= 2 * (length - 1)));
    }
  }
});

test.run();
