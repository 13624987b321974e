import { Normalization } from '../../src/index.js';
import type { Op } from '../op.js';

const MEAN = [123.675, 116.28, 103.53];
const DEVIATION = [58.395, 57.12, 57.375];

export default {
  layers: () => [new Normalization({ mean: MEAN, variance: DEVIATION.map((d) => d * d) })],
  steps: () => [{ kind: 'affine', center: MEAN, scale: DEVIATION.map((d) => 1 / d), bias: [0] }],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
