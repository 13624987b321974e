import { RandomGaussianBlur } from '../../src/index.js';
import type { Op, Step, Values } from '../op.js';

const SIZE = 5;

function weights(sigma: number): number[] {
  const values = Array.from({ length: SIZE }, (_, i) => Math.exp(-((i - (SIZE - 1) / 2) ** 2) / (2 * sigma ** 2)));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

function blur({ xSigma = 1, ySigma = 1 }: Values, edge?: 'mirror'): Step[] {
  const kernel = { columns: weights(xSigma), rows: weights(ySigma), self: 0, blur: 1 };
  return [
    { kind: 'convolve', ...kernel, ...(edge && { edge }) },
    { kind: 'clip', lo: 0, hi: 255 },
  ];
}

export default {
  layers: () => [new RandomGaussianBlur({ factor: [1, 1], kernelSize: SIZE, sigma: [1.2, 1.2], dtype: 'input' })],
  steps: (values) => blur(values),
  peers: ['cv2', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: { torchvision: (values, index) => [blur(values[index] ?? {}, 'mirror')] },
} satisfies Op;
