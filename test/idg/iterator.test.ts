// The iterators of ImageDataGenerator: order, places, subsets, labels, tensors and saved files.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, type GeneratorBatch, ImageDataGenerator, ImagePipeline } from '../../src/index.js';
import { tempDirectory } from '../support/temp-dir.js';
import { fails, pixels, take } from './support.js';

/** As tfjs types it for a generator of { xs, ys }. */
const TF = tf as never as {
  data: { generator: (elements: never) => tf.data.Dataset<{ xs: tf.Tensor; ys: tf.Tensor }> };
};

/** Images of one pixel, whose value is their position. */
const ramp = (count: number) => ({
  data: Uint8Array.from({ length: count }, (_, i) => i),
  shape: [count, 1, 1, 1] as const,
});

const augment = { rotationRange: 30, horizontalFlip: true, zoomRange: 0.3, widthShiftRange: 0.2 } as const;
const noise = (count: number) => ({
  data: Uint8Array.from({ length: count * 5 * 7 * 3 }, (_, i) => (i * 7919) % 251),
  shape: [count, 5, 7, 3] as const,
});

test('attributes of Keras, in camelCase', async () => {
  const iterator = new ImageDataGenerator().flow(ramp(5), [0, 1, 0, 1, 0], { batchSize: 2, seed: 9 });
  const { samples, n, length, steps, batchSize, shuffle, seed, classMode, imageShape, targetSize, numClasses } =
    iterator;
  assert.equal(
    { samples, n, length, steps, batchSize, shuffle, seed, classMode, imageShape, targetSize, numClasses },
    {
      samples: 5,
      n: 5,
      length: 3,
      steps: 3,
      batchSize: 2,
      shuffle: true,
      seed: 9,
      classMode: null,
      imageShape: [1, 1, 1],
      targetSize: [1, 1],
      numClasses: 0,
    },
  );
  assert.equal([iterator.batchIndex, iterator.totalBatchesSeen], [0, 0]);
  await take(iterator, 2);
  assert.equal([iterator.batchIndex, iterator.totalBatchesSeen], [2, 2]);
  await take(iterator, 2);
  assert.equal([iterator.batchIndex, iterator.totalBatchesSeen], [1, 4]);
  assert.equal(iterator.filenames, ['', '', '', '', '']);
  assert.is(iterator.classes, null);
  await iterator.return();
});

test('every epoch has each sample once, in an order that depends on seed and epoch alone', async () => {
  const generator = new ImageDataGenerator();
  const first = await take(generator.flow(ramp(7), null, { batchSize: 3, seed: 4 }), 6);
  const again = await take(generator.flow(ramp(7), null, { batchSize: 3, seed: 4 }), 6);
  assert.equal(pixels(first), pixels(again));
  const epochs = [first.slice(0, 3), first.slice(3)].map((batches) => pixels(batches).flat());
  for (const epoch of epochs) assert.equal([...epoch].sort(), [0, 1, 2, 3, 4, 5, 6]);
  assert.is.not(epochs[0]?.join(), epochs[1]?.join());
  assert.equal(
    first.map(({ xs }) => xs.shape[0]),
    [3, 3, 1, 3, 3, 1],
  );
  assert.equal(
    first.map(({ epoch }) => epoch),
    [0, 0, 0, 1, 1, 1],
  );
});

test('draws do not depend on batch size, threads or executor', async () => {
  const generator = new ImageDataGenerator(augment);
  const flow = (batchSize: number) => generator.flow(noise(6), null, { batchSize, seed: 3, shuffle: false });
  const whole = pixels(await take(flow(6), 2)).flat();
  assert.equal(pixels(await take(flow(2), 6)).flat(), whole);
  configure({ threads: 1 });
  try {
    assert.equal(pixels(await take(flow(3), 4)).flat(), whole);
  } finally {
    configure({ threads: 3 });
  }
  const pipeline = await generator.pipeline.apply(noise(6), { seed: 3, epoch: 1 });
  assert.equal(whole.slice(6 * 105), [...pipeline.data]);
});

