// What fit() computes, in each of the versions.
import { checkAdaptBytes } from '../adapt/memory-limit.js';
import type { Batch } from '../input.js';
import { ImagePipeline } from '../pipeline.js';
import type { DType, Image, ImageBatch, PixelArray } from '../types.js';
import { readBatch } from './channels-first.js';
import { augmentLayers, partsOf, standardizeLayers, whiteningLayer } from './layers/index.js';
import type { ParsedOptions } from './options.js';
import type { RandomState } from './random-state.js';
import {
  type FeatureStatistics,
  FeatureSums,
  type ParsedFitOptions,
  parseFitOptions,
  scaledImage,
} from './statistics.js';
import { drawTransform, type TransformParameters } from './transform.js';

/** Images that are computed at a time. */
const CHUNK = 64;

type Transform = (image: Image, parameters: TransformParameters) => Promise<Image>;

/** `numpy` gives Python's generator, seeded if there is a seed; `transform` is applyTransform() with channels last. */
export function fitStatistics(
  options: ParsedOptions,
  x: unknown,
  fitOptions: unknown,
  numpy: (seed: number | undefined) => RandomState,
  transform: Transform,
): Promise<FeatureStatistics> {
  const fit = parseFitOptions(fitOptions);
  // A copy: the caller may change its pixels while they are being read.
  const images = readBatch('fit', x, options.dataFormat);
  checkMemory(options, images, fit);
  if (options.compat === null) return fitCorrected(options, images, fit);
  return fitAsKeras(options, images, fit, numpy(fit.seed), transform);
}

/** Of the images as they reach the sums, in the version that keeps their dtype longest. */
function checkMemory(options: ParsedOptions, images: Batch<PixelArray>, { augment, rounds }: ParsedFitOptions): void {
  if (!options.zcaWhitening) return;
  const [count, height, width, channels] = images.shape;
  const keepsDType = options.compat !== null && !augment && (options.rescale === null || options.compat === 'idg-1.1');
  const dtype: DType = keepsDType ? images.dtype : 'float32';
  checkAdaptBytes(whiteningLayer(options), [height, width, channels], augment ? count * rounds : count, dtype);
}

/** Statistics of what reaches the featurewise step: after preprocessingFunction, rescale and samplewise steps. */
async function fitCorrected(
  options: ParsedOptions,
  images: Batch<PixelArray>,
  { augment, rounds, seed, device }: ParsedFitOptions,
) {
  const before = { ...options, featurewiseCenter: false, dtype: 'float32' as const };
  const layers = [...augmentLayers(options, partsOf(options)), ...standardizeLayers(before, undefined)];
  const pipeline = new ImagePipeline(layers, seed === undefined ? {} : { seed });
  const sums = new FeatureSums(options);
  const [count, height, width, channels] = images.shape;
  const size = height * width * channels;
  for (let epoch = 0; epoch < (augment ? rounds : 1); epoch++) {
    for (let first = 0; first < count; first += CHUNK) {
      const part = Math.min(CHUNK, count - first);
      const data = images.data.subarray(first * size, (first + part) * size) as PixelArray;
      const chunk: ImageBatch = { data, shape: [part, height, width, channels] };
      await sums.add(await pipeline.apply(chunk, { training: augment, epoch, firstIndex: first }));
    }
  }
  return sums.statistics(1, device);
}

/** Rescaled before the transforms; keras-preprocessing 1.1 does not rescale here at all. */
async function fitAsKeras(
  options: ParsedOptions,
  images: Batch<PixelArray>,
  { augment, rounds, device }: ParsedFitOptions,
  random: RandomState,
  transform: Transform,
) {
  const factor = options.compat === 'idg-1.1' ? 1 : (options.rescale ?? 1);
  const sums = new FeatureSums(options);
  if (!augment && (factor === 1 || !options.zcaWhitening)) {
    await sums.add(images);
    return sums.statistics(factor, device);
  }
  for (let round = 0; round < (augment ? rounds : 1); round++) {
    for (let i = 0; i < images.shape[0]; i++) {
      const image = scaledImage(images, i, factor);
      await sums.add(augment ? await transform(image, drawTransform(options, image.shape, random)) : image);
    }
  }
  return sums.statistics(1, device);
}
