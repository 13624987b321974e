import { RandomZoom } from '../../src/index.js';
import type { Op } from '../op.js';
import { zoom } from './maps.js';

export default {
  layers: () => [new RandomZoom({ heightFactor: [0.1, 0.2], widthFactor: [0.05, 0.1], dtype: 'input' })],
  steps: ({ heightScale = 1, widthScale = 1 }, shape) => [
    { kind: 'warp', map: zoom(heightScale, widthScale, shape), fillMode: 'reflect' },
  ],
  peers: ['cv2', 'tf', 'scipy'],
  result: 'input',
} satisfies Op;
