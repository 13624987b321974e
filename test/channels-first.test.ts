// Results with channels first are those with channels last, transposed.
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CenterCrop,
  CutMix,
  type DType,
  type ImageBatch,
  ImagePipeline,
  MaxNumBoundingBoxes,
  RandomBrightness,
  RandomFlip,
  RandomRotation,
  Rescaling,
  Resizing,
} from '../src/index.js';
import { throws } from './layers/support.js';
import { makeExampleFolder } from './support/example-folder.js';
import { makeBatch, makeImage } from './support/images.js';

/** [n, h, w, c] -> [n, c, h, w], value by value. */
function transposed({ data, shape }: ImageBatch): number[] {
  const [count, height, width, channels] = shape;
  const result: number[] = [];
  for (let n = 0; n < count; n++)
    for (let c = 0; c < channels; c++)
      for (let p = 0; p < height * width; p++) result.push(data[(n * height * width + p) * channels + c] as number);
  return result;
}

type Layers = ConstructorParameters<typeof ImagePipeline>[0];

async function compare(layers: Layers, batch: ImageBatch): Promise<void> {
  const last = await new ImagePipeline(layers, { seed: 3 }).apply(batch, { epoch: 1 });
  const pipeline = new ImagePipeline(layers, { seed: 3, dataFormat: 'channelsFirst' });
  const [count, height, width, channels] = last.shape;
  for (const first of [await pipeline.apply(batch, { epoch: 1 }), pipeline.applySync(batch, { epoch: 1 })]) {
    assert.equal(first.shape, [count, channels, height, width]);
    assert.is(first.data.constructor, last.data.constructor);
    assert.equal([...first.data], transposed(last));
  }
}

test('every dtype and number of channels, with and without arithmetic', async () => {
  for (const dtype of ['uint8', 'uint16', 'int32', 'float32'] as DType[]) {
    for (const channels of [1, 2, 3, 4, 5]) {
      const batch = makeBatch([3, 5, 7, channels], dtype, channels);
      await compare([], batch);
      await compare([new RandomFlip()], batch);
      await compare([new RandomRotation({ factor: 0.2 }), new Rescaling({ scale: 0.5 })], batch);
      await compare([new Resizing({ height: 3, width: 4 })], batch);
    }
  }
});

test('one pixel, one row, an empty batch, a single image', async () => {
  await compare([new RandomBrightness({ factor: 0.3 })], makeBatch([2, 1, 1, 3], 'uint8', 1));
  await compare([new CenterCrop({ height: 1, width: 4 })], makeBatch([2, 3, 9, 4], 'float32', 1));
  const pipeline = new ImagePipeline([], { dataFormat: 'channelsFirst' });
  const empty = await pipeline.apply({ data: new Uint8Array(0), shape: [0, 4, 5, 3] as const });
  assert.equal(empty.shape, [0, 3, 4, 5]);
  assert.equal((await pipeline.apply(makeImage([4, 5, 3]))).shape, [3, 4, 5]);
});

test('behind a custom function, a mixing layer and one that only counts boxes', async () => {
  const batch = makeBatch([4, 5, 6, 3], 'uint8', 2);
  await compare([(image) => image], batch);
  await compare([new RandomFlip(), new CutMix()], batch);
  await compare([new RandomFlip(), new MaxNumBoundingBoxes({ maxNumber: 2 })], batch);
});

test('`out` takes a result of the same pipeline, and no other', async () => {
  const batch = makeBatch([2, 5, 7, 3], 'uint8', 1);
  const pipeline = new ImagePipeline([new RandomFlip()], { dataFormat: 'channelsFirst', seed: 1 });
  const out = await pipeline.apply(batch, { epoch: 1 });
  assert.is(await pipeline.apply(batch, { epoch: 2, out }), out);
  assert.equal(out.data, pipeline.applySync(batch, { epoch: 2 }).data);
  throws(
    () => pipeline.applySync(batch, { out: { data: new Uint8Array(210), shape: [2, 5, 7, 3] } }),
    'E_SHAPE',
    'ImagePipeline: out must be uint8 of shape [2, 3, 5, 7]; received uint8 of [2, 5, 7, 3]',
  );
});

test('masks stay as they are, boxes in pixels of the image', async () => {
  const images = makeBatch([2, 4, 6, 3], 'uint8', 1);
  const segmentationMasks = makeBatch([2, 4, 6, 1], 'uint8', 5);
  const boundingBoxes = { boxes: [[[1, 1, 3, 2]], [[0, 0, 6, 4]]], format: 'xyxy' as const };
  const sample = { images, segmentationMasks, boundingBoxes };
  const layers = [new RandomFlip({ mode: 'horizontal' })];
  const last = await new ImagePipeline(layers, { seed: 2 }).apply(sample, { epoch: 1 });
  const first = await new ImagePipeline(layers, { seed: 2, dataFormat: 'channelsFirst' }).apply(sample, { epoch: 1 });
  assert.equal(first.images.shape, [2, 3, 4, 6]);
  assert.equal(first.segmentationMasks, last.segmentationMasks);
  assert.equal(first.boundingBoxes, last.boundingBoxes);
});

test('data sets, outputShape and configs', async () => {
  const folder = await makeExampleFolder();
  const directory = join(folder, 'photos');
  const layers = () => [new RandomFlip(), new Rescaling({ scale: 1 / 255 })];
  const options = { imageSize: [6, 8] as const, batchSize: 3, shuffle: false, seed: 1 };
  const last = await new ImagePipeline(layers()).fromDirectory(directory, options);
  const pipeline = new ImagePipeline(layers(), { dataFormat: 'channelsFirst' });
  const first = await pipeline.fromDirectory(directory, options);
  const expected: ImageBatch[] = [];
  for await (const { xs } of last) expected.push(xs);
  let batches = 0;
  for await (const { xs } of first) {
    const wanted = expected[batches++] as ImageBatch;
    assert.equal(xs.shape, [wanted.shape[0], 3, 6, 8]);
    assert.equal([...xs.data], transposed(wanted));
  }
  assert.is(batches, expected.length);
  await rm(folder, { recursive: true });
  assert.equal(pipeline.outputShape([10, 20, 3]), [3, 10, 20]);
  assert.is(pipeline.getConfig().dataFormat, 'channelsFirst');
  assert.is(ImagePipeline.fromConfig(pipeline.getConfig()).getConfig().dataFormat, 'channelsFirst');
  assert.is(new ImagePipeline([]).getConfig().dataFormat, undefined);
});

test('previews show pictures all the same', async () => {
  const { sheet } = await new ImagePipeline([new RandomFlip()], { dataFormat: 'channelsFirst' }).preview(
    makeImage([12, 16, 3]),
  );
  assert.ok((sheet as Buffer).length > 100);
});

test('what does not go together is an error', () => {
  const make = (options: object) => new ImagePipeline([new RandomFlip()], options as never);
  throws(
    () => make({ dataFormat: 'first' }),
    'E_ENUM',
    `ImagePipeline: dataFormat must be one of 'channelsLast', 'channelsFirst'; received "first"`,
  );
  throws(
    () => make({ dataFormat: 'channels_first', device: 'cuda' }),
    'E_CONFLICT',
    `ImagePipeline: device must be 'cpu' or 'auto' with dataFormat 'channelsFirst'; received "cuda"`,
  );
  throws(
    () => make({ dataFormat: 'channelsFirst' }).toKeras(),
    'E_KERAS',
    "toKeras: layers of Keras do not change the order of the axes, as 'channelsFirst' does",
  );
});

test.run();
