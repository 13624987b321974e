// Kernels of tfjs-node and ours for the same call. Also those that are not installed, to know why.
import * as tf from '@tensorflow/tfjs-node';
import { installKernels } from '../../src/tfjs/index.js';
import type { BatchShape } from '../../src/types.js';
import { stageKernel } from './stage-kernel.js';

export interface Contest {
  name: string;
  /** Images per call. */
  count: number;
  theirs(): tf.Tensor;
  ours(): tf.Tensor;
}

type Kernel = (inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown>) => tf.Tensor;

function registered(name: string): Kernel {
  const { kernelFunc } = tf.getKernel(name, 'tensorflow');
  return (inputs, attrs) => kernelFunc({ inputs, attrs, backend: tf.backend() } as never) as tf.Tensor;
}

const THEIRS = ['FlipLeftRight', 'ResizeNearestNeighbor', 'ResizeBilinear', 'CropAndResize'] as const;
const theirs = Object.fromEntries(THEIRS.map((name) => [name, registered(name)])) as Record<
  (typeof THEIRS)[number],
  Kernel
>;

interface Backend {
  binding: { TF_ATTR_TYPE: number; TF_ATTR_STRING: number; TF_FLOAT: number };
  executeSingleOutput(name: string, attrs: unknown[], inputs: tf.Tensor[]): tf.Tensor;
}

/** TensorFlow's op, which tfjs-node could have called and does not. */
const transformOp: Kernel = ({ image, transforms }, { interpolation, fillMode }) => {
  const backend = tf.backend() as unknown as Backend;
  const { TF_ATTR_STRING, TF_ATTR_TYPE, TF_FLOAT } = backend.binding;
  const size = tf.tensor1d((image as tf.Tensor4D).shape.slice(1, 3), 'int32');
  const attrs = [
    { name: 'dtype', type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: 'interpolation', type: TF_ATTR_STRING, value: String(interpolation).toUpperCase() },
    { name: 'fill_mode', type: TF_ATTR_STRING, value: String(fillMode).toUpperCase() },
  ];
  return backend.executeSingleOutput('ImageProjectiveTransformV3', attrs, [
    image as tf.Tensor,
    transforms as tf.Tensor,
    size,
    tf.scalar(0),
  ]);
};

const SHAPES: readonly BatchShape[] = [
  [1, 64, 64, 3],
  [1, 224, 224, 3],
  [32, 224, 224, 3],
  [8, 224, 224, 1],
  [1, 1024, 1024, 3],
];

/** All contests on one batch, whose tensor is disposed by dispose(). */
export function* contestsOn(shape: BatchShape): Generator<Contest> {
  const [count, height, width, channels] = shape;
  // Computed, so that TensorFlow has it, as it has what a model works on.
  const image = tf.tidy(() => tf.randomUniform([...shape], 0, 255, 'float32', 1).floor()) as tf.Tensor4D;
  const make = (
    name: string,
    inputs: Record<string, tf.Tensor>,
    attrs: Record<string, unknown>,
    a: Kernel,
    b: Kernel,
  ) => ({
    name: `${name} ${count}x${height}x${width}x${channels}`,
    count,
    theirs: () => a(inputs, attrs),
    ours: () => b(inputs, attrs),
  });

  yield make('FlipLeftRight', { image }, {}, theirs.FlipLeftRight, registered('FlipLeftRight'));
  for (const [label, factor] of [
    ['half', 0.5],
    ['double', 2],
  ] as const) {
    const size = [height * factor, width * factor];
    for (const halfPixelCenters of [false, true]) {
      const attrs = { size, alignCorners: false, halfPixelCenters };
      const how = `${label}${halfPixelCenters ? ' centres' : ''}`;
      yield make(
        `ResizeNearestNeighbor ${how}`,
        { images: image },
        attrs,
        theirs.ResizeNearestNeighbor,
        registered('ResizeNearestNeighbor'),
      );
    }
    const attrs = { size, alignCorners: false, halfPixelCenters: true };
    yield make(
      `ResizeBilinear ${label} (not installed)`,
      { images: image },
      attrs,
      theirs.ResizeBilinear,
      stageKernel.resizeBilinear,
    );
  }
  const boxes = tf.tensor2d(Array.from({ length: count }, () => [0.1, 0.1, 0.8, 0.9]));
  const boxInd = tf.tensor1d([...Array(count).keys()], 'int32');
  const crop = { cropSize: [Math.ceil(height / 2), Math.ceil(width / 2)], method: 'bilinear', extrapolationValue: 0 };
  yield make(
    'CropAndResize (not installed)',
    { image, boxes, boxInd },
    crop,
    theirs.CropAndResize,
    stageKernel.cropAndResize,
  );
  const transforms = tf.tensor2d([[0.9, -0.3, 20, 0.3, 0.9, -10, 0, 0]]);
  for (const interpolation of ['nearest', 'bilinear']) {
    for (const fillMode of ['constant', 'reflect']) {
      const attrs = { interpolation, fillMode, fillValue: 0 };
      yield make(
        `Transform ${interpolation} ${fillMode}`,
        { image, transforms },
        attrs,
        transformOp,
        registered('Transform'),
      );
    }
  }
  tf.dispose([image, boxes, boxInd, transforms]);
}

export function* allContests(): Generator<Contest> {
  const { uninstall } = installKernels(tf);
  for (const shape of SHAPES) yield* contestsOn(shape);
  uninstall();
}
