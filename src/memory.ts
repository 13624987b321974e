// Result memory: 64-byte aligned views on ordinary ArrayBuffers, which stay transferable and which TensorFlow can
// share without a copy.
import { types } from 'node:util';
import { makeError } from './errors.js';
import { native } from './native.js';
import { settings } from './settings.js';
import type { DType, PixelArray } from './types.js';

const ALIGNMENT = 64;

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
