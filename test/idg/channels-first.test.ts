// dataFormat 'channelsFirst': hand-written cases, and else the values of channels last with the axes moved here.
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Image,
  type ImageBatch,
  ImageDataGenerator,
  type ImageDataGeneratorOptions,
  type ImageDataIterator,
  registerFunction,
} from '../../src/index.js';
import { throws } from '../layers/support.js';
import { fails, take } from './support.js';

const COMPATS = [null, 'idg-1.1', 'idg-2'] as const;
const ARRAYS = [Uint8Array, Uint16Array, Int32Array, Float32Array];

/** [n, h, w, c] -> [n, c, h, w], value by value. */
function first<T extends ImageBatch>({ data, shape }: T): T {
  const [count, height, width, channels] = shape;
  const moved = data.slice();
  for (let n = 0; n < count; n++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        for (let c = 0; c < channels; c++)
          moved[((n * channels + c) * height + y) * width + x] = data[
            ((n * height + y) * width + x) * channels + c
          ] as number;
  return { data: moved, shape: [count, channels, height, width] } as never;
}

const one = ({ data, shape }: ImageBatch): Image => ({ data, shape: shape.slice(1) as never });
const batchOf = ({ data, shape }: Image): ImageBatch => ({ data, shape: [1, ...shape] });
const firstOne = (image: Image): Image => one(first(batchOf(image)));

function noise(shape: ImageBatch['shape'], TypedArray: (typeof ARRAYS)[number] = Uint8Array): ImageBatch {
  const length = shape.reduce((product, size) => product * size);
  const values = Array.from({ length }, (_, i) => (i * 7919) % 251);
  return { data: TypedArray.from(values), shape };
}

const AUGMENT = {
  rotationRange: 30,
  heightShiftRange: 0.4,
  widthShiftRange: [0.1, 0.3],
  shearRange: 10,
  zoomRange: 0.3,
  channelShiftRange: 20,
  brightnessRange: [0.5, 1.5],
  horizontalFlip: true,
  verticalFlip: true,
} as const;
const NORMALIZE = { rescale: 1 / 128, samplewiseStdNormalization: true, featurewiseStdNormalization: true } as const;

const pair = (options: ImageDataGeneratorOptions) => ({
  last: new ImageDataGenerator(options),
  planar: new ImageDataGenerator({ ...options, dataFormat: 'channelsFirst' }),
});

/** The first batches of both must be the same, but for the order of the axes. */
async function sameBatches(last: ImageDataIterator, planar: ImageDataIterator, count: number): Promise<void> {
  const [wanted, found] = [await take(last, count), await take(planar, count)];
  await Promise.all([last.return(), planar.return()]);
  for (const [i, batch] of wanted.entries()) {
    assert.equal(found[i], { ...batch, xs: first(batch.xs) });
    assert.instance(found[i]?.xs.data, batch.xs.data.constructor as never);
  }
}

test('by hand: two planes of 2 x 3', async () => {
  const image: Image = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60), shape: [2, 2, 3] };
  for (const compat of COMPATS) {
    const generator = new ImageDataGenerator({ dataFormat: 'channelsFirst', compat, rescale: 2 });
    const flipped = await generator.applyTransform(image, { flipHorizontal: true });
    assert.equal(flipped, {
      data: Float32Array.of(3, 2, 1, 6, 5, 4, 30, 20, 10, 60, 50, 40),
      shape: [2, 2, 3],
    });
    const standardized = await generator.standardize(image);
    assert.equal(standardized, {
      data: Float32Array.of(2, 4, 6, 8, 10, 12, 20, 40, 60, 80, 100, 120),
      shape: [2, 2, 3],
    });
    const centring = new ImageDataGenerator({ dataFormat: 'channelsFirst', compat, featurewiseCenter: true });
    await centring.fit(batchOf(image));
    assert.equal(centring.mean, [3.5, 35]);
    const { xs } = (await centring.flow(batchOf(image)).next()).value;
    assert.equal(xs, {
      data: Float32Array.of(-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, -25, -15, -5, 5, 15, 25),
      shape: [1, 2, 2, 3],
    });
  }
});

test('by hand: shifts in fractions are parts of the height and of the width', () => {
  for (const compat of COMPATS) {
    const shift = { dataFormat: 'channelsFirst', compat, heightShiftRange: [0.5], widthShiftRange: [0.75] } as const;
    const { tx, ty } = new ImageDataGenerator(shift).getRandomTransform([3, 8, 40], 1);
    assert.equal([tx, ty].map(Math.abs).sort(), [30, 4]);
  }
});

