// What adapt() reads, and what it knows of it before.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { knownSize } from '../../src/adapt/read-data.js';
import { type ImageBatch, ImagePipeline, Normalization, RandomFlip, Rescaling } from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { makeBatch, makeImage, sliceBatch } from '../support/images.js';
import { LearningLayer, type Steps } from '../support/learning-layer.js';

const batch = makeBatch([6, 2, 2, 3]);
const parts = [sliceBatch(batch, 0, 2), sliceBatch(batch, 2, 4)] as const;

async function learned(data: unknown): Promise<unknown> {
  const layer = new Normalization();
  await new ImagePipeline([layer]).adapt(data);
  return layer.statistics;
}

async function* stream(items: readonly unknown[]) {
  yield* items;
}

test('all forms of the same images give the same statistics', async () => {
  const expected = await learned(batch);
  const labels = { data: new Int32Array(2), shape: [2] };
  const images = Array.from({ length: 6 }, (_, i) => {
    const { data, shape } = sliceBatch(batch, i, 1);
    return { data, shape: shape.slice(1) };
  });
  const forms: [name: string, data: unknown][] = [
    ['batches', parts],
    ['single images', images],
    ['a set', new Set(images)],
    ['a generator', stream(parts)],
    ['batches of a data set', parts.map((xs) => ({ xs, ys: labels, paths: [] }))],
    ['one batch of a data set', { xs: batch }],
    ['pairs', parts.map((xs) => [xs, labels])],
    ['a sample', { images: batch, labels }],
    ['samples', stream(parts.map((one) => ({ images: one, labels })))],
  ];
  for (const [name, data] of forms) assert.equal(await learned(data), expected, name);
});

test('a data set, which is read once per layer and gives its length', async () => {
  const rows = { images: parts.flatMap(({ data, shape }) => splitImages({ data, shape })) };
  const files = await new ImagePipeline([]).fromDataFrame(
    rows.images.map((image) => ({ image })),
    { dataColumn: 'image', targetMode: null, imageSize: 2, batchSize: 4, shuffle: false } as never,
  );
  assert.equal(knownSize(files), { count: 6 });
  const [first, second] = [new Normalization(), new Normalization()];
  await new ImagePipeline([first, new Rescaling({ scale: 2 }), second]).adapt(files);
  assert.is(first.adapted && second.adapted, true);
});

function splitImages({ data, shape }: ImageBatch) {
  return Array.from({ length: shape[0] }, (_, i) => ({ data: data.slice(i * 12, (i + 1) * 12), shape: [2, 2, 3] }));
}

test('what is known before reading', () => {
  const known = { count: 6, shape: [2, 2, 3], dtype: 'uint8' };
  const labels = { data: new Int32Array(1), shape: [1] };
  for (const data of [batch, parts, [{ xs: batch }], [[batch, labels]], { images: batch }]) {
    assert.equal(knownSize(data), known);
  }
  assert.equal(knownSize([makeImage([2, 2, 3], 'float32'), makeImage([5, 4, 3])]), {
    count: 2,
    shape: [2, 2, 3],
    dtype: 'float32',
  });
  for (const data of [stream(parts), new Set(parts), [], [batch, 5], new Array(2 ** 32 - 1), 5, null, 'text']) {
    assert.equal(knownSize(data), {});
  }
});

test('no images are too few, whatever holds none', async () => {
  const none = { data: new Uint8Array(0), shape: [0, 2, 2, 3] };
  for (const data of [[], stream([]), new Set(), none, [none]]) {
    await failsWith(() => learned(data), 'NumericError', 'E_TOO_FEW', 'ImagePipeline.adapt: data has no images');
  }
});

test('a one-shot iterator cannot be read for two layers or two rounds', async () => {
  const two = new ImagePipeline([new Normalization(), new Rescaling({ scale: 2 }), new Normalization()]);
  const rounds = new ImagePipeline([new RandomFlip(), new Normalization()]);
  const message = 'ImagePipeline.adapt: data must be an array or a data set';
  await failsWith(() => two.adapt(stream(parts)), 'ArgumentError', 'E_TYPE', message);
  const twice = { augment: true, rounds: 2 };
  await failsWith(() => rounds.adapt(stream(parts), twice), 'ArgumentError', 'E_TYPE', message);
  await rounds.adapt(stream(parts), { augment: true });
});

test('positions go on with rounds and with resetState: false', async () => {
  const steps: Steps = { calls: [] };
  const pipeline = new ImagePipeline([new LearningLayer(steps)]);
  const positions = async (data: unknown, options: object) => {
    steps.calls = [];
    await pipeline.adapt(data, options);
    return steps.calls.filter(([name]) => name === 'update').map(([, , index]) => index);
  };
  assert.equal(await positions(parts, { augment: true, rounds: 2 }), [0, 2, 2 ** 43, 2 ** 43 + 2]);
  assert.equal(await positions(parts, {}), [0, 2], 'begins anew');
  assert.equal(await positions([batch], { resetState: false }), [6]);
  assert.equal(await positions([batch], { resetState: false, firstIndex: 100 }), [100]);
  assert.equal(await positions([batch], { resetState: false, augment: true, rounds: 2 }), [106, 2 ** 43 + 106]);
  assert.equal(await positions([batch], { resetState: false }), [112]);
});

test('rounds and resetState: false draw what one call over all the data would', async () => {
  const pipeline = () => new ImagePipeline([new RandomFlip(), new Normalization({ axis: [1, 2, 3] })], { seed: 3 });
  const [whole, split] = [pipeline(), pipeline()];
  await whole.adapt(batch, { augment: true });
  await split.adapt(parts[0], { augment: true });
  await split.adapt(parts[1], { augment: true, resetState: false });
  assert.equal(split.getConfig().layers, whole.getConfig().layers);
});

test('options', async () => {
  const pipeline = new ImagePipeline([new Normalization()]);
  const wrong: [options: object, code: string, message: string][] = [
    [{ rounds: 2 }, 'E_CONFLICT', 'rounds must be 1 unless augment is true'],
    [{ rounds: 1025, augment: true }, 'E_SIZE', 'rounds must be an integer within 1..1024'],
    [{ firstIndex: -1 }, 'E_RANGE', 'firstIndex must be an integer within 0..8796093022207'],
    [{ firstIndex: 2 ** 43 - 5 }, 'E_RANGE', 'firstIndex must be so low that all positions stay below 2^43'],
    [{ onProgress: 5 }, 'E_TYPE', 'onProgress must be a function'],
    [{ signal: {} }, 'E_TYPE', 'signal must be an AbortSignal'],
    [{ resetState: 1 }, 'E_TYPE', 'resetState must be true or false'],
  ];
  for (const [options, code, message] of wrong) {
    await failsWith(() => pipeline.adapt(batch, options), 'ArgumentError', code, `ImagePipeline.adapt: ${message}`);
  }
  await failsWith(
    () => pipeline.adaptState(batch, { resetState: true } as never),
    'ArgumentError',
    'E_OPTION',
    'resetState',
  );
});

test.run();
