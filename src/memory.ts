// Result memory: 64-byte aligned views on ordinary ArrayBuffers, which stay transferable and which TensorFlow can
// share without a copy.
import { constants } from 'node:buffer';
import { types } from 'node:util';
import { makeError } from './errors.js';
import { DTYPE_CODES, fromNative, type NativeBlock, native } from './native.js';
import { settings } from './settings.js';
import type { DType, PixelArray } from './types.js';

const ALIGNMENT = 64;
/** So many zeros are written sooner than their leaving out can be asked for. */
const SMALL_BYTES = 4096;
/** Two large pages: what is smaller may hold none. */
const LARGE_BYTES = 4 * 2 ** 20;

/** Pixels in an array, or in native memory that JavaScript cannot look into. */
export type PixelMemory = PixelArray | NativeBlock;

/** Makes the memory of a result; where that becomes a tensor, uint8 and uint16 turn into int32. */
export type ResultMemory = (dtype: DType, length: number) => { data: PixelMemory; dtype: DType };

const CONSTRUCTORS = { uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array, float32: Float32Array } as const;

/** dtype of a pixel array, or undefined for anything else. A Proxy of a pixel array is none: it has no memory. */
export function dtypeOf(data: unknown): DType | undefined {
  if (types.isUint8Array(data) || types.isUint8ClampedArray(data)) return 'uint8';
  if (types.isUint16Array(data)) return 'uint16';
  if (types.isInt32Array(data)) return 'int32';
  if (types.isFloat32Array(data)) return 'float32';
  return undefined;
}

/** How many values an image or batch of this shape has. */
export function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A view of `length` values of `dtype` on `buffer`. */
export function viewOf(dtype: DType, buffer: ArrayBuffer, byteOffset: number, length: number): PixelArray {
  return new CONSTRUCTORS[dtype](buffer, byteOffset, length);
}

/** Whether these pixels are an array. */
export function isArray(data: PixelMemory): data is PixelArray {
  return ArrayBuffer.isView(data);
}

/** How many values of `dtype` `data` holds. */
export function lengthOf(data: PixelMemory, dtype: DType): number {
  return isArray(data) ? data.length : data.byteLength / CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
}

/** The values first..first+count as a view; of a Block, it has to be released like the Block itself. */
export function viewValues(data: PixelMemory, dtype: DType, first: number, count: number): PixelMemory {
  if (isArray(data)) return data.subarray(first, first + count) as PixelArray;
  const { BYTES_PER_ELEMENT } = CONSTRUCTORS[dtype];
  return data.view(first * BYTES_PER_ELEMENT, count * BYTES_PER_ELEMENT);
}

/** Gives a Block back; arrays are the collector's. */
export function releaseMemory(data: PixelMemory): void {
  if (!isArray(data)) data.release();
}

/**
 * Copies all values of `source` to those of `target` from `offset` on. The dtypes are equal, or uint8 or uint16 becomes
 * int32.
 */
export function copyPixels(source: PixelMemory, from: DType, target: PixelMemory, to: DType, offset = 0): void {
  if (isArray(source) && isArray(target) && from === to) target.set(source, offset);
  else native().copyPixels(source, DTYPE_CODES[from], target, DTYPE_CODES[to], offset);
}

/** The values as an array: `data` itself, or a copy of a Block. */
export function toArray(data: PixelMemory, dtype: DType): PixelArray {
  if (isArray(data)) return data;
  const array = unfilledArray(dtype, lengthOf(data, dtype));
  copyPixels(data, dtype, array, dtype);
  return array;
}

function resultBytes(dtype: DType, length: number): number {
  const bytes = length * CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
  const { maxOutputBytes } = settings();
  if (bytes <= maxOutputBytes) return bytes;
  throw makeError('E_OUTPUT_BYTES', `the result would take ${bytes} bytes; the limit is ${maxOutputBytes}`);
}

/**
 * Native memory for `length` values, of any contents, 64-byte aligned; with `pinned` the GPU's, where it has room. Throws as
 * alignedArray() does.
 */
export function nativeBlock(dtype: DType, length: number, pinned = false): NativeBlock {
  const bytes = resultBytes(dtype, length);
  try {
    return new (native().Block)(bytes, pinned);
  } catch (error) {
    throw fromNative(error);
  }
}

/** `length` zeros whose address is a multiple of 64. Throws E_OUTPUT_BYTES above the limit and E_ALLOC without memory. */
export function alignedArray(dtype: DType, length: number): PixelArray {
  return alignedView(dtype, length, (bytes) => new ArrayBuffer(bytes));
}

/** alignedArray() for who writes every value: the memory has any contents, which takes no time. */
export function unfilledArray(dtype: DType, length: number): PixelArray {
  return alignedView(dtype, length, unfilled);
}

/** Results as arrays. */
export const arrayMemory: ResultMemory = (dtype, length) => ({ data: unfilledArray(dtype, length), dtype });

/** An ordinary ArrayBuffer, as `new` makes it up to its contents. */
function unfilled(bytes: number): ArrayBuffer {
  return bytes <= SMALL_BYTES || bytes > constants.MAX_LENGTH
    ? new ArrayBuffer(bytes)
    : (Buffer.allocUnsafeSlow(bytes).buffer as ArrayBuffer);
}

function alignedView(dtype: DType, length: number, allocate: (bytes: number) => ArrayBuffer): PixelArray {
  const bytes = resultBytes(dtype, length);
  let buffer: ArrayBuffer;
  try {
    buffer = allocate(bytes + ALIGNMENT);
  } catch (cause) {
    throw makeError('E_ALLOC', `no memory for a result of ${bytes} bytes`, { cause });
  }
  if (bytes >= LARGE_BYTES) native().preferHugePages(new Uint8Array(buffer));
  const offset = (ALIGNMENT - native().addressModulo(buffer, ALIGNMENT)) % ALIGNMENT;
  return viewOf(dtype, buffer, offset, length);
}