test("the images are copied, and batches are the caller's", async () => {
  const images = ramp(3);
  const iterator = new ImageDataGenerator().flow(images, null, { batchSize: 3, shuffle: false });
  images.data.fill(99);
  const [first] = await take(iterator, 1);
  assert.equal([...(first as GeneratorBatch).xs.data], [0, 1, 2]);
  (first as GeneratorBatch).xs.data.fill(5);
  assert.equal(pixels(await take(iterator, 1)), [[0, 1, 2]]);
  await iterator.return();
});

test('reset() starts an epoch, and break goes on where it stopped', async () => {
  for (const compat of [null, 'idg-2'] as const) {
    const generator = new ImageDataGenerator({ compat });
    const iterator = generator.flow(ramp(5), null, { batchSize: 2, shuffle: false });
    for await (const batch of iterator) {
      assert.equal([...batch.xs.data], [0, 1]);
      break;
    }
    assert.equal(pixels(await take(iterator, 1)), [[2, 3]]);
    iterator.reset();
    assert.is(iterator.batchIndex, 0);
    assert.equal(pixels(await take(iterator, 2)), [
      [0, 1],
      [2, 3],
    ]);
    assert.is(iterator.totalBatchesSeen, 4);
    await iterator.return();
  }
});

test("a place is kept exactly with NumPy's generator too", async () => {
  const generator = new ImageDataGenerator({ ...augment, compat: 'idg-1.1' });
  const whole = pixels(await take(generator.flow(noise(5), null, { batchSize: 2, seed: 7 }), 6));
  const broken = generator.flow(noise(5), null, { batchSize: 2, seed: 7 });
  const parts: number[][] = [];
  for (let i = 0; i < 6; i++) {
    parts.push(...pixels(await take(broken, 1)));
    await broken.return();
  }
  assert.equal(parts, whole);
});

test('getItem() gives a batch by number; the order stays until onEpochEnd()', async () => {
  const generator = new ImageDataGenerator({ compat: 'idg-2' });
  const iterator = generator.flow(ramp(5), null, { batchSize: 2, seed: 7 });
  // RandomState(7).permutation(5) is 0 3 2 1 4.
  assert.equal([...(await iterator.getItem(1)).xs.data], [2, 1]);
  assert.equal([...(await iterator.getItem(0)).xs.data], [0, 3]);
  assert.equal([...(await iterator.getItem(2)).xs.data], [4]);
  assert.is(iterator.totalBatchesSeen, 3);
  await fails(() => iterator.getItem(3), 'E_RANGE', 'flow: index must be within 0..2; received 3');
  await fails(() => iterator.getItem(-1), 'E_RANGE', 'flow: index must be within 0..2; received -1');
  const keyed = new ImageDataGenerator().flow(ramp(9), null, { batchSize: 9, seed: 1 });
  const before = (await keyed.getItem(0)).xs.data.join();
  assert.is((await keyed.getItem(0)).xs.data.join(), before);
  keyed.onEpochEnd();
  assert.is.not((await keyed.getItem(0)).xs.data.join(), before);
});

test('22: subsets are the head and the rest, with their weights', async () => {
  for (const compat of [null, 'idg-1.1', 'idg-2'] as const) {
    const generator = new ImageDataGenerator({ validationSplit: 0.4, compat });
    const options = { batchSize: 9, shuffle: false, sampleWeight: [1, 2, 3, 4, 5] };
    const y = [0, 1, 1, 0, 1];
    const validation = generator.flow(ramp(5), y, { ...options, subset: 'validation' });
    const training = generator.flow(ramp(5), y, { ...options, subset: 'training' });
    const [head] = await take(validation, 1);
    const [rest] = await take(training, 1);
    assert.equal(pixels([head, rest] as GeneratorBatch[]), [
      [0, 1],
      [2, 3, 4],
    ]);
    assert.equal([...(rest?.weights ?? [])], [3, 4, 5]);
    assert.equal([...(head?.weights ?? [])], [1, 2]);
    assert.equal(rest?.ys, { data: Float32Array.of(1, 0, 1), shape: [3] });
    await Promise.all([validation.return(), training.return()]);
    const lopsided = () => generator.flow(ramp(5), [2, 2, 1, 1, 1], { subset: 'training' });
    await fails(lopsided, 'E_SPLIT', 'flow: training and validation subset have different labels');
    const allowed = generator.flow(ramp(5), [2, 2, 1, 1, 1], { subset: 'training', ignoreClassSplit: true });
    assert.is(allowed.samples, 3);
  }
  const none = () => new ImageDataGenerator().flow(ramp(2), null, { subset: 'training' });
  await fails(none, 'E_SPLIT', 'flow: subset needs a generator with validationSplit');
});

