import { RandomElasticTransform } from '../../src/index.js';
import type { Op } from '../op.js';

function weights(sigma: number): number[] {
  const radius = 3 * Math.floor(sigma);
  const values = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-((i - radius) ** 2) / (2 * sigma ** 2)));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

export default {
  layers: () => [new RandomElasticTransform({ factor: [1, 1], scale: [0.6, 1] })],
  steps: ({ distortion = 0, noise0 = 0, noise1 = 0 }, [height, width]) => {
    const sigma = 0.05 * distortion * Math.min(height, width);
    const gain = 0.1 * distortion * Math.max(height, width) * sigma;
    return [
      { kind: 'elastic', gain, weights: weights(sigma), noise0, noise1, fillMode: 'reflect' },
      { kind: 'clip', lo: 0, hi: 255 },
    ];
  },
  // Nobody else has the same noise.
  peers: [],
  result: 'float32',
} satisfies Op;
