// The fused pipeline, with the options and in the order of ImageDataGenerator: one matrix of rotation, shift, shear and
// zoom, then flip, brightness and samplewise normalisation.
import {
  RandomBrightness,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomTranslation,
  RandomZoom,
  SamplewiseNormalization,
} from '../../src/index.js';
import type { Op } from '../op.js';
import { aboutCentre, compose, rotation, translation, zoom } from './maps.js';

const fillMode = 'nearest';

export default {
  layers: () => [
    new RandomRotation({ factor: 20 / 360, fillMode }),
    new RandomTranslation({ heightFactor: 0.1, widthFactor: 0.1, fillMode }),
    new RandomShear({ intensity: 10, fillMode }),
    new RandomZoom({ heightFactor: 0.2, widthFactor: 0.2, fillMode }),
    new RandomFlip({ mode: 'horizontal' }),
    new RandomBrightness({ factor: 0.2 }),
    new SamplewiseNormalization(),
  ],
  steps: (v, shape) => {
    const shear = v['shear_angle.angleRad'] ?? 0;
    const maps = [
      rotation(v['rotation.angleRad'] ?? 0, shape),
      translation(v['translation.heightFactor'] ?? 0, v['translation.widthFactor'] ?? 0, shape),
      aboutCentre([1, -Math.sin(shear), 0, Math.cos(shear)], shape),
      zoom(v['zoom.heightScale'] ?? 1, v['zoom.widthScale'] ?? 1, shape),
    ];
    return [
      { kind: 'warp', map: maps.reduce(compose), fillMode },
      { kind: 'flip', horizontal: v['flip.horizontal'] !== 0, vertical: false },
      { kind: 'affine', center: [0], scale: [1], bias: [v['brightness.delta'] ?? 0] },
      { kind: 'clip', lo: 0, hi: 255 },
      { kind: 'standardize' },
    ];
  },
  peers: ['cv2', 'idg', 'keras'],
  result: 'float32',
} satisfies Op;
