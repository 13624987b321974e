import { GaussianNoise } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new GaussianNoise({ stddev: [5, 10] })],
  steps: ({ stddev = 0, noise0 = 0, noise1 = 0 }) => [{ kind: 'noise', stddev, noise0, noise1 }],
  // Nobody else has the same noise.
  peers: [],
  result: 'float32',
} satisfies Op;