test('22: no image gives empty batches of the right shape', async () => {
  const empty = { data: new Uint8Array(0), shape: [0, 4, 6, 3] as const };
  const iterator = new ImageDataGenerator(augment).flow(empty, [], { sampleWeight: [] });
  const [batch] = await take(iterator, 1);
  assert.equal(batch?.xs, { data: new Float32Array(0), shape: [0, 4, 6, 3] });
  assert.equal(batch?.ys, { data: new Float32Array(0), shape: [0] });
  assert.is(iterator.length, 0);
  await iterator.return();
});

test('labels in every form, and further inputs', async () => {
  const generator = new ImageDataGenerator();
  const ys = async (y: never) => {
    const iterator = generator.flow(ramp(2), y, { batchSize: 2, shuffle: false });
    const [batch] = await take(iterator, 1);
    await iterator.return();
    return batch?.ys;
  };
  assert.equal(await ys([4, 5] as never), { data: Float32Array.of(4, 5), shape: [2] });
  assert.equal(await ys(Int32Array.of(4, 5) as never), { data: Int32Array.of(4, 5), shape: [2] });
  const oneHot = [
    [1, 0, 0],
    [0, 1, 0],
  ];
  assert.equal(await ys(oneHot as never), { data: Float32Array.of(1, 0, 0, 0, 1, 0), shape: [2, 3] });
  const boxes = { data: Float32Array.from({ length: 8 }, (_, i) => i), shape: [2, 2, 2] };
  assert.equal(await ys(boxes as never), boxes);
  const tensor = tf.tensor2d([1, 2, 3, 4], [2, 2], 'int32');
  assert.equal(await ys(tensor as never), { data: Int32Array.of(1, 2, 3, 4), shape: [2, 2] });
  tensor.dispose();
  const misc = generator.flow([ramp(3), [[7, 8, 9], Int32Array.of(1, 2, 3)]], [1, 2, 3], {
    batchSize: 2,
    shuffle: false,
  });
  const [batch] = await take(misc, 1);
  assert.equal(batch?.misc, [
    { data: Float32Array.of(7, 8), shape: [2] },
    { data: Int32Array.of(1, 2), shape: [2] },
  ]);
  await misc.return();
});

test('wrong arguments of flow()', async () => {
  const flow = (...values: unknown[]) => new ImageDataGenerator().flow(...(values as [never]));
  const rows: [unknown[], string, string][] = [
    [[{ data: new Uint8Array(4), shape: [2, 2, 1] }], 'E_RANK', 'flow: x must have rank 4; received shape [2, 2, 1]'],
    [[ramp(2), [1]], 'E_SHAPE', 'flow: x and y must have the same length; received 2 and 1'],
    [
      [ramp(2), ['a', 'b']],
      'E_TYPE',
      'flow: y must be numbers, lists of numbers of one length, { data, shape } or a tensor',
    ],
    [[ramp(2), [[1, 2], [3]]], 'E_TYPE', 'flow: y must be numbers'],
    [[ramp(2), { data: [1, 2, 3], shape: [2, 2] }], 'E_SHAPE', 'flow: y of shape [2, 2] needs 4 values; it has 3'],
    [[ramp(2), [1, 2], { sampleWeight: [1] }], 'E_SHAPE', 'flow: x and sampleWeight must have the same length'],
    [[ramp(2), [1, 2], { sampleWeight: [1, Number.NaN] }], 'E_TYPE', 'flow: sampleWeight must be finite numbers'],
    [[[ramp(2), [[1, 2, 3]]]], 'E_SHAPE', 'flow: x and x[1][0] must have the same length; received 2 and 3'],
    [[[ramp(2)]], 'E_TYPE', 'flow: x must be images or [images, further inputs]'],
    [[ramp(2), null, { batchSize: 0 }], 'E_SIZE', 'flow: batchSize must be an integer >= 1; received 0'],
    [[ramp(2), null, { shuffle: 1 }], 'E_TYPE', 'flow: shuffle must be true or false; received 1'],
    [[ramp(2), null, { seed: -1 }], 'E_SEED', 'flow: seed must be an integer within 0..2^53-1; received -1'],
    [[ramp(2), null, { saveToDir: '' }], 'E_TYPE', 'flow: saveToDir must be a path; received ""'],
    [[ramp(2), null, { savePrefix: 'a/b' }], 'E_NAME', 'flow: savePrefix must be a part of a file name'],
    [[ramp(2), null, { saveFormat: 'bmp' }], 'E_ENUM', "flow: saveFormat must be one of 'png', 'jpeg', 'jpg'"],
    [[ramp(2), null, { batchsize: 1 }], 'E_OPTION', 'flow: unknown option "batchsize"; did you mean batchSize?'],
  ];
  for (const [values, code, start] of rows) await fails(() => flow(...values), code, start);
  const old = () => new ImageDataGenerator({ compat: 'idg-2' }).flow(ramp(1), null, { seed: 2 ** 32 });
  await fails(old, 'E_SEED', 'flow: seed must be an integer within 0..2^32-1; received 4294967296');
  const split = () => new ImageDataGenerator({ validationSplit: 0.5 }).flow(ramp(2), null, { subset: 'test' as never });
  await fails(split, 'E_ENUM', "flow: subset must be one of 'training', 'validation'; received \"test\"");
});

