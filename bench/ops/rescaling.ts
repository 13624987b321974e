import { Rescaling } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new Rescaling({ scale: 1 / 127.5, offset: -1 })],
  steps: () => [{ kind: 'affine', center: [0], scale: [1 / 127.5], bias: [-1] }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
