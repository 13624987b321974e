import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomColorDegeneration } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { assertUniform, drawn } from './draws.js';
import { float32, near, roundTrips, throwsForEach, uint8 } from './support.js';

const fixed = (factor: number, options: object = {}) =>
  new RandomColorDegeneration({ factor: [factor, factor], ...options });

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomColorDegeneration({ factor: 0.2 });
  const params = { factor: [-0.2, 0.2], valueRange: [0, 255] };
  assert.equal(layer.lower(true), [{ kind: 'color_degeneration', params, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within -1..1';
  throwsForEach('RandomColorDegeneration', (options) => new RandomColorDegeneration(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: 2 }, 'E_RANGE', `${range}; received 2`],
    [{ factor: 0, valueRange: 'x' }, 'E_TYPE', 'valueRange must be [min, max]; received "x"'],
  ]);
});

test('configs round trip', () =>
  roundTrips(new RandomColorDegeneration({ factor: [-0.3, 0.4], valueRange: [0, 1], seed: 1, dtype: 'uint16' })));

test('one part per image, uniform', () => {
  assertUniform(drawn(new RandomColorDegeneration({ factor: 0.4 }), 'factor'), -0.4, 0.4);
  assertUniform(drawn(new RandomColorDegeneration({ factor: [0, 0.9] }), 'factor'), 0, 0.9);
});

// Gray of 200 100 50 is 59.78 + 58.7 + 5.7 = 124.18.
test('towards the gray, all the way, and away from it', async () => {
  const image = uint8([1, 1, 3], [200, 100, 50]);
  near((await fixed(0.5).apply(image)).data, [162.09, 112.09, 87.09], 1e-4);
  near((await fixed(1).apply(image)).data, [124.18, 124.18, 124.18], 1e-4);
  near((await fixed(-0.5).apply(image)).data, [237.91, 87.91, 12.91], 1e-4);
  near((await fixed(-1).apply(image)).data, [255, 75.82, 0], 1e-4);
  near((await fixed(-1, { valueRange: [50, 210] }).apply(image)).data, [210, 75.82, 50], 1e-4);
  assert.equal([...(await fixed(0).apply(image)).data], [200, 100, 50]);
  assert.equal([...(await fixed(0.5, { dtype: 'input' }).apply(image)).data], [162, 112, 87]);
});

test('clips even when nothing is mixed, but never alpha', async () => {
  assert.equal([...(await fixed(0).apply(float32([1, 1, 4], [-3, 7, 300, 300]))).data], [0, 7, 255, 300]);
  assert.equal([...(await fixed(0.5).apply(float32([1, 3, 1], [-3, Number.NaN, 7]))).data], [0, Number.NaN, 7]);
});

test('other channel counts are refused', async () => {
  for (const channels of [2, 6]) {
    await failsWith(
      () => fixed(0).apply({ data: new Uint8Array(channels), shape: [1, 1, channels] }),
      'ArgumentError',
      'E_CHANNELS',
      `color_degeneration: the image has ${channels} channels; it must have 1 (gray), 3 (RGB) or 4 (RGB and alpha)`,
    );
  }
});

test('a NaN takes its pixel with it and no other', async () => {
  const { data } = await fixed(0.5).apply(float32([1, 2, 3], [1, Number.NaN, 3, 0, 0, 0]));
  assert.equal([...data], [Number.NaN, Number.NaN, Number.NaN, 0, 0, 0]);
});

test.run();
