// The tfjs that the layers below belong to. It is the caller's: a second copy would have an engine and classes of its own.
import type * as core from '@tensorflow/tfjs-core';
import type * as layers from '@tensorflow/tfjs-layers';
import { makeError } from '../errors.js';
import { invalid } from '../options.js';

/** The part of `tf` that models need: of @tensorflow/tfjs-node, @tensorflow/tfjs or any package that has them. */
export interface Tf {
  layers: { Layer: typeof layers.layers.Layer };
  serialization: Pick<typeof core.serialization, 'SerializationMap'>;
  io: Pick<typeof core.io, 'getLoadHandlers' | 'concatenateArrayBuffers'>;
  customGrad: typeof core.customGrad;
  tensor: typeof core.tensor;
  tidy: typeof core.tidy;
}

/** A tf.layers.Layer. */
export type ModelLayer = layers.layers.Layer;

/** Those that registerLayers() was called with and that are still registered. */
const registered: Tf[] = [];

/** Makes `tf` the one that asLayer() and fromKerasModel() use, until removeTf() or the next call. */
export function addTf(tf: Tf): void {
  registered.push(tf);
}

export function removeTf(tf: Tf): void {
  registered.splice(registered.indexOf(tf), 1);
}

/** The tf given, or that of the last registerLayers(). E_TFJS_MISSING without either. */
export function tfFor(owner: string, given: unknown): Tf {
  if (given !== undefined) return checkTf(owner, given);
  const last = registered.at(-1);
  if (last !== undefined) return last;
  throw makeError('E_TFJS_MISSING', `${owner}: call registerLayers(tf) first, or pass { tf }`);
}

export function checkTf(owner: string, tf: unknown): Tf {
  const { layers, serialization } = (tf ?? {}) as Partial<Tf>;
  if (typeof layers?.Layer !== 'function' || typeof serialization?.SerializationMap?.getMap !== 'function') {
    throw invalid(owner, 'tf', "tfjs with layers, as in import * as tf from '@tensorflow/tfjs-node'", tf, 'E_TYPE');
  }
  return tf as Tf;
}
