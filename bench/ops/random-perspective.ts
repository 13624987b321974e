import { RandomPerspective } from '../../src/index.js';
import type { Op } from '../op.js';
import { perspective } from './maps.js';

export default {
  layers: () => [new RandomPerspective({ factor: [1, 1], scale: 0.3, fillMode: 'reflect', dtype: 'input' })],
  steps: ({ topRightX = 0, bottomLeftY = 0, bottomRightX = 0, bottomRightY = 0 }, shape) => [
    {
      kind: 'perspective',
      map: perspective([topRightX, bottomLeftY, bottomRightX, bottomRightY], shape),
      fillMode: 'reflect',
    },
  ],
  peers: ['cv2', 'tf'],
  result: 'input',
} satisfies Op;
