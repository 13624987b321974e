import { RandomContrast } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomContrast({ factor: [0.2, 0.2], dtype: 'input' })],
  steps: ({ factor = 1 }) => [{ kind: 'contrast', factor }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: {
    torchvision: (values, index) => [[{ kind: 'contrast', factor: values[index]?.factor ?? 1, about: 'gray' }]],
  },
} satisfies Op;
