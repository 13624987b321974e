import { RandomFlip } from '../../src/index.js';
import type { Op } from '../op.js';
import { ONE } from './cases.js';

export default {
  layers: () => [new RandomFlip({ mode: 'horizontal' })],
  seed: 4,
  steps: ({ horizontal = 0 }) => [{ kind: 'flip', horizontal: horizontal !== 0, vertical: false }],
  cases: ONE,
  peers: ['cv2', 'pillow', 'torch', 'numpy', 'tf'],
  result: 'input',
} satisfies Op;
