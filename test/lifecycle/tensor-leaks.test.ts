// Tensors over many batches: every counter back where it was, resident memory flat.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomFlip, Rescaling } from '../../src/index.js';
import { growth } from '../support/growth.js';
import { counters, makeResident } from '../support/tensors.js';

test('10,000 small batches leave all counters exactly, and RSS within 2 %, where they were', async () => {
  const pipeline = new ImagePipeline([new RandomFlip(), new Rescaling({ scale: 2, dtype: 'uint8' })], { seed: 1 });
  const before = counters();
  const grown = await growth(10_000, async (i) => {
    const input = tf.fill([2, 16, 16, 3], i % 100);
    const output = i % 2 === 0 ? await pipeline.apply(input) : pipeline.applySync(input);
    tf.dispose([input, output]);
  });
  assert.equal(counters(), before);
  assert.ok(grown <= 0.02, `resident memory grew by ${(grown * 100).toFixed(2)} %`);
});

test('failures, aborts and unseen tensors: 2,000 of each leave all counters where they were', async () => {
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1 });
  const array = new Float32Array(2 * 16 * 16 * 3);
  const before = counters();
  for (let i = 0; i < 2000; i++) {
    const unseen = tf.tensor4d(array, [2, 16, 16, 3]);
    tf.dispose(await pipeline.apply(unseen));
    makeResident(unseen);
    const aborted = new AbortController();
    const running = pipeline.apply(unseen, { signal: aborted.signal });
    aborted.abort();
    await running.then(tf.dispose, () => {});
    await pipeline.apply(unseen, { seed: -1 }).catch(() => {});
    unseen.dispose();
  }
  assert.equal(counters(), before);
});

test.run();
