// Tensors through pipelines on the real tfjs-node: where the pixels are read, when, and that nothing is left behind.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ImageBatch,
  ImagePipeline,
  Lambda,
  memory,
  Normalization,
  RandomBrightness,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  Rescaling,
  Resizing,
} from '../../src/index.js';
import { alignedArray, isArray } from '../../src/memory.js';
import { native } from '../../src/native.js';
import { readTensor } from '../../src/tfjs/bridge.js';
import { failsWith } from '../support/errors.js';
import { makeBatch } from '../support/images.js';
import { addressOf, bytesInDisguise, counters, isLazy, makeResident } from '../support/tensors.js';

const JPEG = readFileSync(new URL('../../demo/photos/coffee.jpg', import.meta.url));
const doubling = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
const turning = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.2 })], { seed: 1 });

type Shape4 = [number, number, number, number];

function tensorOf({ data, shape }: ImageBatch, dtype: 'float32' | 'int32'): tf.Tensor4D {
  return tf.tensor4d(data as Float32Array, [...shape] as Shape4, dtype);
}

test('resident and unseen tensors, both ways to call: the pixels that arrays get', async () => {
  const before = counters();
  for (const dtype of ['float32', 'int32'] as const) {
    for (const shape of [
      [3, 9, 7, 3],
      [1, 1, 1, 4],
      [2, 5, 8, 1],
      [0, 4, 4, 3],
    ] as Shape4[]) {
      const batch = makeBatch(shape, dtype);
      const expected = await turning.apply(batch, { firstIndex: 5 });
      for (const prepare of [(tensor: tf.Tensor4D) => tensor, makeResident]) {
        const tensor = prepare(tensorOf(batch, dtype));
        const results = [await turning.apply(tensor, { firstIndex: 5 }), turning.applySync(tensor, { firstIndex: 5 })];
        for (const result of results) {
          assert.equal([result.shape, result.dtype], [shape, 'float32']);
          assert.equal(result.dataSync(), expected.data);
        }
        assert.equal(tensor.dataSync(), batch.data, 'the input is as it was');
        tf.dispose([tensor, ...results]);
      }
    }
  }
  assert.equal(counters(), before);
});

test('the result is memory of the pool: a Block of that size gets its address next', async () => {
  const tensor = tf.fill([2, 8, 8, 3], 3) as tf.Tensor4D;
  for (const result of [await doubling.apply(tensor), doubling.applySync(tensor)]) {
    const { data, release } = readTensor(result);
    assert.not.ok(isArray(data));
    const address = addressOf(data);
    release();
    result.dispose();
    const block = new (native().Block)(2 * 8 * 8 * 3 * 4);
    assert.is(addressOf(block), address);
    block.release();
  }
  tensor.dispose();
});

test('a resident tensor is borrowed, not copied, while the work runs', async () => {
  const tensor = tf.fill([8, 64, 64, 3], 3) as tf.Tensor4D;
  const before = memory();
  const promise = doubling.apply(tensor);
  // One block: the result. A copy of the input would be a second one.
  assert.equal([memory().borrowedTensors - before.borrowedTensors, memory().inUseBlocks - before.inUseBlocks], [1, 1]);
  const result = await promise;
  assert.equal([memory().borrowedTensors, memory().inUseBlocks - before.inUseBlocks], [0, 1]);
  tf.dispose([tensor, result]);
  assert.is(memory().inUseBytes, before.inUseBytes);
});

test('an unseen tensor stays unseen: TensorFlow makes no copy of it', async () => {
  const tensor = tensorOf(makeBatch([2, 5, 5, 3], 'float32'), 'float32');
  const results = [doubling.applySync(tensor), await doubling.apply(tensor)];
  assert.ok(isLazy(tensor));
  tf.dispose([tensor, ...results]);
});

test('an array under a tensor may change after the call; what counts is its values then', async () => {
  for (const aligned of [false, true]) {
    const array = (aligned ? alignedArray('float32', 12) : new Float32Array(13).subarray(1)) as Float32Array;
    array.fill(1);
    const tensor = tf.tensor3d(array, [2, 2, 3]);
    array.fill(2); // before the first op: visible to TensorFlow and to us
    const promise = doubling.apply(tensor);
    array.fill(3); // after the call
    assert.ok((await promise).dataSync().every((value) => value === 4));
    assert.ok(
      doubling
        .applySync(tensor)
        .dataSync()
        .every((value) => value === 6),
    );
    makeResident(tensor); // the first op: unaligned arrays are copied by TensorFlow, aligned ones shared
    array.fill(5);
    const seen = tensor.dataSync()[0] as number;
    assert.is(seen, aligned ? 5 : 3);
    assert.ok(
      doubling
        .applySync(tensor)
        .dataSync()
        .every((value) => value === 2 * seen),
    );
    assert.ok((await doubling.apply(tensor)).dataSync().every((value) => value === 2 * seen));
    tensor.dispose();
  }
});

