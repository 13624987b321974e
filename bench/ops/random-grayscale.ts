import { RandomGrayscale } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomGrayscale({ factor: 1, dtype: 'input' })],
  steps: () => [{ kind: 'gray', amount: 1 }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
} satisfies Op;
