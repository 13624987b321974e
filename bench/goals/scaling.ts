// Cost an image for batches of 1 to 1024, and a pixel for images of 32x32 to 4096x4096: a warp and a scaling.
import { Rescaling } from '../../src/index.js';
import type { Case, Op } from '../op.js';
import { SMALL } from './cases.js';
import { turnLayers, turnStep } from './turn.js';

const DEGREES = 20;
const BATCHES = [1, 4, 16, 64, 256, 1024];
const SIDES = [32, 64, 128, 256, 512, 1024, 2048, 4096];

const op: Op = {
  layers: () => [...turnLayers(DEGREES, 'constant', 'float32'), new Rescaling({ scale: 1 / 255 })],
  steps: (_, shape) => [
    turnStep(DEGREES, 'constant', shape),
    { kind: 'affine', center: [0], scale: [1 / 255], bias: [0] },
  ],
  peers: [],
  result: 'float32',
};

export const batches: Op = { ...op, cases: BATCHES.map((count): Case => ({ shape: SMALL, dtype: 'uint8', count })) };
export const sizes: Op = {
  ...op,
  cases: SIDES.map((side): Case => ({ shape: [side, side, 3], dtype: 'uint8', count: 1 })),
};
