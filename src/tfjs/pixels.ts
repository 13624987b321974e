// How the kernels read tensors and make them. The only file that knows how pixels cross the border to tfjs-node.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { PixelArray } from '../types.js';
import type { NodeBackend } from './backend.js';

/** Values of a float32 or int32 tensor, which must not be written to. uint8 tensors of TensorFlow come as int32. */
export function readValues(backend: NodeBackend, { dataId }: TensorInfo): Float32Array | Int32Array {
  const { binding } = backend;
  if (backend.tensorMap.get(dataId)?.dtype !== binding.TF_UINT8) return backend.readSync(dataId) as Float32Array;
  // readSync() does not know uint8, which decodeImage() makes and tfjs takes for int32.
  const ids = backend.getInputTensorIds([{ dataId } as TensorInfo]);
  const [wide] = binding.executeOp(
    'Cast',
    [
      { name: 'SrcT', type: binding.TF_ATTR_TYPE, value: binding.TF_UINT8 },
      { name: 'DstT', type: binding.TF_ATTR_TYPE, value: binding.TF_INT32 },
      { name: 'Truncate', type: binding.TF_ATTR_BOOL, value: false },
    ],
    ids,
    1,
  );
  const info = backend.createOutputTensor(wide as NonNullable<typeof wide>);
  try {
    return backend.readSync(info.dataId) as Int32Array;
  } finally {
    (info as TensorInfo & { dispose(): void }).dispose();
  }
}

/** A tensor that takes over `values`. */
export function makeTensor(backend: NodeBackend, values: PixelArray, shape: readonly number[]): TensorInfo {
  const dtype = values instanceof Float32Array ? 'float32' : 'int32';
  return { dataId: backend.write(values, shape, dtype), shape: [...shape], dtype };
}
