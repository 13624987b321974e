// Much smaller, averaged over all pixels.
import { Resizing } from '../../src/index.js';
import type { Op } from '../op.js';

const SIZE = { height: 224, width: 224, antialias: true } as const;

export default {
  layers: () => [new Resizing(SIZE)],
  steps: () => [{ kind: 'resize', ...SIZE }],
  cases: [
    { shape: [512, 512, 3], dtype: 'uint8', count: 1 },
    { shape: [256, 256, 3], dtype: 'uint8', count: 1 },
  ],
  peers: ['torch', 'pillow', 'tf', 'sharp'],
  result: 'input',
  peerSteps: { sharp: () => [[{ kind: 'resize', ...SIZE, edge: 'nearest' }]] },
} satisfies Op;
