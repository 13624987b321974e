// Functions that change the size of images.
import type { Applied } from '../apply.js';
import { CenterCrop } from '../layers/center-crop.js';
import { RandomCrop } from '../layers/random-crop.js';
import { RandomHeight } from '../layers/random-height.js';
import { RandomWidth } from '../layers/random-width.js';
import { RESIZE_METHODS, Resizing } from '../layers/resizing.js';
import { parseEnum } from '../options.js';
import type { Factor, ResizeInterpolation } from '../types.js';
import { type ImageOptions, parseSizePair, readCall, readRandomCall } from './call.js';

export interface ResizeOptions extends ImageOptions {
  /** As `interpolation` of Resizing; default 'bilinear'. */
  method?: ResizeInterpolation;
  /** Average over all source pixels when shrinking; default false. */
  antialias?: boolean;
}

/**
 * Images of size [height, width]. The dtype is kept unless `dtype` says otherwise.
 * @throws ArgumentError E_SIZE for anything but two integers of at least 1.
 * Source: tf.image.resize, which returns float32.
 * @example
 * const small = await image.resize({ data: new Uint8Array(48), shape: [4, 4, 3] }, [2, 2], { antialias: true });
 */
export function resize<T>(images: T, size: readonly [number, number], options?: ResizeOptions): Promise<Applied<T>> {
  const { own, run } = readCall('image.resize', options, ['method', 'antialias']);
  const { method, ...rest } = own;
  const interpolation = parseEnum('image.resize', 'method', method, RESIZE_METHODS, 'bilinear');
  return new Resizing({ ...parseSizePair('image.resize', size), ...rest, interpolation }).apply(images, run);
}

/** The centre of the images, as CenterCrop. */
export function centerCrop<T>(images: T, size: readonly [number, number], options?: ImageOptions): Promise<Applied<T>> {
  const { own, run } = readCall('image.centerCrop', options, []);
  return new CenterCrop({ ...parseSizePair('image.centerCrop', size), ...own }).apply(images, run);
}

/** A window at a random place, as RandomCrop. */
export function randomCrop<T>(
  images: T,
  size: readonly [number, number],
  seed?: number,
  options?: ImageOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomCrop', seed, options, []);
  return new RandomCrop({ ...parseSizePair('image.randomCrop', size), ...own }).apply(images, run);
}

export interface RandomSizeOptions extends ImageOptions {
  interpolation?: ResizeInterpolation;
}

/** One random height for all images, as RandomHeight. */
export function randomHeight<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: RandomSizeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomHeight', seed, options, ['interpolation']);
  return new RandomHeight({ factor, ...own }).apply(images, run);
}

/** One random width for all images, as RandomWidth. */
export function randomWidth<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: RandomSizeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomWidth', seed, options, ['interpolation']);
  return new RandomWidth({ factor, ...own }).apply(images, run);
}
