// Stages of ours that could become kernels, run as kernels are.
import type * as tf from '@tensorflow/tfjs-node';
import type { StageSpec } from '../../src/program.js';
import { importTensor, readTensor, tensorMemory } from '../../src/tfjs/bridge.js';
import { makePixels, runStage } from '../../src/tfjs/run-plan.js';
import type { BatchShape } from '../../src/types.js';

function run(
  stage: StageSpec,
  image: tf.Tensor4D,
  numbers: Float64Array,
  [height, width]: [number, number],
): tf.Tensor {
  const shape: BatchShape = image.shape;
  const { data, dtype, release } = readTensor(image);
  try {
    const output = makePixels(tensorMemory, 'float32', [shape[0], height, width, shape[3]]);
    runStage(stage, { data, dtype, shape }, numbers, output);
    return importTensor(output.data, output.shape, 'float32') as unknown as tf.Tensor;
  } finally {
    release();
  }
}

type Inputs = Record<string, tf.Tensor>;
type Attrs = Record<string, unknown>;

export const stageKernel = {
  resizeBilinear({ images }: Inputs, { size }: Attrs): tf.Tensor {
    const [height, width] = size as [number, number];
    const params = {
      ...{ height, width, interpolation: 'bilinear', antialias: false, fillValue: 0 },
      ...{ cropToAspectRatio: false, padToAspectRatio: false },
    };
    return run({ kind: 'resize', params, dtype: 'float32' }, images as tf.Tensor4D, new Float64Array(0), [
      height,
      width,
    ]);
  },

  /** The warp that reads the same places, one box per image in order. */
  cropAndResize({ image, boxes }: Inputs, { cropSize }: Attrs): tf.Tensor {
    const [height, width] = cropSize as [number, number];
    const [count, imageHeight, imageWidth] = (image as tf.Tensor4D).shape;
    const edges = (boxes as tf.Tensor).dataSync();
    const numbers = new Float64Array(count * 9);
    for (let i = 0; i < count; i++) {
      const [y1, x1, y2, x2] = edges.subarray(i * 4, i * 4 + 4) as unknown as [number, number, number, number];
      const scaleY = ((y2 - y1) * (imageHeight - 1)) / (height - 1);
      const scaleX = ((x2 - x1) * (imageWidth - 1)) / (width - 1);
      numbers.set([scaleX, 0, x1 * (imageWidth - 1), 0, scaleY, y1 * (imageHeight - 1), 0, 0, 1], i * 9);
    }
    const params = { height, width, interpolation: 'bilinear', fillMode: 'constant', fillValue: 0 };
    return run({ kind: 'tf_transform', params, dtype: 'float32' }, image as tf.Tensor4D, numbers, [height, width]);
  },
};
