// What a call costs before any pixel moves, and whether it allocates: eight by eight pixels, and a batch.
import { Rescaling } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new Rescaling({ scale: 1 / 255 })],
  steps: () => [{ kind: 'affine', center: [0], scale: [1 / 255], bias: [0] }],
  cases: [
    { shape: [8, 8, 3], dtype: 'uint8', count: 1 },
    { shape: [64, 64, 3], dtype: 'uint8', count: 32 },
  ],
  ours: [
    { name: 'ours', threads: 1, how: 'applySync' },
    { name: 'ours, apply()', threads: 1, free: true, how: 'apply' },
  ],
  peers: [],
  result: 'float32',
  countsAllocations: true,
} satisfies Op;
