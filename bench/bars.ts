// The goals, as data: what must be reached, what is aimed at, and which trials say so.
import type { Trial } from './trials.js';

export type Measure =
  /** How many times as long as ours the fastest of these peers takes; the least over the cases. */
  | { kind: 'times'; against: readonly string[] }
  /** The largest error of ours. */
  | { kind: 'error' }
  /** How much longer the slowest of these variants of ours takes, in percent. */
  | { kind: 'slowdown'; of: readonly string[] }
  /** Pixels a second of the slowest variant of the largest case, in percent of those of the smallest case. */
  | { kind: 'rate' }
  /** How many times as long as this variant ours takes. */
  | { kind: 'speedup'; of: string }
  /** Microseconds a call of a contender. */
  | { kind: 'microseconds'; of: string }
  /** Results whose memory a call allocates. */
  | { kind: 'buffers' };

/** Which cases of which ops; where nothing is said, all. */
interface Choice {
  /** Each of them is measured on its own. */
  ops: readonly Trial['op'][];
  dtype?: 'uint8' | 'float32';
  sides?: readonly number[];
  counts?: readonly number[];
}

interface Level {
  must: number;
  aim?: number;
  unit?: string;
}

export interface Bar extends Choice, Level {
  goal: string;
  measure: Measure;
}

const OPENCV = ['cv2-4.14', 'cv2-5.0'] as const;
const COLOURS = [
  'random-hue',
  'random-saturation',
  'random-contrast',
  'equalization',
  'contrast-limited-adaptive-histogram-equalization',
  'random-gaussian-blur',
  'random-posterization',
  'solarization',
  'random-grayscale',
  'auto-contrast',
  'random-brightness',
  'random-invert',
  'random-sharpness',
] as const;

const bar = (goal: string, choice: Choice, measure: Measure, level: Level): Bar => ({
  goal,
  ...choice,
  measure,
  ...level,
});
const times = (...against: string[]): Measure => ({ kind: 'times', against });
const microseconds = (of: string): Measure => ({ kind: 'microseconds', of });

const affine8 = { ops: ['affine'], dtype: 'uint8' } as const;
const affine32 = { ops: ['affine'], dtype: 'float32' } as const;
const chain = { ops: ['keras-chain'], sides: [224] } as const;
const tiny = { ops: ['call'], sides: [8] } as const;

function normalization(dtype: 'uint8' | 'float32', count: 1 | 64): Bar {
  const where = count === 1 ? 'in the caches' : 'beyond them';
  const choice = { ops: ['normalization'], dtype, counts: [count], ...(count === 1 && { sides: [224] }) } as const;
  return bar(`normalise ${dtype} to float32, ${where}: share of a copy`, choice, times('memcpy'), {
    must: 0.9,
    aim: 0.97,
  });
}

export const bars: readonly Bar[] = [
  bar('affine uint8: error', affine8, { kind: 'error' }, { must: 0.51 }),
  bar('affine uint8 against OpenCV 5.0', affine8, times('cv2-5.0'), { must: 4, aim: 6 }),
  bar('affine uint8 against OpenCV 4.14', affine8, times('cv2-4.14'), { must: 2.2, aim: 4 }),
  bar('affine float32 at 224x224: error', { ...affine32, sides: [224] }, { kind: 'error' }, { must: 0.01 }),
  bar('affine float32 against the faster OpenCV', affine32, times(...OPENCV), { must: 3, aim: 5 }),
  bar('affine float32 against TensorFlow', affine32, times('tf'), { must: 20, aim: 40 }),
  bar(
    'affine float32 at 1024x1024, any angle: rate of 224x224',
    { ops: ['affine-angles'] },
    { kind: 'rate' },
    { must: 60, aim: 80, unit: '%' },
  ),
  bar(
    'borders reflect, nearest and wrap: more than constant',
    { ops: ['affine-borders'] },
    { kind: 'slowdown', of: ['ours, reflect', 'ours, nearest', 'ours, wrap'] },
    { must: 10, aim: 5, unit: '%' },
  ),
  normalization('uint8', 1),
  normalization('float32', 1),
  normalization('uint8', 64),
  normalization('float32', 64),
  bar('standardise against NumPy and TensorFlow', { ops: ['samplewise-normalization'] }, times('numpy', 'tf'), {
    must: 30,
    aim: 60,
  }),
  bar('horizontal flip uint8 against OpenCV', { ops: ['flip'], dtype: 'uint8' }, times(...OPENCV), {
    must: 1,
    aim: 1.5,
  }),
  bar('horizontal flip float32 against OpenCV', { ops: ['flip'], dtype: 'float32' }, times(...OPENCV), {
    must: 1.3,
    aim: 1.8,
  }),
  bar('resize uint8 256 to 224 against OpenCV', { ops: ['resize'], dtype: 'uint8', sides: [256] }, times(...OPENCV), {
    must: 2.5,
    aim: 5,
  }),
  bar('antialiased resize 512 to 224 against torch', { ops: ['resize-antialias'], sides: [512] }, times('torch'), {
    must: 1.3,
    aim: 2,
  }),
  bar(
    'colours against OpenCV and torchvision',
    { ops: COLOURS, dtype: 'uint8', counts: [1] },
    times(...OPENCV, 'torchvision'),
    { must: 1, aim: 2 },
  ),
  bar('pipeline against OpenCV by hand', chain, times(...OPENCV), { must: 4.5, aim: 8 }),
  bar('pipeline against Keras in tf.data', chain, times('keras'), { must: 50, aim: 150 }),
  bar('pipeline against ImageDataGenerator', chain, times('idg'), { must: 40, aim: 100 }),
  bar('JPEG folder, 2 threads, against OpenCV', { ops: ['folder'] }, times(...OPENCV), { must: 1.5, aim: 2 }),
  bar('JPEG folder, 2 threads, against sharp and tfjs-node', { ops: ['folder'] }, times('sharp-tfjs'), {
    must: 5,
    aim: 10,
  }),
  bar(
    '2 threads against 1',
    { ops: ['threads'] },
    { kind: 'speedup', of: 'ours, 2 threads' },
    { must: 1.75, aim: 1.9 },
  ),
  bar('a call of applySync() on 8x8 pixels', tiny, microseconds('ours'), { must: 1, aim: 0.3, unit: ' us' }),
  bar('an awaited call of apply() on 8x8 pixels', tiny, microseconds('ours, apply()'), {
    must: 20,
    aim: 10,
    unit: ' us',
  }),
  bar('results that a call on a batch allocates', { ops: ['call'], sides: [64] }, { kind: 'buffers' }, { must: 0 }),
];

/** Whether more is better. */
export const wantsMore = ({ kind }: Measure): boolean => kind === 'times' || kind === 'rate' || kind === 'speedup';

/** Whether a bar is about a trial. */
export function concerns({ ops, dtype, sides, counts }: Bar, { op, case: each }: Trial): boolean {
  return (
    ops.includes(op) &&
    (dtype === undefined || dtype === each.dtype) &&
    (sides === undefined || sides.includes(each.shape[0])) &&
    (counts === undefined || counts.includes(each.count))
  );
}
