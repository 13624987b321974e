// Image functions of ours as members of tf.image.
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import { RandomShear } from '../layers/random-shear.js';
import { parseSeed } from '../options.js';
import type { Factor } from '../types.js';
import type { Tfjs } from './backend.js';
import { checkTfjs } from './find-tfjs.js';

/** What installImageOps() adds to tf.image. As all of tf.image they return a tensor at once. */
export interface ImageOps {
  /**
   * Images sheared by a random angle about their centre, one per image; `intensity` in degrees, i means [-i, i]. float32 of
   * the same shape, fill 'nearest'. The same seed gives the same images; without one every call differs.
   * @throws ArgumentError E_RANGE for an angle of 90 degrees or more.
   * Source: keras.preprocessing.image.random_shear, corrected on images that are not square.
   */
  randomShear<T extends Tensor3D | Tensor4D>(image: T, intensity: Factor, seed?: number): T;
}

/** A tfjs whose image namespace has our functions; they cannot be declared on `tf.image` itself, which is a constant. */
export type WithImageOps<T extends Tfjs> = Omit<T, 'image'> & { image: T['image'] & ImageOps };

/** What installImageOps() did. */
export interface ImageOpsInstallation<T extends Tfjs> {
  /** The same `tf`, typed with the new functions. */
  readonly tf: WithImageOps<T>;
  /** Takes the functions away. Calling it again does nothing. */
  uninstall(): void;
}

const IMAGE_OPS: ImageOps = {
  randomShear(image, intensity, seed) {
    const key = parseSeed('tf.image.randomShear', seed);
    return new RandomShear({ intensity }).applySync(image, key === undefined ? {} : { seed: key }) as typeof image;
  },
};

/**
 * Adds `tf.image.randomShear(image, intensity, seed)` to tfjs. A function of that name that is already there stays.
 * @throws ArgumentError E_TYPE when `tf` is not tfjs.
 * @example
 * import * as tfjs from '@tensorflow/tfjs-node';
 * import { installImageOps } from 'tfjs-image-pipeline/tfjs';
 * const { tf, uninstall } = installImageOps(tfjs);
 * const sheared = tf.image.randomShear(tf.ones([4, 4, 3]) as tfjs.Tensor3D, 20, 42);
 * uninstall();
 */
export function installImageOps<T extends Tfjs>(tf: T): ImageOpsInstallation<T> {
  checkTfjs('installImageOps', tf);
  const target = tf.image as unknown as Record<string, unknown>;
  const added = Object.entries(IMAGE_OPS).filter(([name]) => !(name in target));
  for (const [name, value] of added) {
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  }
  return {
    tf: tf as unknown as WithImageOps<T>,
    uninstall() {
      for (const [name, value] of added.splice(0)) if (target[name] === value) delete target[name];
    },
  };
}
