import { AutoContrast } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new AutoContrast({ dtype: 'input' })],
  steps: () => [{ kind: 'stretch' }],
  peers: ['cv2', 'numpy', 'tf', 'torchvision'],
  result: 'input',
} satisfies Op;
