import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomContrast } from '../../src/layers/index.js';
import { float32, images, near, repeat, roundTrips, throwsForEach } from './support.js';

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomContrast({ factor: 0.2 });
  assert.equal(layer.lower(true), [
    { kind: 'contrast', params: { factor: [0, 0.2], valueRange: [0, 255] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
  assert.equal(new RandomContrast({ factor: [0.2, 0.2] }).lower(true)[0]?.params.factor, [0.2, 0.2]);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 0..1';
  throwsForEach('RandomContrast', (options) => new RandomContrast(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: -0.2 }, 'E_RANGE', `${range}; received -0.2`],
    [{ factor: [0.5, 2] }, 'E_RANGE', `${range}; received [0.5, 2]`],
    [{ factor: 0, valueRange: [0] }, 'E_TYPE', 'valueRange must be [min, max]; received [0]'],
  ]);
});

test('configs round trip', () => roundTrips(new RandomContrast({ factor: [0.1, 0.4], valueRange: [-1, 1] })));

test('distances from the mean of each channel grow by one factor per image', async () => {
  // Channel means 50 and 110: distances -10, 10 and 0, 0.
  const image = float32([1, 2, 2], [40, 110, 60, 110]);
  const results = images(await new RandomContrast({ factor: [0.5, 1] }).apply(repeat(image, 40), { seed: 6 }));
  const factors = results.map(([a = 0, b, c, d]) => {
    const factor = (50 - a) / 10;
    near([b ?? 0, c ?? 0, d ?? 0], [110, 50 + 10 * factor, 110], 1e-4);
    return factor;
  });
  assert.ok(Math.min(...factors) >= 0.5 && Math.max(...factors) < 2);
  assert.ok(Math.min(...factors) < 0.9 && Math.max(...factors) > 1.5, 'both below and above 1');
});

test('a single pixel and factor 0 change nothing but clip', async () => {
  assert.equal(
    [...(await new RandomContrast({ factor: [1, 1] }).apply(float32([1, 1, 3], [7, 8, 300]))).data],
    [7, 8, 255],
  );
  const image = float32([1, 3, 1], [1, 2, 4]);
  near((await new RandomContrast({ factor: 0 }).apply(image)).data, [1, 2, 4], 1e-6);
});

test.run();
