import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomInvert } from '../../src/layers/index.js';
import { assertCoin, drawn } from './draws.js';
import { float32, roundTrips, throwsForEach } from './support.js';

const always = (options: object = {}) => new RandomInvert({ factor: [1, 1], ...options });

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomInvert();
  assert.equal(layer.lower(true), [
    { kind: 'invert', params: { factor: [0, 1], valueRange: [0, 255] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 0..1';
  throwsForEach('RandomInvert', (options) => new RandomInvert(options), [
    [{ factor: -1 }, 'E_RANGE', `${range}; received -1`],
    [{ factor: null }, 'E_TYPE', `${range}; received null`],
    [{ valueRange: [3, 2] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [3, 2]'],
  ]);
});

test('configs round trip', () => roundTrips(new RandomInvert({ factor: [0.2, 0.5], valueRange: [-1, 1], seed: 2 })));

test('one number f inverts f / 2 of the images, a pair of equal ends that part', () => {
  assertCoin(drawn(new RandomInvert(), 'invert'), 0.5);
  assertCoin(drawn(new RandomInvert({ factor: 0.4 }), 'invert'), 0.2);
  assertCoin(drawn(new RandomInvert({ factor: [0.7, 0.7] }), 'invert'), 0.7);
  assertCoin(drawn(always(), 'invert'), 1);
  assertCoin(drawn(new RandomInvert({ factor: 0 }), 'invert'), 0);
});

test('the ends of valueRange change places, beyond them nothing is clipped', async () => {
  assert.equal(
    [...(await always().apply(float32([1, 4, 1], [0, 55, 300, Number.NaN]))).data],
    [255, 200, -45, Number.NaN],
  );
  // Keras gives 2, 1, 0.
  const layer = always({ valueRange: [-1, 1] });
  assert.equal([...(await layer.apply(float32([1, 3, 1], [-1, 0, 1]))).data], [1, 0, -1]);
});

test('every channel of every dtype, rounded and saturated', async () => {
  for (const channels of [1, 2, 3, 4, 7]) {
    const data = Uint8Array.from({ length: 2 * channels }, (_, i) => 20 * i);
    const result = await always({ dtype: 'input' }).apply({ data, shape: [2, 1, channels] as const });
    assert.equal(
      result.data,
      data.map((value) => 255 - value),
    );
  }
  const words = { data: Uint16Array.of(0, 65535, 300), shape: [1, 3, 1] as const };
  assert.equal(
    (await always({ dtype: 'input', valueRange: [0, 65535] }).apply(words)).data,
    Uint16Array.of(65535, 0, 65235),
  );
  assert.equal((await always({ dtype: 'input' }).apply(words)).data, Uint16Array.of(255, 0, 0));
  const ints = { data: Int32Array.of(-5, 260), shape: [2, 1, 1] as const };
  assert.equal((await always({ dtype: 'input' }).apply(ints)).data, Int32Array.of(260, -5));
});

test('half of the images of a batch, the others as they are', async () => {
  const batch = { data: new Float32Array(50), shape: [50, 1, 1, 1] as const };
  const results = [...(await new RandomInvert().apply(batch, { seed: 3 })).data];
  const inverted = results.filter((value) => value === 255).length;
  assert.ok(inverted > 12 && inverted < 38);
  assert.is(results.filter((value) => value === 0).length, 50 - inverted);
});

test.run();
