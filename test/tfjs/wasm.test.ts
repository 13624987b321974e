// The wasm backend of tfjs, whose tensors are copied: the same pixels, and nothing of ours stays behind.
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, ImagePipeline, RandomBrightness, RandomRotation } from '../../src/index.js';
import { makeBatch } from '../support/images.js';

test('the wasm backend gives the pixels of typed arrays, and exact memory', async () => {
  assert.ok(await tf.setBackend('wasm'));
  const { mode, backend, reason } = capabilities().tfjs;
  assert.equal([mode, backend], ['copy', 'wasm']);
  assert.match(reason, "'wasm' backend is not tfjs-node's");
  for (const dtype of ['float32', 'uint8'] as const) {
    const pipeline = new ImagePipeline(
      [new RandomRotation({ factor: 0.2 }), new RandomBrightness({ factor: 0.3, dtype })],
      {
        seed: 1,
      },
    );
    const batch = makeBatch([3, 9, 7, 3], 'float32');
    const expected = await pipeline.apply(batch, { firstIndex: 0 });
    const before = tf.memory();
    const lazy = tf.tensor4d(batch.data as Float32Array, [3, 9, 7, 3]);
    const computed = tf.mul<tf.Tensor4D>(lazy, 1);
    for (const tensor of [lazy, computed]) {
      for (const result of [
        await pipeline.apply(tensor, { firstIndex: 0 }),
        pipeline.applySync(tensor, { firstIndex: 0 }),
      ]) {
        assert.is(result.dtype, dtype === 'uint8' ? 'int32' : 'float32');
        assert.equal(result.shape, [3, 9, 7, 3]);
        assert.equal([...result.dataSync()], [...expected.data]);
        const sum = tf.add(result, 1);
        assert.is(sum.dataSync()[0], Math.fround((expected.data[0] as number) + 1), 'it is a tensor of this backend');
        tf.dispose([result, sum]);
      }
    }
    tf.dispose([lazy, computed]);
    assert.is(tf.memory().numTensors, before.numTensors);
    assert.is(tf.memory().numBytes, before.numBytes);
  }
});

test.run();
