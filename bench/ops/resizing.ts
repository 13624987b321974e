import { Resizing } from '../../src/index.js';
import type { Op } from '../op.js';

const HEIGHT = 192;
const WIDTH = 160;

export default {
  layers: () => [new Resizing({ height: HEIGHT, width: WIDTH, dtype: 'input' })],
  steps: () => [{ kind: 'resize', height: HEIGHT, width: WIDTH }],
  peers: ['cv2', 'tf'],
  result: 'input',
} satisfies Op;