test('an image that fails throws, and the batches behind it come', async () => {
  let calls = 0;
  const generator = new ImageDataGenerator({
    preprocessingFunction: (image) => {
      calls++;
      if (image.data[0] === 2) throw new Error('no twos');
      return image;
    },
  });
  const iterator = generator.flow(ramp(5), null, { batchSize: 2, shuffle: false });
  assert.equal(pixels(await take(iterator, 1)), [[0, 1]]);
  const error = await iterator.next().then(
    () => undefined,
    (reason: Error) => reason,
  );
  assert.is(error?.message, 'no twos');
  assert.equal(pixels(await take(iterator, 1)), [[4]]);
  assert.ok(calls >= 5);
  await iterator.return();
});

test('images of every dtype and number of channels', async () => {
  for (const compat of [null, 'idg-2'] as const) {
    const values = Array.from({ length: 2 * 3 * 4 * 2 }, (_, i) => i * 3);
    for (const data of [Uint8Array.from(values), Uint16Array.from(values), Int32Array.from(values)]) {
      const images = { data, shape: [2, 3, 4, 2] as const };
      const generator = new ImageDataGenerator({ horizontalFlip: true, rotationRange: 20, compat });
      const iterator = generator.flow(images, null, { batchSize: 2, seed: 2, shuffle: false });
      const [batch] = await take(iterator, 1);
      const wanted = await generator
        .flow({ ...images, data: Float32Array.from(images.data) }, null, { batchSize: 2, seed: 2, shuffle: false })
        .next();
      assert.equal(batch?.xs, wanted.value.xs);
      await iterator.return();
    }
  }
});

test('tensors in and out, and fitDataset takes an epoch at a time', async () => {
  const before = tf.memory().numTensors;
  const images = tf.randomUniform([6, 4, 4, 1], 0, 255, 'float32', 3) as tf.Tensor4D;
  const generator = new ImageDataGenerator({ horizontalFlip: true, rescale: 1 / 255 });
  const iterator = generator.flow(images, [[0], [1], [0], [1], [0], [1]], { batchSize: 4, seed: 1 });
  const arrays = generator.flow(images, null, { batchSize: 4, seed: 1 });
  images.dispose();
  for await (const { xs, ys } of iterator.tensors()) {
    assert.equal((xs as tf.Tensor).shape, [4, 4, 4, 1]);
    assert.equal(Array.from((xs as tf.Tensor).dataSync()), [...(await arrays.next()).value.xs.data]);
    tf.dispose([xs, ys] as tf.Tensor[]);
    break;
  }
  await arrays.return();
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [4, 4, 1] }), tf.layers.dense({ units: 1, activation: 'sigmoid' })],
  });
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
  const history = await model.fitDataset(iterator as never, { epochs: 3, verbose: 0 });
  assert.is(history.history.loss?.length, 3);
  assert.is(iterator.totalBatchesSeen, 1 + 3 * 2);
  const batches: number[] = [];
  await iterator.toTfData(TF).forEachAsync((element) => {
    const { xs, ys } = element;
    batches.push(xs.shape[0] as number);
    tf.dispose([xs, ys]);
  });
  assert.equal(batches, [4, 2]);
  const evaluated = (await model.evaluateDataset(iterator.toTfData(TF), {})) as tf.Scalar;
  assert.ok(Number.isFinite(evaluated.dataSync()[0]));
  evaluated.dispose();
  model.dispose();
  assert.ok(tf.memory().numTensors <= before + 2, 'only the optimizer keeps tensors');
});

