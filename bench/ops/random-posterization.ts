import { RandomPosterization } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomPosterization({ factor: [3, 6], dtype: 'input' })],
  steps: ({ bits = 8 }) => [{ kind: 'posterize', bits }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
} satisfies Op;
