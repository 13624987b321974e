import { Solarization } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new Solarization({ additionFactor: [0.1, 0.1], thresholdFactor: [0.4, 0.6], dtype: 'input' })],
  steps: ({ addition = 0, threshold = 0 }) => [{ kind: 'solarize', addition, threshold }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: {
    // Has no addition.
    torchvision: (values, index) => [[{ kind: 'solarize', addition: 0, threshold: values[index]?.threshold ?? 0 }]],
  },
} satisfies Op;
