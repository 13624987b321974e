// Layers that mix the samples of a batch, in data sets of real files.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatasetBatch } from '../../src/data/batch.js';
import type { LabelBatch } from '../../src/data/labels.js';
import {
  CutMix,
  type ImageBatch,
  ImagePipeline,
  MixUp,
  Mosaic,
  memory,
  RandomFlip,
  Rescaling,
} from '../../src/index.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { tempFiles } from '../support/temp-dir.js';

const COUNT = 6;
/** Six files of 4x3 pixels in three classes, each of one colour: 40 i. */
const directory = tempFiles(Array.from({ length: COUNT }, (_, i) => `class${i % 3}/${i}.png`));
const brightnessOf = (path: string) => 40 * Number(/(\d+)\.png$/.exec(path)?.[1]);

test.before(async () => {
  for (let i = 0; i < COUNT; i++) {
    const image = sharp({
      create: { width: 3, height: 4, channels: 3, background: { r: 40 * i, g: 40 * i, b: 40 * i } },
    });
    await image.png().toFile(join(directory, `class${i % 3}`, `${i}.png`));
  }
});

const FILES = { imageSize: [4, 3], labelMode: 'categorical', batchSize: 4 } as const;

/** Weight, and the position of the partner: the next in the order of what the samples of the batch drew. */
function mixtureOf(pipeline: ImagePipeline, { indices, epoch }: DatasetBatch): { weight: number; partner: number }[] {
  const drawn = indices.map((firstIndex) => {
    const [draw] = pipeline.sample(1, { firstIndex, epoch, shape: [4, 3, 3] });
    return draw?.stages.find(({ kind }) => kind === 'mix_up')?.values as { order: number; weight: number };
  });
  const sorted = drawn.map((_, i) => i).sort((a, b) => (drawn[a]?.order as number) - (drawn[b]?.order as number));
  return drawn.map(({ weight }, i) => ({
    weight,
    partner: sorted[(sorted.indexOf(i) + 1) % sorted.length] as number,
  }));
}

function labelsOf(batch: DatasetBatch | undefined): LabelBatch {
  return batch?.ys as LabelBatch;
}

function oneHot(path: string): number[] {
  const label = Number(/class(\d)/.exec(path)?.[1]);
  return [0, 1, 2].map((i) => (i === label ? 1 : 0));
}

test('images and labels of shuffled files are mixed by their own draws', async () => {
  const pipeline = new ImagePipeline([new RandomFlip(), new MixUp({ alpha: 1 }), new Rescaling({ scale: 2 })], {
    seed: 9,
  });
  const data = await pipeline.fromDirectory(directory, FILES);
  let mixed = 0;
  for (const epoch of [0, 1]) {
    const batches = await epochOf(data);
    assert.equal(
      batches.map(({ xs }) => [...xs.shape]),
      [
        [4, 4, 3, 3],
        [2, 4, 3, 3],
      ],
    );
    for (const batch of batches) {
      assert.is(batch.epoch, epoch);
      mixtureOf(pipeline, batch).forEach(({ weight, partner }, i) => {
        const [own, other] = [batch.paths[i] as string, batch.paths[partner] as string];
        const value = 2 * (weight * brightnessOf(own) + (1 - weight) * brightnessOf(other));
        const pixels = batch.xs.data.subarray(i * 36, (i + 1) * 36);
        assert.ok(pixels.every((pixel) => Math.abs(pixel - value) < 1e-3));
        const labels = oneHot(own).map((v, k) => weight * v + (1 - weight) * (oneHot(other)[k] as number));
        const found = [...labelsOf(batch).data.subarray(i * 3, (i + 1) * 3)];
        assert.ok(found.every((label, k) => Math.abs(label - (labels[k] as number)) < 1e-6));
        if (weight > 0.05 && weight < 0.95) mixed++;
      });
    }
  }
  assert.ok(mixed > 4);
});

test('the same batch is the same for every run, and equals apply() on its images', async () => {
  const pipeline = new ImagePipeline([new CutMix(), new Mosaic()], { seed: 3 });
  const options = { ...FILES, batchSize: 6, shuffle: false } as const;
  const [first] = await epochOf(await pipeline.fromDirectory(directory, options));
  const [again] = await epochOf(await pipeline.fromDirectory(directory, options));
  assert.equal(again, first);
  const [plain] = await epochOf(await new ImagePipeline([], { seed: 3 }).fromDirectory(directory, options));
  const applied: ImageBatch = await pipeline.apply((plain as DatasetBatch).xs, { epoch: 0, firstIndex: 0 });
  assert.equal(first?.xs, applied);
  // What is seen adds up to 1 in every row.
  const { data } = labelsOf(first);
  for (let i = 0; i < 6; i++) {
    const sum = [...data.subarray(3 * i, 3 * i + 3)].reduce((total, value) => total + value, 0);
    assert.ok(Math.abs(sum - 1) < 1e-6);
  }
});

