import { RandomSaturation } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomSaturation({ factor: [0.2, 0.4], dtype: 'input' })],
  steps: ({ scale = 1 }) => [{ kind: 'saturate', scale }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: {
    // Mixes with the gray picture.
    torchvision: (values, index) => [[{ kind: 'gray', amount: 1 - (values[index]?.scale ?? 1) }]],
  },
} satisfies Op;
