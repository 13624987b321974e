import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, MaxNumBoundingBoxes } from '../../src/index.js';
import { batch, flipped, image, translate } from '../samples/support.js';
import { roundTrips, throwsForEach } from './support.js';

const boxes = [[0, 0, 1, 1], [1, 0, 2, 1], [3, 0, 4, 1]]; // biome-ignore format: a table
const sample = { images: image(4, 4), boundingBoxes: { boxes, labels: [5, 6, 7], format: 'xyxy' } };
const limit = async (options: { maxNumber: number; fillValue?: number }, before: ImagePipeline['layers'] = []) =>
  (await new ImagePipeline([...before, new MaxNumBoundingBoxes(options)]).apply(sample, { seed: 1 })).boundingBoxes;

test('lowers to nothing and keeps the shape', () => {
  const layer = new MaxNumBoundingBoxes({ maxNumber: 3 });
  assert.equal(layer.lower(), []);
  assert.equal(layer.outputShape([2, null, 3]), [2, null, 3]);
  assert.equal(layer.getConfig(), { dtype: 'input', maxNumber: 3, fillValue: -1 });
});

test('every bad option is an error', () => {
  throwsForEach('MaxNumBoundingBoxes', (options) => new MaxNumBoundingBoxes(options), [
    [{}, 'E_TYPE', 'maxNumber must be an integer >= 1; received undefined'],
    [{ maxNumber: 0 }, 'E_SIZE', 'maxNumber must be an integer >= 1; received 0'],
    [{ maxNumber: 1.5 }, 'E_SIZE', 'maxNumber must be an integer >= 1; received 1.5'],
    [{ maxNumber: 2 ** 20 + 1 }, 'E_SIZE', 'maxNumber must be at most 1048576; received 1048577'],
    [{ maxNumber: 2, fillValue: NaN }, 'E_RANGE', 'fillValue must be a finite number; received NaN'],
    [
      { maxNumber: 2, seed: 1 },
      'E_OPTION',
      'unknown option "seed"; known options are maxNumber, fillValue, name, dtype',
    ],
  ]);
});

test('configs round trip, with fill_value', () => {
  roundTrips(new MaxNumBoundingBoxes({ maxNumber: 7, fillValue: 0, name: 'limit' }));
});

test('too many are cut off, missing ones are filled in', async () => {
  assert.equal(await limit({ maxNumber: 2 }), { boxes: boxes.slice(0, 2), labels: [5, 6], format: 'xyxy' });
  const padded = await limit({ maxNumber: 4 });
  assert.equal(padded, { boxes: [...boxes, [-1, -1, -1, -1]], labels: [5, 6, 7, -1], format: 'xyxy' });
  assert.equal((await limit({ maxNumber: 4, fillValue: 0 })).boxes[3], [0, 0, 0, 0]);
});

test('dropped boxes do not count, and those dropped later leave rows', async () => {
  // The third box leaves to the right.
  const before = await limit({ maxNumber: 2 }, [translate(0, 0.25)]);
  assert.equal(before.labels, [5, 6]);
  // The first leaves to the left.
  assert.equal((await limit({ maxNumber: 2 }, [translate(0, -0.25)])).labels, [6, 7]);
  const pipeline = new ImagePipeline([new MaxNumBoundingBoxes({ maxNumber: 2 }), translate(0, -0.25)]);
  const after = (await pipeline.apply(sample, { seed: 1 })).boundingBoxes;
  assert.equal(after.labels, [6, -1]);
  assert.equal(after.boxes, [[0, 0, 1, 1], [-1, -1, -1, -1]]); // biome-ignore format: a table
});

test('dense boxes, labels and instance masks get the size', async () => {
  const dense = {
    boxes: { data: Float32Array.from([...boxes.flat(), -1, -1, -1, -1, 2, 2, 3, 3, -1, -1, -1, -1]), shape: [2, 3, 4] },
    labels: { data: Int32Array.of(1, 2, 3, -1, 4, -1), shape: [2, 3] },
    masks: { data: Uint8Array.from({ length: 96 }, (_, i) => (i % 3) + 1), shape: [2, 4, 4, 3] },
    format: 'xyxy',
  };
  const layer = new MaxNumBoundingBoxes({ maxNumber: 2 });
  const { boundingBoxes } = await layer.apply({ images: batch(2, 4, 4), boundingBoxes: dense });
  assert.equal(boundingBoxes.boxes, {
    data: Float32Array.of(0, 0, 1, 1, 1, 0, 2, 1, 2, 2, 3, 3, -1, -1, -1, -1),
    shape: [2, 2, 4],
  });
  assert.equal(boundingBoxes.labels, { data: Int32Array.of(1, 2, 4, -1), shape: [2, 2] });
  assert.equal(boundingBoxes.masks.shape, [2, 4, 4, 2]);
  // The box of image 1 was row 1, so its mask was channel 1.
  assert.equal([...boundingBoxes.masks.data.subarray(0, 4)], [1, 2, 1, 2]);
  assert.equal([...boundingBoxes.masks.data.subarray(32, 36)], [2, 0, 2, 0]);
});

test('images, masks and keypoints pass; so do samples without boxes', async () => {
  const rest = {
    segmentationMasks: { data: new Uint8Array(16).fill(3), shape: [4, 4] },
    keypoints: [[1, 1]],
    labels: 4,
  };
  const given = { images: image(4, 4), ...rest };
  const result = await new MaxNumBoundingBoxes({ maxNumber: 2 }).apply(given);
  assert.equal(result, given);
  assert.is.not(result.images.data, given.images.data);
  assert.is.not(result.segmentationMasks.data, given.segmentationMasks.data);
  assert.equal(new MaxNumBoundingBoxes({ maxNumber: 2 }).applySync(image(2, 2)), image(2, 2));
});

test('what it filled in is padding for the next pipeline', async () => {
  const padded = await limit({ maxNumber: 5 });
  const { boundingBoxes } = await flipped({ images: image(4, 4), boundingBoxes: padded });
  assert.equal(boundingBoxes.labels, [5, 6, 7]);
});

test.run();
