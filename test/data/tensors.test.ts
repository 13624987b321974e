// Data sets in tfjs: fitDataset, evaluateDataset, tf.data and tensors(), without a leak.
import * as tf from '@tensorflow/tfjs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createDataFrameDataset } from '../../src/data/data-frame.js';
import { createDirectoryDataset } from '../../src/data/directory.js';
import { hostDouble } from '../support/dataset-host.js';
import { tempFiles } from '../support/temp-dir.js';

const directory = tempFiles(Array.from({ length: 10 }, (_, i) => `${i % 2 ? 'odd' : 'even'}/${i}.png`));

function smallModel(): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.flatten({ inputShape: [1, 2, 1] }),
      tf.layers.dense({ units: 2, activation: 'softmax', kernelInitializer: 'zeros' }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'categoricalCrossentropy' });
  return model;
}

test('fitDataset trains an epoch per iteration, validates and leaks nothing', async () => {
  const host = hostDouble();
  const options = { labelMode: 'categorical', batchSize: 4, validationSplit: 0.2, subset: 'both' } as const;
  const [training, validation] = await createDirectoryDataset(host, directory, options);
  const model = smallModel();
  const before = tf.memory().numTensors;
  const batches: number[] = [];
  const history = await model.fitDataset(training, {
    epochs: 3,
    verbose: 0,
    validationData: validation,
    callbacks: { onBatchEnd: async (_, logs) => void batches.push(logs?.size as number) },
  });
  assert.equal(batches, [4, 4, 4, 4, 4, 4]);
  assert.is(history.history.val_loss?.length, 3);
  assert.is(tf.memory().numTensors, before);
  const epochs = host.runs.filter(({ key }) => key.batchIndex >= 0).map(({ key }) => key.epoch);
  assert.equal([...new Set(epochs)], [0, 1, 2]);
  model.dispose();
});

test('tensors() gives tensors with paths; the caller disposes them', async () => {
  const frame = [
    { filename: 'odd/1.png', class: 'x', w: 2 },
    { filename: 'odd/3.png', class: 'y', w: 3 },
  ];
  const data = await createDataFrameDataset(hostDouble(), frame, {
    directory,
    weightColumn: 'w',
    targetMode: 'int',
    shuffle: false,
  });
  const before = tf.memory().numTensors;
  for await (const { xs, ys, weights, paths } of data.tensors()) {
    assert.equal([xs.shape, xs.dtype], [[2, 1, 2, 1], 'float32']);
    assert.equal([...xs.dataSync()], [0, 0, 1, 0]);
    const labels = ys as unknown as tf.Tensor;
    assert.equal([labels.dtype, [...labels.dataSync()]], ['int32', [0, 1]]);
    assert.equal([...(weights?.dataSync() ?? [])], [2, 3]);
    assert.is(paths.length, 2);
    tf.dispose([xs, ys, weights] as unknown as tf.Tensor[]);
  }
  assert.is(tf.memory().numTensors, before);
});

test('iterator() gives { xs } alone without labels and null at the end', async () => {
  const data = await createDirectoryDataset(hostDouble(), directory, { labels: null, batchSize: 10 });
  const iterator = await data.iterator();
  const first = await iterator.next();
  assert.equal(Object.keys(first.value ?? {}), ['xs']);
  first.value?.xs.dispose();
  assert.equal(await iterator.next(), { value: null, done: true });
});

test('toTfData gives a tf.data.Dataset that starts a new epoch when it repeats', async () => {
  const host = hostDouble();
  const data = await createDirectoryDataset(host, directory, { batchSize: 5 });
  const seen: number[][] = [];
  await data
    .toTfData(tf)
    .repeat(2)
    .forEachAsync((element) => {
      const { xs, ys } = element as unknown as { xs: tf.Tensor; ys: tf.Tensor };
      seen.push([xs.shape[0] as number, xs.dataSync()[1] as number]);
      tf.dispose([xs, ys]);
    });
  assert.equal(seen, [
    [5, 0],
    [5, 0],
    [5, 1],
    [5, 1],
  ]);
});

test.run();