test('flow() gives the values of channels last, for all dtypes and variants', async () => {
  for (const compat of COMPATS) {
    for (const [i, TypedArray] of ARRAYS.entries()) {
      const dtype = (['uint8', 'uint16', 'int32', 'float32'] as const)[i] as 'uint8';
      const images = noise([5, 4, 7, 3], TypedArray);
      const { last, planar } = pair({ ...AUGMENT, ...NORMALIZE, dtype, compat });
      await last.fit(images, { augment: true, rounds: 2, seed: 3 });
      await planar.fit(first(images), { augment: true, rounds: 2, seed: 3 });
      assert.equal([planar.mean, planar.std], [last.mean, last.std]);
      const options = { batchSize: 2, seed: 8 };
      const iterator = planar.flow(first(images), [0, 1, 2, 3, 4], options);
      assert.equal(
        [iterator.imageShape, iterator.targetSize],
        [
          [3, 4, 7],
          [4, 7],
        ],
      );
      await sameBatches(last.flow(images, [0, 1, 2, 3, 4], options), iterator, 4);
    }
  }
});

test('any number of channels, and SciPy modes', async () => {
  for (const channels of [1, 2, 4, 5]) {
    for (const compat of COMPATS) {
      const images = noise([3, 6, 2, channels]);
      const fillMode = compat ? 'grid-wrap' : 'reflect';
      const { last, planar } = pair({ rotationRange: 40, heightShiftRange: 0.5, fillMode, compat });
      await sameBatches(last.flow(images, null, { seed: 2 }), planar.flow(first(images), null, { seed: 2 }), 2);
    }
  }
});

test('one image: the same draws, transforms and normalization', async () => {
  for (const compat of COMPATS) {
    const { last, planar } = pair({ ...AUGMENT, rescale: 0.5, samplewiseCenter: true, compat });
    const image = one(noise([1, 4, 7, 3]));
    const moved = firstOne(image);
    assert.equal(moved.shape, [3, 4, 7]);
    assert.equal(planar.getRandomTransform(moved.shape, 6), last.getRandomTransform(image.shape, 6));
    assert.equal(await planar.randomTransform(moved, 6), firstOne(await last.randomTransform(image, 6)));
    const given = { theta: 20, tx: 1, brightness: 1.5, channelShiftIntensity: 9 };
    assert.equal(await planar.applyTransform(moved, given), firstOne(await last.applyTransform(image, given)));
    assert.equal(await planar.standardize(moved), firstOne(await last.standardize(image)));
  }
});

test('standardize() takes batches, lists, samples and tensors', async () => {
  const { last, planar } = pair({ samplewiseStdNormalization: true });
  const images = noise([2, 4, 7, 3], Float32Array);
  const wanted = first(await last.standardize(images));
  assert.equal(await planar.standardize(first(images)), wanted);
  const small = one(noise([1, 2, 2, 3]));
  const list = await planar.standardize([one(first(noise([1, 4, 7, 3]))), firstOne(small)]);
  assert.equal(list[1], firstOne(await last.standardize(small)));
  assert.equal(list.length, 2);
  const sample = await planar.standardize({ images: first(images), labels: [3, 4] });
  assert.equal(sample, { images: wanted, labels: [3, 4] });
  const moved = first(images);
  const tensor = tf.tensor4d([...moved.data], [...moved.shape]);
  const result = await planar.standardize(tensor);
  assert.equal([result.shape, Array.from(result.dataSync())], [wanted.shape, [...wanted.data]]);
  const image = tf.tensor3d([1, 2, 10, 20], [2, 1, 2]);
  const flipped = await planar.applyTransform(image, { flipHorizontal: true });
  assert.equal(
    [flipped.shape, Array.from(flipped.dataSync())],
    [
      [2, 1, 2],
      [2, 1, 20, 10],
    ],
  );
  tf.dispose([tensor, result, image, flipped]);
});

test('images may be changed as soon as the call has returned', async () => {
  for (const channels of [1, 3]) {
    const { last, planar } = pair({ rescale: 0.5 });
    const images = noise([2, 3, 4, channels]);
    const wanted = first(await last.standardize(images));
    const given = first(images);
    const result = planar.standardize(given);
    const iterator = planar.flow(given, null, { shuffle: false });
    given.data.fill(0);
    assert.equal(await result, wanted);
    assert.equal((await iterator.next()).value.xs, wanted);
    await iterator.return();
  }
});

