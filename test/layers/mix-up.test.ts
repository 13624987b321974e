import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, type PixelArray } from '../../src/index.js';
import { MixUp } from '../../src/layers/index.js';
import { images, near, replayed, roundTrips, throwsForEach } from './support.js';

test('lowers in training and does nothing at inference', () => {
  assert.equal(new MixUp().lower(true), [{ kind: 'mix_up', params: { alpha: 0.2 }, dtype: 'float32' }]);
  assert.equal(new MixUp({ alpha: 4, dtype: 'input' }).lower(true), [
    { kind: 'mix_up', params: { alpha: 4 }, dtype: 'input' },
  ]);
  assert.equal(new MixUp().lower(false), []);
});

test('every bad option is an error', () => {
  throwsForEach('MixUp', (options) => new MixUp(options), [
    [{ alpha: 0 }, 'E_RANGE', 'alpha must be a number above 0; received 0'],
    [{ alpha: -1 }, 'E_RANGE', 'alpha must be a number above 0; received -1'],
    [{ alpha: Number.POSITIVE_INFINITY }, 'E_RANGE', 'alpha must be a finite number; received Infinity'],
    [{ alpha: [0, 1] }, 'E_TYPE', 'alpha must be a number; received [0, 1]'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new MixUp());
  roundTrips(new MixUp({ alpha: 1, seed: 6, name: 'mix', dtype: 'input' }));
});

// Keras: weights .25 and .9 with the permutation [1, 0] turn 10 and 90 into 70 and 82 - 90 x .9 + 10 x .1.
test('blends by weight with the next in the order', async () => {
  const batch = { data: new Float32Array([10, 10, 90, 90]), shape: [2, 1, 2, 1] as const };
  const two = [
    { order: 0.1, weight: 0.25 },
    { order: 0.7, weight: 0.9 },
  ];
  near((await replayed(new MixUp(), 'mix_up', two, batch)).data, [70, 70, 82, 82], 1e-5);
  // Sorted by order: 2, 0, 1; so the partners of 0, 1 and 2 are 1, 2 and 0.
  const three = { data: new Uint8Array([0, 100, 200]), shape: [3, 1, 1, 1] as const };
  const draws = [0.5, 0.6, 0.4].map((order) => ({ order, weight: 0.5 }));
  near((await replayed(new MixUp(), 'mix_up', draws, three)).data, [50, 150, 100], 0);
  // Ties go by position: 0 -> 1 -> 2 -> 0.
  const ties = [1, 1, 1].map((order) => ({ order, weight: 0.75 }));
  near((await replayed(new MixUp(), 'mix_up', ties, three)).data, [25, 125, 150], 0);
});

test('rounds half to even in integer dtypes, saturates and keeps whole numbers', async () => {
  const half = [
    { order: 0, weight: 0.5 },
    { order: 1, weight: 0.5 },
  ];
  const input = { dtype: 'input' } as const;
  const run = async (data: PixelArray) => [
    ...(await replayed(new MixUp(input), 'mix_up', half, { data, shape: [2, 1, 1, data.length / 2] })).data,
  ];
  assert.equal(await run(new Uint8Array([10, 0, 255, 11, 3, 255])), [10, 2, 255, 10, 2, 255]);
  assert.equal(await run(new Uint16Array([65535, 1, 65535, 0])), [65535, 0, 65535, 0]);
  assert.equal(await run(new Int32Array([-7, 9, -8, 2 ** 20])), [-8, 524292, -8, 524292]);
  assert.equal(await run(new Float32Array([0.5, 1.5])), [1, 1]);
});

test('an image alone stays as it is, and so does everything at inference', async () => {
  const image = { data: new Float32Array([0.1, 0.7, Number.NaN]), shape: [1, 1, 3] as const };
  assert.equal([...(await new MixUp().apply(image, { seed: 3 })).data], [...image.data]);
  const batch = { data: new Uint8Array([1, 2, 3, 4]), shape: [4, 1, 1, 1] as const };
  const still = await new MixUp().apply(batch, { training: false, seed: 3 });
  assert.instance(still.data, Float32Array);
  assert.equal([...still.data], [1, 2, 3, 4]);
  const none = await new MixUp().apply({ data: new Uint8Array(0), shape: [0, 2, 2, 3] }, { seed: 1 });
  assert.equal(none.shape, [0, 2, 2, 3]);
  assert.instance(none.data, Float32Array);
});

test('what has no weight is not read', async () => {
  const batch = { data: new Float32Array([1, Number.NaN]), shape: [2, 1, 1, 1] as const };
  const draws = [
    { order: 0, weight: 1 },
    { order: 1, weight: 0 },
  ];
  assert.equal([...(await replayed(new MixUp(), 'mix_up', draws, batch)).data], [1, 1]);
  const mixed = [
    { order: 0, weight: 0.5 },
    { order: 1, weight: 0.5 },
  ];
  assert.ok([...(await replayed(new MixUp(), 'mix_up', mixed, batch)).data].every(Number.isNaN));
});

test('replays what it drew', async () => {
  const pipeline = new ImagePipeline([new MixUp({ alpha: 1 })], { seed: 11 });
  const data = Float32Array.from({ length: 6 * 5 * 3 }, (_, i) => i);
  const batch = { data, shape: [6, 5, 1, 3] as const };
  const draws = pipeline.sample(6, { firstIndex: 4 });
  assert.equal(Object.keys(draws[0]?.stages[0]?.values ?? {}), ['order', 'weight']);
  const mixed = await pipeline.apply(batch, { firstIndex: 4 });
  assert.equal(await pipeline.replay(batch, draws), mixed);
  assert.equal(pipeline.applySync(batch, { firstIndex: 4 }), mixed);
  assert.is.not(images(mixed)[0]?.[0], 0);
});

test.run();
