// Functions that change the size of images.
import type { Applied } from '../apply.js';
import { CenterCrop } from '../layers/center-crop.js';
import { RandomCrop } from '../layers/random-crop.js';
import { RandomHeight } from '../layers/random-height.js';
import { RandomResizedCrop } from '../layers/random-resized-crop.js';
import { RandomWidth } from '../layers/random-width.js';
import { Resizing } from '../layers/resizing.js';
import { parseEnum } from '../options.js';
import { type Factor, RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import { type ImageOptions, parseSizePair, readCall, readRandomCall } from './call.js';

/** Options of image.resize(). */
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
 * import { image } from 'tfjs-image-pipeline';
 * const small = await image.resize({ data: new Uint8Array(48), shape: [4, 4, 3] }, [2, 2], { antialias: true });
 */
export async function resize<T>(
  images: T,
  size: readonly [number, number],
  options?: ResizeOptions,
): Promise<Applied<T>> {
  const { own, run } = readCall('image.resize', options, ['method', 'antialias']);
  const { method, ...rest } = own;
  const interpolation = parseEnum('image.resize', 'method', method, RESIZE_METHODS, 'bilinear');
  return new Resizing({ ...parseSizePair('image.resize', size), ...rest, interpolation }).apply(images, run);
}

/**
 * The centre of the images, [height, width] pixels large, as CenterCrop; the dtype is kept.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const centre = await image.centerCrop(photo, [2, 2]);
 */
export async function centerCrop<T>(
  images: T,
  size: readonly [number, number],
  options?: ImageOptions,
): Promise<Applied<T>> {
  const { own, run } = readCall('image.centerCrop', options, []);
  return new CenterCrop({ ...parseSizePair('image.centerCrop', size), ...own }).apply(images, run);
}

/**
 * A window of [height, width] pixels at a random place, as RandomCrop; the dtype is kept.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const part = await image.randomCrop(photo, [2, 2], 42);
 */
export async function randomCrop<T>(
  images: T,
  size: readonly [number, number],
  seed?: number,
  options?: ImageOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomCrop', seed, options, []);
  return new RandomCrop({ ...parseSizePair('image.randomCrop', size), ...own }).apply(images, run);
}

/** Options of image.randomResizedCrop(). */
export interface RandomResizedCropFunctionOptions extends ResizeOptions {
  /** Least and greatest area of the window as a part of the image's; default [0.08, 1]. */
  scale?: readonly [number, number];
  /** Least and greatest width / height of the window; default 3 / 4 to 4 / 3. */
  ratio?: readonly [number, number];
}

/**
 * A window of random place, area and aspect ratio, resized to [height, width], as RandomResizedCrop; the dtype is kept.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const part = await image.randomResizedCrop(photo, [2, 2], 42, { scale: [0.5, 1] });
 */
export async function randomResizedCrop<T>(
  images: T,
  size: readonly [number, number],
  seed?: number,
  options?: RandomResizedCropFunctionOptions,
): Promise<Applied<T>> {
  const owner = 'image.randomResizedCrop';
  const { own, run } = readRandomCall(owner, seed, options, ['scale', 'ratio', 'method', 'antialias']);
  const { method, ...rest } = own;
  const interpolation = parseEnum(owner, 'method', method, RESIZE_METHODS, 'bilinear');
  return new RandomResizedCrop({ ...parseSizePair(owner, size), ...rest, interpolation }).apply(images, run);
}

/** Options of image.randomHeight() and image.randomWidth(). */
export interface RandomSizeOptions extends ImageOptions {
  /** As in Resizing; default 'bilinear'. */
  interpolation?: ResizeInterpolation;
}

/**
 * One random height for all images, as RandomHeight; the dtype is kept.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const taller = await image.randomHeight(photo, [0, 0.5], 42);
 */
export async function randomHeight<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: RandomSizeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomHeight', seed, options, ['interpolation']);
  return new RandomHeight({ factor, ...own }).apply(images, run);
}

/**
 * One random width for all images, as RandomWidth; the dtype is kept.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const wider = await image.randomWidth(photo, [0, 0.5], 42);
 */
export async function randomWidth<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: RandomSizeOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomWidth', seed, options, ['interpolation']);
  return new RandomWidth({ factor, ...own }).apply(images, run);
}
