// Samples of tensors in previews.
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, MixUp, RandomInvert } from '../../src/index.js';
import { tempDirectory } from '../support/temp-dir.js';

const at = async (file: string, left: number, top: number) => [
  ...(await sharp(file).extract({ left, top, width: 1, height: 1 }).raw().toBuffer()),
];

test('tensors are drawn like arrays; none is disposed, none is left', async () => {
  const images = tf.fill([2, 64, 64, 3], 200, 'int32') as tf.Tensor4D;
  const segmentationMasks = tf.stack([tf.fill([64, 64], 2, 'int32'), tf.fill([64, 64], 3, 'int32')]) as tf.Tensor3D;
  const boxes = tf.tensor3d([[[8, 8, 24, 24]], [[-1, -1, -1, -1]]]);
  const boxLabels = tf.tensor2d([[1], [-1]]);
  const keypoints = tf.tensor3d([[[40.5, 40.5, 0]], [[40.5, 40.5, 1]]]);
  const labels = tf.tensor2d([
    [1, 0],
    [0, 1],
  ]);
  const boundingBoxes = { boxes, labels: boxLabels, format: 'xyxy' };
  const data = { images, segmentationMasks, boundingBoxes, keypoints, labels };
  const before = tf.memory().numTensors;
  const pipeline = new ImagePipeline([new RandomInvert({ factor: [1, 1] }), new MixUp()], { seed: 1 });
  const { files } = await new ImagePipeline([pipeline.layers[0] as RandomInvert]).preview(data, {
    saveToDirectory: tempDirectory(),
  });
  await pipeline.preview({ images, segmentationMasks, boundingBoxes, labels }, { eachLayer: true });
  assert.is(tf.memory().numTensors, before);
  const [first = '', second = ''] = files;
  // 255 - 200 = 55; 0.6 * 55 + 0.4 * [0, 200, 80] and [255, 210, 0].
  const [class2, class3] = [
    [33, 113, 65],
    [135, 117, 33],
  ];
  assert.equal([await at(first, 60, 60), await at(second, 60, 60)], [class2, class3]);
  assert.equal(await at(first, 8, 16), [255, 64, 0], 'the box of class 1');
  assert.equal(await at(second, 8, 16), class3, 'padding is no box');
  assert.equal([await at(first, 40, 40), await at(second, 40, 40)], [class2, [0, 114, 255]], 'ring and dot');
  assert.equal(Array.from(images.dataSync().slice(0, 3)), [200, 200, 200], 'still there');
  tf.dispose([images, segmentationMasks, boxes, boxLabels, keypoints, labels]);
});

test.run();
