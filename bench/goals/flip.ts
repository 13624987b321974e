import { RandomFlip } from '../../src/index.js';
import type { Op } from '../op.js';
import { ONE } from './cases.js';

const NODE = ['sharp', 'jimp', 'image-js', 'tfjs-cpu', 'tfjs-wasm', 'tfjs-node'];

export default {
  layers: () => [new RandomFlip({ mode: 'horizontal' })],
  seed: 4,
  steps: ({ horizontal = 0 }) => [{ kind: 'flip', horizontal: horizontal !== 0, vertical: false }],
  cases: ONE,
  peers: ['cv2', 'pillow', 'torch', 'numpy', 'tf', ...NODE],
  result: 'input',
} satisfies Op;
