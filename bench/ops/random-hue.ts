import { RandomHue } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomHue({ factor: [0.2, 0.6], dtype: 'input' })],
  steps: ({ delta = 0 }) => [{ kind: 'hue', delta }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'input',
} satisfies Op;
