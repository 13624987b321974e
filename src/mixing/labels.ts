// Labels of a mixed batch: weighted like its pixels, which takes numbers that can be weighted.
import { type ImagePipelineError, makeError } from '../errors.js';
import type { Mixture } from './mixture.js';

/** For labels that are class numbers: a mixture of the classes 3 and 5 is not class 4. */
export function hardLabels(owner: string, layer: string, found: string): ImagePipelineError {
  return makeError(
    'E_SOFT_LABELS',
    `${owner}: ${layer} mixes labels, which must be float of shape [n, classes]; one-hot encode them first ` +
      `(data sets: mode 'categorical'); received ${found}`,
  );
}

/** For keypoints, whatever they are. */
export function unmixedKeypoints(owner: string, layer: string): ImagePipelineError {
  return makeError(
    'E_KEYPOINTS',
    `${owner}: ${layer} cannot mix keypoints, because a point is known by its place in the list; ` +
      'mix boxes, or leave the layer out',
  );
}

/** Rows of `width` numbers, mixed in double precision; the rows of a sample alone stay as they are. */
export function mixRows<Data extends Float32Array | Float64Array>(
  mixtures: readonly Mixture[],
  rows: Data,
  width: number,
): Data {
  const mixed = rows.slice() as Data;
  mixtures.forEach(({ shares }, row) => {
    if (shares.length === 1) return;
    for (let i = 0; i < width; i++) {
      mixed[row * width + i] = shares.reduce(
        (sum, { sample, weight }) => sum + (weight === 0 ? 0 : weight * (rows[sample * width + i] as number)),
        0,
      );
    }
  });
  return mixed;
}
