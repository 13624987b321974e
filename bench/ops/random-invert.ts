import { RandomInvert } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomInvert({ factor: [1, 1], dtype: 'input' })],
  steps: () => [{ kind: 'invert' }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
} satisfies Op;
