import { RandomZCAWhitening } from '../../src/index.js';
import type { Op } from '../op.js';
import { CASES, EPSILON, IMAGES } from './zca-whitening.js';

export default {
  // Of the few images that are checked, one at least must be whitened.
  layers: () => [new RandomZCAWhitening({ epsilon: EPSILON, factor: 0.9 })],
  learnsFrom: IMAGES,
  cases: CASES.filter(({ count }) => count > 1),
  steps: ({ applied }) => (applied === 1 ? [{ kind: 'decorrelate', images: IMAGES, epsilon: EPSILON }] : []),
  peers: ['numpy'],
  result: 'float32',
} satisfies Op;
