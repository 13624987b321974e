// RandomZCAWhitening: whom it whitens. What whitening gives is in zca-whitening.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomZCAWhiten, RandomZCAWhitening } from '../../src/index.js';
import { layerFromConfig } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { bytesOf, makeBatch, sliceBatch } from '../support/images.js';
import { images, near, replayed, roundTrips, throwsForEach, uint8 } from './support.js';
import { adapted, as, gains, TYPES, three, threeWhite } from './whitening-support.js';

const WHITE = threeWhite(gains.variance(7 / 3, 1e-6), gains.variance(7 / 2, 1e-6));
const fit = (options: object = {}, data: unknown = three) => adapted(new RandomZCAWhitening(options), data);

test('options and their defaults', () => {
  const { factor, inference, fit: how } = new RandomZCAWhitening();
  assert.equal([factor, inference, how.epsilon, how.centering], [0.5, 'identity', 1e-6, 'channel']);
  assert.is(RandomZCAWhiten, RandomZCAWhitening);
});

test('every bad option is an error', () => {
  throwsForEach('RandomZCAWhitening', (options) => new RandomZCAWhitening(options), [
    [{ factor: 1.5 }, 'E_RANGE', 'factor must be a finite number within 0..1; received 1.5'],
    [{ factor: [0, 1] }, 'E_TYPE', 'factor must be a number within 0..1; received [0, 1]'],
    [{ inference: true }, 'E_ENUM', `inference must be one of 'identity', 'whiten'; received true`],
    [{ epsilon: 0 }, 'E_RANGE', 'epsilon must be a finite number above 0; received 0'],
  ]);
});

test('a coin and a conversion in training; at inference nothing, or the conversion', async () => {
  const conversion = { kind: 'rescale', params: { scale: 1, offset: 0 }, dtype: 'float32' };
  const layer = await fit({ factor: 0.25 });
  assert.equal(layer.lower(true), [{ kind: 'coin', params: { probability: 0.25 }, dtype: 'input' }, conversion]);
  assert.equal(layer.lower(false), []);
  assert.equal((await fit({ inference: 'whiten' })).lower(false), [conversion]);
});

test('before adapt() training says so', async () => {
  const layer = new RandomZCAWhitening();
  await failsWith(() => layer.apply(three), 'StateError', 'E_NOT_ADAPTED', 'RandomZCAWhitening: call adapt() first');
  // At inference there is nothing to know.
  near((await layer.apply(three, { training: false })).data, [...three.data], 0);
});

test('the coin decides for each image: whitened by hand, or the values themselves', async () => {
  const layer = await fit();
  for (const type of TYPES) {
    const result = await replayed(layer, 'coin', [{ applied: 1 }, { applied: 0 }, { applied: 1 }], as(type, three));
    assert.instance(result.data, Float32Array);
    const [first, second, third] = images(result);
    near(first ?? [], WHITE.slice(0, 2), 2e-6);
    assert.equal(second, [3, 5]);
    near(third ?? [], WHITE.slice(4), 2e-6);
  }
});

test('factor 0 never, factor 1 always', async () => {
  assert.equal([...(await (await fit({ factor: 0 })).apply(three)).data], [...three.data]);
  near((await (await fit({ factor: 1 })).apply(three)).data, WHITE, 2e-6);
});

test('at inference images stay, as float32, unless it is to whiten', async () => {
  const still = await (await fit()).apply(three, { training: false });
  assert.instance(still.data, Float32Array);
  assert.equal([...still.data], [...three.data]);
  near((await (await fit({ inference: 'whiten' })).apply(three, { training: false })).data, WHITE, 2e-6);
});

test('coins belong to the images, not to the batch', async () => {
  const batch = makeBatch([40, 2, 2, 1]);
  const pipeline = new ImagePipeline([new RandomZCAWhitening({ factor: 0.3 })], { seed: 42 });
  await pipeline.adapt(batch);
  const whole = images(await pipeline.apply(batch));
  const parts = await Promise.all(
    [0, 1, 17].map((first, i) =>
      pipeline.apply(sliceBatch(batch, first, [1, 16, 23][i] as number), { firstIndex: first, epoch: 0 }),
    ),
  );
  assert.equal(parts.flatMap(images), images(await pipeline.apply(batch, { firstIndex: 0, epoch: 0 })));
  const originals = images(batch);
  const kept = whole.filter((row, i) => row.join() === originals[i]?.join()).length;
  // 28 of 40 on average; 5 deviations on either side.
  assert.ok(kept > 13 && kept < 40, `${kept} images were kept`);
});

test('how many of many are whitened', async () => {
  const pipeline = new ImagePipeline([new RandomZCAWhitening({ factor: 0.3 })], { seed: 7 });
  await pipeline.adapt(three);
  const coins = pipeline.sample(4000, { shape: [1, 2, 1] }).map(({ stages }) => stages[0]?.values.applied);
  const share = coins.filter((coin) => coin === 1).length / 4000;
  // Four deviations of 0.0072.
  assert.ok(Math.abs(share - 0.3) < 0.029, `${share}`);
});

test('an image with a NaN that is not whitened keeps its values', async () => {
  const bad = { data: Float32Array.of(1, Number.NaN, 3, 5), shape: [2, 1, 2, 1] as const };
  const [first, second] = images(await replayed(await fit(), 'coin', [{ applied: 0 }, { applied: 1 }], bad));
  assert.equal([first?.[0], Number.isNaN(first?.[1])], [1, true]);
  near(second ?? [], WHITE.slice(2, 4), 2e-6);
});

test('images of another shape are refused in training, with both named', async () => {
  const layer = await fit();
  const other = uint8([2, 1, 1], [1, 2]);
  await failsWith(() => layer.apply(other), 'ArgumentError', 'E_SHAPE', /\[1, 2, 1\].*\[2, 1, 1\]/);
  assert.equal([...(await layer.apply(other, { training: false })).data], [1, 2]);
});

test('configs keep every bit, and the draws', async () => {
  roundTrips(await fit({ factor: 0.25, inference: 'whiten', seed: 9 }));
  const batch = makeBatch([12, 3, 2, 3]);
  const layer = await fit({ seed: 4 }, batch);
  const copy = layerFromConfig({
    className: 'RandomZCAWhitening',
    config: JSON.parse(JSON.stringify(layer.getConfig())),
  });
  const key = { epoch: 0, firstIndex: 0 };
  assert.equal(bytesOf(await copy.apply(batch, key)), bytesOf(await layer.apply(batch, key)));
});

test.run();
