// Pipelines that have a form in Keras: every layer that Keras has, every option and form of options.
import {
  AutoContrast,
  CenterCrop,
  ContrastLimitedAdaptiveHistogramEqualization,
  CutMix,
  Equalization,
  GaussianNoise,
  ImagePipeline,
  MaxNumBoundingBoxes,
  MixUp,
  Normalization,
  RandomBrightness,
  RandomColorDegeneration,
  RandomContrast,
  RandomCrop,
  RandomElasticTransform,
  RandomErasing,
  RandomFlip,
  RandomGaussianBlur,
  RandomGrayscale,
  RandomHue,
  RandomInvert,
  RandomPerspective,
  RandomPosterization,
  RandomPerspective,
  RandomRotation,
  RandomSaturation,
  RandomSharpness,
  RandomShear,
  RandomTranslation,
  RandomZoom,
  Rescaling,
  Resizing,
  Solarization,
  type ToKerasOptions,
} from '../../src/index.js';

export interface KerasCase {
  name: string;
  pipeline: ImagePipeline;
  options?: ToKerasOptions;
}

const SEED = { seed: 42 };

async function adapted(): Promise<ImagePipeline> {
  const pipeline = new ImagePipeline([new Rescaling({ scale: 2 }), new Normalization({ name: 'learned' })], SEED);
  await pipeline.adapt({ data: Float32Array.from({ length: 24 }, (_, i) => (i * i) % 97), shape: [2, 2, 2, 3] });
  return pipeline;
}

const geometric = { fillMode: 'constant', fillValue: 3, interpolation: 'nearest', seed: 2 ** 40 } as const;

