import { ZCAWhitening } from '../../src/index.js';
import type { Case, Op } from '../op.js';

/** Four images a value, so that the matrix is well conditioned. */
export const IMAGES = 3072;
export const EPSILON = 1e-3;
const SHAPE = [16, 16, 3] as const;

export const CASES: readonly Case[] = [
  { shape: SHAPE, dtype: 'uint8', count: 32 },
  { shape: SHAPE, dtype: 'uint8', count: 1 },
  { shape: SHAPE, dtype: 'uint8', count: 256 },
  { shape: SHAPE, dtype: 'float32', count: 256 },
];

export default {
  layers: () => [new ZCAWhitening({ epsilon: EPSILON })],
  learnsFrom: IMAGES,
  cases: CASES,
  steps: () => [{ kind: 'decorrelate', images: IMAGES, epsilon: EPSILON }],
  peers: ['numpy'],
  result: 'float32',
} satisfies Op;
