// Tensors in and out. With tfjs-node pixels are read where they lie and results become tensors where they were written;
// everywhere else tfjs hands over typed arrays. Kernels that tfjs calls work with the same three functions, because
// they take a TensorInfo wherever a tensor does.
import { type Device, wantsCuda } from '../device.js';
import { makeError } from '../errors.js';
import { copyPixels, dtypeOf, isArray, nativeBlock, type PixelMemory, toArray, unfilledArray } from '../memory.js';
import { DTYPE_CODES, DTYPES, fromNative, type NativeBlock, native, type TensorOps } from '../native.js';
import type { DType, PixelArray } from '../types.js';
import { castTensor } from './cast.js';
import {
  engine,
  findEngine,
  isTensorflow,
  type TensorflowBackend,
  type TensorInfo,
  type TensorLike,
} from './engine.js';
import { tensorOps } from './ops.js';

/** The integers of tfjs are int32. */
export type TensorDType = 'float32' | 'int32';

/** dtype of the tensor that pixels of `dtype` become. */
export function tensorDType(dtype: DType): TensorDType {
  return dtype === 'float32' ? 'float32' : 'int32';
}

/** Pixels of a tensor, which nobody may write to. */
export interface TensorPixels {
  /**
   * A Block on the tensor's own memory, which lives until release() whatever happens to the tensor; or the typed array
   * that tfjs keeps or made, which whoever made the tensor may still change.
   */
  data: PixelMemory;
  /** What the values really are: uint8 for TensorFlow's uint8 tensors, which tfjs takes for int32. */
  dtype: DType;
  /** Ends the use of `data`; the second call does nothing. On the JS thread only, when no work reads it any more. */
  release(): void;
}

/** The pixels of a tensor of any backend. Throws E_DTYPE for what is neither float32 nor int32 nor uint8 inside. */
export function readTensor(info: TensorInfo): TensorPixels {
  if (info.dtype !== 'float32' && info.dtype !== 'int32') throw wrongDType(info.dtype);
  const tfjs = engine();
  const backend = tfjs.state.tensorInfo.get(info.dataId)?.backend ?? tfjs.backend;
  return isTensorflow(backend) ? readTensorflow(backend, info) : arrayPixels(backend.readSync(info.dataId));
}

function readTensorflow(backend: TensorflowBackend, info: TensorInfo): TensorPixels {
  const { binding, tensorMap } = backend;
  const entry = tensorMap?.has(info.dataId) ? tensorMap.get(info.dataId) : undefined;
  // An array that TensorFlow has not seen yet is read as it is: TensorFlow would copy it first, or share it for ever.
  if (!entry || entry.values) return arrayPixels(backend.readSync(info.dataId));
  const found = tensorOps(backend);
  if ('ops' in found) return exportPixels(backend, found.ops, info);
  return entry.dtype === binding.TF_UINT8 ? castPixels(backend, entry.id) : arrayPixels(backend.readSync(info.dataId));
}

function exportPixels(backend: TensorflowBackend, ops: TensorOps, info: TensorInfo): TensorPixels {
  const { block, dtype: code } = exportTensor(backend, ops, info);
  const dtype = DTYPES[code];
  if (dtype === undefined) {
    block.release();
    throw wrongDType('another type of TensorFlow');
  }
  return { data: block, dtype, release: () => block.release() };
}

function exportTensor(backend: TensorflowBackend, ops: TensorOps, info: TensorInfo) {
  try {
    return native().exportTensor(ops.handle, () => backend.executeMultipleOutputs(ops.exportOp, [], [info], 0));
  } catch (error) {
    throw fromNative(error);
  }
}

/** A uint8 tensor without the ops: tfjs-node cannot read it, but TensorFlow can convert it. */
function castPixels({ binding }: TensorflowBackend, id: number): TensorPixels {
  const cast = castTensor(binding, id, binding.TF_UINT8, binding.TF_INT32);
  try {
    return arrayPixels(Uint8Array.from(binding.tensorDataSync(cast.id) as Int32Array));
  } finally {
    binding.deleteTensor(cast.id);
  }
}

function arrayPixels(values: unknown): TensorPixels {
  const dtype = dtypeOf(values);
  if (dtype === undefined) throw wrongDType('values of another kind');
  return { data: values as PixelArray, dtype, release: () => {} };
}

function wrongDType(found: string) {
  return makeError('E_DTYPE', `images must be float32 or int32 tensors; received ${found}`);
}

