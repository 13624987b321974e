import { RandomTranslation } from '../../src/index.js';
import type { Op } from '../op.js';
import { translation } from './maps.js';

export default {
  layers: () => [new RandomTranslation({ heightFactor: [0.05, 0.1], widthFactor: [-0.1, -0.05], dtype: 'input' })],
  steps: ({ heightFactor = 0, widthFactor = 0 }, shape) => [
    { kind: 'warp', map: translation(heightFactor, widthFactor, shape), fillMode: 'reflect' },
  ],
  peers: ['cv2', 'tf', 'scipy'],
  result: 'input',
} satisfies Op;
