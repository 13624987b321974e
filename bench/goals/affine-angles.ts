// Whether a large image is warped at the rate of a small one, at any angle. Ours against ours.
import type { Op } from '../op.js';
import { SMALL } from './cases.js';
import { turnLayers, turnStep } from './turn.js';

const FIRST = 20;
const OTHERS = [0, 45, 90];
const how = { threads: 1, how: 'applySync' } as const;

export default {
  layers: (_, variant = String(FIRST)) => turnLayers(Number(variant), 'constant'),
  steps: (_, shape) => [turnStep(FIRST, 'constant', shape)],
  cases: [
    { shape: SMALL, dtype: 'float32', count: 1 },
    { shape: [1024, 1024, 3], dtype: 'float32', count: 1 },
  ],
  ours: [
    { name: 'ours', ...how },
    ...OTHERS.map((angle) => ({ name: `ours, ${angle} deg`, variant: String(angle), ...how })),
  ],
  peers: [],
  result: 'input',
  peerSteps: Object.fromEntries(
    OTHERS.map((angle) => [`ours, ${angle} deg`, (_values, _index, shape) => [[turnStep(angle, 'constant', shape)]]]),
  ) as Op['peerSteps'] & object,
} satisfies Op;
