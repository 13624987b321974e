// Random pipelines for comparing executors and targets. Generated from a number, so a failure can be repeated.
import type { ImageBatch, LayerConfig } from '../../src/index.js';
import { goldenInput, type InputDType } from './golden-input.js';
import { randomWhitening } from './random-whitening.js';

/** A small generator of its own (mulberry32), so that the cases never depend on the library's draws. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export interface RandomProgram {
  input: ImageBatch;
  config: { layers: LayerConfig[]; seed: number; fuse: boolean };
  /** Whether every layer rounds to the integer dtype of the input. */
  integer: boolean;
}

type Pick = <T>(from: readonly T[]) => T;

interface Maker {
  pick: Pick;
  size: () => number;
  channels: number;
  integer: boolean;
}

const FILL_MODES = ['constant', 'nearest', 'reflect', 'wrap'] as const;
const METHODS = [
  'nearest',
  'bilinear',
  'area',
  'gaussian',
  'bicubic',
  'lanczos3',
  'lanczos5',
  'mitchellcubic',
] as const;
/** Methods without negative weights: they never enlarge a difference of one step. */
const CALM_METHODS = METHODS.slice(0, 4);

function border({ pick }: Maker): Record<string, unknown> {
  const interpolation = pick(['nearest', 'bilinear', 'bilinear']);
  return { interpolation, fillMode: pick(FILL_MODES), fillValue: pick([0, 0, 9]) };
}

const method = ({ pick, integer }: Maker) => pick(integer ? CALM_METHODS : METHODS);
const factor = ({ pick }: Maker) => pick([0, 0.1, 0.35, 0.8]);

