import { RandomHue } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomHue({ factor: [0.2, 0.6], dtype: 'input' })],
  steps: ({ delta = 0 }) => [{ kind: 'hue', delta }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: {
    // Within half a turn either way.
    torchvision: (values, index) => {
      const { delta = 0 } = values[index] ?? {};
      return [[{ kind: 'hue', delta: delta > 0.5 ? delta - 1 : delta }]];
    },
  },
} satisfies Op;
