// 2,000 batches: tensors exactly flat, native memory back to nothing, resident memory flat.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ImagePipeline,
  memory,
  RandomBrightness,
  RandomContrast,
  RandomFlip,
  RandomRotation,
  RandomShear,
  Rescaling,
} from '../../src/index.js';
import { growth } from '../support/growth.js';
import { makeBatch } from '../support/images.js';

const BATCHES = 2000;

const layers = () => [
  new RandomFlip(),
  new RandomRotation({ factor: 0.1 }),
  new RandomShear({ xFactor: 0.2 }),
  new RandomContrast({ factor: 0.3 }),
  new RandomBrightness({ factor: 0.2 }),
  new Rescaling({ scale: 1 / 255 }),
];

test('2,000 batches of tensors leave tf.memory() exactly and RSS within 2 % where they were', async () => {
  const pipeline = new ImagePipeline(layers(), { seed: 1 });
  const { data } = makeBatch([4, 64, 64, 3], 'float32');
  const before = tf.memory();
  const grown = await growth(BATCHES, async () => {
    const input = tf.tensor4d(data as Float32Array, [4, 64, 64, 3]);
    const output = await pipeline.apply(input);
    const mean = output.mean();
    tf.dispose([input, output, mean]);
  });
  const after = tf.memory();
  assert.equal(
    [after.numTensors, after.numBytes, after.numDataBuffers],
    [before.numTensors, before.numBytes, before.numDataBuffers],
  );
  assert.is(memory().inUseBytes, 0);
  assert.ok(grown <= 0.02, `resident memory grew by ${(grown * 100).toFixed(2)} %`);
});

test('2,000 plain batches with out leave RSS within 2 %, failures and aborts among them', async () => {
  const pipeline = new ImagePipeline(layers(), { seed: 1 });
  const batch = makeBatch([4, 64, 64, 3]);
  const out = await pipeline.apply(batch);
  const grown = await growth(BATCHES, async (i) => {
    await pipeline.apply(batch, { out });
    if (i % 10 === 0) await pipeline.apply(batch, { signal: AbortSignal.abort() }).catch(() => {});
    if (i % 10 === 5) await pipeline.apply({ data: batch.data, shape: [1, 2, 3] }).catch(() => {});
  });
  assert.is(memory().inUseBytes, 0);
  assert.ok(grown <= 0.02, `resident memory grew by ${(grown * 100).toFixed(2)} %`);
});

test.run();
