// Layers -> the JSON that Keras 3 writes and reads.
import { makeError } from '../errors.js';
import type { Layer } from '../layers/layer.js';
import { everyEntry, invalid, parseEnum, readOptions } from '../options.js';
import type { PartialShape } from '../types.js';
import { kerasConfig } from './keras-layers.js';

/** Options of ImagePipeline.toKeras(). */
export interface ToKerasOptions {
  /**
   * 'Sequential' is a model, 'Pipeline' a layer (keras.layers.Pipeline of Keras 3.10 or newer); pipelines inside become
   * the same. Default `'Sequential'`.
   */
  className?: 'Sequential' | 'Pipeline';
  /** Shape of one image [height, width, channels], null = any, for an InputLayer in front; only for a Sequential. */
  inputShape?: PartialShape;
}

/** An object as keras.saving.serialize_keras_object() gives it. */
export interface KerasObject {
  module: string;
  class_name: string;
  config: Record<string, unknown>;
  registered_name: null;
}

/** What toKeras() needs of a pipeline. */
interface LayerList extends Layer {
  readonly layers: readonly Layer[];
}

export function pipelineToKeras(pipeline: LayerList, options: ToKerasOptions | undefined): KerasObject {
  const raw = readOptions('toKeras', options, ['className', 'inputShape']);
  const className = parseEnum('toKeras', 'className', raw.className, ['Sequential', 'Pipeline'], 'Sequential');
  const { inputShape } = raw;
  if (inputShape === undefined) return listObject(pipeline, className, []);
  if (className !== 'Sequential') throw makeError('E_CONFLICT', 'toKeras: inputShape is for a Sequential only');
  const isSize = (size: unknown) => size === null || (Number.isSafeInteger(size) && (size as number) >= 1);
  if (!Array.isArray(inputShape) || inputShape.length !== 3 || !everyEntry(inputShape, isSize)) {
    throw invalid('toKeras', 'inputShape', '[height, width, channels]', inputShape, 'E_SHAPE');
  }
  const config = { batch_shape: [null, ...inputShape], dtype: 'float32', name: 'images' };
  return listObject(pipeline, className, [kerasObject('keras.layers', 'InputLayer', config)]);
}

function listObject(pipeline: LayerList, className: 'Sequential' | 'Pipeline', front: KerasObject[]): KerasObject {
  const names = new Set(front.map(({ config }) => config.name));
  const layers = pipeline.layers.map((layer) => {
    if (className === 'Sequential' && layer.name !== undefined) {
      if (names.has(layer.name))
        throw makeError('E_NAME', `toKeras: two layers are named ${JSON.stringify(layer.name)}`);
      names.add(layer.name);
    }
    if (isList(layer)) return listObject(layer, className, []);
    return kerasObject('keras.layers', layer.className, kerasConfig(layer));
  });
  const name = pipeline.name === undefined ? {} : { name: pipeline.name };
  const module = className === 'Sequential' ? 'keras' : 'keras.layers';
  return kerasObject(module, className, { ...name, layers: [...front, ...layers] });
}

function isList(layer: Layer): layer is LayerList {
  return layer.className === 'ImagePipeline';
}

function kerasObject(module: string, className: string, config: Record<string, unknown>): KerasObject {
  return { module, class_name: className, config, registered_name: null };
}
