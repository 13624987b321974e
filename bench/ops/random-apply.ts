import { RandomApply, RandomFlip } from '../../src/index.js';
import type { Op } from '../op.js';

// What a condition on a stage costs: the flip alone is the op random-flip.
export default {
  layers: () => [new RandomApply({ layers: [new RandomFlip({ mode: 'horizontal', dtype: 'input' })], probability: 1 })],
  steps: ({ horizontal = 0 }) => [{ kind: 'flip', horizontal: horizontal !== 0, vertical: false }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'input',
} satisfies Op;
