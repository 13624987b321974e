// Tensors in and out, on the real tfjs-node.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, ImagePipeline, Normalization, RandomFlip, RandomRotation, Rescaling } from '../src/index.js';
import { failsWith } from './support/errors.js';
import { makeBatch } from './support/images.js';

const pipeline = new ImagePipeline(
  [new RandomFlip(), new RandomRotation({ factor: 0.2 }), new Rescaling({ scale: 0.5 })],
  { seed: 1 },
);

test('a tensor gives a tensor of the same rank with the pixels that plain images get', async () => {
  for (const dtype of ['float32', 'int32'] as const) {
    const batch = makeBatch([3, 9, 7, 3], dtype);
    const tensor = tf.tensor4d(batch.data as Float32Array, [...batch.shape] as [number, number, number, number], dtype);
    const out = await pipeline.apply(tensor, { firstIndex: 0 });
    const plain = await pipeline.apply(batch, { firstIndex: 0 });
    assert.instance(out, tf.Tensor);
    assert.equal([out.shape, out.dtype], [[3, 9, 7, 3], 'float32']);
    assert.equal(out.dataSync(), plain.data);
    assert.equal(tensor.dataSync(), batch.data, 'the input is as it was');
    const single = tf.tensor3d(batch.data.slice(0, 189) as Float32Array, [9, 7, 3], dtype);
    const image = pipeline.applySync(single, { firstIndex: 0 });
    assert.equal(image.shape, [9, 7, 3]);
    assert.equal(image.dataSync(), plain.data.slice(0, 189));
    tf.dispose([tensor, out, single, image]);
  }
});

test('a computed tensor works as well as one that still holds its array', async () => {
  const computed = tf.tidy(() => tf.ones([2, 3, 3, 1]).mul(4));
  const out = await new ImagePipeline([new Rescaling({ scale: 2 })]).apply(computed);
  assert.ok(out.dataSync().every((value) => value === 8));
  tf.dispose([computed, out]);
});

test('the input may be disposed at once, and the result is usable in TensorFlow', async () => {
  const tensor = tf.fill([2, 4, 4, 3], 3) as tf.Tensor4D;
  const promise = new ImagePipeline([new Rescaling({ scale: 2 })]).apply(tensor);
  tensor.dispose();
  const out = await promise;
  const sum = out.sum();
  assert.is(sum.dataSync()[0], 2 * 4 * 4 * 3 * 6);
  tf.dispose([out, sum]);
});

test('uint8 and uint16 results become int32 tensors', () => {
  const tensor = tf.tensor3d([1.4, 260], [1, 2, 1]);
  const out = new ImagePipeline([new Rescaling({ scale: 1, dtype: 'uint8' })]).applySync(tensor);
  assert.equal([out.dtype, [...out.dataSync()]], ['int32', [1, 255]]);
  tf.dispose([tensor, out]);
});

test('adapt takes tensors', async () => {
  const tensor = tf.tensor4d([0, 2, 4, 6], [2, 1, 2, 1]);
  const normalization = new Normalization();
  await new ImagePipeline([normalization]).adapt(tensor);
  const out = normalization.applySync(tensor);
  const expected = [-1.3416407, -0.4472136, 0.4472136, 1.3416407];
  out.dataSync().forEach((value, i) => {
    assert.ok(Math.abs(value - (expected[i] as number)) < 1e-6);
  });
  tf.dispose([tensor, out]);
});

test('B13 a disposed tensor, and tensors that are no images', async () => {
  const disposed = tf.ones([2, 2, 1]);
  disposed.dispose();
  await failsWith(() => pipeline.apply(disposed), 'OwnershipError', 'E_DISPOSED', 'disposed');
  const bool = tf.ones([2, 2, 1], 'bool');
  await failsWith(() => pipeline.apply(bool), 'ArgumentError', 'E_DTYPE', 'bool');
  const vector = tf.ones([4]);
  await failsWith(() => pipeline.apply(vector), 'ArgumentError', 'E_RANK', 'rank 3 or 4');
  const good = tf.ones([2, 2, 1]);
  const out = await pipeline.apply(good);
  assert.equal(out.shape, [2, 2, 1]);
  tf.dispose([bool, vector, good, out]);
});

test('tf.memory() is exactly flat over calls, failures and aborts', async () => {
  const tensor = tf.ones([2, 8, 8, 3]);
  const before = tf.memory().numTensors;
  for (let i = 0; i < 20; i++) (await pipeline.apply(tensor)).dispose();
  await pipeline.apply(tensor, { signal: AbortSignal.abort() }).catch(() => {});
  await pipeline.apply(tensor, { seed: -1 }).catch(() => {});
  assert.is(tf.memory().numTensors, before);
  tensor.dispose();
});

test('capabilities tell how tensors travel', () => {
  const { tfjs } = capabilities();
  assert.equal([tfjs.mode, tfjs.backend], ['zero-copy', 'tensorflow']);
  assert.match(tfjs.reason, 'same address');
  const { binding } = tf.backend() as unknown as { binding: { TF_Version: string } };
  assert.equal(tfjs.tensorflow, { version: binding.TF_Version, alignmentBytes: 64 });
});

test.run();
