import { Equalization } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new Equalization({ dtype: 'input' })],
  steps: () => [{ kind: 'equalize' }],
  peers: ['cv2', 'numpy', 'torchvision'],
  result: 'input',
} satisfies Op;
