// Masks beside the images of a directory, through real pipelines.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CutMix,
  capabilities,
  configure,
  type DatasetBatch,
  type DirectoryOptions,
  type ImageDataset,
  ImagePipeline,
  type LabelBatch,
  memory,
  RandomFlip,
  RandomRotation,
} from '../../src/index.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { pngOf } from '../support/mask-files.js';
import { addFile, tempDirectory } from '../support/temp-dir.js';

const COUNT = 7;
const [HEIGHT, WIDTH] = [6, 8];
const root = tempDirectory();
const images = join(root, 'images');
const masks = join(root, 'masks');

/** Pixel (y, x) of mask `i` is 20 i + x // 2 + 4 (y // 2): the number of a 2x2 block. */
const numberAt = (i: number, y: number, x: number) => 20 * i + (x >> 1) + 4 * (y >> 1);
const rowsOf = (number: (y: number, x: number) => number, height = HEIGHT, width = WIDTH) =>
  Array.from({ length: height }, (_, y) => Array.from({ length: width }, (__, x) => number(y, x)));

/** Images whose first channel is their mask's number, as PNG; masks as palette PNG. */
test.before(async () => {
  for (let i = 0; i < COUNT; i++) {
    const rows = rowsOf((y, x) => numberAt(i, y, x));
    const pixels = Uint8Array.from(rows.flat().flatMap((value) => [value, 7, 9]));
    const image = sharp(pixels, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } });
    addFile(images, `c${i % 2}/${i}.png`, await image.png().toBuffer());
    addFile(masks, `c${i % 2}/${i}.png`, pngOf(WIDTH, 8, 3, rows));
  }
});

const FILES = { masks, labels: null, imageSize: [HEIGHT, WIDTH], interpolation: 'nearest', batchSize: 4 } as const;

/** Values of each sample's mask, and the first channel of its image, by its index. */
function samplesOf(batches: readonly DatasetBatch[]) {
  const found = new Map<number, { mask: number[]; red: number[] }>();
  for (const { xs, masks: own, indices } of batches) {
    const size = (own?.data.length as number) / indices.length;
    indices.forEach((index, slot) => {
      const mask = Array.from((own as { data: Uint8Array }).data.subarray(slot * size, (slot + 1) * size));
      const red = mask.map((_, i) => xs.data[(slot * size + i) * 3] as number);
      found.set(index, { mask, red });
    });
  }
  return found;
}

test('masks come with their images, as uint8 class numbers, in every order', async () => {
  const pipeline = new ImagePipeline([], { seed: 3 });
  const data = await pipeline.fromDirectory(images, { ...FILES });
  const batches = await epochOf(data);
  assert.equal(
    batches.map((batch) => [batch.masks?.shape, batch.ys]),
    [
      [[4, HEIGHT, WIDTH, 1], undefined],
      [[3, HEIGHT, WIDTH, 1], undefined],
    ],
  );
  for (const { masks: own, paths } of batches) {
    assert.instance(own?.data, Uint8Array);
    const numbers = paths.map((path) => Number(/(\d)\.png$/.exec(path)?.[1]));
    assert.equal(
      [...(own as { data: Uint8Array }).data],
      numbers.flatMap((i) => rowsOf((y, x) => numberAt(i, y, x)).flat()),
    );
  }
  const labelled = await epochOf(
    await pipeline.fromDirectory(images, { ...FILES, labels: 'inferred', shuffle: false }),
  );
  assert.equal([...((labelled[0]?.ys as LabelBatch | undefined)?.data ?? [])], [0, 0, 0, 0]);
  assert.is(labelled[0]?.masks?.data[0], 0);
  assert.is(labelled[1]?.masks?.data[0], 20);
});