test('class numbers are refused when the data set is made, and validation takes them', async () => {
  const pipeline = new ImagePipeline([new MixUp()], { seed: 1 });
  const sentence =
    'fromDirectory: MixUp mixes labels, which must be float of shape [n, classes]; one-hot encode them first ' +
    "(data sets: mode 'categorical'); received class numbers of shape [n]";
  const make = (options: object) => () => pipeline.fromDirectory(directory, { ...FILES, ...options });
  await failureOf(make({ labelMode: 'int' }), 'E_SOFT_LABELS', sentence);
  await failureOf(make({ labelMode: 'int', validationSplit: 0.5, subset: 'both' }), 'E_SOFT_LABELS', sentence);
  const held = await make({ labelMode: 'int', validationSplit: 0.5, subset: 'validation' })();
  const [validation] = await epochOf(held as AsyncIterable<DatasetBatch>);
  assert.instance(labelsOf(validation).data, Int32Array);
  assert.ok(await make({ labelMode: 'int', training: false })());
  assert.ok(await make({ labels: null, labelMode: 'int' })());
  const rows = Array.from({ length: COUNT }, (_, i) => ({ filename: `class${i % 3}/${i}.png`, size: i }));
  const numbers = { directory, imageSize: [4, 3], targetColumn: 'size', targetMode: 'raw' } as const;
  await failureOf(
    () => pipeline.fromDataFrame(rows, numbers),
    'E_SOFT_LABELS',
    "fromDataFrame: MixUp mixes labels, which must be float of shape [n, classes]; one-hot encode them first (data sets: mode 'categorical'); received numbers of shape [n]",
  );
});

test('a batch with an unreadable file mixes the others', async () => {
  const broken = tempFiles(['a/0.png', 'b/1.png', 'b/2.png']);
  for (const [i, path] of ['a/0.png', 'b/1.png'].entries()) {
    const background = { r: 100 * i, g: 100 * i, b: 100 * i };
    await sharp({ create: { width: 2, height: 2, channels: 3, background } })
      .png()
      .toFile(join(broken, path));
  }
  writeFileSync(join(broken, 'b/2.png'), 'no image');
  const pipeline = new ImagePipeline([new MixUp({ alpha: 1000 })], { seed: 5 });
  const options = { imageSize: [2, 2], labelMode: 'categorical', shuffle: false, onError: 'skip' } as const;
  const [batch] = await epochOf(await pipeline.fromDirectory(broken, options));
  assert.equal(batch?.xs.shape, [2, 2, 2, 3]);
  assert.is(batch?.errors?.length, 1);
  // Nearly half and half of 0 and 100.
  assert.ok(batch?.xs.data.every((value) => value > 45 && value < 55));
});

test('single images stay as they are', async () => {
  const pipeline = new ImagePipeline([new MixUp(), new CutMix(), new Mosaic()], { seed: 5 });
  const data = await pipeline.fromDirectory(directory, { ...FILES, batchSize: null, shuffle: false });
  for await (const { xs, ys, paths } of data as unknown as AsyncIterable<DatasetBatch>) {
    assert.ok(xs.data.every((value) => value === brightnessOf(paths[0] as string)));
    assert.equal([...(ys as LabelBatch).data], oneHot(paths[0] as string));
  }
});

test('tensors of mixed batches, and no memory is kept', async () => {
  const pipeline = new ImagePipeline([new CutMix()], { seed: 2 });
  const options = { ...FILES, interpolation: 'nearest', shuffle: false } as const;
  const arrays = await epochOf(await pipeline.fromDirectory(directory, options));
  assert.instance(arrays[0]?.xs.data, Uint8Array);
  const before = memory().inUseBytes;
  const tensors = await pipeline.fromDirectory(directory, options);
  let position = 0;
  for await (const { xs, ys } of tensors.tensors()) {
    const batch = arrays[position++] as DatasetBatch;
    assert.is((xs as tf.Tensor).dtype, 'int32');
    assert.equal([...(await (xs as tf.Tensor).data())], [...batch.xs.data]);
    assert.equal([...(await (ys as tf.Tensor).data())], [...labelsOf(batch).data]);
    tf.dispose([xs as tf.Tensor, ys as tf.Tensor]);
  }
  assert.is(position, 2);
  assert.is(memory().inUseBytes, before);
});

test.run();
