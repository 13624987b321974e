// Input images of the golden files, made anew on both sides: scripts/parity/inputs.py is the twin of this file.
import type { ImageBatch, PixelArray } from '../../src/index.js';

/** 'unit32' is float32 within 0..1, 'float32' is within 0..256. */
export type InputDType = 'uint8' | 'uint16' | 'int32' | 'float32' | 'unit32';

export interface GoldenInput {
  seed: number;
  shape: [count: number, height: number, width: number, channels: number];
  dtype: InputDType;
  /** Neighbouring values are alike. */
  smooth?: boolean;
}

const BITS: Record<InputDType, number> = { uint8: 8, uint16: 16, int32: 16, float32: 24, unit32: 24 };

const MAKERS: Record<InputDType, (length: number, next: () => number) => PixelArray> = {
  uint8: (length, next) => Uint8Array.from({ length }, next),
  uint16: (length, next) => Uint16Array.from({ length }, next),
  int32: (length, next) => Int32Array.from({ length }, () => next() - 32768),
  float32: (length, next) => Float32Array.from({ length }, () => next() / 2 ** 16),
  unit32: (length, next) => Float32Array.from({ length }, () => next() / 2 ** 24),
};

export function goldenInput({ seed, shape, dtype, smooth = false }: GoldenInput): ImageBatch {
  let state = seed;
  let previous = 0;
  const next = () => {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    const bits = state >>> (32 - BITS[dtype]);
    previous = smooth ? Math.floor((bits + 3 * previous) / 4) : bits;
    return previous;
  };
  const length = shape.reduce((product, size) => product * size, 1);
  return { data: MAKERS[dtype](length, next), shape };
}