/** What scripts/parity/to-keras.ts hands to Keras. */
export async function kerasCases(): Promise<KerasCase[]> {
  const crops = [new Resizing({ height: 10, width: 12 }), new CenterCrop({ height: 8, width: 9 })];
  const aspect = { height: 6, width: 9, interpolation: 'bicubic', antialias: true } as const;
  return [
    {
      name: 'nothing',
      pipeline: new ImagePipeline([], { ...SEED, name: 'nothing' }),
      options: { className: 'Pipeline' },
    },
    { name: 'boxes', pipeline: new ImagePipeline([new MaxNumBoundingBoxes({ maxNumber: 4, name: 'limit' })], SEED) },
    // Keras returns whole images at inference, this library the centre.
    { name: 'random crop', pipeline: new ImagePipeline([new RandomCrop({ height: 4, width: 3, name: 'crop' })], SEED) },
    { name: 'sizes', pipeline: new ImagePipeline(crops, SEED), options: { inputShape: [7, 11, 3] } },
    { name: 'any size', pipeline: new ImagePipeline(crops, SEED), options: { inputShape: [null, null, 3] } },
    {
      name: 'crop to aspect',
      pipeline: new ImagePipeline([new Resizing({ ...aspect, cropToAspectRatio: true })], SEED),
    },
    {
      name: 'pad to aspect',
      pipeline: new ImagePipeline([new Resizing({ ...aspect, padToAspectRatio: true, fillValue: 9 })], SEED),
    },
    {
      name: 'values',
      pipeline: new ImagePipeline(
        [
          new RandomBrightness({ factor: [-0.1, 0.3], valueRange: [0, 1], seed: 5 }),
          new RandomContrast({ factor: [0.1, 0.4], valueRange: [0, 1] }),
          new RandomContrast({ factor: 0.5, name: 'second' }),
          new Rescaling({ scale: [0.5, 1, 2], offset: [1, 0, -1] }),
          new Rescaling({ scale: 1 / 255, offset: 0.5, name: 'unit' }),
        ],
        { ...SEED, name: 'values' },
      ),
    },
    {
      name: 'colours',
      pipeline: new ImagePipeline(
        [
          new AutoContrast(),
          new AutoContrast({ valueRange: [0, 1], name: 'unit contrast' }),
          new RandomColorDegeneration({ factor: 0.4 }),
          new RandomColorDegeneration({ factor: [-0.1, 0.2], valueRange: [0, 1], seed: 5, name: 'pale' }),
          new RandomGrayscale(),
          new RandomGrayscale({ factor: 0.2, name: 'grays' }),
          new RandomHue({ factor: 0.4 }),
          new RandomHue({ factor: [0.1, 0.2], valueRange: [0, 1], seed: 5, name: 'turn' }),
          new RandomInvert(),
          new RandomInvert({ factor: [0.1, 0.2], valueRange: [0, 1], seed: 5, name: 'negative' }),
          new RandomPosterization({ factor: 4 }),
          new RandomPosterization({ factor: [3, 3], valueRange: [0, 1], seed: 5, name: 'coarse' }),
          new RandomSaturation({ factor: 0.4 }),
          new RandomSaturation({ factor: [-0.1, 0.2], valueRange: [0, 1], seed: 5, name: 'vivid' }),
          new Solarization(),
          new Solarization({
            additionFactor: 0.1,
            thresholdFactor: [0.2, 0.3],
            valueRange: [0, 1],
            seed: 5,
            name: 'solar',
          }),
        ],
        SEED,
      ),
    },
    {
      // As a model: Keras takes the layer for a part of a cycle.
      name: 'equalization',
      pipeline: new ImagePipeline(
        [new Equalization(), new Equalization({ valueRange: [0, 1], bins: 64, name: 'unit equal' })],
        SEED,
      ),
      options: { className: 'Pipeline' },
    },
    {
      name: 'geometric',
      pipeline: new ImagePipeline(
        [
          new RandomFlip(),
          new RandomFlip({ mode: 'horizontal', name: 'mirror' }),
          new RandomFlip({ mode: 'vertical', seed: 7 }),
          new RandomRotation({ factor: 0.1 }),
          new RandomRotation({ factor: [-0.3, 0.1], ...geometric }),
          new RandomTranslation({ heightFactor: 0.1, widthFactor: [0, 0.2] }),
          new RandomTranslation({ heightFactor: [-0.1, 0], widthFactor: 0.2, ...geometric }),
          new RandomZoom({ heightFactor: 0.2 }),
          new RandomZoom({ heightFactor: 1, widthFactor: [-0.2, 0.1], ...geometric, fillMode: 'wrap' }),
          new RandomElasticTransform(),
          new RandomElasticTransform({ factor: [0.2, 1], scale: 0.4, valueRange: [0, 1], ...geometric }),
          new RandomPerspective(),
          new RandomPerspective({ factor: [0.2, 0.7], scale: 0.3, fillValue: 3, interpolation: 'nearest', seed: 6 }),
          new RandomShear(),
          new RandomShear({ xFactor: 0.2, yFactor: [0.1, 0.3], ...geometric, fillMode: 'nearest' }),
        ],
        SEED,
      ),
    },
    {
      name: 'mixing',
      pipeline: new ImagePipeline(
        [
          new MixUp(),
          new MixUp({ alpha: 3, seed: 5, name: 'more' }),
          new CutMix(),
          new CutMix({ factor: [0.2, 0.5], seed: 2 ** 40, name: 'cut' }),
          new Rescaling({ scale: 2 }),
        ],
        SEED,
      ),
    },
    {
      name: 'statistics',
      pipeline: new ImagePipeline(
        [
          new Normalization({ mean: [1, 2, 3], variance: [4, 0, 6] }),
          new Normalization({ axis: null, mean: 10, variance: 4, invert: true }),
          new Normalization({ axis: [-1, -2], mean: [[1], [2], [3], [4], [5]], variance: [[1], [2], [3], [4], [5]] }),
        ],
        SEED,
      ),
    },
    {
      name: 'local',
      pipeline: new ImagePipeline(
        [
          new RandomGaussianBlur(),
          new RandomGaussianBlur({ factor: [0.2, 0.7], kernelSize: 5, sigma: [0.1, 0.8], valueRange: [0, 1], seed: 8 }),
          new RandomSharpness({ factor: 0.4 }),
          new RandomSharpness({ factor: [0.2, 0.9], valueRange: [0, 1] }),
          new ContrastLimitedAdaptiveHistogramEqualization(),
          new ContrastLimitedAdaptiveHistogramEqualization({
            clipLimit: 2,
            tileGridSize: [1, 1],
            valueRange: [0, 256],
          }),
          new RandomErasing(),
          new RandomErasing({ factor: [0.5, 1], scale: 0.4, fillValue: 7, valueRange: [0, 1], seed: 9 }),
          new RandomErasing({ fillValue: [1, 2, 3] }),
          new GaussianNoise({ stddev: 0.5, seed: 3 }),
        ],
        SEED,
      ),
    },
    { name: 'adapted', pipeline: await adapted() },
    {
      name: 'nested',
      pipeline: new ImagePipeline(
        [
          new ImagePipeline([new RandomFlip(), new ImagePipeline([new Rescaling({ scale: 3 })], SEED)], {
            ...SEED,
            name: 'inner',
          }),
          new CenterCrop({ height: 4, width: 3, name: 'crop' }),
        ],
        { ...SEED, name: 'outer' },
      ),
      options: { className: 'Pipeline' },
    },
    {
      name: 'nested models',
      pipeline: new ImagePipeline(
        [new ImagePipeline([new Rescaling({ scale: 3 })], SEED), new Rescaling({ scale: 2, name: 'twice' })],
        SEED,
      ),
      options: { inputShape: [5, 5, 3] },
    },
  ];
}
