import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Solarization } from '../../src/layers/index.js';
import { assertUniform, drawn } from './draws.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

test('lowers in training and does nothing at inference', () => {
  const layer = new Solarization({ additionFactor: 0.2, thresholdFactor: [0.1, 0.3] });
  const params = { additionFactor: [0, 0.2], thresholdFactor: [0.1, 0.3], valueRange: [0, 255] };
  assert.equal(layer.lower(true), [{ kind: 'solarize', params, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'must be a number or [min, max] within 0..1';
  throwsForEach('Solarization', (options) => new Solarization(options), [
    [{ additionFactor: -0.1 }, 'E_RANGE', `additionFactor ${range}; received -0.1`],
    [{ additionFactor: null }, 'E_TYPE', `additionFactor ${range}; received null`],
    [{ thresholdFactor: [0, 1.5] }, 'E_RANGE', `thresholdFactor ${range}; received [0, 1.5]`],
    [{ valueRange: [1, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [1, 0]'],
  ]);
});

test('configs round trip', () =>
  roundTrips(new Solarization({ additionFactor: [0.1, 0.2], thresholdFactor: 0.5, valueRange: [0, 1], seed: 8 })));

test('both ends of a pair are fractions of the value range', () => {
  const layer = new Solarization({ additionFactor: [0.2, 0.4], thresholdFactor: [0.5, 0.9] });
  assertUniform(drawn(layer, 'addition'), 51, 102);
  assertUniform(drawn(layer, 'threshold'), 127.5, 229.5);
  const signed = new Solarization({ additionFactor: 0.5, thresholdFactor: 1, valueRange: [-1, 3] });
  assertUniform(drawn(signed, 'addition'), 0, 2);
  assertUniform(drawn(signed, 'threshold'), -1, 3);
});

test('the default inverts everything, clipped', async () => {
  assert.equal([...(await new Solarization().apply(float32([1, 4, 1], [0, 55, 300, -9]))).data], [255, 200, 0, 255]);
});

test('adds, clips, and inverts from the threshold on', async () => {
  const layer = (valueRange: [number, number]) =>
    new Solarization({ additionFactor: [0.2, 0.2], thresholdFactor: [0.6, 0.6], valueRange });
  // 51 added, inverted from 153 on.
  const image = float32([1, 5, 1], [-60, 101, 102, 250, Number.NaN]);
  assert.equal([...(await layer([0, 255]).apply(image)).data], [0, 152, 102, 0, Number.NaN]);
  // 0.4 added, inverted from 0.2 on; -1 and 1 change places.
  near((await layer([-1, 1]).apply(float32([1, 4, 1], [-2, -0.5, 0, 1]))).data, [-1, -0.1, -0.4, -1], 1e-6);
});

test('every channel of every dtype', async () => {
  const layer = new Solarization({ thresholdFactor: [128 / 255, 128 / 255], dtype: 'input' });
  for (const channels of [1, 2, 3, 4, 5]) {
    for (const make of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const data = make.from(Array.from({ length: 21 * channels }, (_, i) => (i * 37) % 256));
      const result = await layer.apply({ data, shape: [3, 7, channels] as const });
      assert.equal(
        [...result.data],
        [...data].map((value) => (value < 128 ? value : 255 - value)),
      );
    }
  }
});

test.run();
