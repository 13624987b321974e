// Whitening inside data sets, and what stands beside it: the pixels are those of apply() on the decoded images.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type DatasetBatch,
  type DirectoryOptions,
  ImageDataGenerator,
  ImagePipeline,
  image,
  RandomBrightness,
  RandomFlip,
  RandomZCAWhitening,
  Rescaling,
  Resizing,
  type Sample,
  ZCAWhitening,
} from '../../src/index.js';
import type { Layer } from '../../src/layers/layer.js';
import type { ImageBatch } from '../../src/types.js';
import { images as rowsOfBatch } from '../layers/support.js';
import { epochOf } from '../support/epoch-of.js';
import { makeBatch, makeImage } from '../support/images.js';
import { pngOf } from '../support/mask-files.js';
import { addFile, tempDirectory } from '../support/temp-dir.js';

const COUNT = 8;
const [HEIGHT, WIDTH] = [6, 8];
const root = tempDirectory();
const directory = join(root, 'images');
const masks = join(root, 'masks');
const nameOf = (i: number) => `class-${i >> 2}/${i}`;
const fileOf = (i: number) => `${nameOf(i)}.${i % 2 ? 'jpg' : 'png'}`;
const maskRows = (i: number) =>
  Array.from({ length: HEIGHT }, (_, y) => Array.from({ length: WIDTH }, (__, x) => (i + y * x) % 7));