test('the memory under an unseen tensor may be transferred away after the call', async () => {
  const array = new Float32Array(300 * 300 * 3).fill(4);
  const tensor = tf.tensor3d(array, [300, 300, 3]);
  const promise = doubling.apply(tensor);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  const result = await promise;
  assert.ok(result.dataSync().every((value) => value === 8));
  await failsWith(() => doubling.apply(tensor), 'OwnershipError', 'E_DETACHED', 'transferred');
  tf.dispose([tensor, result]);
});

test('tensors may be disposed, and a tidy may end, while the work runs', async () => {
  const before = counters();
  const promises = Array.from({ length: 8 }, (_, i) => {
    const tensor = tf.fill([16, 64, 64, 3], i);
    const promise = doubling.apply(tensor);
    tensor.dispose();
    return promise;
  });
  let inTidy: Promise<tf.Tensor> | undefined;
  tf.tidy(() => {
    inTidy = doubling.apply(tf.fill([16, 64, 64, 3], 9));
  });
  for (let i = 0; i < 50; i++) tf.fill([16, 64, 64, 3], -1).dispose();
  const results = [...(await Promise.all(promises)), (await inTidy) as tf.Tensor];
  results.forEach((result, i) => {
    const value = i === 8 ? 18 : 2 * i;
    assert.ok(
      result.dataSync().every((each) => each === value),
      `tensor ${i}`,
    );
  });
  tf.dispose(results);
  assert.equal(counters(), before);
});

test('a synchronous result belongs to the tidy around it', () => {
  const before = counters();
  const sum = tf.tidy(() => doubling.applySync(tf.fill([2, 4, 4, 1], 3)).sum());
  assert.is(sum.dataSync()[0], 2 * 4 * 4 * 6);
  sum.dispose();
  assert.equal(counters(), before);
});

test('aborts, failures in mid-flight and refused tensors leave nothing behind', async () => {
  const before = counters();
  const tensor = tf.fill([64, 128, 128, 3], 1) as tf.Tensor4D;
  const base = counters();
  const controller = new AbortController();
  const aborted = turning.apply(tensor, { signal: controller.signal });
  controller.abort(new Error('enough'));
  await aborted.then(
    () => assert.unreachable('the abort came too late'),
    (error: Error) => assert.is(error.message, 'enough'),
  );
  const throwing = new ImagePipeline([
    new Rescaling({ scale: 2 }),
    new Lambda({
      function: (image, { index }) => {
        if (index === 40) throw new Error('mine');
        return image;
      },
    }),
    new Rescaling({ scale: 2 }),
  ]);
  await throwing.apply(tensor, { firstIndex: 0 }).catch((error: Error) => assert.is(error.message, 'mine'));
  assert.throws(() => throwing.applySync(tensor, { firstIndex: 0 }), 'mine');
  const ragged = new ImagePipeline([new RandomHeight({ factor: 0.5 })], { seed: 3 });
  const draws = ragged.sample(64, { shape: [128, 128, 3] });
  draws[63] = ragged.sample(1, { shape: [128, 128, 3], firstIndex: 1000 })[0] as (typeof draws)[0];
  await failsWith(() => ragged.replay(tensor, draws), 'ArgumentError', 'E_RAGGED', 'one batch');
  const tooMany = turning.sample(64);
  tooMany.forEach((draw) => {
    draw.stages.push(...draw.stages);
  });
  await failsWith(() => turning.replay(tensor, tooMany), 'ArgumentError', 'E_DRAWS', 'replay');
  await failsWith(() => doubling.apply(tensor, { seed: -1 }), 'ArgumentError', 'E_SEED', 'seed');
  const vector = tf.fill([4], 1);
  await failsWith(() => doubling.apply(vector), 'ArgumentError', 'E_RANK', 'rank 3 or 4');
  vector.dispose();
  assert.equal(counters(), base);
  tensor.dispose();
  assert.equal(counters(), before);
});

