// Datasets of tensors through a pipeline, with the real tf.data.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ApplyOptions, ImagePipeline, RandomFlip, RandomRotation, Resizing } from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { makeTensor } from './support.js';

type Batch = { xs: tf.Tensor4D; ys: tf.Tensor };

const COUNT = 7;
const images = makeTensor([COUNT, 6, 9, 3]);

const makePipeline = () =>
  new ImagePipeline(
    [new RandomFlip({ independent: true }), new RandomRotation({ factor: 0.3 }), new Resizing({ height: 4, width: 5 })],
    { seed: 8 },
  );

/** { xs, ys } in batches of 3, 3 and 1, with new tensors in every iteration. */
function batches(): tf.data.Dataset<Batch> {
  const each = tf.data.generator(function* () {
    for (let i = 0; i < COUNT; i++) {
      yield tf.tidy(() => ({ xs: images.slice([i], [1]).squeeze([0]), ys: tf.scalar(i) }));
    }
  } as never);
  return each.batch(3) as unknown as tf.data.Dataset<Batch>;
}

/** Values of all batches of one iteration. */
async function collect(dataset: tf.data.Dataset<Batch>): Promise<number[][]> {
  const values: number[][] = [];
  await dataset.forEachAsync(({ xs, ys }) => {
    values.push(Array.from(xs.dataSync()));
    tf.dispose([xs, ys]);
  });
  return values;
}

/** What the pipeline makes of the three batches when the first image has this key. */
function expected({ epoch = 0, firstIndex = 0 }: ApplyOptions): number[][] {
  const pipeline = makePipeline();
  const ranges = [
    [0, 3],
    [3, 3],
    [6, 1],
  ] as const;
  return ranges.map(([from, count]) =>
    tf.tidy(() => {
      const batch = images.slice([from], [count]);
      return Array.from(pipeline.applySync(batch, { epoch, firstIndex: firstIndex + from }).dataSync());
    }),
  );
}

for (const ahead of [0, 1, 3]) {
  test(`mapAsync with unkeyed calls numbers the samples in order, prefetch(${ahead})`, async () => {
    const pipeline = makePipeline();
    const mapped = batches().mapAsync(async ({ xs, ys }) => ({ xs: await pipeline.apply(xs), ys }));
    const dataset = (ahead > 0 ? mapped.prefetch(ahead) : mapped) as unknown as tf.data.Dataset<Batch>;
    const before = tf.memory().numTensors;
    assert.equal(await collect(dataset), expected({}));
    assert.equal(await collect(dataset), expected({ firstIndex: COUNT }), 'the second epoch goes on');
    assert.is(tf.memory().numTensors, before);
  });
}

test('keyed calls in any order of computation', async () => {
  const pipeline = makePipeline();
  const [last, first] = await Promise.all([
    pipeline.apply(images.slice([6], [1]), { epoch: 2, firstIndex: 6 }),
    pipeline.apply(images.slice([0], [3]), { epoch: 2, firstIndex: 0 }),
  ]);
  const wanted = expected({ epoch: 2 });
  assert.equal([Array.from(first.dataSync()), Array.from(last.dataSync())], [wanted[0], wanted[2]]);
  tf.dispose([first, last]);
});

test('a failure inside mapAsync reaches the loop', async () => {
  const pipeline = makePipeline();
  const mapped = batches().mapAsync(async ({ ys }) => ({ xs: await pipeline.apply(ys) }));
  await failsWith(() => mapped.toArray(), 'ArgumentError', 'E_RANK', 'rank 3 or 4');
});

test.run();