const LAYERS: Record<string, (maker: Maker) => Record<string, unknown>> = {
  RandomFlip: ({ pick }) => ({
    mode: pick(['horizontal', 'vertical', 'horizontal_and_vertical']),
    independent: pick([true, false]),
  }),
  RandomRotation: (maker) => ({ factor: maker.pick([0, 0.05, 0.5, [0.25, 0.25]]), ...border(maker) }),
  RandomTranslation: (maker) => ({ heightFactor: factor(maker), widthFactor: factor(maker), ...border(maker) }),
  RandomZoom: (maker) => ({ heightFactor: factor(maker), widthFactor: factor(maker), ...border(maker) }),
  RandomShear: (maker) => ({
    ...(maker.pick([true, false]) ? { xFactor: factor(maker), yFactor: factor(maker) } : { intensity: 40 }),
    ...border(maker),
  }),
  RandomPerspective: (maker) => ({
    factor: maker.pick([1, [1, 1]]),
    scale: maker.pick([0, 0.3, 0.6]),
    ...border(maker),
  }),
  CenterCrop: ({ size }) => ({ height: size(), width: size() }),
  RandomCrop: ({ size }) => ({ height: size(), width: size() }),
  RandomResizedCrop: (maker) => ({
    height: maker.size(),
    width: maker.size(),
    interpolation: method(maker),
    antialias: maker.pick([true, false]),
    ...maker.pick([{}, { scale: [0.4, 0.5], ratio: [1, 2] }]),
  }),
  Resizing: (maker) => ({
    height: maker.size(),
    width: maker.size(),
    interpolation: method(maker),
    antialias: maker.pick([true, false]),
    ...maker.pick([{}, { cropToAspectRatio: true }, { padToAspectRatio: true, fillValue: 3 }]),
  }),
  // It leaves images alone, but cuts the native part in two.
  MaxNumBoundingBoxes: ({ pick }) => ({ maxNumber: pick([1, 5]) }),
  RandomHeight: (maker) => ({ factor: 0.5, interpolation: method(maker) }),
  RandomWidth: (maker) => ({ factor: 0.5, interpolation: method(maker) }),
  RandomGaussianBlur: ({ pick }) => ({
    factor: pick([0.5, [1, 1]]),
    kernelSize: pick([1, 3, [5, 3], [1, 9]]),
    sigma: pick([1, [0.3, 4]]),
  }),
  // Sharpening enlarges a difference of one step.
  RandomSharpness: ({ pick, integer }) => ({ factor: integer ? [0.2, 0.5] : pick([1, [0, 0.3], [0.5, 0.5]]) }),
  RandomElasticTransform: (maker) => ({
    factor: maker.pick([1, [1, 1]]),
    scale: maker.pick([0, 0.4, 1]),
    ...border(maker),
  }),
  RandomErasing: ({ pick, channels }) => ({
    factor: pick([0.5, [1, 1]]),
    scale: pick([
      [0.02, 0.33],
      [0.5, 1],
    ]),
    fillValue: pick([null, null, 7, Array.from({ length: channels }, (_, i) => 40 * i)]),
  }),
  GaussianNoise: ({ pick }) => ({ stddev: pick([0, 5, [1, 40]]), valueRange: pick([null, [0, 255]]) }),
  RandomBrightness: (maker) => ({ factor: factor(maker) }),
  RandomColorDegeneration: ({ pick }) => ({ factor: pick([[0, 1], [0.5, 0.5], 0]) }),
  RandomGrayscale: ({ pick }) => ({ factor: pick([0.5, 1]) }),
  RandomHue: ({ pick }) => ({ factor: pick([0, 0.3, 1]) }),
  RandomInvert: ({ pick }) => ({
    factor: pick([1, [1, 1]]),
    valueRange: pick([
      [0, 255],
      [-20, 230],
    ]),
  }),
  // A factor above 0.5 enlarges a difference of one step.
  RandomSaturation: ({ pick, integer }) => ({ factor: integer ? 0.5 : pick([0.5, [0.2, 0.7]]) }),
  // A factor above 1 enlarges a difference of one step.
  RandomContrast: ({ pick, integer }) => ({ factor: integer ? 0 : pick([0, 0.5, [0.2, 0.9]]) }),
  RandomChannelShift: ({ pick }) => ({ factor: pick([0, 20, 90]) }),
  MixUp: ({ pick }) => ({ alpha: pick([0.2, 1, 5]) }),
  CutMix: ({ pick }) => ({ factor: pick([1, [0.3, 0.9]]) }),
  Mosaic: ({ pick }) => ({
    centerRange: pick([
      [0.25, 0.75],
      [0, 1],
    ]),
    fillValue: 9,
  }),
  Rescaling: ({ pick, channels }) =>
    pick<Record<string, unknown>>([
      { scale: 0.5, offset: 3 },
      { scale: Array.from({ length: channels }, (_, i) => 1 - i / 8) },
    ]),
  // A deviation of at least 1 keeps a difference from growing.
  Normalization: ({ channels }) => ({
    mean: Array.from({ length: channels }, (_, i) => 90 + 5 * i),
    variance: Array.from({ length: channels }, (_, i) => 1 + i),
  }),
  // So does an epsilon of 2, whatever the deviation.
  SamplewiseNormalization: ({ pick }) => ({ center: pick([true, false]), std: pick([true, false]), epsilon: 2 }),
};

/** One layer of a few kinds, for the layers that hold layers. */
function inner(maker: Maker, name: string): LayerConfig {
  const className = maker.pick(['RandomFlip', 'RandomRotation', 'RandomBrightness', 'Rescaling']);
  const dtype = maker.integer ? 'input' : 'float32';
  return { className, config: { ...LAYERS[className]?.(maker), name, dtype } };
}

const CONTAINERS: typeof LAYERS = {
  Pipeline: (maker) => ({ layers: [inner(maker, 'a'), inner(maker, 'b')] }),
  RandomApply: (maker) => ({ layers: [inner(maker, 'a'), inner(maker, 'b')], probability: maker.pick([0, 0.5, 1]) }),
  RandomColorJitter: ({ pick }) => ({ brightnessFactor: 0.2, contrastFactor: pick([0, 0.3]), hueFactor: 0.1 }),
  RandomChoice: (maker) => ({ layers: ['a', 'b', 'c'].map((name) => inner(maker, name)) }),
};

