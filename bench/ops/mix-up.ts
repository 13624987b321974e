import { MixUp } from '../../src/index.js';
import type { Op } from '../op.js';
import { partners } from './partners.js';

export default {
  layers: () => [new MixUp({ alpha: 1 })],
  steps: ({ weight = 1 }, _shape, place) => [{ kind: 'blend', partner: partners(place, 1)[0] as number, weight }],
  needsBatch: true,
  peers: ['numpy', 'tf'],
  result: 'float32',
} satisfies Op;