/**
 * Memory for `length` values that are to become a tensor, with the dtype it will have; where a GPU makes them, memory that
 * it writes itself.
 */
export function tensorMemory(
  dtype: DType,
  length: number,
  device: Device = 'cpu',
): { data: PixelMemory; dtype: TensorDType } {
  const tensor = tensorDType(dtype);
  if (!importer()) return { data: unfilledArray(tensor, length), dtype: tensor };
  // Of a tensor every value takes four bytes.
  return { data: nativeBlock(tensor, length, wantsCuda(device, 4 * length)), dtype: tensor };
}

/**
 * A tensor of the active backend of these values; the caller disposes it. A Block from tensorMemory(), with its dtype,
 * becomes the tensor and returns to the pool when that is disposed; it is released, whatever happens. An array may become
 * the tensor too: whoever made it must not write to it again.
 */
export function importTensor(data: PixelMemory, shape: readonly number[], dtype: DType): TensorLike {
  const tensor = tensorDType(dtype);
  let block: NativeBlock | undefined = isArray(data) ? undefined : data;
  try {
    const into = importer();
    if (!into) return engine().makeTensor(tensorArray(data, dtype), shape, tensor);
    if (isArray(data)) {
      block = nativeBlock(tensor, data.length);
      copyPixels(data, dtype, block, tensor);
    }
    return importBlock(into, block as NativeBlock, shape, tensor);
  } catch (error) {
    throw fromNative(error);
  } finally {
    block?.release();
  }
}

interface Importer {
  backend: TensorflowBackend;
  ops: TensorOps;
}

/** Where blocks can become tensors: the active backend, if it is tfjs-node's and has our ops. */
function importer(): Importer | undefined {
  const { backend } = engine();
  if (!isTensorflow(backend)) return undefined;
  const found = tensorOps(backend);
  return 'ops' in found ? { backend, ops: found.ops } : undefined;
}

function importBlock({ backend, ops }: Importer, block: NativeBlock, shape: readonly number[], dtype: TensorDType) {
  const { binding } = backend;
  const type = dtype === 'float32' ? binding.TF_FLOAT : binding.TF_INT32;
  const attributes = [{ name: 'T', type: binding.TF_ATTR_TYPE, value: type }];
  return native().importTensor(ops.handle, block, shape, DTYPE_CODES[dtype], () =>
    backend.executeSingleOutput(ops.importOp, attributes, []),
  );
}

/** The values as an array of the tensor's dtype. */
function tensorArray(data: PixelMemory, dtype: DType): PixelArray {
  const tensor = tensorDType(dtype);
  if (!isArray(data) || dtype === tensor) return toArray(data, tensor);
  const array = unfilledArray(tensor, data.length);
  copyPixels(data, dtype, array, tensor);
  return array;
}

/** How tensors come in and go out in this process. */
export interface TfjsCapability {
  /**
   * 'zero-copy': tensors are read where they lie, and results are native memory that the pool gets back on dispose.
   * 'aligned-view': tensors are read by dataSync(), results are aligned arrays that TensorFlow shares. 'copy': another
   * backend, which does as it likes with the arrays it is given. 'absent': no tfjs in this process. Pixels are the same.
   */
  mode: 'zero-copy' | 'aligned-view' | 'copy' | 'absent';
  /** Why it is this mode. */
  reason: string;
  /** Name of the active backend; absent without one. */
  backend?: string;
  /** Version of TensorFlow, and the alignment in bytes that it needs to share memory; with 'zero-copy' only. */
  tensorflow?: { version: string; alignmentBytes: number };
}

/** The mode for the active backend. */
export function tfjsCapability(): TfjsCapability {
  const found = findEngine();
  if (!found) return { mode: 'absent', reason: 'no tfjs has been imported in this process' };
  const { backendInstance: active, backendName: backend } = found;
  if (!active) return { mode: 'copy', reason: 'no backend of tfjs has been initialized yet' };
  if (!isTensorflow(active)) return { mode: 'copy', reason: `the '${backend}' backend is not tfjs-node's`, backend };
  const result = tensorOps(active);
  if ('reason' in result) return { mode: 'aligned-view', reason: result.reason, backend };
  const { version, alignment } = result.ops;
  return {
    mode: 'zero-copy',
    reason: `a tensor went into TensorFlow ${version} and out again at the same address`,
    backend,
    tensorflow: { version, alignmentBytes: alignment },
  };
}
