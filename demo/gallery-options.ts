// The options each layer has in docs/gallery.md: such that one picture of 160 x 160 shows what the layer does.
import { inspect } from 'node:util';
import type { Image } from '../src/index.js';
import type { LAYER_CLASSES } from '../src/layers/index.js';

export type ClassName = keyof typeof LAYER_CLASSES;

export const GALLERY_SIDE = 160;

/** RGB as BGR. */
function swapRedAndBlue({ data, shape }: Image): Image {
  const swapped = data.slice();
  for (let i = 0; i < data.length; i += 3) {
    swapped[i] = data[i + 2] as number;
    swapped[i + 2] = data[i] as number;
  }
  return { data: swapped, shape };
}

export const GALLERY_OPTIONS: Readonly<Record<ClassName, object>> = {
  AugMix: { factor: 0.3 },
  AutoContrast: {},
  CenterCrop: { height: 110, width: 110 },
  ContrastLimitedAdaptiveHistogramEqualization: { clipLimit: 4, tileGridSize: [4, 4] },
  CutMix: { factor: 1 },
  Equalization: {},
  GaussianNoise: { stddev: 30, valueRange: [0, 255] },
  Lambda: { function: swapRedAndBlue },
  MixUp: { alpha: 100 },
  Mosaic: { centerRange: [0.4, 0.6] },
  MaxNumBoundingBoxes: { maxNumber: 2 },
  Normalization: { mean: 60, variance: 0.36 },
  Pipeline: {
    layers: [
      { className: 'RandomRotation', config: { factor: [0.05, 0.05] } },
      { className: 'RandomGrayscale', config: { factor: 1 } },
    ],
  },
  RandAugment: { numOps: 3, factor: [0.4, 0.6] },
  RandomApply: { layers: [{ className: 'RandomInvert', config: { factor: [1, 1] } }], probability: 1 },
  RandomBrightness: { factor: [0.3, 0.3] },
  RandomChannelShift: { factor: 80, valueRange: [0, 255] },
  RandomChoice: {
    layers: [
      { className: 'RandomRotation', config: { factor: [0.1, 0.1] } },
      { className: 'Solarization', config: { thresholdFactor: [0.3, 0.3] } },
    ],
  },
  RandomColorDegeneration: { factor: [0.7, 0.7] },
  RandomColorJitter: { brightnessFactor: 0.2, saturationFactor: [0.7, 0.8], hueFactor: [0.1, 0.2] },
  RandomContrast: { factor: [0.8, 0.8] },
  RandomCrop: { height: 110, width: 110 },
  RandomElasticTransform: { factor: [1, 1], scale: [1, 1] },
  RandomErasing: { factor: [1, 1], scale: [0.1, 0.2] },
  RandomFlip: { mode: 'horizontal' },
  RandomGaussianBlur: { factor: [1, 1], kernelSize: 9, sigma: [3, 3] },
  RandomGrayscale: { factor: 1 },
  RandomHeight: { factor: [-0.4, -0.4] },
  RandomPerspective: { factor: [1, 1], scale: 1 },
  RandomResizedCrop: { height: 160, width: 160, scale: [0.2, 0.4] },
  RandomHue: { factor: [0.6, 0.6] },
  RandomInvert: { factor: [1, 1] },
  RandomPosterization: { factor: [2, 2] },
  RandomRotation: { factor: [0.08, 0.08] },
  RandomSaturation: { factor: [0.8, 0.8] },
  RandomSharpness: { factor: [1, 1] },
  RandomShear: { xFactor: [0.5, 0.5] },
  RandomTranslation: { heightFactor: [0.2, 0.2], widthFactor: [0.3, 0.3], fillMode: 'constant' },
  RandomWidth: { factor: [-0.4, -0.4] },
  RandomZCAWhitening: { epsilon: 100, factor: 1 },
  RandomZoom: { heightFactor: [0.5, 0.5] },
  Rescaling: { scale: -1, offset: 255 },
  Resizing: { height: 40, width: 40 },
  SamplewiseNormalization: { std: false },
  Solarization: { thresholdFactor: [0.5, 0.5] },
  TrivialAugment: {},
  ZCAWhitening: { epsilon: 100 },
};

/** The line of a layer in docs/gallery.md. */
export function galleryLine(className: ClassName): string {
  const options = inspect(GALLERY_OPTIONS[className], {
    depth: 8,
    breakLength: Number.POSITIVE_INFINITY,
    compact: true,
  });
  const text = options.replace(/\[Function: (\w+)\]/, '$1').replace(/\[ (.*?) \]/g, '[$1]');
  return `| \`${className}\` | \`${text}\` |`;
}
