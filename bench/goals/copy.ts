// What the memory of this machine allows: a copy, by the bytes that it reads.
import type { Case, Op } from '../op.js';

/** In the caches of a core, in the one that cores share, and in none. */
const SIDES = [128, 512, 1024, 2048, 4096, 8192];

export default {
  layers: () => [],
  steps: () => [],
  cases: SIDES.map((side): Case => ({ shape: [side, side, 1], dtype: 'uint8', count: 1 })),
  ours: [],
  peers: ['memcpy'],
  result: 'input',
} satisfies Op;
