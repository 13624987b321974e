// Functions that change values and leave pixels where they are.
import type { Applied } from '../apply.js';
import { applyStages } from '../apply-stages.js';
import { Normalization } from '../layers/normalization.js';
import type { NestedNumbers } from '../layers/normalization-statistics.js';
import { RandomBrightness } from '../layers/random-brightness.js';
import { RandomChannelShift } from '../layers/random-channel-shift.js';
import { RandomContrast } from '../layers/random-contrast.js';
import { Rescaling } from '../layers/rescaling.js';
import { SamplewiseNormalization } from '../layers/samplewise-normalization.js';
import { parseNumber } from '../options.js';
import type { Factor } from '../types.js';
import { forEachImage, type ImageOptions, readCall, readRandomCall } from './call.js';

/**
 * value * scale + offset as float32, as Rescaling; one number each, or one per channel.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const unit = await image.rescale(photo, 1 / 127.5, -1);
 */
export async function rescale<T>(
  images: T,
  scale: number | readonly number[],
  offset: number | readonly number[] = 0,
  options?: ImageOptions,
): Promise<Applied<T>> {
  const { own, run } = readCall('image.rescale', options, []);
  return new Rescaling({ scale, offset, ...own }).apply(images, run);
}

/**
 * (value - mean) / max(sqrt(variance), 1e-7) as float32, as Normalization; one number each, or one per channel.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const normal = await image.normalize(photo, [100, 120, 90], [400, 900, 100]);
 */
export async function normalize<T>(
  images: T,
  mean: NestedNumbers,
  variance: NestedNumbers,
  options?: ImageOptions,
): Promise<Applied<T>> {
  const { own, run } = readCall('image.normalize', options, []);
  return new Normalization({ mean, variance, ...own }).apply(images, run);
}

/**
 * Every image by itself to mean 0 and standard deviation 1, as SamplewiseNormalization: float32; epsilon defaults to 1e-6.
 * Source: tf.image.per_image_standardization, whose divisor is max(deviation, 1 / sqrt(values)).
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const normal = await image.standardize(photo);
 */
export async function standardize<T>(images: T, options?: ImageOptions & { epsilon?: number }): Promise<Applied<T>> {
  const { own, run } = readCall('image.standardize', options, ['epsilon']);
  return new SamplewiseNormalization(own).apply(images, run);
}

/** Options of the functions that clip. Their results are float32 unless `dtype` says otherwise. */
export interface ValueRangeOptions extends ImageOptions {
  /** Lowest and highest value of the result; default [0, 255], for randomChannelShift the image's own extremes. */
  valueRange?: readonly [min: number, max: number];
}

/**
 * value + delta, clipped to valueRange. delta is in units of the values.
 * @throws ArgumentError for a delta that is not finite.
 * Source: tf.image.adjust_brightness, which does not clip.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const brighter = await image.adjustBrightness(photo, 20);
 */
export async function adjustBrightness<T>(images: T, delta: number, options?: ValueRangeOptions): Promise<Applied<T>> {
  const owner = 'image.adjustBrightness';
  const { own, run } = readCall(owner, options, ['valueRange']);
  const stages = new RandomBrightness({ factor: 0, ...own }).lower(true);
  const numbers = { delta: parseNumber(owner, 'delta', delta) };
  return applyStages(owner, stages, images, run, forEachImage(owner, images, numbers));
}

/**
 * (value - mean) * factor + mean with the mean of the channel, clipped to valueRange.
 * @throws ArgumentError for a factor that is not finite.
 * Source: tf.image.adjust_contrast, which does not clip.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const harder = await image.adjustContrast(photo, 1.5);
 */
export async function adjustContrast<T>(images: T, factor: number, options?: ValueRangeOptions): Promise<Applied<T>> {
  const owner = 'image.adjustContrast';
  const { own, run } = readCall(owner, options, ['valueRange']);
  const stages = new RandomContrast({ factor: 0, ...own }).lower(true);
  const numbers = { factor: parseNumber(owner, 'factor', factor) };
  return applyStages(owner, stages, images, run, forEachImage(owner, images, numbers));
}

/**
 * One random amount added to all values of an image, as RandomBrightness.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const bright = await image.randomBrightness(photo, 0.2, 42);
 */
export async function randomBrightness<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: ValueRangeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomBrightness', seed, options, ['valueRange']);
  return new RandomBrightness({ factor, ...own }).apply(images, run);
}

/**
 * A random contrast per image, as RandomContrast: one factor f means 1 to 1 + f.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const harder = await image.randomContrast(photo, [0.2, 0.2], 42);
 */
export async function randomContrast<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: ValueRangeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomContrast', seed, options, ['valueRange']);
  return new RandomContrast({ factor, ...own }).apply(images, run);
}

/**
 * One random amount, in units of the values, added to all channels, as RandomChannelShift.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const shifted = await image.randomChannelShift(photo, 20, 42);
 */
export async function randomChannelShift<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: ValueRangeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomChannelShift', seed, options, ['valueRange']);
  return new RandomChannelShift({ factor, ...own }).apply(images, run);
}
