import { TrivialAugment } from '../../src/index.js';
import type { Op } from '../op.js';
import { KINDS, type OpKind, pickedSteps } from './augment-steps.js';

/** Shear and translation come twice, along x and along y; the pick after the last is the identity. */
const WIDE: readonly OpKind[] = ['shear', 'shear', 'translation', 'translation', ...KINDS.slice(2)];

export default {
  layers: () => [new TrivialAugment()],
  steps: (values, shape, place) => pickedSteps(WIDE, 1, values, shape, place),
  peers: ['cv2'],
  result: 'float32',
} satisfies Op;
