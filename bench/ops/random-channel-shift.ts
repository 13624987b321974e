import { RandomChannelShift } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomChannelShift({ factor: [10, 30] })],
  steps: ({ shift = 0 }) => [{ kind: 'shift', amount: shift }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
