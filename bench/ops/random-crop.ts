import { RandomCrop } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: ([height, width]) => [new RandomCrop({ height: height * 0.75, width: width * 0.75, dtype: 'input' })],
  steps: ({ top = 0, left = 0 }, [height, width]) => [
    { kind: 'crop', top, left, height: height * 0.75, width: width * 0.75 },
  ],
  peers: ['numpy', 'tf'],
  result: 'input',
} satisfies Op;
