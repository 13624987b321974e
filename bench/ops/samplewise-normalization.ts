import { SamplewiseNormalization } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [new SamplewiseNormalization()],
  steps: () => [{ kind: 'standardize' }],
  peers: ['cv2', 'torch', 'numpy', 'tf', 'tfjs-cpu', 'tfjs-wasm', 'tfjs-node'],
  result: 'float32',
} satisfies Op;