test('masks are moved by the draws of their images', async () => {
  const pipeline = new ImagePipeline(
    [new RandomFlip(), new RandomRotation({ factor: 0.5, interpolation: 'nearest' })],
    { seed: 5 },
  );
  const data = await pipeline.fromDirectory(images, FILES);
  const moved = samplesOf(await epochOf(data));
  assert.is(moved.size, COUNT);
  let changed = 0;
  for (const [index, { mask, red }] of moved) {
    // 0 where the mask has nothing to read; images reflect there.
    mask.forEach((value, i) => {
      if (value !== 0) assert.is(value, red[i], `sample ${index}, pixel ${i}`);
    });
    if (
      mask.join() !==
      rowsOf((y, x) => numberAt(index < 4 ? 2 * index : 2 * index - 7, y, x))
        .flat()
        .join()
    )
      changed++;
  }
  assert.ok(changed >= COUNT - 1);
});

test('resizes, crops and pads of the data set read masks with nearest', async () => {
  const pipeline = new ImagePipeline([], { seed: 1 });
  const small = async (options: DirectoryOptions) => {
    const data = await pipeline.fromDirectory(images, {
      ...FILES,
      interpolation: 'bilinear',
      shuffle: false,
      ...options,
    });
    const [batch] = await epochOf(data);
    const [, rows, columns] = batch?.masks?.shape ?? [];
    const size = (rows as number) * (columns as number);
    return [...(batch?.masks?.data.subarray(size, 2 * size) ?? [])];
  };
  // The second image of the list is 2.png. Nearest at half size reads the second of two pixels: all of one block.
  assert.equal(
    await small({ imageSize: [3, 4] }),
    Array.from({ length: 12 }, (_, i) => 40 + i),
  );
  // The middle 6x6 of 6x8 begins at column 1.
  const cropped = rowsOf((y, x) => numberAt(2, y, x + 1), 6, 6).flat();
  assert.equal(await small({ imageSize: [6, 6], cropToAspectRatio: true }), cropped);
  // 6x8 in the middle of 8x8; the padding is class 0.
  const padded = rowsOf((y, x) => (y < 1 || y > 6 ? 0 : numberAt(2, y - 1, x)), 8, 8).flat();
  assert.equal(await small({ imageSize: [8, 8], padToAspectRatio: true }), padded);
});

test('16-bit masks keep their numbers; beside them 8-bit ones become uint16', async () => {
  const own = tempDirectory();
  for (const name of ['a', 'b'])
    addFile(
      own,
      `x/${name}.png`,
      await sharp({ create: { width: 2, height: 1, channels: 3, background: '#fff' } })
        .png()
        .toBuffer(),
    );
  addFile(own, 'y/a.png', pngOf(2, 16, 0, [[0x12, 0x34, 255, 255]]));
  addFile(own, 'y/b.png', pngOf(2, 8, 0, [[200, 3]]));
  const options = { ...FILES, masks: join(own, 'y'), imageSize: [1, 2], shuffle: false } as const;
  const [together] = await epochOf(await new ImagePipeline([]).fromDirectory(join(own, 'x'), options));
  assert.equal(together?.masks, { data: Uint16Array.of(0x1234, 65535, 200, 3), shape: [2, 1, 2, 1] });
  const single = await epochOf(
    await new ImagePipeline([]).fromDirectory(join(own, 'x'), { ...options, batchSize: null }),
  );
  assert.equal(
    single.map((batch) => batch.masks),
    [
      { data: Uint16Array.of(0x1234, 65535), shape: [1, 2, 1] },
      { data: Uint8Array.of(200, 3), shape: [1, 2, 1] },
    ],
  );
});

