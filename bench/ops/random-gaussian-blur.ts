import { RandomGaussianBlur } from '../../src/index.js';
import type { Op } from '../op.js';

const SIZE = 5;

function weights(sigma: number): number[] {
  const values = Array.from({ length: SIZE }, (_, i) => Math.exp(-((i - (SIZE - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

export default {
  layers: () => [new RandomGaussianBlur({ factor: [1, 1], kernelSize: SIZE, sigma: [1.2, 1.2] })],
  steps: ({ xSigma = 1, ySigma = 1 }) => [
    { kind: 'convolve', columns: weights(xSigma), rows: weights(ySigma), self: 0, blur: 1 },
    { kind: 'clip', lo: 0, hi: 255 },
  ],
  peers: ['cv2', 'tf'],
  result: 'float32',
} satisfies Op;
