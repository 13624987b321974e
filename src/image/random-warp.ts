// Random twins of the functions in warp.ts: one draw per image, keyed by seed, epoch and position.
import type { Applied } from '../apply.js';
import { RandomElasticTransform } from '../layers/random-elastic-transform.js';
import { RandomPerspective } from '../layers/random-perspective.js';
import { RandomRotation } from '../layers/random-rotation.js';
import { RandomShear } from '../layers/random-shear.js';
import { RandomTranslation } from '../layers/random-translation.js';
import { RandomZoom } from '../layers/random-zoom.js';
import type { Factor } from '../types.js';
import { readRandomCall, WARP_OPTIONS, type WarpOptions } from './call.js';

/**
 * Images sheared by a random angle about their centre; `intensity` in degrees, i means [-i, i]. Intensity 0 is exact.
 * Same shape, float32, default fill 'nearest'.
 * @throws ArgumentError E_RANGE for an angle of 90 degrees or more.
 * Source: keras.preprocessing.image.random_shear, corrected on images that are not square.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const sheared = await image.randomShear({ data: new Uint8Array(48), shape: [4, 4, 3] }, 20, 42);
 */
export async function randomShear<T>(
  images: T,
  intensity: Factor,
  seed?: number,
  options?: WarpOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomShear', seed, options, WARP_OPTIONS);
  return new RandomShear({ intensity, ...own }).apply(images, run);
}

/**
 * Images turned by a random part of a full turn, as RandomRotation: same shape, float32, default fill 'reflect'.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const turned = await image.randomRotation(photo, 0.1, 42);
 */
export async function randomRotation<T>(
  images: T,
  factor: Factor,
  seed?: number,
  options?: WarpOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomRotation', seed, options, WARP_OPTIONS);
  return new RandomRotation({ factor, ...own }).apply(images, run);
}

function isPerSide(factor: unknown): factor is { readonly height: Factor; readonly width: Factor } {
  return typeof factor === 'object' && factor !== null && !Array.isArray(factor);
}

/** Factors for height and width, or one for both. */
export type TwoFactors = number | { readonly height: Factor; readonly width: Factor };

/**
 * Images moved by random parts of their size, as RandomTranslation: same shape, float32, default fill 'reflect'. One
 * number is for both directions.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const moved = await image.randomTranslation(photo, { height: 0.1, width: [0, 0.2] }, 42);
 */
export async function randomTranslation<T>(
  images: T,
  factor: TwoFactors,
  seed?: number,
  options?: WarpOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomTranslation', seed, options, WARP_OPTIONS);
  const { height, width } = isPerSide(factor) ? factor : { height: factor, width: factor };
  return new RandomTranslation({ heightFactor: height, widthFactor: width, ...own }).apply(images, run);
}

/**
 * Images zoomed by a random factor, as RandomZoom: same shape, float32, default fill 'reflect'. One number or pair keeps
 * the aspect ratio.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const closer = await image.randomZoom(photo, [-0.3, 0], 42);
 */
export async function randomZoom<T>(
  images: T,
  factor: Factor | { readonly height: Factor; readonly width: Factor },
  seed?: number,
  options?: WarpOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomZoom', seed, options, WARP_OPTIONS);
  const factors = isPerSide(factor)
    ? { heightFactor: factor.height, widthFactor: factor.width }
    : { heightFactor: factor };
  return new RandomZoom({ ...factors, ...own }).apply(images, run);
}

/**
 * Images in a random perspective, as RandomPerspective: same shape, float32, default fill 'constant'. `scale` within 0..1
 * says how far corners move; all images are changed.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const tilted = await image.randomPerspective(photo, 0.3, 42);
 */
export async function randomPerspective<T>(
  images: T,
  scale: number,
  seed?: number,
  options?: WarpOptions,
): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomPerspective', seed, options, WARP_OPTIONS);
  return new RandomPerspective({ factor: [1, 1], scale, ...own }).apply(images, run);
}

/** Options of image.randomElasticTransform(). */
export interface ElasticOptions extends WarpOptions {
  /** Lowest and highest value of a pixel; the result is clipped to it; default [0, 255]. */
  valueRange?: readonly [number, number];
}

/**
 * Images deformed by smooth random fields, as RandomElasticTransform: same shape, float32, default fill 'reflect'. `scale`
 * within 0..1 or [min, max] says how strongly; all images are changed.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const bent = await image.randomElasticTransform(photo, [0.5, 1], 42);
 */
export async function randomElasticTransform<T>(
  images: T,
  scale: Factor,
  seed?: number,
  options?: ElasticOptions,
): Promise<Applied<T>> {
  const owner = 'image.randomElasticTransform';
  const { own, run } = readRandomCall(owner, seed, options, [...WARP_OPTIONS, 'valueRange']);
  return new RandomElasticTransform({ factor: [1, 1], scale, ...own }).apply(images, run);
}
