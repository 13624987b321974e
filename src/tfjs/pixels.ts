// How the kernels read tensors and make them. The only file that knows how pixels cross the border to tfjs-node.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { alignedArray } from '../memory.js';
import type { DType, PixelArray } from '../types.js';
import { BACKEND, type NodeBackend } from './backend.js';

/** Pixels of a tensor, which nobody may write to. */
export interface TensorPixels {
  data: PixelArray;
  /** What the values are: uint8 for TensorFlow's uint8 tensors, which tfjs takes for int32. */
  dtype: DType;
  /** Ends the use of `data`. */
  release(): void;
}

interface Engine {
  findBackend(name: string): NodeBackend;
  makeTensor(values: PixelArray, shape: readonly number[], dtype: string): TensorInfo;
}

const engine = () => (globalThis as unknown as { _tfengine: Engine })._tfengine;

/** The pixels of a float32 or int32 tensor of tfjs-node. */
export function readTensor(info: TensorInfo): TensorPixels {
  const backend = engine().findBackend(BACKEND);
  const { binding, tensorMap } = backend;
  const release = () => {};
  if (tensorMap.get(info.dataId)?.dtype !== binding.TF_UINT8) {
    return { data: backend.readSync(info.dataId) as PixelArray, dtype: info.dtype as DType, release };
  }
  // readSync() does not know uint8, which decodeImage() makes.
  const attrs = [
    { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: binding.TF_UINT8 },
    { name: 'DstT', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
    { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
  ];
  const [wide] = binding.executeOp('Cast', attrs, backend.getInputTensorIds([info]), 1);
  const { id } = wide as { id: number };
  try {
    return { data: Uint8Array.from(binding.tensorDataSync(id)), dtype: 'uint8', release };
  } finally {
    binding.deleteTensor(id);
  }
}

/** The values of a small tensor. */
export function readArray(info: TensorInfo): PixelArray {
  return readTensor(info).data;
}

/** Memory for a result that JavaScript works on before it becomes a tensor. */
export function arrayMemory(dtype: DType, length: number): { data: PixelArray; dtype: DType } {
  return { data: alignedArray(dtype, length), dtype };
}

/** Memory for `length` values that are to become a tensor. */
export function tensorMemory(dtype: DType, length: number): { data: PixelArray; dtype: DType } {
  return { data: alignedArray(dtype, length), dtype };
}

/** A tensor of these values, which it takes over. uint8 becomes int32. */
export function importTensor(data: PixelArray, shape: readonly number[], dtype: DType): TensorInfo {
  if (dtype === 'float32' || dtype === 'int32') return engine().makeTensor(data, shape, dtype);
  return engine().makeTensor(Int32Array.from(data), shape, 'int32');
}
