// Samples of tensors: tensors come back, and nothing leaks.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, MaxNumBoundingBoxes, RandomFlip, Rescaling } from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { counters } from '../support/tensors.js';

const flip = new RandomFlip({ mode: 'horizontal' });
const DRAW = [1, 2].map(() => ({
  stages: [{ layer: 'RandomFlip', kind: 'flip', values: { horizontal: 1, vertical: 0 } }],
}));

function tensorSample() {
  return {
    images: tf.tensor4d(
      Array.from({ length: 8 }, (_, i) => i),
      [2, 1, 4, 1],
    ),
    labels: tf.tensor2d([[0, 1], [1, 0]]), // biome-ignore format: a table
    segmentationMasks: tf.tensor3d([1, 2, 3, 2 ** 24 + 1, 5, 6, 7, 8], [2, 1, 4], 'int32'),
    boundingBoxes: {
      boxes: tf.tensor3d([[[0, 0, 1, 1], [1, 0, 2, 1]], [[2, 0, 4, 1], [-1, -1, -1, -1]]]), // biome-ignore format: a table
      labels: tf.tensor2d([[5, 6], [7, -1]], [2, 2], 'int32'), // biome-ignore format: a table
      masks: tf.ones([2, 1, 4, 2]),
      format: 'xyxy',
    },
    keypoints: tf.tensor3d([[[0.5, 0.5]], [[4, 1]]]),
  };
}

function disposeAll(value: object): void {
  for (const part of Object.values(value)) {
    if (part instanceof tf.Tensor) part.dispose();
    else if (typeof part === 'object') disposeAll(part);
  }
}

test('every tensor of a sample comes back as a tensor', async () => {
  const before = counters();
  const sample = tensorSample();
  const pipeline = new ImagePipeline([flip, new Rescaling({ scale: 2 })]);
  const result = await pipeline.replay(sample, DRAW);
  const list = (tensor: tf.Tensor) => [...tensor.dataSync()];
  assert.equal(list(result.images as tf.Tensor), [6, 4, 2, 0, 14, 12, 10, 8]);
  assert.equal(list(result.labels), [0, 1, 1, 0]);
  assert.equal(list(result.segmentationMasks), [2 ** 24 + 1, 3, 2, 1, 8, 7, 6, 5]);
  assert.is(result.segmentationMasks.dtype, 'int32');
  assert.equal(result.segmentationMasks.shape, [2, 1, 4]);
  assert.equal(list(result.boundingBoxes.boxes), [3, 0, 4, 1, 2, 0, 3, 1, 0, 0, 2, 1, -1, -1, -1, -1]);
  assert.equal(list(result.boundingBoxes.labels), [5, 6, 7, -1]);
  assert.is(result.boundingBoxes.labels.dtype, 'int32');
  // The second image has one box: nothing is in the channel of the row that is padding.
  assert.equal(list(result.boundingBoxes.masks), [1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0]);
  assert.equal(list(result.keypoints), [3.5, 0.5, 0, 1]);
  disposeAll(sample);
  disposeAll(result);
  assert.equal(counters(), before);
});

test('a sample of tensors may be disposed at once, and a failing one leaks nothing', async () => {
  const before = counters();
  const pipeline = new ImagePipeline([flip, new MaxNumBoundingBoxes({ maxNumber: 1 })]);
  const sample = tensorSample();
  const promise = pipeline.replay(sample, DRAW);
  disposeAll(sample);
  const result = await promise;
  assert.equal(result.boundingBoxes.boxes.shape, [2, 1, 4]);
  disposeAll(result);
  const whole = tensorSample();
  const bad = { ...whole, keypoints: tf.zeros([2, 1, 5]) };
  await failsWith(() => pipeline.apply(bad), 'ArgumentError', 'E_SHAPE', 'keypoints must have the shape');
  disposeAll(bad);
  whole.keypoints.dispose();
  assert.equal(counters(), before);
});

test('tensors and arrays mix', async () => {
  const images = tf.zeros([1, 4, 1]) as tf.Tensor3D;
  const sample = { images, segmentationMasks: { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 4] }, keypoints: [[1, 0]] };
  const result = await new ImagePipeline([flip]).replay(sample, DRAW.slice(1));
  assert.instance(result.images, tf.Tensor);
  assert.equal(result.segmentationMasks.data, Uint8Array.of(4, 3, 2, 1));
  assert.equal(result.keypoints, [[3, 0]]);
  images.dispose();
  (result.images as tf.Tensor).dispose();
});

test.run();
