// tfjs-node as the tests need it: its backend with what the typings leave out, and counters of both sides.
import * as tf from '@tensorflow/tfjs-node';
import { memory } from '../../src/index.js';
import { isArray, type PixelMemory } from '../../src/memory.js';
import { native } from '../../src/native.js';
import type { TensorflowBackend, TensorInfo } from '../../src/tfjs/engine.js';

export interface NodeBackend extends TensorflowBackend {
  tensorMap: NonNullable<TensorflowBackend['tensorMap']>;
  decodeJpeg(
    contents: Uint8Array,
    channels: number,
    ratio: number,
    fancyUpscaling: boolean,
    tryRecoverTruncated: boolean,
    acceptableFraction: number,
    dctMethod: string,
  ): tf.Tensor3D;
}

export function nodeBackend(): NodeBackend {
  return tf.findBackend('tensorflow') as unknown as NodeBackend;
}

/** A JPEG as tfjs-node holds it before toInt(): bytes inside, called int32. */
export function bytesInDisguise(jpeg: Uint8Array, channels = 3): tf.Tensor3D {
  return tf.tidy(() => nodeBackend().decodeJpeg(jpeg, channels, 1, true, false, 1, ''));
}

/** Where tensors and native memory stand: everything that has to be as before when all is disposed. */
export function counters(): Record<string, number> {
  const { numTensors, numBytes, numDataBuffers } = tf.memory();
  const { inUseBytes, inUseBlocks, borrowedTensors } = memory();
  return { numTensors, numBytes, numDataBuffers, inUseBytes, inUseBlocks, borrowedTensors };
}

/** Whether TensorFlow has not seen the tensor yet. */
export function isLazy({ dataId }: TensorInfo): boolean {
  return Boolean(nodeBackend().tensorMap.get(dataId).values);
}

/** Lets TensorFlow see the tensor. */
export function makeResident<T extends tf.Tensor>(tensor: T): T {
  tf.square(tensor).dispose();
  return tensor;
}

export function addressOf(memoryOrArray: PixelMemory): bigint {
  return native().addressOf(memoryOrArray);
}

/** A copy of the values that lie in `data`. */
export function copyOf(data: PixelMemory, bytes: number): Uint8Array {
  if (isArray(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice();
  const copy = new Uint8Array(bytes);
  native().copyPixels(data, 0, copy, 0, 0);
  return copy;
}