test.before(async () => {
  for (let i = 0; i < COUNT; i++) {
    const { data } = makeImage([HEIGHT, WIDTH, 3], 'uint8', i + 1);
    const picture = sharp(data as Uint8Array, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
    addFile(directory, fileOf(i), await (i % 2 ? picture.jpeg({ quality: 95 }) : picture.png()).toBuffer());
    addFile(masks, `${nameOf(i)}.png`, pngOf(WIDTH, 8, 3, maskRows(i)));
  }
});

/** The files as they are decoded. */
async function decoded(): Promise<ImageBatch> {
  const all = await Promise.all(Array.from({ length: COUNT }, (_, i) => image.decode(join(directory, fileOf(i)))));
  const data = Uint8Array.from(all.flatMap((each) => [...each.data]));
  return { data, shape: [COUNT, HEIGHT, WIDTH, 3] };
}

const STACKS: Record<string, () => Layer[]> = {
  alone: () => [new ZCAWhitening({ epsilon: 9 })],
  'layers before and behind': () => [
    new RandomFlip(),
    new Rescaling({ scale: 0.25 }),
    new ZCAWhitening({ epsilon: 0.5, epsilonMode: 'singular' }),
    new RandomBrightness({ factor: 0.3, valueRange: [-3, 3] }),
  ],
  // float32 in front, as data sets resize to it.
  'behind a resize': () => [
    new Rescaling({ scale: 1 }),
    new Resizing({ height: 3, width: 2 }),
    new ZCAWhitening({ epsilon: 9, rank: 4 }),
  ],
  random: () => [
    new RandomFlip(),
    new RandomZCAWhitening({ epsilon: 9, name: 'some' }),
    new RandomBrightness({ factor: 0.3, valueRange: [-3, 3] }),
  ],
  'one behind the other': () => [
    new RandomZCAWhitening({ epsilon: 9 }),
    new RandomFlip(),
    new ZCAWhitening({ epsilon: 1 }),
  ],
};

async function adapted(layers: Layer[], settings: object = {}): Promise<ImagePipeline> {
  const pipeline = new ImagePipeline(layers, { seed: 4, ...settings });
  await pipeline.adapt(await decoded());
  return pipeline;
}

const FILES = { imageSize: [HEIGHT, WIDTH], seed: 4, shuffle: false, batchSize: 3 } as const;
const open = (pipeline: ImagePipeline, options: DirectoryOptions = {}) =>
  pipeline.fromDirectory(directory, { ...FILES, ...options });
const pixels = (batches: readonly DatasetBatch[]) => batches.flatMap(({ xs }) => rowsOfBatch(xs as ImageBatch));
const KEY = { epoch: 0, firstIndex: 0 };

for (const [name, layers] of Object.entries(STACKS)) {
  test(`${name}: apply() on the decoded images, whatever the batch size`, async () => {
    const pipeline = await adapted(layers());
    const images = await decoded();
    for (const training of [true, false]) {
      const expected = rowsOfBatch(await pipeline.apply(images, { ...KEY, training }));
      for (const options of [{ batchSize: 1 }, { batchSize: 3, prefetch: 0 }, { batchSize: 8 }]) {
        const batches = await epochOf(await open(pipeline, { ...options, training }));
        assert.equal(pixels(batches), expected);
        assert.instance(batches[0]?.xs.data, Float32Array);
      }
      const shuffled = await epochOf(await open(pipeline, { shuffle: true, training }));
      const found = pixels(shuffled);
      shuffled
        .flatMap(({ indices }) => indices)
        .forEach((index, i) => {
          assert.equal(found[i], expected[index], `image ${index}`);
        });
    }
  });

  test(`${name}: repeat, tensors and tf.data give the same pixels`, async () => {
    const pipeline = await adapted(layers());
    const views = await pipeline.apply(await decoded(), { epoch: 0, firstIndex: 0, repeat: 2 });
    const [first, second] = views.map((view) => rowsOfBatch(view as ImageBatch));
    const expected = (first ?? []).flatMap((row, i) => [row, second?.[i] ?? []]);
    assert.equal(pixels(await epochOf(await open(pipeline, { repeat: 2 }))), expected);
    const before = tf.memory().numTensors;
    const found: number[][] = [];
    for await (const { xs, ys } of (await open(pipeline)).tensors()) {
      found.push(Array.from((xs as tf.Tensor).dataSync()));
      tf.dispose([xs, ys] as tf.Tensor[]);
    }
    assert.equal(found.flat(), (first ?? []).flat());
    const again: number[] = [];
    await (await open(pipeline)).toTfData(tf as never as { data: typeof tf.data }).forEachAsync((element) => {
      const { xs, ys } = element as unknown as Record<'xs' | 'ys', tf.Tensor>;
      again.push(...xs.dataSync());
      tf.dispose([xs, ys]);
    });
    assert.equal(again, (first ?? []).flat());
    assert.is(tf.memory().numTensors, before);
  });

  test(`${name}: replay() of what sample() drew gives the same bits`, async () => {
    const pipeline = await adapted(layers());
    const images = await decoded();
    const draws = pipeline.sample(COUNT, { ...KEY, shape: [HEIGHT, WIDTH, 3] });
    const expected = await pipeline.apply(images, KEY);
    assert.equal(await pipeline.replay(images, draws), expected);
    assert.equal(pipeline.applySync(images, KEY), expected);
  });

  test(`${name}: channels first are channels last with the axes moved`, async () => {
    const own = layers();
    const pipeline = await adapted(own);
    const planar = new ImagePipeline(own, { seed: 4, dataFormat: 'channelsFirst' });
    const images = await decoded();
    const last = await pipeline.apply(images, KEY);
    const [count, height, width, channels] = last.shape;
    for (const first of [await planar.apply(images, KEY), planar.applySync(images, KEY)]) {
      assert.equal(first.shape, [count, channels, height, width]);
      assert.equal(rowsOfBatch(first), rowsOfBatch(planarOf(last)));
    }
    assert.equal(pixels(await epochOf(await open(planar))), rowsOfBatch(planarOf(last)));
  });
}

/** [n, h, w, c] -> [n, c, h, w], value by value. */
function planarOf({ data, shape }: ImageBatch): ImageBatch {
  const [count, height, width, channels] = shape;
  const moved = data.slice();
  for (let i = 0; i < data.length; i++) {
    const [c, pixel, n] = [i % channels, Math.floor(i / channels) % (height * width), 0];
    const image = Math.floor(i / (channels * height * width)) + n;
    moved[(image * channels + c) * height * width + pixel] = data[i] as number;
  }
  return { data: moved, shape: [count, channels, height, width] };
}

test('adapt() from the files learns what it learns from the decoded images', async () => {
  const whole = new ImagePipeline(STACKS.alone?.() ?? [], { seed: 4 });
  const { data, shape } = await decoded();
  // Data sets give float32.
  await whole.adapt({ data: Float32Array.from(data), shape });
  for (const options of [{ batchSize: 3 }, { batchSize: 8, prefetch: 0 }, { batchSize: 1 }]) {
    const pipeline = new ImagePipeline(STACKS.alone?.() ?? [], { seed: 4 });
    const files = await new ImagePipeline([]).fromDirectory(directory, { ...FILES, ...options });
    await pipeline.adapt(files);
    assert.equal(pipeline.getConfig(), whole.getConfig());
  }
});

test('labels and masks pass, and a broken file is left out', async () => {
  const broken = tempDirectory();
  for (let i = 0; i < COUNT; i++) {
    const source = await sharp(join(directory, fileOf(i))).toBuffer();
    addFile(broken, fileOf(i), i === 2 ? 'no picture' : source);
  }
  const pipeline = await adapted(STACKS.alone?.() ?? []);
  const plain = await epochOf(await new ImagePipeline([]).fromDirectory(broken, { ...FILES, onError: 'skip' }));
  assert.equal(
    plain.flatMap(({ indices }) => indices),
    [0, 1, 3, 4, 5, 6, 7],
  );
  const kept: ImageBatch = { data: Uint8Array.from(pixels(plain).flat()), shape: [COUNT - 1, HEIGHT, WIDTH, 3] };
  const expected = rowsOfBatch(await pipeline.apply(kept));
  for (const batchSize of [1, 3, 8]) {
    const options = { ...FILES, batchSize, masks, onError: 'skip' } as const;
    const data = await pipeline.fromDirectory(broken, options);
    const batches = await epochOf(data);
    assert.equal(pixels(batches), expected);
    assert.equal(
      data.report.failed.map(({ index }) => index),
      [2],
    );
    for (const { indices, masks: own } of batches) {
      assert.equal(
        [...(own?.data ?? [])],
        indices.flatMap((i) => maskRows(i).flat()),
      );
    }
  }
  const [labelled] = await epochOf(await open(pipeline, { batchSize: 8 }));
  assert.equal([...((labelled as DatasetBatch).ys as { data: Int32Array }).data], [0, 0, 0, 0, 1, 1, 1, 1]);
  rmSync(broken, { recursive: true });
});

test('the coins of RandomZCAWhitening are those of sample()', async () => {
  const layer = new RandomZCAWhitening({ epsilon: 9, factor: 0.5 });
  const pipeline = await adapted([layer]);
  const images = await decoded();
  const white = new ZCAWhitening({ epsilon: 9 });
  await new ImagePipeline([white]).adapt(images);
  const [all, none] = [rowsOfBatch(await white.apply(images)), rowsOfBatch(images)];
  const coins = pipeline
    .sample(COUNT, { ...KEY, shape: [HEIGHT, WIDTH, 3] })
    .map(({ stages }) => stages[0]?.values.applied);
  assert.equal(new Set(coins), new Set([0, 1]));
  const expected = coins.map((coin, i) => (coin === 1 ? all[i] : none[i]));
  for (const batchSize of [1, 3, 8]) assert.equal(pixels(await epochOf(await open(pipeline, { batchSize }))), expected);
});

test('files of a table pass with their boxes and keypoints', async () => {
  const pipeline = await adapted(STACKS.alone?.() ?? [], { boundingBoxes: { format: 'xyxy' } });
  const boxes = Array.from({ length: COUNT }, (_, i) => [[1, 1, 2 + (i % 4), 3]]);
  const points = boxes.map((_, i) => [[i % 8, 2, 1]]);
  const rows = boxes.map((own, i) => ({ filename: fileOf(i), boxes: own, labels: [i], points: points[i] }));
  const data = await pipeline.fromDataFrame(rows, {
    ...FILES,
    directory,
    targetMode: null,
    boundingBoxColumn: 'boxes',
    boundingBoxLabelColumn: 'labels',
    keypointColumn: 'points',
  });
  const batches = await epochOf(data);
  assert.equal(pixels(batches), rowsOfBatch(await pipeline.apply(await decoded())));
  assert.equal(
    batches.flatMap((batch) => batch.boxes?.boxes),
    boxes,
  );
  assert.equal(
    batches.flatMap((batch) => batch.boxes?.labels),
    boxes.map((_, i) => [i]),
  );
  assert.equal(
    batches.flatMap((batch) => batch.keypoints),
    points,
  );
});

test('samples pass with all that belongs to them', async () => {
  const pipeline = await adapted(STACKS.alone?.() ?? [], { boundingBoxes: { format: 'xyxy' } });
  const images = await decoded();
  const segmentationMasks = makeBatch([COUNT, HEIGHT, WIDTH, 1], 'uint8', 77);
  const each = <T>(value: (i: number) => T) => Array.from({ length: COUNT }, (_, i) => value(i));
  const sample: Sample = {
    images,
    segmentationMasks,
    boundingBoxes: { boxes: each((i) => [[0, 0, 1 + i / 2, 4]]), labels: each((i) => [i]) },
    keypoints: each((i) => [[i, 3]]),
    labels: each((i) => i),
  };
  const { images: white } = { images: await pipeline.apply(images) };
  for (const found of [await pipeline.apply(sample), pipeline.applySync(sample)]) {
    assert.equal(found.images, white);
    assert.equal(found.segmentationMasks, segmentationMasks);
    assert.equal(found.boundingBoxes, sample.boundingBoxes);
    assert.equal([found.keypoints, found.labels], [sample.keypoints, sample.labels]);
  }
});

test("role 'masks': masks are moved and not whitened, adapted or not", async () => {
  const values = makeBatch([COUNT, HEIGHT, WIDTH, 1], 'uint8', 5);
  const moved = await new ImagePipeline([new RandomFlip()], { seed: 4, role: 'masks' }).apply(values, KEY);
  for (const whitening of [
    new ZCAWhitening(),
    new RandomZCAWhitening(),
    (await adapted([new ZCAWhitening()])).layers[0] as ZCAWhitening,
  ]) {
    const pipeline = new ImagePipeline([new RandomFlip(), whitening], { seed: 4, role: 'masks' });
    assert.equal(await pipeline.apply(values, KEY), moved);
    assert.equal(pipeline.applySync(values, KEY), moved);
  }
});

test('ImageDataGenerator with channels first is that with channels last, with the axes moved', async () => {
  const images = await decoded();
  for (const compat of [null, 'idg-1.1', 'idg-2'] as const) {
    const options = { zcaWhitening: true, zcaEpsilon: 0.5, compat, horizontalFlip: true } as const;
    const [last, first] = [
      new ImageDataGenerator(options),
      new ImageDataGenerator({ ...options, dataFormat: 'channelsFirst' }),
    ];
    await last.fit(images);
    await first.fit(planarOf(images));
    assert.equal(first.whitening?.getConfig(), last.whitening?.getConfig());
    assert.equal(await first.standardize(planarOf(images)), planarOf(await last.standardize(images)));
    const [a, b] = [last, first].map((generator) =>
      generator.flow(generator === last ? images : planarOf(images), null, { batchSize: 8, seed: 3 }),
    );
    const [ours, theirs] = [(await a?.next())?.value?.xs, (await b?.next())?.value?.xs];
    assert.equal(theirs, planarOf(ours as ImageBatch));
  }
});

test.run();
