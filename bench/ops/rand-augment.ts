import { RandAugment } from '../../src/index.js';
import type { Op } from '../op.js';
import { KINDS, pickedSteps } from './augment-steps.js';

export default {
  layers: () => [new RandAugment({ numOps: 1, factor: [0.1, 0.3] })],
  steps: (values, shape, place) => pickedSteps(KINDS, 1, values, shape, place),
  peers: ['cv2'],
  result: 'float32',
} satisfies Op;
