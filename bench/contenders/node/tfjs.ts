// TensorFlow.js on any of its backends: tensors are there already, results are read with dataSync().
import type * as tfjs from '@tensorflow/tfjs-core';
import type { Step } from '../../op.js';
import { makePixels } from '../../pixels.js';
import type { Job, Prepared } from './peer.js';
import { Unsupported } from './unsupported.js';

export type Tf = typeof tfjs;
type Tensor4 = tfjs.Tensor4D;

function warp(tf: Tf, x: Tensor4, { map, fillMode }: Extract<Step, { kind: 'warp' }>): Tensor4 {
  // Its kernel is not registered there.
  if (tf.getBackend() === 'tensorflow') throw new Unsupported('no affine map');
  return tf.image.transform(x, tf.tensor2d([[...map, 0, 0]]), 'bilinear', fillMode, 0);
}

function run(tf: Tf, x: Tensor4, step: Step): Tensor4 {
  switch (step.kind) {
    case 'warp':
      return warp(tf, x, step);
    case 'flip':
      return step.horizontal ? tf.image.flipLeftRight(x) : x.clone();
    case 'resize':
      if (step.antialias) throw new Unsupported('no antialiasing');
      return tf.image.resizeBilinear(x, [step.height, step.width], false, true);
    case 'affine': {
      const scaled = tf.mul(tf.sub(x, tf.tensor1d(step.center)), tf.tensor1d(step.scale));
      return step.bias.some((value) => value !== 0) ? tf.add(scaled, tf.tensor1d(step.bias)) : (scaled as Tensor4);
    }
    case 'standardize': {
      const { mean, variance } = tf.moments(x);
      return tf.div(tf.sub(x, mean), tf.add(tf.sqrt(variance), 1e-6));
    }
    default:
      throw new Unsupported(`no ${step.kind}`);
  }
}

export function prepareOn(tf: Tf, job: Job): Prepared {
  if (job.result !== 'float32') throw new Unsupported('float32 only');
  const pixels = makePixels(job);
  const size = pixels.length / job.count;
  const dtype = job.dtype === 'uint8' ? 'int32' : 'float32';
  const tensors = job.steps.map((_, i) => {
    const image = tf.tensor4d(pixels.slice(i * size, (i + 1) * size), [1, ...job.shape], dtype);
    // Computed, so that the backend has it, as it has what a model works on.
    return tf.add(image, tf.scalar(0, dtype)) as Tensor4;
  });
  const one = (x: Tensor4, steps: readonly Step[]) => {
    // tidy() would look for tensors among the values, one by one.
    const last = tf.tidy(() => steps.reduce((each, step) => run(tf, each, step), x));
    const values = last.dataSync() as Float32Array;
    last.dispose();
    return values;
  };
  const all = () => tensors.map((x, i) => one(x, job.steps[i] ?? []));
  let results = all();
  return {
    run() {
      results = all();
    },
    result: (index) => results[index] as Float32Array,
  };
}
