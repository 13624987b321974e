import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { RandomSharpness } from '../../src/layers/index.js';
import { assertSpread, drawn } from '../support/draws.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomSharpness({ factor: 0.4 });
  assert.equal(layer.lower(true), [
    { kind: 'sharpness', params: { factor: [0, 0.4], valueRange: [0, 255] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 0..1';
  throwsForEach('RandomSharpness', (options) => new RandomSharpness(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: 2 }, 'E_RANGE', `${range}; received 2`],
    [{ factor: [0.2, 0.1] }, 'E_RANGE', `${range} with min <= max; received [0.2, 0.1]`],
    [{ factor: 0, valueRange: 3 }, 'E_TYPE', 'valueRange must be [min, max]; received 3'],
  ]);
});

test('configs round trip', () => roundTrips(new RandomSharpness({ factor: [0.1, 0.4], valueRange: [-1, 1], seed: 5 })));

/** x + (1 - 2 f) (S - x) with S as 3 x 3 weights of 1/13 and 5/13, value by value. */
function expected(
  data: ArrayLike<number>,
  [height, width, channels]: readonly [number, number, number],
  factor: number,
) {
  return Array.from(data, (value, i) => {
    const c = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    let smooth = (4 / 13) * value;
    for (const [dy, dx] of [-1, 0, 1].flatMap((a) => [-1, 0, 1].map((b) => [a, b] as const))) {
      const inside = y + dy >= 0 && y + dy < height && x + dx >= 0 && x + dx < width;
      if (inside) smooth += (data[((y + dy) * width + x + dx) * channels + c] as number) / 13;
    }
    return Math.min(Math.max(value + (1 - 2 * factor) * (smooth - value), 0), 255);
  });
}

test('every dtype, channel count and shape against the formula', async () => {
  const shapes = [
    [1, 1, 1],
    [1, 7, 3],
    [6, 1, 4],
    [2, 2, 2],
    [5, 9, 3],
    [4, 40, 5],
  ] as const;
  for (const shape of shapes) {
    const values = Array.from({ length: shape[0] * shape[1] * shape[2] }, (_, i) => (i * i * 31 + 17 * i) % 256);
    for (const Data of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      for (const factor of [0, 0.3, 0.5, 0.8, 1]) {
        const layer = new RandomSharpness({ factor: [factor, factor] });
        const { data } = await layer.apply({ data: Data.from(values), shape }, { seed: 1 });
        assert.instance(data, Float32Array);
        near(data, expected(values, shape, factor), 1e-4);
      }
    }
  }
});

test('factor 0.5 changes nothing but clips, NaN included', async () => {
  const image = float32([1, 4, 1], [-7, NaN, 0.1, 300]);
  const { data } = await new RandomSharpness({ factor: [0.5, 0.5] }).apply(image, { seed: 1 });
  assert.equal([...data], [0, NaN, Math.fround(0.1), 255]);
});

test('integers are rounded with an integer dtype', async () => {
  const image = { data: Uint8Array.of(0, 0, 0, 0, 130, 0, 0, 0, 7), shape: [3, 3, 1] as const };
  const { data } = await new RandomSharpness({ factor: [0.25, 0.25], dtype: 'input' }).apply(image, { seed: 1 });
  // (130 + 4 * 7 ...) / 13 by hand: 90 + 7 / 26 in the middle, (7 * 9 + 65) / 13 in the corner.
  assert.equal(data, Uint8Array.of(5, 5, 5, 5, 90, 5, 5, 5, 10));
});

test('one factor per image, uniform in its range', () => {
  const [factor] = drawn(new RandomSharpness({ factor: [0.2, 0.7] }), ['factor']) as [number[]];
  assertSpread({ factor }, { min: 0.2, max: 0.7, mean: 0.45, deviation: 0.5 / Math.sqrt(12) });
});

test('replaying the draws gives the same pixels', async () => {
  const pipeline = new ImagePipeline([new RandomSharpness({ factor: 1 })], { seed: 4 });
  const images = { data: Uint8Array.from({ length: 6 * 60 }, (_, i) => (i * 37) % 256), shape: [6, 5, 4, 3] as const };
  const draws = JSON.parse(JSON.stringify(pipeline.sample(6, { epoch: 0, firstIndex: 0 })));
  assert.equal(await pipeline.replay(images, draws), await pipeline.apply(images, { epoch: 0, firstIndex: 0 }));
});

test.run();
