// How much memory a fit takes, told before it begins.
import type { DType, ImageShape } from '../types.js';

const BYTES: Readonly<Record<DType, number>> = { uint8: 1, uint16: 2, int32: 4, float32: 4 };

/** Images that float data keeps until their products are formed. */
const FLOAT_BLOCK = 1024;

/** Whether `count` images are too few for a matrix of all features: then the images themselves are kept. */
export function isLowRank(count: number, features: number): boolean {
  return count < features;
}

/** Most bytes in use at one time while `count` images are fitted; undefined: as many as there are features, or more. */
export function fitBytes(shape: ImageShape, count: number | undefined, dtype: DType): number {
  const features = shape[0] * shape[1] * shape[2];
  if (count !== undefined && isLowRank(count, features)) return lowRankBytes(features, count, BYTES[dtype]);
  return denseBytes(features, count, dtype);
}

/** The images, the Gram matrix with the solver's work space, and the vectors in float64 and float32. */
function lowRankBytes(features: number, count: number, bytes: number): number {
  return count * features * (bytes + 8 + 4) + 4 * 8 * count ** 2;
}

/**
 * A matrix of float64 with the solver's work space, twice as large, and the result in float32; of float data one
 * triangle for each doubling of the images.
 */
function denseBytes(features: number, count: number | undefined, dtype: DType): number {
  const solving = (8 + 16 + 4) * features ** 2;
  if (dtype === 'uint8' || dtype === 'uint16') return solving;
  const levels = Math.ceil(Math.log2(Math.max(2, (count ?? 2 ** 20) / FLOAT_BLOCK)));
  return Math.max(solving, (levels + 1) * 4 * features ** 2) + 8 * features ** 2;
}