test('preprocessingFunction sees channels first', async () => {
  const shapes: number[][] = [];
  const weights = (image: Image): Image => {
    shapes.push([...image.shape]);
    return { ...image, data: image.data.map((value, i) => value * i) };
  };
  const image: Image = { data: Uint8Array.of(1, 1, 1, 1, 1, 1), shape: [3, 1, 2] };
  // biome-ignore lint/suspicious/noThenProperty: a promise of another library
  const thenable = (value: Image) => ({ then: (done: (value: Image) => void) => done(weights(value)) });
  for (const step of [weights, async (value: Image) => weights(value), thenable as never]) {
    for (const rest of [{}, { rescale: 2 }]) {
      const generator = new ImageDataGenerator({
        dataFormat: 'channelsFirst',
        preprocessingFunction: step,
        ...rest,
      });
      const factor = 'rescale' in rest ? 2 : 1;
      const wanted = Float32Array.of(0, 1, 2, 3, 4, 5).map((value) => value * factor);
      assert.equal((await generator.standardize(image)).data, wanted);
      assert.equal((await generator.flow(batchOf(image)).next()).value.xs, { data: wanted, shape: [1, 3, 1, 2] });
    }
  }
  for (const shape of shapes) assert.equal(shape, [3, 1, 2]);
  for (const wrong of [null, 3, { data: [1], shape: [1, 1, 1] }, { data: new Uint8Array(2), shape: [1, 1, 1, 2] }]) {
    const preprocessingFunction = (() => wrong) as never;
    const generator = new ImageDataGenerator({ dataFormat: 'channelsFirst', preprocessingFunction });
    await fails(() => generator.standardize(image), 'E_HOOK_RESULT', 'ImagePipeline: a custom function must return');
  }
});

