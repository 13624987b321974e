// Image functions of ours as members of tf.image.
import type { Tensor3D, Tensor4D } from '@tensorflow/tfjs-core';
import type { Layer } from '../layers/layer.js';
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
  randomShear: (image, intensity, seed) => applyAtOnce('randomShear', new RandomShear({ intensity }), image, seed),
};

function applyAtOnce<T>(name: keyof ImageOps, layer: Layer, image: T, seed: number | undefined): T {
  const key = parseSeed(`tf.image.${name}`, seed);
  return layer.applySync(image, key === undefined ? {} : { seed: key }) as T;
}

/**
 * Adds `tf.image.randomShear(image, intensity, seed)` to tfjs. A function of that name that is already there stays.
 * @throws ArgumentError E_TYPE when `tf` is not tfjs.
 * @example
 * import * as tfjs from '@tensorflow/tfjs-node';
 * import { installImageOps } from 'tfjs-image-pipeline/tfjs';
 * const { tf, uninstall } = installImageOps(tfjs);
 * const sheared = tf.image.randomShear(tf.tensor3d([1, 2, 3, 4], [2, 2, 1]), 20, 42);
 * uninstall();
 */
export function installImageOps<T extends Tfjs>(tf: T): ImageOpsInstallation<T> {
  checkTfjs('installImageOps', tf);
  const target = tf.image as unknown as Namespace;
  const names = Object.keys(IMAGE_OPS).filter((name) => addUser(target, name as keyof ImageOps));
  return {
    tf: tf as unknown as WithImageOps<T>,
    uninstall() {
      for (const name of names.splice(0)) removeUser(target, name);
    },
  };
}

type Namespace = Record<string, unknown>;

// Who uses what we added, for all copies of this library in the process.
const RECORD = Symbol.for('tfjs-image-pipeline.imageOps.v1');

function usersOf(target: Namespace): Map<string, { value: unknown; users: number }> {
  const holder = target as { [RECORD]?: Map<string, { value: unknown; users: number }> };
  if (!holder[RECORD]) Object.defineProperty(target, RECORD, { value: new Map() });
  return holder[RECORD] as NonNullable<(typeof holder)[typeof RECORD]>;
}

/** False when somebody else has a function of that name there. */
function addUser(target: Namespace, name: keyof ImageOps): boolean {
  const known = usersOf(target).get(name);
  if (known && known.value === target[name]) {
    known.users++;
    return true;
  }
  if (name in target) return false;
  const value = IMAGE_OPS[name];
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  usersOf(target).set(name, { value, users: 1 });
  return true;
}

function removeUser(target: Namespace, name: string): void {
  const known = usersOf(target).get(name);
  if (!known || --known.users > 0) return;
  usersOf(target).delete(name);
  if (target[name] === known.value) delete target[name];
}
