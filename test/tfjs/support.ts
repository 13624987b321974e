// Layers for tests inside models: one of every class of the registry, with options that differ from the defaults.
import * as tf from '@tensorflow/tfjs-node';
import type { BatchShape, DType } from '../../src/index.js';
import { ImagePipeline, registerFunction } from '../../src/index.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { isAdaptable, type Layer } from '../../src/layers/layer.js';
import { makeBatch } from '../support/images.js';

registerFunction('negative', (image) => ({ ...image, data: image.data.map((value) => -value) }));

const OPTIONS: Readonly<Record<string, object>> = {
  AutoContrast: { valueRange: [0, 1] },
  CenterCrop: { height: 4, width: 7 },
  ContrastLimitedAdaptiveHistogramEqualization: { clipLimit: 2, tileGridSize: [2, 3], valueRange: [0, 300] },
  GaussianNoise: { stddev: [1, 9], valueRange: [0, 255], seed: 3 },
  Equalization: { bins: 64, valueRange: [-5, 250] },
  CutMix: { factor: [0.6, 0.9], seed: 3 },
  Lambda: { function: { name: 'negative' } },
  MixUp: { alpha: 2, seed: 3 },
  Mosaic: { centerRange: [0.2, 0.8], fillValue: 5, seed: 3 },
  MaxNumBoundingBoxes: { maxNumber: 3, fillValue: 0 },
  Normalization: { axis: [-1, -2] },
  AugMix: { numChains: 2, chainDepth: 2, factor: [0.1, 0.4], alpha: 0.5, seed: 3 },
  Pipeline: {
    layers: [
      { className: 'RandomFlip', config: { seed: 3 } },
      { className: 'Rescaling', config: { scale: 0.5 } },
    ],
  },
  TrivialAugment: { interpolation: 'nearest', seed: 3 },
  RandAugment: { numOps: 3, factor: [0.1, 0.6], interpolation: 'nearest', seed: 3 },
  RandomApply: { layers: [{ className: 'RandomFlip', config: { seed: 3 } }], probability: 0.7, seed: 3 },
  RandomBrightness: { factor: [0.1, 0.3], valueRange: [0, 200], seed: 3 },
  RandomChannelShift: { factor: 20, seed: 3 },
  RandomChoice: {
    layers: [
      { className: 'RandomFlip', config: { seed: 3 } },
      { className: 'Rescaling', config: { scale: 2 } },
    ],
    weights: [1, 2],
    seed: 3,
  },
  RandomColorJitter: {
    brightnessFactor: 0.2,
    contrastFactor: 0.4,
    saturationFactor: [0.3, 0.6],
    hueFactor: 0.2,
    seed: 3,
  },
  RandomColorDegeneration: { factor: [0.2, 0.8], valueRange: [0, 200], seed: 3 },
  RandomContrast: { factor: [0.2, 0.4], seed: 3 },
  RandomCrop: { height: 3, width: 5, seed: 3 },
  RandomElasticTransform: { factor: [1, 1], scale: 0.5, fillMode: 'nearest', valueRange: [0, 200], seed: 3 },
  RandomErasing: { factor: [0.9, 1], scale: [0.2, 0.6], seed: 3 },
  RandomFlip: { mode: 'horizontalAndVertical', independent: true, seed: 3 },
  RandomGaussianBlur: { factor: [0.9, 1], kernelSize: [5, 3], sigma: [0.5, 2], seed: 3 },
  RandomHeight: { factor: [0.2, 0.8], interpolation: 'nearest', seed: 3 },
  RandomPerspective: { factor: [1, 1], scale: 0.4, fillMode: 'nearest', seed: 3 },
  RandomResizedCrop: { height: 4, width: 5, scale: [0.3, 0.9], ratio: [0.5, 1], antialias: true, seed: 3 },
  RandomRotation: { factor: 0.2, fillMode: 'wrap', seed: 3 },
  RandomSharpness: { factor: [0.2, 0.9], valueRange: [0, 300], seed: 3 },
  RandomGrayscale: { factor: 0.7, seed: 3 },
  RandomHue: { factor: [0.3, 0.5], valueRange: [0, 260], seed: 3 },
  RandomInvert: { factor: [0.6, 0.9], valueRange: [-5, 250], seed: 3 },
  RandomPosterization: { factor: [2, 5], valueRange: [0, 260], seed: 3 },
  RandomSaturation: { factor: [0.1, 0.7], valueRange: [-5, 255], seed: 3 },
  RandomShear: { xFactor: 0.3, yFactor: [0.1, 0.2], fillMode: 'constant', fillValue: 7, seed: 3 },
  RandomTranslation: { heightFactor: 0.3, widthFactor: [-0.2, 0.4], fillMode: 'nearest', seed: 3 },
  RandomWidth: { factor: 0.4, seed: 3 },
  RandomZCAWhitening: { epsilon: 30, factor: 0.7, inference: 'whiten', seed: 3 },
  RandomZoom: { heightFactor: [-0.3, 0.2], interpolation: 'nearest', seed: 3 },
  Rescaling: { scale: [1, 2, 3], offset: -1 },
  Resizing: { height: 5, width: 4, interpolation: 'bicubic', cropToAspectRatio: true, antialias: true },
  SamplewiseNormalization: { std: false },
  Solarization: { additionFactor: 0.2, thresholdFactor: [0.3, 0.6], valueRange: [0, 260], seed: 3 },
  ZCAWhitening: { epsilon: 30, epsilonMode: 'singular', centering: 'feature', rank: 2, shrinkage: 0.3 },
};

/** Images [3, 6, 9, 3] as float32. */
export const SHAPE: BatchShape = [3, 6, 9, 3];

export type ClassName = keyof typeof LAYER_CLASSES;

export const CLASS_NAMES = Object.keys(LAYER_CLASSES) as ClassName[];

/** A layer of this class that is ready to run. */
export async function makeLayer(className: ClassName): Promise<Layer> {
  const layerClass = LAYER_CLASSES[className] as unknown as new (options: object) => Layer;
  const layer = new layerClass({ ...OPTIONS[className], name: 'mine' });
  if (isAdaptable(layer) && !layer.adapted) await new ImagePipeline([layer]).adapt(makeBatch(SHAPE, 'float32', 2));
  return layer;
}

/** Pseudo-random images as a tensor of float32 or int32. */
export function makeTensor(shape: BatchShape = SHAPE, dtype: 'float32' | 'int32' = 'float32', seed = 1): tf.Tensor4D {
  const { data } = makeBatch(shape, dtype as DType, seed);
  return tf.tensor4d(data as Float32Array, [...shape], dtype);
}

/** Values of a tensor, which is disposed. */
export function valuesOf(tensor: tf.Tensor | tf.Tensor[] | object): { shape: number[]; data: number[] } {
  const { shape } = tensor as tf.Tensor;
  const data = Array.from((tensor as tf.Tensor).dataSync());
  (tensor as tf.Tensor).dispose();
  return { shape, data };
}

/** A model of one layer. */
export function modelOf(layer: tf.layers.Layer): tf.Sequential {
  return tf.sequential({ layers: [layer] });
}
