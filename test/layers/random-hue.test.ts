import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline } from '../../src/index.js';
import { RandomHue } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { assertCoin, assertUniform, drawn } from './draws.js';
import { float32, near, roundTrips, throwsForEach, uint8 } from './support.js';

function turned(image: Image, delta: number, options: object = {}): Promise<Image> {
  const draw = { stages: [{ layer: 'RandomHue', kind: 'hue', values: { delta } }] };
  return new ImagePipeline([new RandomHue({ factor: 1, ...options })], { seed: 1 }).replay(image, [
    draw,
  ]) as Promise<Image>;
}

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomHue({ factor: 0.2, valueRange: [0, 1] });
  assert.equal(layer.lower(true), [
    { kind: 'hue', params: { factor: [0, 0.2], valueRange: [0, 1] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 0..1';
  throwsForEach('RandomHue', (options) => new RandomHue(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: 1.2 }, 'E_RANGE', `${range}; received 1.2`],
    [{ factor: [0.3, 0.2] }, 'E_RANGE', `${range} with min <= max; received [0.3, 0.2]`],
    [{ factor: 0, valueRange: [2, 1] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [2, 1]'],
  ]);
});

test('configs round trip', () =>
  roundTrips(new RandomHue({ factor: [0.1, 0.4], valueRange: [-1, 1], seed: 3, dtype: 'input', name: 'turn' })));

test('half the factor, either way by a coin of its own', () => {
  const deltas = drawn(new RandomHue({ factor: [0.2, 0.8] }), 'delta');
  assertUniform(deltas.map(Math.abs), 0.1, 0.4);
  assertCoin(
    deltas.map((delta) => (delta < 0 ? 1 : 0)),
    0.5,
  );
  assert.ok(drawn(new RandomHue({ factor: 0 }), 'delta').every((delta) => delta === 0));
});

test('thirds of the circle exchange the channels, sixths meet between, and a whole turn is none', async () => {
  const image = uint8([1, 4, 3], [255, 0, 0, 200, 100, 50, 7, 7, 7, 0, 90, 90]);
  near((await turned(image, 1 / 3)).data, [0, 255, 0, 50, 200, 100, 7, 7, 7, 90, 0, 90], 1e-3);
  near((await turned(image, -1 / 3)).data, [0, 0, 255, 100, 50, 200, 7, 7, 7, 90, 90, 0], 1e-3);
  near((await turned(image, 1 / 6)).data, [255, 255, 0, 150, 200, 50, 7, 7, 7, 0, 0, 90], 1e-3);
  near((await turned(image, 0.5)).data, [0, 255, 255, 50, 150, 200, 7, 7, 7, 90, 0, 0], 1e-3);
  near((await turned(image, 0)).data, [...image.data], 1e-4);
  near((await turned(image, -1)).data, [...image.data], 1e-4);
  assert.equal((await turned(image, 5 + 2 ** -3)).data, (await turned(image, 2 ** -3)).data);
});

test('clips to valueRange, also a gray channel', async () => {
  near((await turned(float32([1, 2, 3], [300, 100, 0, -5, -5, -9]), 0)).data, [255, 100, 0, 0, 0, 0], 1e-4);
  near((await turned(float32([1, 1, 3], [2, 1, -1]), 1 / 3, { valueRange: [-0.5, 1.5] })).data, [-0.5, 1.5, 1], 1e-5);
  assert.equal([...(await turned(float32([1, 3, 1], [-1, Number.NaN, 300]), 0.3)).data], [0, Number.NaN, 255]);
});

test('alpha stays, other channel counts are refused', async () => {
  near((await turned(float32([1, 1, 4], [90, 0, 0, 999]), 1 / 3)).data, [0, 90, 0, 999], 1e-4);
  for (const channels of [2, 5]) {
    await failsWith(
      () => new RandomHue({ factor: 0.1 }).apply({ data: new Uint8Array(channels), shape: [1, 1, channels] }),
      'ArgumentError',
      'E_CHANNELS',
      `hue: the image has ${channels} channels; it must have 1 (gray), 3 (RGB) or 4 (RGB and alpha)`,
    );
  }
});

test('integer dtypes round', async () => {
  for (const data of [Uint8Array.of(200, 100, 50), Uint16Array.of(200, 100, 50), Int32Array.of(200, 100, 50)]) {
    const result = await turned({ data, shape: [1, 1, 3] }, 0.101, { dtype: 'input' });
    // 50 + 150 * 6 * (1 / 18 + 0.101) = 190.9
    assert.equal([...result.data], [200, 191, 50]);
    assert.is(result.data.constructor, data.constructor);
  }
});

test('a NaN or an infinity takes its pixel with it and no other', async () => {
  const { data } = await turned(float32([3, 1, 3], [1, Number.NaN, 3, 5, 5, 5, 1, 2, -Infinity]), 0.2);
  assert.equal([...data], [Number.NaN, Number.NaN, Number.NaN, 5, 5, 5, Number.NaN, Number.NaN, Number.NaN]);
});

test.run();