test('large JPEG files keep the size of their masks', async () => {
  const own = tempDirectory();
  const [height, width] = [480, 640];
  const rows = rowsOf((y, x) => (x >= 320 ? 1 : 0) + (y >= 240 ? 2 : 0), height, width);
  const pixels = Uint8Array.from(rows.flat(), (value) => 80 * value);
  const image = sharp(pixels, { raw: { width, height, channels: 1 } }).jpeg({ quality: 95 });
  addFile(own, 'x/a.jpg', await image.toBuffer());
  addFile(own, 'y/a.png', pngOf(width, 8, 0, rows));
  const pipeline = new ImagePipeline([]);
  const [batch] = await epochOf(
    await pipeline.fromDirectory(join(own, 'x'), { masks: join(own, 'y'), labels: null, imageSize: [6, 8] }),
  );
  const expected = rowsOf((y, x) => (x >= 4 ? 1 : 0) + (y >= 3 ? 2 : 0), 6, 8).flat();
  assert.equal([...(batch?.masks?.data ?? [])], expected);
  const distances = expected.map((value, i) => Math.abs((batch?.xs.data[3 * i] as number) - 80 * value));
  assert.ok(Math.max(...distances) <= 3);
});

const draws = () => new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.4 })], { seed: 8 });
const text = (data: ReturnType<typeof samplesOf>) =>
  [...data]
    .sort(([a], [b]) => a - b)
    .map((entry) => JSON.stringify(entry))
    .join();

test('batch size, prefetch, threads, shards, splits and resuming do not matter', async () => {
  const open = (options: DirectoryOptions = {}) => draws().fromDirectory(images, { ...FILES, ...options });
  const expected = text(samplesOf(await epochOf(await open())));
  for (const batchSize of [1, 3, 7]) {
    const data = await open({ batchSize, prefetch: batchSize === 3 ? 0 : 4, shuffle: batchSize !== 7 });
    assert.is(text(samplesOf(await epochOf(data))), expected, `batches of ${batchSize}`);
  }
  const { threads } = capabilities();
  configure({ threads: 1 });
  assert.is(text(samplesOf(await epochOf(await open()))), expected, 'one thread');
  configure({ threads });
  const shards = [(await open()).shard(2, 0), (await open()).shard(2, 1)];
  const parts = await Promise.all(shards.map(epochOf));
  assert.is(text(samplesOf(parts.flat())), expected, 'shards');
  const [training, validation] = (await open({
    validationSplit: 0.3,
    subset: 'both',
    training: true,
  } as never)) as unknown as [ImageDataset, ImageDataset];
  assert.is(text(samplesOf([...(await epochOf(training)), ...(await epochOf(validation))])), expected, 'split');
  const first = await open({ batchSize: 2 });
  const seen: DatasetBatch[] = [];
  for await (const batch of first) {
    seen.push(batch);
    if (seen.length === 2) break;
  }
  const second = await open();
  second.resume(JSON.parse(JSON.stringify(first.state())));
  assert.is(text(samplesOf([...seen, ...(await epochOf(second))])), expected, 'resumed');
  const plain = await draws().fromDirectory(images, { ...FILES, masks: null });
  await failureOf(() => plain.resume(first.state()), 'E_STATE', 'fingerprint');
});

test('CutMix mixes masks as it mixes images', async () => {
  const pipeline = new ImagePipeline([new CutMix()], { seed: 2 });
  const data = await pipeline.fromDirectory(images, { ...FILES, batchSize: 7 });
  const [batch] = await epochOf(data);
  const found = samplesOf([batch as DatasetBatch]);
  let cut = 0;
  for (const { mask, red } of found.values()) {
    assert.equal(mask, red);
    if (new Set(mask.map((value) => Math.floor(value / 20))).size > 1) cut++;
  }
  assert.ok(cut >= 3, `${cut} masks have a part of another`);
});

