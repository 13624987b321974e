// Eight layers in the order in which Keras users write them, uint8 in and float32 out.
import {
  Normalization,
  RandomBrightness,
  RandomContrast,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomTranslation,
  RandomZoom,
} from '../../src/index.js';
import type { ImageShape } from '../../src/types.js';
import type { Op, Step, Values } from '../op.js';
import { aboutCentre, compose, type Map6, rotation, translation, zoom } from '../ops/maps.js';
import { LARGE, SMALL } from './cases.js';

const fillMode = 'constant';
const MEAN = [123.675, 116.28, 103.53];
const DEVIATION = [58.395, 57.12, 57.375];
const IDG_SHIFT = 10;
const number = (values: Values, name: string): number => values[name] as number;

/** In the order of the layers. */
function maps(v: Values, shape: ImageShape): Map6[] {
  return [
    rotation(number(v, 'rotation.angleRad'), shape),
    zoom(number(v, 'zoom.heightScale'), number(v, 'zoom.widthScale'), shape),
    translation(number(v, 'translation.heightFactor'), number(v, 'translation.widthFactor'), shape),
    [1, number(v, 'shear.xShear'), 0, 0, 1, 0],
  ];
}

/** ImageDataGenerator shears by an angle about the centre, before it zooms. */
function idgMap(v: Values, shape: ImageShape): Map6 {
  const [turn, scale, move] = maps(v, shape) as [Map6, Map6, Map6];
  const angle = Math.atan(number(v, 'shear.xShear'));
  return [turn, move, aboutCentre([1, -Math.sin(angle), 0, Math.cos(angle)], shape), scale].reduce(compose);
}

const warp = (map: Map6): Step => ({ kind: 'warp', map, fillMode });
const flip = (v: Values): Step => ({ kind: 'flip', horizontal: number(v, 'flip.horizontal') !== 0, vertical: false });
const clip: Step = { kind: 'clip', lo: 0, hi: 255 };
const linear = (scale: number, bias: number): Step => ({
  kind: 'affine',
  center: [0],
  scale: [scale],
  bias: [bias],
});
const colours = (v: Values): Step[] => [
  { kind: 'contrast', factor: number(v, 'contrast.factor') },
  linear(1, number(v, 'brightness.delta')),
  clip,
];
const normalize: Step = { kind: 'affine', center: MEAN, scale: DEVIATION.map((d) => 1 / d), bias: [0] };

const warpAll = (v: Values, shape: ImageShape): Step => warp(maps(v, shape).reduce(compose));

/** Keras resamples once a layer. Its layers draw what the first image drew; the flip and the shear's sign are coins of its own. */
function kerasSteps([first]: readonly Values[], _index: number, shape: ImageShape): Step[][] {
  const v = first as Values;
  return [1, -1].flatMap((sign) =>
    [false, true].map((horizontal) => [
      { kind: 'flip' as const, horizontal, vertical: false },
      ...maps({ ...v, 'shear.xShear': sign * number(v, 'shear.xShear') }, shape).map(warp),
      ...colours(v),
      normalize,
    ]),
  );
}

/** torchvision's contrast is about the gray mean, and its brightness multiplies. */
function torchvisionSteps(values: readonly Values[], index: number, shape: ImageShape): Step[][] {
  const v = values[index] as Values;
  const contrast: Step = { kind: 'contrast', factor: number(v, 'contrast.factor'), about: 'gray' };
  const brighter = linear(1 + number(v, 'brightness.delta') / 255, 0);
  return [[flip(v), warpAll(v, shape), contrast, brighter, clip, normalize]];
}

/** ImageDataGenerator has channel shifts instead of contrast, flips after it, and multiplies on whole numbers. */
function imageDataGeneratorSteps(values: readonly Values[], index: number, shape: ImageShape): Step[][] {
  const v = values[index] as Values;
  const factor = 1 + number(v, 'brightness.delta') / 255;
  const shift: Step = { kind: 'shift', amount: IDG_SHIFT };
  return [
    [{ kind: 'warp', map: idgMap(v, shape), fillMode, cut: 0 }, shift, flip(v), { kind: 'enhance', factor }, normalize],
  ];
}

export default {
  layers: () => [
    new RandomFlip({ mode: 'horizontal' }),
    new RandomRotation({ factor: 20 / 360, fillMode }),
    new RandomZoom({ heightFactor: 0.2, widthFactor: 0.2, fillMode }),
    new RandomTranslation({ heightFactor: 0.1, widthFactor: 0.1, fillMode }),
    new RandomShear({ xFactor: 0.15, fillMode }),
    new RandomContrast({ factor: [0.2, 0.2] }),
    new RandomBrightness({ factor: 0.2 }),
    new Normalization({ mean: MEAN, variance: DEVIATION.map((d) => d * d) }),
  ],
  steps: (v, shape) => [flip(v), warpAll(v, shape), ...colours(v), normalize],
  cases: [
    { shape: SMALL, dtype: 'uint8', count: 64 },
    { shape: LARGE, dtype: 'uint8', count: 16 },
  ],
  peers: ['cv2', 'keras', 'idg', 'torchvision'],
  result: 'float32',
  peerSteps: { keras: kerasSteps, torchvision: torchvisionSteps, idg: imageDataGeneratorSteps },
} satisfies Op;
