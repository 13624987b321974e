import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomSaturation } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { assertUniform, drawn } from './draws.js';
import { float32, near, roundTrips, throwsForEach, uint8 } from './support.js';

const fixed = (factor: number, options: object = {}) => new RandomSaturation({ factor: [factor, factor], ...options });

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomSaturation({ factor: 0.2 });
  assert.equal(layer.lower(true), [
    { kind: 'saturation', params: { factor: [0, 0.2], valueRange: [0, 255] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
  assert.equal(new RandomSaturation({ factor: [-0.2, 0.2] }).lower(true)[0]?.params.factor, [-0.2, 0.2]);
});

test('every bad option is an error', () => {
  throwsForEach('RandomSaturation', (options) => new RandomSaturation(options), [
    [{}, 'E_TYPE', 'factor must be a number within 0..1 or [min, max] within -1..1; received undefined'],
    [{ factor: -0.2 }, 'E_RANGE', 'factor must be a number or [min, max] within 0..1; received -0.2'],
    [
      { factor: [-2, 0] },
      'E_RANGE',
      'factor must be a number within 0..1 or [min, max] within -1..1; received [-2, 0]',
    ],
    [{ factor: 0, valueRange: [1] }, 'E_TYPE', 'valueRange must be [min, max]; received [1]'],
    [
      { factor: 0, dataFormat: 'channelsFirst' },
      'E_ENUM',
      "dataFormat must be 'channelsLast' ('channelsFirst' will come later); received \"channelsFirst\"",
    ],
  ]);
});

test('configs round trip', () =>
  roundTrips(
    new RandomSaturation({ factor: [-0.1, 0.4], valueRange: [0, 1], seed: 3, dtype: 'uint8', name: 'vivid' }),
  ));

test('the scale is f / (1 - f) of a uniform f', () => {
  const scales = drawn(new RandomSaturation({ factor: [0.2, 0.7] }), 'scale');
  assertUniform(
    scales.map((scale) => scale / (1 + scale)),
    0.2,
    0.7,
  );
  near(drawn(fixed(0.75), 'scale').slice(0, 1), [3], 1e-5);
});

// By hand: 200 100 50 has value 200 and saturation 3/4; a third of that is 1/4, which leaves 150 at the least.
test('a third, all, none and three times of the saturation', async () => {
  const image = uint8([1, 2, 3], [200, 100, 50, 10, 10, 10]);
  near((await fixed(0.25).apply(image)).data, [200, 200 - 100 / 3, 150, 10, 10, 10], 1e-4);
  near((await fixed(0.5).apply(image)).data, [200, 100, 50, 10, 10, 10], 1e-4);
  near((await fixed(0).apply(image)).data, [200, 200, 200, 10, 10, 10]);
  near((await fixed(-0.5).apply(image)).data, [200, 200, 200, 10, 10, 10]);
  // To 1 and no further: the least becomes 0, the middle stays a third of the way up.
  for (const factor of [0.75, 1]) {
    near((await fixed(factor).apply(image)).data, [200, 200 / 3, 0, 10, 10, 10], 1e-4);
  }
});

test('black is the lower end of valueRange', async () => {
  // The same picture on a scale of -1..1.
  const onScale = (values: number[]) => values.map((value) => value / 127.5 - 1);
  const layer = fixed(0.75, { valueRange: [-1, 1] });
  near((await layer.apply(float32([1, 1, 3], onScale([200, 100, 50])))).data, onScale([200, 200 / 3, 0]), 1e-6);
});

test('every dtype, and its own when asked', async () => {
  const values = [200, 100, 50, 30, 60, 40];
  const expected = [200, 167, 150, 50, 60, 53];
  for (const data of [Uint8Array.from(values), Uint16Array.from(values), Int32Array.from(values)]) {
    const result = await fixed(0.25, { dtype: 'input' }).apply({ data, shape: [2, 1, 3] as const });
    assert.is(result.data.constructor, data.constructor);
    assert.equal([...result.data], expected);
  }
});

test('alpha stays, one gray channel stays, other counts are refused', async () => {
  const alpha = float32([1, 1, 4], [200, 100, 50, -77]);
  near((await fixed(0).apply(alpha)).data, [200, 200, 200, -77]);
  const gray = float32([1, 3, 1], [-1, Number.NaN, 300]);
  assert.equal([...(await fixed(0).apply(gray)).data], [-1, Number.NaN, 300]);
  for (const channels of [2, 5]) {
    await failsWith(
      () => fixed(0).apply({ data: new Uint8Array(channels), shape: [1, 1, channels] }),
      'ArgumentError',
      'E_CHANNELS',
      `saturation: the image has ${channels} channels; it must have 1 (gray), 3 (RGB) or 4 (RGB and alpha)`,
    );
  }
});

test('a NaN or an infinity takes its pixel with it and no other', async () => {
  const image = float32([1, 3, 3], [1, Number.NaN, 3, 1, 2, 3, 1, 2, Infinity]);
  const { data } = await fixed(0).apply(image);
  assert.equal([...data], [Number.NaN, Number.NaN, Number.NaN, 3, 3, 3, Number.NaN, Number.NaN, Number.NaN]);
});

test.run();
