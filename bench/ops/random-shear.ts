import { RandomShear } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomShear({ xFactor: [0.1, 0.2], yFactor: [0.05, 0.1], dtype: 'input' })],
  steps: ({ xShear = 0, yShear = 0 }) => [{ kind: 'warp', map: [1, xShear, 0, yShear, 1, 0], fillMode: 'reflect' }],
  peers: ['cv2', 'tf', 'scipy'],
  result: 'input',
} satisfies Op;
