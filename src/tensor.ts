// The only file of the core that knows tfjs. Nothing is imported: tensors are told by their shape as objects, and
// results are made by the engine that made the inputs, found where tfjs keeps it for all its copies.
import { makeError } from './errors.js';
import type { DType, Image, ImageBatch, PixelArray } from './types.js';

/** The part of tf.Tensor that is used here, so that no tfjs types are needed to compile. */
export interface TensorLike {
  readonly shape: number[];
  readonly dtype: string;
  readonly isDisposed: boolean;
  dataSync(): PixelArray;
  data(): Promise<PixelArray>;
  dispose(): void;
}

interface Engine {
  backendName: string;
  makeTensor(values: PixelArray, shape: readonly number[], dtype: string): TensorLike;
}

function engine(): Engine | undefined {
  return (globalThis as { _tfengine?: Engine })._tfengine;
}

/** True for a tensor of any tfjs. */
export function isTensor(value: unknown): value is TensorLike {
  return (
    typeof value === 'object' &&
    value !== null &&
    'dataId' in value &&
    'shape' in value &&
    typeof (value as unknown as TensorLike).dataSync === 'function'
  );
}

/** Values of a tensor, which the caller must not write to. Throws E_DISPOSED and E_DTYPE. */
export function tensorValues(tensor: TensorLike): PixelArray {
  if (tensor.isDisposed) throw makeError('E_DISPOSED', 'the input tensor has been disposed');
  if (tensor.dtype !== 'float32' && tensor.dtype !== 'int32') {
    throw makeError('E_DTYPE', `images must be float32 or int32 tensors; received ${tensor.dtype}`);
  }
  return tensor.dataSync();
}

/** The pixels of a tensor of rank 3 or 4 without tfjs around them. */
export function imageOfTensor(tensor: TensorLike): Image | ImageBatch {
  return { data: tensorValues(tensor), shape: [...tensor.shape] } as unknown as Image | ImageBatch;
}

/**
 * A tensor of these values; the caller disposes it. uint8 and uint16 become int32, the only integers tfjs has. float32
 * and int32 arrays are taken over as they are: whoever made them must not write to them again.
 */
export function toTensor(data: PixelArray, shape: readonly number[], dtype: DType): TensorLike {
  const tfjs = engine();
  if (!tfjs) {
    throw makeError('E_TFJS_MISSING', "tensors need tfjs: import '@tensorflow/tfjs-node' (or another tfjs) first");
  }
  if (dtype === 'float32' || dtype === 'int32') return tfjs.makeTensor(data, shape, dtype);
  return tfjs.makeTensor(Int32Array.from(data), shape, 'int32');
}

/** How tensors come in and go out in this process. */
export function tfjsCapability(): { mode: 'aligned-view' | 'absent'; reason: string } {
  const tfjs = engine();
  if (!tfjs) return { mode: 'absent', reason: 'no tfjs has been imported in this process' };
  return {
    mode: 'aligned-view',
    reason: `results are 64-byte aligned arrays that the '${tfjs.backendName}' backend can share; inputs are read by dataSync()`,
  };
}
