// The edge of the core towards tfjs: tensors come in as pixels and go out as tensors. src/tfjs knows how.
import { makeError } from './errors.js';
import { toArray } from './memory.js';
import { readTensor, type TensorPixels } from './tfjs/bridge.js';
import type { TensorLike } from './tfjs/engine.js';
import type { Image, ImageBatch, PixelArray } from './types.js';

export { importTensor, type TfjsCapability, tensorDType, tensorMemory, tfjsCapability } from './tfjs/bridge.js';
export type { TensorLike } from './tfjs/engine.js';

/** True for a tensor of any tfjs. */
export function isTensor(value: unknown): value is TensorLike & { dataId: object } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dataId' in value &&
    'shape' in value &&
    typeof (value as unknown as TensorLike).dataSync === 'function'
  );
}

/** The pixels of a tensor, to be released after use. Throws E_DISPOSED and E_DTYPE. */
export function openTensor(tensor: TensorLike & { dataId: object }): TensorPixels {
  if (tensor.isDisposed) throw makeError('E_DISPOSED', 'the input tensor has been disposed');
  return readTensor(tensor);
}

/** The pixels of a tensor as an array, which the caller must not write to. */
export function tensorValues(tensor: TensorLike & { dataId: object }): PixelArray {
  const { data, dtype, release } = openTensor(tensor);
  try {
    return toArray(data, dtype);
  } finally {
    release();
  }
}

/** The pixels of a tensor of rank 3 or 4 without tfjs around them. */
export function imageOfTensor(tensor: TensorLike & { dataId: object }): Image | ImageBatch {
  return { data: tensorValues(tensor), shape: [...tensor.shape] } as unknown as Image | ImageBatch;
}
