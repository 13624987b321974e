// Every layer on images at the edge of what an image can be. Expected values follow from what the layers promise.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ArgumentError,
  AutoContrast,
  CenterCrop,
  ContrastLimitedAdaptiveHistogramEqualization,
  Equalization,
  GaussianNoise,
  ImagePipeline,
  type Layer,
  Normalization,
  RandomBrightness,
  RandomChannelShift,
  RandomColorDegeneration,
  RandomContrast,
  RandomCrop,
  RandomElasticTransform,
  RandomErasing,
  RandomFlip,
  RandomGaussianBlur,
  RandomGrayscale,
  RandomHeight,
  RandomHue,
  RandomInvert,
  RandomPerspective,
  RandomPosterization,
  RandomResizedCrop,
  RandomRotation,
  RandomSaturation,
  RandomSharpness,
  RandomShear,
  RandomTranslation,
  RandomWidth,
  RandomZoom,
  Rescaling,
  Resizing,
  SamplewiseNormalization,
  Solarization,
} from '../../src/index.js';

const METHODS = [
  'nearest',
  'bilinear',
  'bicubic',
  'area',
  'lanczos3',
  'lanczos5',
  'gaussian',
  'mitchellcubic',
] as const;
const FILLS = ['nearest', 'reflect', 'wrap'] as const;

/** Layers that only move or average pixels: a constant image stays constant, whatever is drawn. */
const movers: Layer[] = [
  ...FILLS.flatMap((fillMode) => [
    new RandomRotation({ factor: 0.5, fillMode, dtype: 'input' }),
    new RandomTranslation({ heightFactor: 0.8, widthFactor: 0.8, fillMode, dtype: 'input' }),
    new RandomZoom({ heightFactor: 0.7, widthFactor: 0.7, fillMode, dtype: 'input' }),
    new RandomElasticTransform({ factor: [1, 1], fillMode, valueRange: [-100, 255], dtype: 'input' }),
    new RandomPerspective({ factor: [1, 1], scale: 0.6, fillMode, dtype: 'input' }),
    new RandomShear({ xFactor: 0.9, yFactor: 0.9, fillMode, dtype: 'input' }),
    new RandomShear({ intensity: 60, fillMode, dtype: 'input' }),
  ]),
  ...METHODS.flatMap((interpolation) => [
    new Resizing({ height: 5, width: 3, interpolation }),
    new Resizing({ height: 2, width: 4, interpolation, antialias: true, cropToAspectRatio: true }),
    new RandomResizedCrop({ height: 4, width: 3, interpolation }),
    new RandomResizedCrop({ height: 2, width: 5, interpolation, antialias: true, scale: [0.1, 0.2] }),
    new RandomHeight({ factor: 0.6, interpolation }),
    new RandomWidth({ factor: 0.6, interpolation }),
  ]),
  new CenterCrop({ height: 2, width: 3 }),
  new RandomCrop({ height: 2, width: 2 }),
  new RandomFlip(),
];

/** Layers that change values. */
const changers: Layer[] = [
  new Rescaling({ scale: 1 / 255 }),
  new Normalization({ mean: 3, variance: 4, axis: null }),
  new SamplewiseNormalization(),
  new RandomBrightness({ factor: 0.3 }),
  new RandomContrast({ factor: 0.3 }),
  new RandomChannelShift({ factor: 30 }),
  new RandomGaussianBlur({ factor: [1, 1], kernelSize: [3, 5] }),
  new RandomSharpness({ factor: 1 }),
  new ContrastLimitedAdaptiveHistogramEqualization(),
  new GaussianNoise({ stddev: 4, valueRange: [0, 255] }),
  new AutoContrast(),
  new Equalization(),
  new RandomInvert({ factor: [1, 1] }),
  new RandomPosterization({ factor: 4 }),
  new Solarization({ thresholdFactor: 0.5 }),
];

/** Layers that put other values in place of some. */
const fillers: Layer[] = [new RandomErasing({ factor: [1, 1] }), new RandomErasing({ factor: [1, 1], fillValue: 7 })];

/** Layers of 1, 3 or 4 channels. */
const colors: Layer[] = [
  new RandomColorDegeneration({ factor: 0.5 }),
  new RandomGrayscale({ factor: 1 }),
  new RandomHue({ factor: 1 }),
  new RandomSaturation({ factor: 0.7 }),
];

const everything = [...movers, ...changers, ...colors];
const takes = (layer: Layer, channels: number) => channels < 5 || !colors.includes(layer);
const SHAPES = [
  [1, 1, 1],
  [1, 9, 3],
  [9, 1, 4],
  [4, 5, 1],
  [3, 3, 5],
] as const;

function label(layer: Layer): string {
  return `${layer.className} ${JSON.stringify(layer.getConfig())}`;
}

test('an empty batch gives an empty batch of the right size', async () => {
  for (const layer of [...everything, ...fillers]) {
    const result = await layer.apply({ data: new Uint8Array(0), shape: [0, 6, 7, 3] }, { seed: 1 });
    assert.is(result.shape[0], 0, label(layer));
    assert.is(result.shape[3], 3, label(layer));
    assert.is(result.data.length, 0, label(layer));
  }
});

for (const value of [0, 255]) {
  test(`uint8 images of only ${value} stay so when pixels move`, async () => {
    for (const shape of SHAPES) {
      const data = new Uint8Array(shape[0] * shape[1] * shape[2]).fill(value);
      for (const layer of movers) {
        const result = await layer.apply({ data, shape }, { seed: 5 });
        assert.instance(result.data, Uint8Array, label(layer));
        assert.is(
          result.data.length,
          result.shape.reduce((product: number, size) => product * size, 1),
        );
        assert.ok(
          result.data.every((pixel) => pixel === value),
          `${label(layer)} on ${shape}: ${result.data}`,
        );
      }
    }
  });
}

