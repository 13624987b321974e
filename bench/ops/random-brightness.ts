import { RandomBrightness } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  // A whole number, so that saturating uint8 addition gives the same.
  layers: () => [new RandomBrightness({ factor: [0.2, 0.2], dtype: 'input' })],
  steps: ({ delta = 0 }) => [
    { kind: 'affine', center: [0], scale: [1], bias: [delta] },
    { kind: 'clip', lo: 0, hi: 255 },
  ],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'input',
} satisfies Op;
