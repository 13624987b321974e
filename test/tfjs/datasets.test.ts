// Data sets as tensors of tfjs-node: batches are written where the tensor lies, and whatever is not handed out comes back.
import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, Lambda, RandomFlip, RandomRotation } from '../../src/index.js';
import { isArray } from '../../src/memory.js';
import { readTensor } from '../../src/tfjs/bridge.js';
import { tempFiles } from '../support/temp-dir.js';
import { counters } from '../support/tensors.js';

const PHOTOS = new URL('../../demo/photos', import.meta.url).pathname;
const test = suite('data sets');
const directory = tempFiles(['c.jpg']);

// Two JPEGs, which the native part decodes, two PNGs, which sharp decodes, and one file that nobody can.
test.before(async () => {
  copyFileSync(join(PHOTOS, 'coffee.jpg'), join(directory, 'a.jpg'));
  await sharp(join(PHOTOS, 'chelsea.jpg')).png().toFile(join(directory, 'b.png'));
  await sharp(join(PHOTOS, 'rocket.jpg')).png().toFile(join(directory, 'd.png'));
  copyFileSync(join(PHOTOS, 'astronaut.jpg'), join(directory, 'e.jpg'));
});

function isNative(tensor: unknown): boolean {
  const { data, release } = readTensor(tensor as tf.Tensor);
  release();
  return !isArray(data);
}

for (const dtype of ['float32', 'uint8', 'uint16'] as const) {
  for (const onError of ['skip', 'substitute'] as const) {
    test(`${dtype} batches, onError '${onError}': the values of the arrays in native memory`, async () => {
      const before = counters();
      const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1, dtype })], { seed: 1 });
      const options = { labels: null, imageSize: 32, batchSize: 3, shuffle: false, onError } as const;
      const expected: number[][] = [];
      for await (const { xs } of await pipeline.fromDirectory(directory, options)) expected.push([...xs.data]);
      assert.is(expected.length, 2);
      let batches = 0;
      for await (const { xs } of (await pipeline.fromDirectory(directory, options)).tensors()) {
        assert.is(xs.dtype, dtype === 'float32' ? 'float32' : 'int32');
        assert.ok(isNative(xs));
        assert.equal([...xs.dataSync()], expected[batches++]);
        xs.dispose();
      }
      assert.is(batches, 2);
      assert.equal(counters(), before);
    });
  }
}

test('single images', async () => {
  const before = counters();
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1 });
  const data = await pipeline.fromDirectory(PHOTOS, { labels: null, imageSize: [20, 30], batchSize: null });
  let seen = 0;
  for await (const { xs } of data.tensors()) {
    assert.equal(xs.shape, [20, 30, 3]);
    assert.ok(isNative(xs));
    xs.dispose();
    seen++;
  }
  assert.ok(seen >= 4);
  assert.equal(counters(), before);
});

test('break, a failure, close and an abort leave nothing behind', async () => {
  const before = counters();
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1 });
  const options = { labels: null, imageSize: 32, batchSize: 1, shuffle: false, prefetch: 3 } as const;
  const data = await pipeline.fromDirectory(directory, options);
  for await (const { xs } of data.tensors()) {
    xs.dispose();
    break;
  }
  assert.equal(counters(), before);
  let codes = 0;
  try {
    for await (const { xs } of data.tensors()) xs.dispose();
  } catch (error) {
    assert.is((error as { code: string }).code, 'E_FORMAT');
    codes++;
  }
  assert.is(codes, 1, 'c.jpg is no picture');
  assert.equal(counters(), before);
  const closing = data.tensors();
  (await closing.next()).value?.xs.dispose();
  await data.close();
  await closing.next().then(
    () => assert.unreachable('the data set is closed'),
    (error: { code: string }) => assert.is(error.code, 'E_CLOSED'),
  );
  assert.equal(counters(), before);
  const controller = new AbortController();
  const aborting = (await pipeline.fromDirectory(directory, { ...options, signal: controller.signal })).tensors();
  (await aborting.next()).value?.xs.dispose();
  controller.abort(new Error('enough'));
  await aborting.next().then(
    () => assert.unreachable('the data set is aborted'),
    (error: Error) => assert.is(error.message, 'enough'),
  );
  assert.equal(counters(), before);
});

test('a custom function of another shape fails the batch, which comes back', async () => {
  const before = counters();
  const cut = new Lambda({ function: ({ data }) => ({ data: data.slice(0, 3), shape: [1, 1, 3] }) });
  const data = await new ImagePipeline([cut]).fromDirectory(PHOTOS, { labels: null, imageSize: 8, batchSize: 2 });
  await data
    .tensors()
    .next()
    .then(
      () => assert.unreachable('the shapes differ'),
      (error: { code: string }) => assert.is(error.code, 'E_RAGGED'),
    );
  assert.equal(counters(), before);
});

test('fitDataset trains on batches of the pool and disposes them', async () => {
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1 });
  const data = await pipeline.fromDirectory(PHOTOS, { labels: [0, 1, 0, 1, 0], imageSize: 16, batchSize: 2 });
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [16, 16, 3] }), tf.layers.dense({ units: 1, kernelInitializer: 'zeros' })],
  });
  model.compile({ optimizer: tf.train.sgd(1e-9), loss: 'meanSquaredError' });
  const before = counters();
  const { epoch } = await model.fitDataset(data, { epochs: 2, verbose: 0 });
  assert.equal(epoch, [0, 1]);
  assert.equal(counters(), before);
  model.dispose();
});

test('bytes from files stay bytes up to the first pass', async () => {
  const seen: string[] = [];
  const look = new Lambda({
    function: (image) => {
      seen.push(image.data.constructor.name);
      return image;
    },
  });
  const options = { labels: null, imageSize: 16, interpolation: 'nearest', batchSize: 1, onError: 'skip' } as const;
  const data = await new ImagePipeline([look]).fromDirectory(directory, options);
  for await (const { xs } of data) assert.instance(xs.data, Uint8Array);
  assert.equal(seen, Array(4).fill('Uint8Array'));
});

test.run();