test('files: the same batches as channels last, and as they are saved', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idg-first-'));
  try {
    await mkdir(join(folder, 'photos/a'), { recursive: true });
    for (const name of ['0.jpg', '1.png', '2.jpg']) {
      const { data } = noise([1, 9, 12, 3]);
      const picture = sharp(Buffer.from(data).reverse(), { raw: { width: 12, height: 9, channels: 3 } });
      const file = join(folder, 'photos/a', name);
      await writeFile(file, await (name.endsWith('png') ? picture.png() : picture.jpeg()).toBuffer());
    }
    const directory = join(folder, 'photos');
    for (const compat of COMPATS) {
      for (const colorMode of ['rgb', 'grayscale', 'rgba'] as const) {
        if (compat && colorMode === 'rgba') continue;
        const { last, planar } = pair({ rotationRange: 20, heightShiftRange: 0.3, rescale: 1 / 255, compat });
        const saved = (name: string) => ({ saveToDir: join(folder, `${name}-${compat}-${colorMode}`) });
        const files = { targetSize: [5, 8] as const, batchSize: 2, seed: 3, colorMode, classMode: 'input' as const };
        const iterator = await planar.flowFromDirectory(directory, { ...files, ...saved('first') });
        const channels = { rgb: 3, grayscale: 1, rgba: 4 }[colorMode];
        assert.equal(
          [iterator.imageShape, iterator.targetSize],
          [
            [channels, 5, 8],
            [5, 8],
          ],
        );
        const images = await last.flowFromDirectory(directory, { ...files, ...saved('last') });
        const [wanted, found] = [await take(images, 2), await take(iterator, 2)];
        await Promise.all([images.return(), iterator.return()]);
        for (const [i, { xs }] of wanted.entries()) {
          assert.equal(found[i]?.xs, first(xs));
          assert.equal(found[i]?.ys, first(xs));
        }
        assert.equal(await pictures(saved('first').saveToDir), await pictures(saved('last').saveToDir));
        const rows = ['0.jpg', '2.jpg'].map((filename) => ({ filename, class: 'x' }));
        const frame = { ...files, classMode: 'categorical' as const, directory: join(directory, 'a') };
        await sameBatches(await last.flowFromDataFrame(rows, frame), await planar.flowFromDataFrame(rows, frame), 2);
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** Names and pixels of the files. */
async function pictures(folder: string): Promise<[string, number[]][]> {
  const names = (await readdir(folder)).sort();
  assert.is(names.length, 3);
  return Promise.all(
    names.map(async (name) => [name, [...(await sharp(join(folder, name)).raw().toBuffer())]] as [string, number[]]),
  );
}

test('saveToDir by hand: a red pixel and a blue one', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'idg-first-'));
  try {
    const images: ImageBatch = { data: Uint8Array.of(255, 0, 0, 0, 0, 255), shape: [1, 3, 1, 2] };
    const iterator = new ImageDataGenerator({ dataFormat: 'channelsFirst' }).flow(images, null, { saveToDir: folder });
    await take(iterator, 1);
    await iterator.return();
    const [name] = await readdir(folder);
    const { data, info } = await sharp(join(folder, name as string))
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.equal([info.height, info.width, [...data]], [1, 2, [255, 0, 0, 0, 0, 255]]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

test('tensors(), toTfData() and fitDataset', async () => {
  const { last, planar } = pair({ horizontalFlip: true, heightShiftRange: 0.3, rescale: 1 / 255 });
  const images = noise([6, 4, 5, 3]);
  const y = [[0], [1], [0], [1], [0], [1]];
  const wanted = await take(last.flow(images, y, { batchSize: 4, seed: 1 }), 1);
  const moved = first(images);
  const tensor = tf.tensor4d([...moved.data], [...moved.shape]);
  const iterator = planar.flow(tensor, y, { batchSize: 4, seed: 1 });
  tensor.dispose();
  for await (const { xs, ys } of iterator.tensors()) {
    const { data, shape } = first((wanted[0] as { xs: ImageBatch }).xs);
    assert.equal([xs.shape, Array.from(xs.dataSync())], [[...shape], [...data]]);
    tf.dispose([xs, ys] as tf.Tensor[]);
    break;
  }
  const model = tf.sequential({
    layers: [tf.layers.flatten({ inputShape: [3, 4, 5] }), tf.layers.dense({ units: 1, activation: 'sigmoid' })],
  });
  model.compile({ optimizer: 'sgd', loss: 'binaryCrossentropy' });
  const history = await model.fitDataset(iterator as never, { epochs: 2, verbose: 0 });
  assert.is(history.history.loss?.length, 2);
  model.dispose();
});

test('pipeline takes channels last and gives what flow() gives', async () => {
  const { planar } = pair({ ...AUGMENT, rescale: 0.5 });
  const images = noise([2, 4, 7, 3]);
  const { value } = await planar.flow(first(images), null, { seed: 5, shuffle: false }).next();
  assert.equal(await planar.pipeline.apply(images, { seed: 5, epoch: 0 }), value.xs);
});

test('no image gives empty batches of the right shape', async () => {
  const empty: ImageBatch = { data: new Uint8Array(0), shape: [0, 3, 4, 6] };
  const iterator = new ImageDataGenerator({ dataFormat: 'channelsFirst' }).flow(empty, []);
  assert.equal((await iterator.next()).value.xs, { data: new Float32Array(0), shape: [0, 3, 4, 6] });
  await iterator.return();
});

test('configs, in both spellings', async () => {
  registerFunction('idg-first-halve', (image) => ({ ...image, data: image.data.map((value) => value / 2) }));
  const generator = new ImageDataGenerator({
    dataFormat: 'channelsFirst',
    featurewiseStdNormalization: true,
    preprocessingFunction: { name: 'idg-first-halve' },
  });
  const images = first(noise([2, 4, 7, 3]));
  await generator.fit(images);
  const config = JSON.parse(JSON.stringify(generator.getConfig()));
  assert.is(config.dataFormat, 'channelsFirst');
  const copy = ImageDataGenerator.fromConfig(config);
  assert.equal(copy.getConfig(), generator.getConfig());
  assert.equal(await copy.standardize(images), await generator.standardize(images));
  for (const dataFormat of ['channels_first', 'channels_last'] as const) {
    const options = { dataFormat } as unknown as ImageDataGeneratorOptions;
    const word = { channels_first: 'channelsFirst', channels_last: 'channelsLast' }[dataFormat];
    assert.is(new ImageDataGenerator(options).getConfig().dataFormat, word);
    assert.is(ImageDataGenerator.fromConfig({ data_format: dataFormat }).getConfig().dataFormat, word);
  }
  assert.is(new ImageDataGenerator({ dataFormat: null } as never).getConfig().dataFormat, 'channelsLast');
});

test('wrong images and shapes', async () => {
  const generator = new ImageDataGenerator({ dataFormat: 'channelsFirst' });
  const image = { data: new Uint8Array(6), shape: [3, 1, 2] } as const;
  const rank = 'x must have rank 4; received shape [3, 1, 2]';
  await fails(() => generator.fit(image as never), 'E_RANK', `fit: ${rank}`);
  await fails(() => generator.flow(image as never), 'E_RANK', `flow: ${rank}`);
  await fails(() => generator.standardize({ data: new Uint8Array(6), shape: [6] }), 'E_RANK', 'standardize: ');
  await fails(() => generator.standardize(null), 'E_TYPE', 'standardize: images must be');
  await fails(() => generator.standardize([image, undefined]), 'E_TYPE', 'standardize: images[1] must be one image');
  await fails(() => generator.standardize({ ...image, data: [1] }), 'E_TYPE', 'standardize: data must be');
  await fails(
    () => generator.applyTransform({ ...image, shape: [1, 3, 1, 2] } as never, {}),
    'E_RANK',
    'applyTransform: x must have rank 3; received shape [1, 3, 1, 2]',
  );
  throws(
    () => generator.getRandomTransform([3, 0, 2]),
    'E_SHAPE',
    'ImageDataGenerator: imgShape must be [channels, height, width]; received [3, 0, 2]',
  );
});

test.run();
