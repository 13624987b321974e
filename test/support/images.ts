// Small images for tests, the same on every run.
import type { BatchShape, DType, Image, ImageBatch, ImageShape, PixelArray } from '../../src/types.js';

const MAKERS = {
  uint8: (n: number) => new Uint8Array(n),
  uint16: (n: number) => new Uint16Array(n),
  int32: (n: number) => new Int32Array(n),
  float32: (n: number) => new Float32Array(n),
} as const;

function fill(dtype: DType, length: number, seed: number): PixelArray {
  const data = MAKERS[dtype](length);
  const range = dtype === 'uint16' ? 65536 : 256;
  let state = (seed * 2654435761 + 12345) >>> 0;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    data[i] = Math.floor((state / 2 ** 32) * range);
  }
  return data;
}

/** An image of pseudo-random values within 0..255 (0..65535 for uint16). */
export function makeImage(shape: ImageShape, dtype: DType = 'uint8', seed = 1): Image {
  return { data: fill(dtype, shape[0] * shape[1] * shape[2], seed), shape };
}

/** A batch of different images. */
export function makeBatch(shape: BatchShape, dtype: DType = 'uint8', seed = 1): ImageBatch {
  return {
    data: fill(
      dtype,
      shape.reduce((a, b) => a * b, 1),
      seed,
    ),
    shape,
  };
}

/** Images first..first+count of a batch, as a copy. */
export function sliceBatch({ data, shape }: ImageBatch, first: number, count: number): ImageBatch {
  const size = shape[1] * shape[2] * shape[3];
  return {
    data: data.slice(first * size, (first + count) * size) as PixelArray,
    shape: [count, shape[1], shape[2], shape[3]],
  };
}

/** Bytes of the pixels, for comparing results bit by bit. */
export function bytesOf({ data }: { data: PixelArray }): Buffer {
  return Buffer.from(data.buffer, data.byteOffset, data.byteLength);
}
