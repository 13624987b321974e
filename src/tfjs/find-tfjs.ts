// The copies of tfjs in this process.
import { createRequire } from 'node:module';
import { makeError } from '../errors.js';
import { invalid } from '../options.js';
import type { Tfjs } from './backend.js';
import type { Tf } from './tf.js';

const require = createRequire(import.meta.url);

const FUNCTIONS = ['engine', 'getKernel', 'registerKernel', 'unregisterKernel'] as const;

function isTfjs(value: unknown): value is Tfjs {
  if (typeof value !== 'object' || value === null) return false;
  const candidate = value as Partial<Tfjs>;
  return FUNCTIONS.every((name) => typeof candidate[name] === 'function') && typeof candidate.image === 'object';
}

/** Throws E_TYPE unless `tf` has what we need of tfjs. */
export function checkTfjs(owner: string, tf: unknown): asserts tf is Tfjs {
  if (isTfjs(tf)) return;
  const shown = typeof tf === 'object' && tf !== null ? `an object without ${missingFrom(tf)}` : tf;
  throw invalid(owner, 'tf', "tfjs, such as import * as tf from '@tensorflow/tfjs-node'", shown, 'E_TYPE');
}

function missingFrom(tf: object): string {
  return [...FUNCTIONS, 'image'].filter((name) => !(name in tf)).join(', ');
}

/**
 * Every copy of tfjs-core that has been loaded, or else the one that this package finds. They share backends and kernels
 * but not tf.image.
 * @throws StateError E_TFJS_MISSING when there is none.
 */
export function findTfjs(): Tfjs[] {
  const loaded = loadedFrom('tfjs-core').filter(isTfjs);
  return loaded.length > 0 ? loaded : [loadTfjs()];
}

/** Every copy of tfjs-layers that has been loaded, each with one of `cores`: they share the registry of classes. */
export function findTfjsLayers(cores: readonly Tfjs[]): Tf[] {
  return loadedFrom('tfjs-layers').flatMap((exports) => {
    const { layers } = (exports ?? {}) as Partial<Tf>;
    return typeof layers?.Layer === 'function' ? [{ ...(cores[0] as unknown as Tf), layers }] : [];
  });
}

/** What the modules of a package exported that have been loaded so far. */
function loadedFrom(name: string): unknown[] {
  const inPackage = new RegExp(`[\\\\/]${name}[\\\\/]dist[\\\\/]`);
  return Object.entries(require.cache)
    .filter(([path]) => inPackage.test(path))
    .map(([, module]) => module?.exports as unknown);
}

function loadTfjs(): Tfjs {
  try {
    const found: unknown = require('@tensorflow/tfjs-core');
    checkTfjs('tfjs-image-pipeline/register', found);
    return found;
  } catch (cause) {
    const message = "tfjs-image-pipeline/register needs tfjs: install and import '@tensorflow/tfjs-node'";
    throw makeError('E_TFJS_MISSING', message, { cause });
  }
}
