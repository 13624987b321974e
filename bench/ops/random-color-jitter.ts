import { RandomColorJitter } from '../../src/index.js';
import type { Op } from '../op.js';

export default {
  layers: () => [
    new RandomColorJitter({
      brightnessFactor: [0.1, 0.1],
      contrastFactor: [0.2, 0.2],
      saturationFactor: [0.2, 0.4],
      hueFactor: [0.2, 0.4],
    }),
  ],
  steps: (values) => [
    { kind: 'affine', center: [0], scale: [1], bias: [values['brightness.delta'] as number] },
    { kind: 'clip', lo: 0, hi: 255 },
    { kind: 'contrast', factor: values['contrast.factor'] as number },
    { kind: 'clip', lo: 0, hi: 255 },
    { kind: 'saturate', scale: values['saturation.scale'] as number },
    { kind: 'hue', delta: values['hue.delta'] as number },
  ],
  peers: ['cv2', 'numpy', 'tf'],
  result: 'float32',
} satisfies Op;
