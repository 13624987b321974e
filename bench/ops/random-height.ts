import { RandomHeight } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomHeight({ factor: [-0.25, -0.25], dtype: 'input' })],
  steps: ({ heightFactor = 1 }, [height, width]) => [
    { kind: 'resize', height: Math.trunc(heightFactor * height), width },
  ],
  peers: ['cv2', 'tf'],
  result: 'input',
} satisfies Op;