test('negative constants stay constant when pixels move', async () => {
  for (const shape of SHAPES) {
    const data = new Float32Array(shape[0] * shape[1] * shape[2]).fill(-17.25);
    for (const layer of movers) {
      const result = await layer.apply({ data, shape }, { seed: 6 });
      for (const pixel of result.data)
        assert.ok(Math.abs(pixel + 17.25) < 2e-5, `${label(layer)} on ${shape}: ${pixel}`);
    }
  }
});

test('an image of only NaN stays NaN', async () => {
  for (const shape of SHAPES) {
    const data = new Float32Array(shape[0] * shape[1] * shape[2]).fill(NaN);
    for (const layer of everything.filter((one) => takes(one, shape[2]))) {
      const result = await layer.apply({ data, shape }, { seed: 7 });
      assert.ok(result.data.length > 0);
      assert.ok(result.data.every(Number.isNaN), `${label(layer)} on ${shape}: ${result.data}`);
    }
  }
});

test('erasing leaves NaN outside the rectangle and none inside', async () => {
  const [height, width] = [5, 9];
  const data = new Float32Array(height * width * 3).fill(NaN);
  for (const layer of fillers) {
    const pipeline = new ImagePipeline([layer], { seed: 7 });
    const [draw] = pipeline.sample(1, { shape: [height, width, 3], epoch: 0, firstIndex: 0 });
    const { left = 0, top = 0, width: w = 0, height: h = 0 } = draw?.stages[0]?.values ?? {};
    const result = await pipeline.apply({ data, shape: [height, width, 3] }, { epoch: 0, firstIndex: 0 });
    for (let i = 0; i < result.data.length; i++) {
      const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
      const inside = x >= left && x < left + w && y >= top && y < top + h;
      assert.is(Number.isNaN(result.data[i]), !inside, `${label(layer)} at ${x}, ${y}`);
    }
  }
});

test('NaN becomes 0 in an integer result', async () => {
  const input = { data: Float32Array.of(NaN, 3.5, Infinity, -Infinity), shape: [2, 2, 1] as const };
  const result = await new Rescaling({ scale: 1, dtype: 'uint8' }).apply(input);
  assert.equal(result.data, Uint8Array.of(0, 4, 255, 0));
});

test('uint8 extremes through layers that change values', async () => {
  const input = { data: Uint8Array.of(0, 255, 255, 0), shape: [1, 4, 1] as const };
  const out = async (layer: Layer) => Array.from((await layer.apply(input, { seed: 1 })).data);
  assert.equal(await out(new RandomBrightness({ factor: [1, 1] })), [255, 255, 255, 255]);
  assert.equal(await out(new RandomBrightness({ factor: [-1, -1] })), [0, 0, 0, 0]);
  assert.equal(await out(new RandomContrast({ factor: [0, 1] })), [0, 255, 255, 0]);
  assert.equal(await out(new RandomChannelShift({ factor: [9, 9] })), [9, 255, 255, 9]);
  const centred = await out(new SamplewiseNormalization());
  for (const [i, value] of centred.entries()) assert.ok(Math.abs(value - (i === 1 || i === 2 ? 1 : -1)) < 1e-6);
});

test('one pixel: statistics of the image change nothing or give 0', async () => {
  const input = { data: Float32Array.of(12.5, -3), shape: [1, 1, 2] as const };
  const contrast = await new RandomContrast({ factor: [1, 1], valueRange: [-100, 100] }).apply(input, { seed: 1 });
  assert.equal(contrast.data, Float32Array.of(12.5, -3));
  const one = await new SamplewiseNormalization().apply({ data: Float32Array.of(0.1), shape: [1, 1, 1] });
  assert.equal(one.data, Float32Array.of(0));
});

test('a reversed value range is an error (Keras sorts it in some layers)', () => {
  for (const make of [
    () => new RandomBrightness({ factor: 0.1, valueRange: [255, 0] }),
    () => new RandomContrast({ factor: 0.1, valueRange: [1, 0] }),
    () => new RandomGaussianBlur({ valueRange: [1, 0] }),
    () => new RandomSharpness({ factor: 0.1, valueRange: [1, 0] }),
    () => new RandomErasing({ valueRange: [1, 0] }),
    () => new GaussianNoise({ stddev: 1, valueRange: [1, 0] }),
    () => new ContrastLimitedAdaptiveHistogramEqualization({ valueRange: [1, 0] }),
    () => new AutoContrast({ valueRange: [1, 0] }),
    () => new Equalization({ valueRange: [1, 0] }),
    () => new RandomColorDegeneration({ factor: 0.1, valueRange: [1, 0] }),
    () => new RandomHue({ factor: 0.1, valueRange: [1, 0] }),
    () => new RandomInvert({ valueRange: [1, 0] }),
    () => new RandomPosterization({ factor: 2, valueRange: [1, 0] }),
    () => new RandomSaturation({ factor: 0.1, valueRange: [1, 0] }),
    () => new Solarization({ valueRange: [1, 0] }),
  ]) {
    assert.throws(make, (error: unknown) => error instanceof ArgumentError && /valueRange/.test(error.message));
  }
});

test('a pipeline without layers returns the pixels', async () => {
  const data = Uint16Array.of(1, 65535, 7, 0);
  const result = await new ImagePipeline([]).apply({ data, shape: [2, 2, 1] });
  assert.equal(result.data, data);
});

test.run();
