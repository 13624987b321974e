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
import { makeBatch } from '../support/images.js';

const BATCHES = 2000;
const WARM_UP = 500;
const SAMPLE_EVERY = 50;

function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/**
 * Growth of the resident memory over the batches, as a share of it: the median of the last quarter of the samples over
 * that of the first, because single readings jump with the collector. A leak of one batch in ten would show as some
 * 10 %.
 */
async function growth(step: (i: number) => Promise<void>): Promise<number> {
  for (let i = 0; i < WARM_UP; i++) await step(i);
  const samples: number[] = [];
  for (let i = 0; i < BATCHES; i++) {
    if (i % SAMPLE_EVERY === 0) samples.push(residentBytes());
    await step(i);
  }
  samples.push(residentBytes());
  const quarter = Math.floor(samples.length / 4);
  return median(samples.slice(-quarter)) / median(samples.slice(0, quarter)) - 1;
}

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
  const grown = await growth(async () => {
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
  const grown = await growth(async (i) => {
    await pipeline.apply(batch, { out });
    if (i % 10 === 0) await pipeline.apply(batch, { signal: AbortSignal.abort() }).catch(() => {});
    if (i % 10 === 5) await pipeline.apply({ data: batch.data, shape: [1, 2, 3] }).catch(() => {});
  });
  assert.is(memory().inUseBytes, 0);
  assert.ok(grown <= 0.02, `resident memory grew by ${(grown * 100).toFixed(2)} %`);
});

test.run();
