import { RandomContrast } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomContrast({ factor: [0.2, 0.2] })],
  steps: ({ factor = 1 }) => [{ kind: 'contrast', factor }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