test('missing and doubled masks fail when the data set is made', async () => {
  const own = tempDirectory();
  addFile(own, 'x/sub/a.jpg', 'never read');
  const open = () => new ImagePipeline([]).fromDirectory(join(own, 'x'), { masks: join(own, 'y'), labels: null });
  await failureOf(open, 'E_NOT_DIR', join(own, 'y'));
  addFile(own, 'y/a.png', '');
  await failureOf(open, 'E_MASK', '"sub/a.jpg"', 'no mask', 'sub/a with .png');
  addFile(own, 'y/sub/a.jpg', '');
  await failureOf(open, 'E_MASK', '"sub/a.jpg"', '"sub/a.jpg" is of a format that changes class numbers');
  for (const suffix of ['png', 'TIF', 'tiff', 'bmp', 'webp']) {
    const name = `y/sub/a.${suffix}`;
    addFile(own, name, '');
    assert.is((await open()).length, 1, suffix);
    rmSync(join(own, name));
  }
  addFile(own, 'y/sub/a.png', '');
  addFile(own, 'y/sub/a.bmp', '');
  await failureOf(open, 'E_MASK', '"sub/a.jpg" has several masks', 'sub/a.bmp', 'sub/a.png');
  for (const value of [5, '']) {
    await failureOf(() => new ImagePipeline([]).fromDirectory(images, { masks: value as string }), 'E_TYPE', 'masks');
  }
});

test('masks that cannot be read follow onError, and take their images with them', async () => {
  const own = join(tempDirectory(), 'y');
  for (let i = 0; i < COUNT; i++)
    addFile(
      own,
      `c${i % 2}/${i}.png`,
      pngOf(
        WIDTH,
        8,
        3,
        rowsOf((y, x) => numberAt(i, y, x)),
      ),
    );
  addFile(own, 'c0/2.png', 'no image');
  addFile(own, 'c1/1.png', pngOf(2, 8, 3, [[1, 2]]));
  const options = { ...FILES, masks: own, shuffle: false } as const;
  const open = (onError: DirectoryOptions['onError'] & {}) =>
    new ImagePipeline([]).fromDirectory(images, { ...options, onError });
  const throwing = await open('throw');
  const error = await failureOf(
    () => epochOf(throwing),
    'E_FORMAT',
    join(images, 'c0', '2.png'),
    join(own, 'c0', '2.png'),
  );
  assert.equal([error.index, error.path], [1, join(images, 'c0', '2.png')]);
  const skipping = await open('skip');
  const kept = await epochOf(skipping);
  assert.equal(
    kept.map(({ indices }) => indices),
    [
      [0, 2, 3],
      [5, 6],
    ],
  );
  assert.equal(
    kept.map((batch) => batch.masks?.data[0]),
    [0, 60],
  );
  for (const { mask, red } of samplesOf(kept).values()) assert.equal(mask, red);
  assert.equal(
    skipping.report.failed.map(({ index, code }) => [index, code]),
    [
      [1, 'E_FORMAT'],
      [4, 'E_MASK'],
    ],
  );
  assert.match(skipping.report.failed[1]?.message ?? '', /has 1x2 pixels where its image has 6x8/);
  const filled = await epochOf(await open('substitute'));
  assert.equal(
    filled.map(({ indices }) => indices),
    [
      [0, 2, 2, 3],
      [5, 5, 6],
    ],
  );
  const [first] = filled;
  const size = HEIGHT * WIDTH;
  assert.equal(
    [0, 1, 2, 3].map((slot) => first?.masks?.data[slot * size]),
    [0, 80, 80, 120],
  );
});

test('an image of onError takes the place of one that cannot be read, with its mask', async () => {
  const own = tempDirectory();
  addFile(own, 'c0/2.png', 'no image');
  const replacement = (height: number) => ({
    data: new Uint8Array(height * WIDTH * 3).fill(5),
    shape: [height, WIDTH, 3] as const,
  });
  const open = (height: number) =>
    new ImagePipeline([]).fromDirectory(own, { ...FILES, onError: () => replacement(height) });
  const [batch] = await epochOf(await open(HEIGHT));
  assert.equal(batch?.masks?.data, Uint8Array.from(rowsOf((y, x) => numberAt(2, y, x)).flat()));
  assert.is(batch?.xs.data[0], 5);
  await failureOf(async () => epochOf(await open(HEIGHT + 1)), 'E_MASK', '6x8 pixels where its image has 7x8');
});

