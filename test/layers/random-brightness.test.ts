import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomBrightness } from '../../src/layers/index.js';
import { float32, images, near, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomBrightness({ factor: 0.2 });
  const params = { factor: [-0.2, 0.2], valueRange: [0, 255] };
  assert.equal(layer.lower(true), [{ kind: 'brightness', params, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
  assert.equal(new RandomBrightness({ factor: 0, valueRange: [0, 1] }).lower(true)[0]?.params.valueRange, [0, 1]);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within -1..1';
  throwsForEach('RandomBrightness', (options) => new RandomBrightness(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: -1.5 }, 'E_RANGE', `${range}; received -1.5`],
    [
      { factor: 0, valueRange: [255, 0] },
      'E_RANGE',
      'valueRange must be [min, max] with min <= max; received [255, 0]',
    ],
    [{ factor: 0, valueRange: 255 }, 'E_TYPE', 'valueRange must be [min, max]; received 255'],
    [{ factor: 0, valueRange: null }, 'E_TYPE', 'valueRange must be [min, max]; received null'],
  ]);
});

test('configs round trip', () => roundTrips(new RandomBrightness({ factor: [-0.1, 0], valueRange: [0, 1], seed: 8 })));

test('adds a part of the range and clips, on integer images too', async () => {
  const result = await new RandomBrightness({ factor: [0.1, 0.1] }).apply(uint8([1, 3, 1], [10, 255, 0]));
  assert.equal([...result.data], [35.5, 255, 25.5]);
});

test('clips even when nothing is added, and NaN stays NaN', async () => {
  const layer = new RandomBrightness({ factor: 0, valueRange: [0, 1] });
  assert.equal([...(await layer.apply(float32([1, 4, 1], [-1, 0.5, 2, Number.NaN]))).data], [0, 0.5, 1, Number.NaN]);
});

test('one amount per image, different between images, within the range', async () => {
  const layer = new RandomBrightness({ factor: [0.1, 0.3], valueRange: [0, 100] });
  const results = images(await layer.apply(repeat(float32([1, 2, 1], [10, 20]), 30), { seed: 2 }));
  for (const [first = 0, second = 0] of results) {
    near([second - first], [10], 1e-4);
    assert.ok(first >= 20 && first < 40);
  }
  assert.ok(new Set(results.map(([first]) => first)).size > 25);
});

test.run();
