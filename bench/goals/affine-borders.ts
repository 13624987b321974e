// What other borders cost over zeros outside. Ours against ours.
import type { FillMode } from '../../src/types.js';
import type { Op } from '../op.js';
import { ONE } from './cases.js';
import { turnLayers, turnStep } from './turn.js';

const DEGREES = 20;
const OTHERS = ['reflect', 'nearest', 'wrap'] as const;
const how = { threads: 1, how: 'applySync' } as const;

export default {
  layers: (_, variant = 'constant') => turnLayers(DEGREES, variant as FillMode),
  steps: (_, shape) => [turnStep(DEGREES, 'constant', shape)],
  cases: ONE,
  ours: [{ name: 'ours', ...how }, ...OTHERS.map((variant) => ({ name: `ours, ${variant}`, variant, ...how }))],
  peers: [],
  result: 'input',
  peerSteps: Object.fromEntries(
    OTHERS.map((mode) => [`ours, ${mode}`, (_values, _index, shape) => [[turnStep(DEGREES, mode, shape)]]]),
  ) as Op['peerSteps'] & object,
} satisfies Op;