test('tensors: int32 masks; no memory is kept by ends, breaks, failures and aborts', async () => {
  const data = await draws().fromDirectory(images, { ...FILES, shuffle: false });
  const [arrays] = await epochOf(await draws().fromDirectory(images, { ...FILES, shuffle: false }));
  const before = { bytes: memory().inUseBytes, tensors: tf.memory().numTensors };
  let first = true;
  for await (const { xs, masks: own } of data.tensors()) {
    const mask = own as tf.Tensor;
    assert.equal([mask.dtype, mask.shape.slice(1)], ['int32', [HEIGHT, WIDTH, 1]]);
    if (first) assert.equal([...mask.dataSync()], [...(arrays?.masks?.data ?? [])]);
    first = false;
    tf.dispose([xs as tf.Tensor, mask]);
  }
  for await (const { xs, masks: own } of (await draws().fromDirectory(images, { ...FILES, batchSize: 2 })).tensors()) {
    tf.dispose([xs as tf.Tensor, own as tf.Tensor]);
    break;
  }
  const broken = join(tempDirectory(), 'y');
  for (let i = 0; i < COUNT; i++)
    addFile(
      broken,
      `c${i % 2}/${i}.png`,
      pngOf(
        WIDTH,
        8,
        3,
        rowsOf(() => i),
      ),
    );
  addFile(broken, 'c1/3.png', 'no image');
  const failing = await draws().fromDirectory(images, { ...FILES, masks: broken });
  await failureOf(async () => {
    for await (const { xs, masks: own } of failing.tensors()) tf.dispose([xs as tf.Tensor, own as tf.Tensor]);
  }, 'E_FORMAT');
  const controller = new AbortController();
  const aborted = await draws().fromDirectory(images, {
    ...FILES,
    batchSize: 1,
    prefetch: 6,
    signal: controller.signal,
  });
  let reason: unknown;
  try {
    for await (const { xs, masks: own } of aborted.tensors()) {
      tf.dispose([xs as tf.Tensor, own as tf.Tensor]);
      controller.abort(new Error('enough'));
    }
  } catch (error) {
    reason = error;
  }
  assert.is((reason as Error).message, 'enough');
  assert.equal({ bytes: memory().inUseBytes, tensors: tf.memory().numTensors }, before);
});

test('fitDataset learns masks where there are no labels', async () => {
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1 });
  const own = join(tempDirectory(), 'y');
  // The class of a pixel is whether the red of its image is at least 60.
  for (let i = 0; i < COUNT; i++)
    addFile(
      own,
      `c${i % 2}/${i}.png`,
      pngOf(
        WIDTH,
        8,
        3,
        rowsOf((y, x) => Number(numberAt(i, y, x) >= 60)),
      ),
    );
  const data = await pipeline.fromDirectory(images, { ...FILES, interpolation: 'bilinear', masks: own });
  const model = tf.sequential({
    layers: [
      tf.layers.batchNormalization({ inputShape: [HEIGHT, WIDTH, 3] }),
      tf.layers.conv2d({ filters: 2, kernelSize: 1, activation: 'softmax', kernelInitializer: 'zeros' }),
    ],
  });
  model.compile({ optimizer: tf.train.adam(0.3), loss: 'sparseCategoricalCrossentropy' });
  const before = tf.memory().numTensors;
  const { history } = await model.fitDataset(data, { epochs: 8, verbose: 0 });
  const losses = history.loss as number[];
  assert.ok((losses.at(-1) as number) < 0.7 * (losses[0] as number), losses.join());
  // The optimizer makes its slots in the first step.
  assert.ok(tf.memory().numTensors - before <= 2 * model.trainableWeights.length + 2);
  const labelled = await (await pipeline.fromDirectory(images, { ...FILES, labels: 'inferred' })).iterator();
  const { value } = await labelled.next();
  assert.equal(value?.ys && (value.ys as tf.Tensor).shape, [4]);
  tf.dispose([value?.xs, value?.ys] as tf.Tensor[]);
  await labelled.return();
});

test.run();
