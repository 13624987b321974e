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
import type { ImageShape } from '../../src/types.js';
import type { Op, Step, Values } from '../op.js';
import { aboutCentre, compose, type Map6, rotation, translation, zoom } from './maps.js';

const fillMode = 'nearest';
const number = (values: Values, name: string): number => values[name] as number;

function maps(v: Values, shape: ImageShape) {
  const shearRad = number(v, 'shear_angle.angleRad');
  return {
    rotation: rotation(number(v, 'rotation.angleRad'), shape),
    translation: translation(number(v, 'translation.heightFactor'), number(v, 'translation.widthFactor'), shape),
    shear: aboutCentre([1, -Math.sin(shearRad), 0, Math.cos(shearRad)], shape),
    zoom: zoom(number(v, 'zoom.heightScale'), number(v, 'zoom.widthScale'), shape),
  };
}

const oneWarp = (v: Values, shape: ImageShape): Step => {
  const { rotation: turn, translation: move, shear, zoom: scale } = maps(v, shape);
  return { kind: 'warp', map: [turn, move, shear, scale].reduce(compose), fillMode };
};
const flip = (horizontal: boolean): Step => ({ kind: 'flip', horizontal, vertical: false });
const add = (v: Values): Step[] => [
  { kind: 'affine', center: [0], scale: [1], bias: [number(v, 'brightness.delta')] },
  { kind: 'clip', lo: 0, hi: 255 },
];

/** ImageDataGenerator multiplies where RandomBrightness adds, on whole numbers. */
function imageDataGeneratorSteps(values: readonly Values[], index: number, shape: ImageShape): Step[][] {
  const v = values[index] as Values;
  const factor = 1 + number(v, 'brightness.delta') / 255;
  const flipped = flip(number(v, 'flip.horizontal') !== 0);
  return [[oneWarp(v, shape), flipped, { kind: 'enhance', factor }, { kind: 'standardize' }]];
}

/**
 * Keras resamples once a layer and shears by a slope. Its layers are made to draw the numbers of the first image for all;
 * the flip and the sign of the shear stay coins of its own.
 */
function kerasSteps([first]: readonly Values[], _index: number, shape: ImageShape): Step[][] {
  const v = first as Values;
  const { rotation: turn, translation: move, zoom: scale } = maps(v, shape);
  const slope = Math.tan(number(v, 'shear_angle.angleRad'));
  const warp = (map: Map6): Step => ({ kind: 'warp', map, fillMode });
  return [slope, -slope].flatMap((signed) =>
    [false, true].map((flipped) => [
      ...[turn, move, [1, signed, 0, 0, 1, 0], scale].map(warp),
      flip(flipped),
      ...add(v),
      { kind: 'standardize' as const },
    ]),
  );
}

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
  steps: (v, shape) => [
    oneWarp(v, shape),
    flip(number(v, 'flip.horizontal') !== 0),
    ...add(v),
    { kind: 'standardize' },
  ],
  peers: ['cv2', 'idg', 'keras'],
  ours: [
    { name: 'ours', threads: 1, how: 'applySync' },
    { name: 'ours, apply()', threads: 1, how: 'apply' },
  ],
  result: 'float32',
  peerSteps: { idg: imageDataGeneratorSteps, keras: kerasSteps },
} satisfies Op;
