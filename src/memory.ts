// Result memory: 64-byte aligned views on ordinary ArrayBuffers, which stay transferable and which TensorFlow can
// share without a copy.
import { makeError } from './errors.js';
import { native } from './native.js';
import { settings } from './settings.js';
import type { DType, PixelArray } from './types.js';

const ALIGNMENT = 64;

const CONSTRUCTORS = { uint8: Uint8Array, uint16: Uint16Array, int32: Int32Array, float32: Float32Array } as const;

/** dtype of a pixel array, or undefined for anything else. */
export function dtypeOf(data: unknown): DType | undefined {
  if (data instanceof Uint8Array || data instanceof Uint8ClampedArray) return 'uint8';
  if (data instanceof Uint16Array) return 'uint16';
  if (data instanceof Int32Array) return 'int32';
  if (data instanceof Float32Array) return 'float32';
  return undefined;
}

/** A view of `length` values of `dtype` on `buffer`. */
export function viewOf(dtype: DType, buffer: ArrayBuffer, byteOffset: number, length: number): PixelArray {
  return new CONSTRUCTORS[dtype](buffer, byteOffset, length);
}

/** `length` zeros whose address is a multiple of 64. Throws E_OUTPUT_BYTES above the limit and E_ALLOC without memory. */
export function alignedArray(dtype: DType, length: number): PixelArray {
  const bytes = length * CONSTRUCTORS[dtype].BYTES_PER_ELEMENT;
  const { maxOutputBytes } = settings();
  if (!(bytes <= maxOutputBytes)) {
    throw makeError('E_OUTPUT_BYTES', `the result would take ${bytes} bytes; the limit is ${maxOutputBytes}`);
  }
  const buffer = allocate(bytes + ALIGNMENT);
  const offset = (ALIGNMENT - native().addressModulo(new Uint8Array(buffer), ALIGNMENT)) % ALIGNMENT;
  return viewOf(dtype, buffer, offset, length);
}

function allocate(bytes: number): ArrayBuffer {
  try {
    return new ArrayBuffer(bytes);
  } catch (cause) {
    throw makeError('E_ALLOC', `no memory for a result of ${bytes} bytes`, { cause });
  }
}
