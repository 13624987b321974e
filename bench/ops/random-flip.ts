import { RandomFlip } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomFlip({ mode: 'horizontalAndVertical', independent: true, dtype: 'input' })],
  steps: ({ horizontal = 0, vertical = 0 }) => [
    { kind: 'flip', horizontal: horizontal !== 0, vertical: vertical !== 0 },
  ],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'input',
} satisfies Op;
