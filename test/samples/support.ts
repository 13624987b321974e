// Small samples for tests.
import * as assert from 'uvu/assert';
import type { ImageBatch, Layer } from '../../src/index.js';
import { ImagePipeline, RandomFlip, RandomRotation, RandomTranslation } from '../../src/index.js';

export const FLIP = () => new RandomFlip({ mode: 'horizontal', name: 'flip' });

/** Always this translation, in parts of the image; what is outside is constant. */
export function translate(heightFactor: number, widthFactor: number, options: object = {}): RandomTranslation {
  return new RandomTranslation({
    heightFactor: [heightFactor, heightFactor],
    widthFactor: [widthFactor, widthFactor],
    fillMode: 'constant',
    ...options,
  });
}

/** Always this turn, in parts of a full turn, counter-clockwise. */
export function rotate(factor: number, options: object = {}): RandomRotation {
  return new RandomRotation({ factor: [factor, factor], fillMode: 'constant', ...options });
}

export function image(height: number, width: number, channels = 1) {
  const length = height * width * channels;
  const shape: [number, number, number] = [height, width, channels];
  return { data: Uint8Array.from({ length }, (_, i) => i % 251), shape };
}

export function batch(count: number, height: number, width: number, channels = 1): ImageBatch {
  const one = image(height, width, channels);
  const data = new Uint8Array(count * one.data.length);
  for (let i = 0; i < count; i++) data.set(one.data, i * one.data.length);
  return { data, shape: [count, height, width, channels] };
}

/** A flip of every image, by replaying a draw that says so. */
export async function flipped<T>(sample: T, count = 1, options: object = {}) {
  const pipeline = new ImagePipeline([FLIP()], options);
  const values = { horizontal: 1, vertical: 0 };
  const draw = { stages: [{ layer: 'RandomFlip', kind: 'flip', values }] };
  return pipeline.replay(
    sample,
    Array.from({ length: count }, () => draw),
  );
}

/** Runs `layers` with apply() and applySync(), which must agree, and gives the result. */
export async function run<T>(layers: readonly Layer[], sample: T, options: object = {}, call: object = { seed: 1 }) {
  const pipeline = new ImagePipeline(layers, options);
  const result = await pipeline.apply(sample, call);
  assert.equal(pipeline.applySync(sample, call), result, 'applySync() gives something else');
  return result;
}
