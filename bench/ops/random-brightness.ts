import { RandomBrightness } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  // A whole number, so that saturating uint8 addition gives the same.
  layers: () => [new RandomBrightness({ factor: [0.2, 0.2], dtype: 'input' })],
  steps: ({ delta = 0 }) => [
    { kind: 'affine', center: [0], scale: [1], bias: [delta] },
    { kind: 'clip', lo: 0, hi: 255 },
  ],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: {
    // Multiplies.
    torchvision: (values, index) => [
      [
        { kind: 'affine', center: [0], scale: [1 + (values[index]?.delta ?? 0) / 255], bias: [0] },
        { kind: 'clip', lo: 0, hi: 255 },
      ],
    ],
  },
} satisfies Op;
