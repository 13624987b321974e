import { RandomColorDegeneration } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomColorDegeneration({ factor: [0.3, 0.7], dtype: 'input' })],
  steps: ({ factor = 0 }) => [{ kind: 'gray', amount: factor }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
} satisfies Op;
