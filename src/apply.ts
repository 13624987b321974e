// Running a layer without an ImagePipeline: what Layer.apply() calls.
import type { ApplyOptions } from './apply-options.js';
import { Engine, freshSeed } from './engine.js';
import type { Layer } from './layers/layer.js';
import type { Image, ImageBatch } from './types.js';

/** What comes back for what was handed in: the same kind. */
export type Applied<T> = T extends readonly Image[]
  ? Image[]
  : T extends readonly { images: unknown }[]
    ? AppliedSample<T[number]>[]
    : T extends ImageBatch
      ? ImageBatch
      : T extends Image
        ? Image
        : T extends { images: unknown }
          ? AppliedSample<T>
          : T;

type AppliedSample<T> = {
  -readonly [K in keyof T]: K extends 'images'
    ? Applied<T[K]>
    : K extends 'boundingBoxes'
      ? AppliedBoxes<T[K]>
      : K extends 'keypoints'
        ? AsFloats<T[K]>
        : T[K];
};

type AppliedBoxes<T> = { -readonly [K in keyof T]: K extends 'boxes' ? AsFloats<T[K]> : T[K] };

/** Dense coordinates of integers come back as float32. */
type AsFloats<T> = T extends { data: Float32Array | Float64Array }
  ? T
  : T extends { data: ArrayBufferView; shape: infer S }
    ? { data: Float32Array; shape: S }
    : T;

const engines = new WeakMap<Layer, Engine>();

function engineOf(layer: Layer): Engine {
  let engine = engines.get(layer);
  if (!engine) {
    engine = new Engine(layer.className, layer.flatten(), layer.seed ?? freshSeed(), true);
    engines.set(layer, engine);
  }
  return engine;
}

/** Runs one layer on its own; see ImagePipeline.apply. */
export function applyLayer<T>(layer: Layer, images: T, options?: ApplyOptions): Promise<Applied<T>> {
  return engineOf(layer).apply(images, options) as Promise<Applied<T>>;
}

/** applyLayer() on the calling thread. */
export function applyLayerSync<T>(layer: Layer, images: T, options?: ApplyOptions): Applied<T> {
  return engineOf(layer).applySync(images, options) as Applied<T>;
}
