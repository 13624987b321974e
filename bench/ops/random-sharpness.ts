import { RandomSharpness } from '../../src/index.js';
import type { Op, Step } from '../op.js';

function sharpen(factor: number, edge?: 'keep'): Step[] {
  const smooth = 1 - 2 * factor;
  const kernel = { columns: [1, 1, 1], rows: [1, 1, 1], self: 1 - (9 * smooth) / 13, blur: smooth / 13 };
  return [
    { kind: 'convolve', ...kernel, ...(edge && { edge }) },
    { kind: 'clip', lo: 0, hi: 255 },
  ];
}

export default {
  layers: () => [new RandomSharpness({ factor: [0.8, 0.8], dtype: 'input' })],
  steps: ({ factor = 0.5 }) => sharpen(factor),
  peers: ['cv2', 'tf', 'torchvision'],
  result: 'input',
  peerSteps: { torchvision: (values, index) => [sharpen(values[index]?.factor ?? 0.5, 'keep')] },
} satisfies Op;
