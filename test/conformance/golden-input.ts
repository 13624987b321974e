// Input images of the golden files, made anew on both sides: scripts/parity/inputs.py is the twin of this file.
import type { ImageBatch, PixelArray } from '../../src/index.js';

/** 'unit32' is float32 within 0..1, 'float32' is within 0..256. */
export type InputDType = 'uint8' | 'uint16' | 'int32' | 'float32' | 'unit32';

export interface GoldenInput {
  seed: number;
  shape: [count: number, height: number, width: number, channels: number];
  dtype: InputDType;
}

const MAKERS: Record<InputDType, (length: number, next: () => number) => PixelArray> = {
  uint8: (length, next) => Uint8Array.from({ length }, () => next() >>> 24),
  uint16: (length, next) => Uint16Array.from({ length }, () => next() >>> 16),
  int32: (length, next) => Int32Array.from({ length }, () => (next() >>> 16) - 32768),
  float32: (length, next) => Float32Array.from({ length }, () => (next() >>> 8) / 2 ** 16),
  unit32: (length, next) => Float32Array.from({ length }, () => (next() >>> 8) / 2 ** 24),
};

export function goldenInput({ seed, shape, dtype }: GoldenInput): ImageBatch {
  let state = seed;
  const next = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    return state;
  };
  const length = shape.reduce((product, size) => product * size, 1);
  return { data: MAKERS[dtype](length, next), shape };
}
