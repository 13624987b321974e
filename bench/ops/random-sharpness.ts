import { RandomSharpness } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomSharpness({ factor: [0.8, 0.8] })],
  steps: ({ factor = 0.5 }) => {
    const smooth = 1 - 2 * factor;
    return [
      { kind: 'convolve', columns: [1, 1, 1], rows: [1, 1, 1], self: 1 - (9 * smooth) / 13, blur: smooth / 13 },
      { kind: 'clip', lo: 0, hi: 255 },
    ];
  },
  peers: ['cv2', 'tf'],
  result: 'float32',
} satisfies Op;
