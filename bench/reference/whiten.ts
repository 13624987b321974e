// Whitening of channels in float64 without eigenvalues: the inverse root of the covariance by Newton's iteration.
import type { Step } from '../op.js';
import type { Picture } from './picture.js';

export type Matrix = number[][];

const ITERATIONS = 60;

const square = (size: number, entry: (i: number, j: number) => number): Matrix =>
  Array.from({ length: size }, (_row, i) => Array.from({ length: size }, (_column, j) => entry(i, j)));

function multiply(a: Matrix, b: Matrix): Matrix {
  return square(a.length, (i, j) => a.reduce((sum, _, k) => sum + (a[i]?.[k] as number) * (b[k]?.[j] as number), 0));
}

const unit = (i: number, j: number) => (i === j ? 1 : 0);

/** Coupled Newton-Schulz: root -> sqrt(a), inverse -> 1 / sqrt(a) for a positive definite matrix of norm below 1. */
export function inverseRoot(a: Matrix): Matrix {
  const norm = a.reduce((sum, row, i) => sum + (row[i] as number), 0);
  let root = a.map((row) => row.map((value) => value / norm));
  let inverse = square(a.length, unit);
  for (let i = 0; i < ITERATIONS; i++) {
    const product = multiply(inverse, root);
    const step = square(a.length, (r, c) => (3 * unit(r, c) - (product[r]?.[c] as number)) / 2);
    root = multiply(root, step);
    inverse = multiply(step, inverse);
  }
  return inverse.map((row) => row.map((value) => value / Math.sqrt(norm)));
}

export function whiten(source: Picture, { epsilon }: Extract<Step, { kind: 'whiten' }>): Picture {
  const { channels, data } = source;
  const pixels = data.length / channels;
  const at = (pixel: number, c: number) => data[pixel * channels + c] as number;
  const meanOf = (value: (pixel: number) => number) => {
    let sum = 0;
    for (let pixel = 0; pixel < pixels; pixel++) sum += value(pixel);
    return sum / pixels;
  };
  const means = Array.from({ length: channels }, (_, c) => meanOf((pixel) => at(pixel, c)));
  const centred = (pixel: number, c: number) => at(pixel, c) - (means[c] as number);
  const covariance = square(channels, (i, j) => meanOf((pixel) => centred(pixel, i) * centred(pixel, j)));
  const matrix = inverseRoot(covariance.map((row, i) => row.map((value, j) => value + epsilon * unit(i, j))));
  const result = data.map((_, i) => {
    const pixel = Math.floor(i / channels);
    return matrix.reduce((sum, row, k) => sum + centred(pixel, k) * (row[i % channels] as number), 0);
  });
  return { ...source, data: result };
}
