import { RandomErasing } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomErasing({ factor: [1, 1], scale: [0.1, 0.3], fillValue: 114, dtype: 'input' })],
  steps: ({ left = 0, top = 0, width = 0, height = 0 }) => [
    {
      kind: 'fill',
      left: Math.ceil(left),
      top: Math.ceil(top),
      right: Math.ceil(left + width),
      bottom: Math.ceil(top + height),
      value: 114,
    },
  ],
  peers: ['cv2', 'numpy'],
  result: 'input',
} satisfies Op;
