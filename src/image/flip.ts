// Flips: exact for every dtype.
import type { Applied } from '../apply.js';
import { applyStages } from '../apply-stages.js';
import { FLIP_MODES, type FlipMode, RandomFlip } from '../layers/random-flip.js';
import { flag } from '../layers/shared-options.js';
import { parseEnum } from '../options.js';
import { type ImageOptions, readCall, readRandomCall } from './call.js';

/**
 * Images flipped in `mode`. Shape and dtype are kept, and all values are exact.
 * @throws ArgumentError E_ENUM for an unknown mode.
 * Source: tf.image.flip_left_right, flip_up_down.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const turned = await image.flip({ data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2, 1] }, 'horizontalAndVertical');
 */
export async function flip<T>(images: T, mode: FlipMode = 'horizontal', options?: ImageOptions): Promise<Applied<T>> {
  const { own, run } = readCall('image.flip', options, []);
  const parsed = parseEnum('image.flip', 'mode', mode, FLIP_MODES);
  const { dtype } = new RandomFlip(own);
  const horizontal = flag(parsed !== 'vertical');
  const vertical = flag(parsed !== 'horizontal');
  return applyStages(
    'image.flip',
    [{ kind: 'flip', params: { random: 0, horizontal, vertical, independent: 0 }, dtype }],
    images,
    run,
  );
}

/**
 * Images with left and right swapped, as flip().
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const mirrored = await image.flipLeftRight(photo);
 */
export async function flipLeftRight<T>(images: T, options?: ImageOptions): Promise<Applied<T>> {
  return flip(images, 'horizontal', options);
}

/**
 * Images upside down, as flip().
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const upsideDown = await image.flipUpDown(photo);
 */
export async function flipUpDown<T>(images: T, options?: ImageOptions): Promise<Applied<T>> {
  return flip(images, 'vertical', options);
}

/**
 * Every other image, by a coin of its own, with left and right swapped, as RandomFlip.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const flipped = await image.randomFlipLeftRight(photo, 42);
 */
export async function randomFlipLeftRight<T>(images: T, seed?: number, options?: ImageOptions): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomFlipLeftRight', seed, options, []);
  return new RandomFlip({ mode: 'horizontal', ...own }).apply(images, run);
}

/**
 * Every other image, by a coin of its own, upside down, as RandomFlip.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = { data: new Uint8Array(48), shape: [4, 4, 3] };
 * const flipped = await image.randomFlipUpDown(photo, 42);
 */
export async function randomFlipUpDown<T>(images: T, seed?: number, options?: ImageOptions): Promise<Applied<T>> {
  const { own, run } = readRandomCall('image.randomFlipUpDown', seed, options, []);
  return new RandomFlip({ mode: 'vertical', ...own }).apply(images, run);
}
