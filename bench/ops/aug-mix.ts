import { AugMix } from '../../src/index.js';
import type { Op } from '../op.js';
import { type OpKind, pickedSteps } from './augment-steps.js';

const KINDS: readonly OpKind[] = [
  'shear',
  'translation',
  'rotation',
  'posterize',
  'solarize',
  'auto_contrast',
  'equalize',
  'brightness',
  'color_degeneration',
  'contrast',
  'sharpness',
];

export default {
  layers: () => [new AugMix({ numChains: 1, chainDepth: 1 })],
  steps: (values, shape, place) => [
    ...pickedSteps(KINDS, 2, values, shape, place),
    { kind: 'blend', partner: place.index, weight: 1 - (values['branch_begin.kept'] as number) },
    { kind: 'clip', lo: 0, hi: 255 },
  ],
  // No peer can do all of its steps.
  peers: [],
  result: 'float32',
} satisfies Op;
