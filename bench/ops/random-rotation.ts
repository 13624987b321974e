import { RandomRotation } from '../../src/index.js';
import type { Op } from '../op.js';
import { rotation } from './maps.js';

export default {
  layers: () => [new RandomRotation({ factor: [0.05, 0.06], dtype: 'input' })],
  steps: ({ angleRad = 0 }, shape) => [{ kind: 'warp', map: rotation(angleRad, shape), fillMode: 'reflect' }],
  peers: ['cv2', 'tf', 'scipy'],
  result: 'input',
} satisfies Op;
