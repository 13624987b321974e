import { CenterCrop } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: ([height, width]) => [new CenterCrop({ height: height * 0.75, width: width * 0.75, dtype: 'input' })],
  steps: (_values, [height, width]) => [
    { kind: 'crop', top: height / 8, left: width / 8, height: height * 0.75, width: width * 0.75 },
  ],
  peers: ['numpy', 'tf'],
  result: 'input',
} satisfies Op;