test('one image as a tensor', async () => {
  const generator = new ImageDataGenerator({ samplewiseCenter: true });
  const image = tf.tensor3d([1, 2, 3, 4], [2, 2, 1]);
  const turned = await generator.applyTransform(image, { theta: 90 });
  assert.equal(Array.from(turned.dataSync()), [2, 4, 1, 3]);
  const centred = await generator.standardize(image);
  assert.equal(Array.from(centred.dataSync()), [-1.5, -0.5, 0.5, 1.5]);
  assert.equal((await generator.randomTransform(image, 1)).shape, [2, 2, 1]);
  await generator.fit(tf.stack([image]) as never);
  tf.dispose([image, turned, centred]);
});

test('saveToDir writes what is handed out, stretched to 0..255', async () => {
  const folder = tempDirectory();
  const images = { data: Float32Array.of(-1, 0, 1, 5, 5, 6), shape: [2, 1, 3, 1] as const };
  for (const [compat, greatest] of [
    [null, [0, 127, 255]],
    ['idg-1.1', [0, 127, 255]],
  ] as const) {
    const saveToDir = join(folder, `${compat}`);
    const iterator = new ImageDataGenerator({ compat }).flow(images, null, {
      batchSize: 1,
      shuffle: false,
      saveToDir,
      savePrefix: 'a',
      seed: 3,
    });
    await take(iterator, 2);
    await iterator.return();
    const names = (await readdir(saveToDir)).sort();
    assert.match(names[0] as string, compat ? /^a_0_\d+\.png$/ : /^a_0_[0-9a-f]{8}\.png$/);
    assert.ok(names.some((name) => name.startsWith('a_1_')));
    const { data } = await sharp(join(saveToDir, names[0] as string))
      .extractChannel(0)
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.equal([...data], greatest);
  }
  const second = new ImageDataGenerator({ compat: 'idg-1.1' });
  const iterator = second.flow({ data: Uint8Array.of(5, 6), shape: [1, 1, 2, 1] }, null, {
    saveToDir: join(folder, 'x'),
    saveFormat: 'jpeg',
  });
  await take(iterator, 1);
  await iterator.return();
  // keras-preprocessing 1.1 leaves the least value above 0 where it is.
  const [name] = await readdir(join(folder, 'x'));
  assert.match(name as string, /^_0_\d+\.jpeg$/);
});

test('a hash of NumPy names the files of the old versions', async () => {
  const folder = tempDirectory();
  const iterator = new ImageDataGenerator({ compat: 'idg-2' }).flow(ramp(2), null, {
    batchSize: 2,
    shuffle: false,
    saveToDir: folder,
    seed: 0,
  });
  await take(iterator, 1);
  await iterator.return();
  assert.equal((await readdir(folder)).sort(), ['_0_9225.png', '_1_7891.png']);
});

test('the layers of a generator work in another pipeline', async () => {
  const generator = new ImageDataGenerator({ rotationRange: 20, rescale: 0.5 });
  const nested = new ImagePipeline([generator.pipeline], { seed: 4 });
  const images = noise(2);
  const flow = generator.flow(images, null, { seed: 4, shuffle: false });
  assert.equal([...(await nested.apply(images, { epoch: 0 })).data], [...(await flow.next()).value.xs.data]);
  await flow.return();
});

test.run();
