import { Normalization } from '../../src/index.js';
import { ONE, SMALL } from '../goals/cases.js';
import type { Op } from '../op.js';

const MEAN = [123.675, 116.28, 103.53];
const DEVIATION = [58.395, 57.12, 57.375];

export default {
  layers: () => [new Normalization({ mean: MEAN, variance: DEVIATION.map((d) => d * d) })],
  steps: () => [{ kind: 'affine', center: MEAN, scale: DEVIATION.map((d) => 1 / d), bias: [0] }],
  cases: [...ONE, { shape: SMALL, dtype: 'uint8', count: 64 }, { shape: SMALL, dtype: 'float32', count: 64 }],
  peers: ['memcpy', 'cv2', 'torch', 'numpy', 'tf', 'tfjs-cpu', 'tfjs-wasm', 'tfjs-node'],
  result: 'float32',
} satisfies Op;
