// From a folder of JPEG files to float32 batches, decoding included, on two threads.
import { Normalization, RandomBrightness } from '../../src/index.js';
import type { ImageShape } from '../../src/types.js';
import type { Op, Step, Values } from '../op.js';
import { compose } from '../ops/maps.js';
import { turnLayers, turnStep } from './turn.js';

export const SIZE = 224;
export const BATCH = 32;
const DEGREES = 20;
const ADDITION = 20;
const MEAN = [123.675, 116.28, 103.53];
const DEVIATION = [58.395, 57.12, 57.375];

export const normalization = { center: MEAN, scale: DEVIATION.map((d) => 1 / d) };

const resized: ImageShape = [SIZE, SIZE, 3];
const resize: Step = { kind: 'resize', height: SIZE, width: SIZE };
/** This library resamples once. */
function resizeAndTurn([height, width]: ImageShape): Step {
  const [x, y] = [width / SIZE, height / SIZE];
  const enlarge = [x, 0, x / 2 - 0.5, 0, y, y / 2 - 0.5];
  const turn = turnStep(DEGREES, 'constant', resized);
  return { ...turn, map: compose(enlarge, turn.map), size: [SIZE, SIZE] };
}

const colours: Step[] = [
  { kind: 'affine', center: [0], scale: [1], bias: [ADDITION] },
  { kind: 'clip', lo: 0, hi: 255 },
  { kind: 'affine', ...normalization, bias: [0] },
];

const ours = (_values: readonly Values[], _index: number, shape: ImageShape) => [[resizeAndTurn(shape), ...colours]];

export default {
  layers: () => [
    ...turnLayers(DEGREES, 'constant', 'float32'),
    new RandomBrightness({ factor: [ADDITION / 255, ADDITION / 255] }),
    new Normalization({ mean: MEAN, variance: DEVIATION.map((d) => d * d) }),
  ],
  steps: () => [resize, turnStep(DEGREES, 'constant', resized), ...colours],
  cases: [{ shape: [375, 500, 3], dtype: 'uint8', count: 64 }],
  fromFolder: true,
  threads: 2,
  ours: [
    { name: 'ours', threads: 2 },
    { name: 'ours, arrays', threads: 2, variant: 'arrays' },
  ],
  peers: ['cv2', 'sharp-tfjs'],
  result: 'float32',
  peerSteps: {
    ours,
    'ours, arrays': ours,
    'sharp-tfjs': () => [[resize, ...colours]],
  },
} satisfies Op;
