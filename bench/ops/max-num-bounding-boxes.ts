import { MaxNumBoundingBoxes } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  // It works on boxes; the images are copied.
  layers: () => [new MaxNumBoundingBoxes({ maxNumber: 10 })],
  steps: () => [],
  peers: ['numpy'],
  result: 'input',
} satisfies Op;
