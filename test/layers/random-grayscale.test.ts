import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomGrayscale } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { assertCoin, drawn } from './draws.js';
import { float32, images, near, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const always = (options: object = {}) => new RandomGrayscale({ factor: 1, ...options });

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomGrayscale();
  assert.equal(layer.lower(true), [{ kind: 'grayscale', params: { probability: 0.5 }, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  throwsForEach('RandomGrayscale', (options) => new RandomGrayscale(options), [
    [{ factor: -0.1 }, 'E_RANGE', 'factor must be a finite number within 0..1; received -0.1'],
    [{ factor: 1.1 }, 'E_RANGE', 'factor must be a finite number within 0..1; received 1.1'],
    [{ factor: [0, 1] }, 'E_TYPE', 'factor must be a number within 0..1; received [0, 1]'],
    [
      { valueRange: [0, 1] },
      'E_OPTION',
      'unknown option "valueRange"; known options are factor, dataFormat, name, dtype, seed',
    ],
  ]);
});

test('configs round trip, with the seed', () => roundTrips(new RandomGrayscale({ factor: 0.2, seed: 9 })));

test('a coin per image', () => {
  for (const factor of [0, 0.3, 1]) assertCoin(drawn(new RandomGrayscale({ factor }), 'grayscale'), factor);
});

test('an image is gray or as it was, in float32 either way', async () => {
  const results = images(await new RandomGrayscale().apply(repeat(uint8([1, 1, 3], [200, 100, 50]), 60), { seed: 4 }));
  const grays = results.filter(([first]) => first !== 200);
  assert.ok(grays.length > 15 && grays.length < 45);
  for (const gray of grays) near(gray, [124.18, 124.18, 124.18], 1e-4);
  for (const same of results.filter(([first]) => first === 200)) assert.equal(same, [200, 100, 50]);
});

test('all three channels are the same number, of any size', async () => {
  const { data } = await always().apply(float32([1, 2, 3], [1e30, -3, 7, 0.1, 0.7, 0.3]));
  assert.is(data[0], data[1]);
  assert.is(data[0], data[2]);
  assert.ok((data[0] as number) > 2.9e29);
  assert.is(data[3], data[4]);
  assert.is(data[3], data[5]);
});

test('integer dtypes round where Keras cuts off', async () => {
  // 2.989 + 11.74 + 4.446 = 19.175 and 3.5868 + 11.74 + 4.446 = 19.7728.
  for (const make of [Uint8Array, Uint16Array, Int32Array]) {
    const data = make.of(10, 20, 39, 12, 20, 39);
    const result = await always({ dtype: 'input' }).apply({ data, shape: [2, 1, 3] as const });
    assert.equal([...result.data], [19, 19, 19, 20, 20, 20]);
  }
});

test('alpha stays, one channel stays, other counts are refused', async () => {
  near((await always().apply(float32([1, 1, 4], [200, 100, 50, 3]))).data, [124.18, 124.18, 124.18, 3], 1e-4);
  assert.equal([...(await always().apply(float32([1, 2, 1], [7, Number.NaN]))).data], [7, Number.NaN]);
  for (const channels of [2, 5]) {
    await failsWith(
      () => always().apply({ data: new Uint8Array(channels), shape: [1, 1, channels] }),
      'ArgumentError',
      'E_CHANNELS',
      `grayscale: the image has ${channels} channels; it must have 1 (gray), 3 (RGB) or 4 (RGB and alpha)`,
    );
  }
});

test.run();