test('uint8 and uint16 results are int32 tensors with the values of the arrays', async () => {
  const before = counters();
  const batch = makeBatch([3, 6, 5, 3], 'float32');
  const tensor = makeResident(tensorOf(batch, 'float32'));
  for (const dtype of ['uint8', 'uint16', 'int32'] as const) {
    const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1, dtype })], { seed: 4 });
    const expected = (await pipeline.apply(batch, { firstIndex: 0 })).data;
    for (const result of [
      await pipeline.apply(tensor, { firstIndex: 0 }),
      pipeline.applySync(tensor, { firstIndex: 0 }),
    ]) {
      assert.is(result.dtype, 'int32');
      assert.equal([...result.dataSync()], [...expected]);
      result.dispose();
    }
  }
  tensor.dispose();
  assert.equal(counters(), before);
});

test('bytes that tfjs calls int32 are processed as the bytes they are', async () => {
  const before = counters();
  const decoded = tf.node.decodeJpeg(JPEG, 3);
  const [height, width] = decoded.shape;
  const data = Uint8Array.from(decoded.dataSync());
  decoded.dispose();
  const disguised = bytesInDisguise(JPEG);
  assert.is(disguised.dtype, 'int32');
  const { dtype, data: inside, release } = readTensor(disguised);
  assert.equal([dtype, inside.byteLength], ['uint8', height * width * 3]);
  release();
  const shape = [height, width, 3] as const;
  const layers = [
    () => new RandomFlip(),
    () => new Resizing({ height: 37, width: 53, dtype: 'uint8' }),
    () => new RandomBrightness({ factor: 0.5 }),
    () => new Lambda({ function: (image) => ({ data: image.data.map((value) => 255 - value), shape: image.shape }) }),
  ];
  for (const layer of layers) {
    const pipeline = new ImagePipeline([layer()], { seed: 2 });
    const expected = await pipeline.apply({ data, shape }, { firstIndex: 0 });
    const asynchronous = await pipeline.apply(disguised, { firstIndex: 0 });
    const synchronous = pipeline.applySync(disguised, { firstIndex: 0 });
    for (const result of [asynchronous, synchronous]) {
      assert.equal(result.shape, [...expected.shape]);
      assert.equal([...result.dataSync()], [...expected.data]);
      result.dispose();
    }
  }
  const batch = disguised.expandDims(0) as tf.Tensor4D;
  const [statistics, fromBytes] = [new Normalization(), new Normalization()];
  await new ImagePipeline([statistics]).adapt(batch);
  await new ImagePipeline([fromBytes]).adapt({ data, shape });
  assert.equal(statistics.statistics, fromBytes.statistics);
  tf.dispose([disguised, batch]);
  assert.equal(counters(), before);
});

test('images of different sizes and custom functions take tensors too', async () => {
  const before = counters();
  const layers = () => [
    new RandomHeight({ factor: 0.5 }),
    new Lambda({ function: (image) => ({ data: image.data.map((value) => value + 1), shape: image.shape }) }),
    new Resizing({ height: 8, width: 8 }),
  ];
  const pipeline = new ImagePipeline(layers(), { seed: 6 });
  const batch = makeBatch([5, 20, 10, 3], 'float32');
  const expected = await pipeline.apply(batch, { firstIndex: 0 });
  const tensor = makeResident(tensorOf(batch, 'float32'));
  for (const result of [
    await pipeline.apply(tensor, { firstIndex: 0 }),
    pipeline.applySync(tensor, { firstIndex: 0 }),
  ]) {
    assert.equal(result.dataSync(), expected.data);
    result.dispose();
  }
  tensor.dispose();
  assert.equal(counters(), before);
});

test('images that are computed one after the other are those of the time of the call', async () => {
  const pipeline = new ImagePipeline([new RandomHeight({ factor: 0.5 }), new Resizing({ height: 8, width: 8 })], {
    seed: 6,
  });
  const batch = makeBatch([5, 20, 10, 3]);
  const expected = await pipeline.apply(batch, { firstIndex: 0 });
  const promise = pipeline.apply(batch, { firstIndex: 0 });
  batch.data.fill(0);
  assert.equal((await promise).data, expected.data);
});

test('a tensor with out gives an array', async () => {
  const before = counters();
  const tensor = tf.fill([2, 4, 4, 3], 3) as tf.Tensor4D;
  const out = await doubling.apply(makeBatch([2, 4, 4, 3], 'float32'));
  const result = (await doubling.apply(tensor, { out })) as unknown;
  assert.is(result, out);
  assert.ok(out.data.every((value) => value === 6));
  tensor.dispose();
  assert.equal(counters(), before);
});

test.run();
