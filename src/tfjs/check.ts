// Checks of what reaches a kernel: tf.image.* lets sizes and words through, and runKernel() everything.

import { makeError } from '../errors.js';
import { invalid, show } from '../options.js';
import type { BatchShape } from '../types.js';
import { importTensor } from './bridge.js';
import type { TensorInfo } from './engine.js';

/** Shape of a batch of images of a dtype that the kernels take. */
export function checkImages(owner: string, name: string, { shape, dtype }: TensorInfo): BatchShape {
  if (shape.length !== 4) {
    throw makeError('E_RANK', `${owner}: ${name} must be a tensor of rank 4; received shape ${show(shape)}`);
  }
  if (dtype !== 'float32' && dtype !== 'int32') {
    throw makeError('E_DTYPE', `${owner}: ${name} must be a float32 or int32 tensor; received ${dtype}`);
  }
  return shape as unknown as BatchShape;
}

/** [height, width], whole and at least 1. */
export function checkSize(owner: string, name: string, value: unknown): [number, number] {
  const sizes = Array.isArray(value) && value.length === 2 ? value : [];
  if (sizes.length === 2 && sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) {
    return [sizes[0], sizes[1]];
  }
  throw invalid(owner, name, '[height, width], whole numbers of at least 1', value, 'E_SIZE');
}

export function isEmpty(shape: readonly number[]): boolean {
  return shape.includes(0);
}

/** A tensor without values, of the dtype of `image`. */
export function emptyTensor({ dtype }: TensorInfo, shape: BatchShape) {
  return dtype === 'int32'
    ? importTensor(new Int32Array(0), shape, 'int32')
    : importTensor(new Float32Array(0), shape, 'float32');
}
