// How much memory a fit takes, told before it begins.
import { valueCount } from '../memory.js';
import type { DType, ImageShape } from '../types.js';

const BYTES: Readonly<Record<DType, number>> = { uint8: 1, uint16: 2, int32: 4, float32: 4 };

/** Images that float data keeps until their products are formed. */
const FLOAT_BLOCK = 1024;

/** Most bytes in use at one time while `count` images are fitted. Fewer than features are kept as they are. */
export function fitBytes(shape: ImageShape, count: number, dtype: DType): number {
  const features = valueCount(shape);
  return count < features ? lowRankBytes(features, count, BYTES[dtype]) : denseBytes(features, count, dtype);
}

/** The images, the Gram matrix with the solver's work space, and the vectors in float64 and float32. */
function lowRankBytes(features: number, count: number, bytes: number): number {
  return count * features * (bytes + 8 + 4) + 4 * 8 * count ** 2;
}

/**
 * A matrix of float64 with the solver's work space, twice as large, and the result in float32; of float data one
 * triangle for each doubling of the images.
 */
function denseBytes(features: number, count: number, dtype: DType): number {
  const solving = (8 + 16 + 4) * features ** 2;
  if (dtype === 'uint8' || dtype === 'uint16') return solving;
  const levels = Math.ceil(Math.log2(Math.max(2, count / FLOAT_BLOCK)));
  return Math.max(solving, (levels + 1) * 4 * features ** 2) + 8 * features ** 2;
}