/** Layers with jumps, which any difference of their input may cross, so they come first. */
const FIRST: typeof LAYERS = {
  AugMix: ({ pick }) => ({ numChains: pick([1, 2, 3]), chainDepth: 1, alpha: pick([0.2, 1]) }),
  ContrastLimitedAdaptiveHistogramEqualization: ({ pick }) => ({
    clipLimit: pick([0, 1, 4]),
    tileGridSize: pick([
      [8, 8],
      [1, 1],
      [2, 3],
    ]),
    valueRange: pick([
      [0, 255],
      [-20, 300],
    ]),
  }),
  RandAugment: ({ pick }) => ({ numOps: 1, factor: pick([0.1, 0.5]) }),
  TrivialAugment: () => ({}),
  AutoContrast: ({ pick }) => ({
    valueRange: pick([
      [0, 255],
      [-1, 1],
    ]),
  }),
  Equalization: ({ pick }) => ({
    bins: pick([256, 30]),
    valueRange: pick([
      [0, 255],
      [-20, 300],
    ]),
  }),
  RandomPosterization: ({ pick }) => ({
    factor: pick([8, [3, 3]]),
    valueRange: pick([
      [0, 255],
      [-20, 300],
    ]),
  }),
  Solarization: ({ pick }) => ({
    additionFactor: pick([0, 0.3]),
    thresholdFactor: pick([0, 0.8]),
    valueRange: pick([
      [0, 255],
      [-20, 300],
    ]),
  }),
};

const MAKERS = { ...LAYERS, ...CONTAINERS, ...FIRST };
const NAMES = Object.keys({ ...LAYERS, ...CONTAINERS });
/** These need 1, 3 or 4 channels. */
const COLORS = new Set([
  'AugMix',
  'RandAugment',
  'RandomColorDegeneration',
  'RandomColorJitter',
  'RandomGrayscale',
  'RandomHue',
  'RandomSaturation',
  'TrivialAugment',
]);

/** `whitens`: some programs begin with a whitening, which takes no other shape than that of their input. */
export function randomProgram(seed: number, whitens = false): RandomProgram {
  const next = generator(seed);
  const pick: Pick = (from) => from[Math.floor(next() * from.length)] as (typeof from)[number];
  const size = () => 1 + Math.floor(next() * 24);
  const dtype: InputDType = pick(['float32', 'uint8', 'uint8', 'uint16', 'int32']);
  const integer = dtype !== 'float32' && next() < 0.5;
  const channels = pick([1, 3, 3, 4, 2, 5]);
  const maker = { pick, size, channels, integer };
  const layers = Array.from({ length: 1 + Math.floor(next() * 5) }, (_, i) => {
    const first = i === 0 && next() < 0.25;
    const names = first ? Object.keys(FIRST) : NAMES;
    const fitting = channels === 2 || channels === 5 ? names.filter((name) => !COLORS.has(name)) : names;
    const className = pick(fitting);
    const config: Record<string, unknown> = { ...MAKERS[className]?.(maker), name: `layer${i}` };
    config.dtype = integer ? 'input' : 'float32';
    return { className, config };
  });
  const inputSeed = Math.floor(next() * 2 ** 32);
  const shape = [size(), size(), channels] as const;
  const input = goldenInput({ seed: inputSeed, shape: [2, ...shape], dtype });
  const fuse = next() < 0.6;
  // In front, because only there it is known what shape an image has.
  if (whitens && next() < 0.1 && !((layers[0] as LayerConfig).className in FIRST)) {
    const { className, config } = randomWhitening(next, shape);
    layers.unshift({ className, config: { ...config, dtype: integer ? 'input' : 'float32' } });
  }
  return { input, config: { layers, seed, fuse }, integer };
}
