import { RandomWidth } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new RandomWidth({ factor: [-0.25, -0.25], dtype: 'input' })],
  steps: ({ widthFactor = 1 }, [height, width]) => [{ kind: 'resize', height, width: Math.trunc(widthFactor * width) }],
  peers: ['cv2', 'tf'],
  result: 'input',
} satisfies Op;
