// Layers -> the JSON that Keras 3 writes and reads.
import { makeError } from '../errors.js';
import type { Layer } from '../layers/layer.js';
import { everyEntry, invalid, parseEnum, readOptions, show } from '../options.js';
import type { PartialShape } from '../types.js';
import { kerasConfig } from './keras-layers.js';

type ListClass = 'Sequential' | 'Pipeline';

const INPUT_NAME = 'images';

/** Options of ImagePipeline.toKeras(). */
export interface ToKerasOptions {
  /**
   * 'Sequential' is a model, 'Pipeline' a layer (keras.layers.Pipeline of Keras 3.10 or newer); pipelines inside become
   * the same. Default `'Sequential'`.
   */
  className?: ListClass;
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
  if (inputShape === undefined) return listObject(pipeline, className, new Set(), []);
  if (className !== 'Sequential') throw makeError('E_CONFLICT', 'toKeras: inputShape is for a Sequential only');
  const isSize = (size: unknown) => size === null || (Number.isSafeInteger(size) && (size as number) >= 1);
  if (!Array.isArray(inputShape) || inputShape.length !== 3 || !everyEntry(inputShape, isSize)) {
    throw invalid('toKeras', 'inputShape', '[height, width, channels]', inputShape, 'E_SHAPE');
  }
  const config = { batch_shape: [null, ...inputShape], dtype: 'float32', name: INPUT_NAME };
  return listObject(pipeline, className, new Set(), [kerasObject('keras.layers', 'InputLayer', config)]);
}

/** `taken` are the names of the list around this one. */
function listObject(pipeline: LayerList, className: ListClass, taken: Set<string>, front: KerasObject[]): KerasObject {
  const name = pipeline.name ?? freeName(className, taken);
  const names = new Set(front.length > 0 ? [INPUT_NAME] : []);
  for (const { name: own } of pipeline.layers) {
    if (own === undefined) continue;
    if (className === 'Sequential' && names.has(own)) {
      throw makeError('E_NAME', `toKeras: two layers of one Sequential are named ${show(own)}`);
    }
    names.add(own);
  }
  const layers = pipeline.layers.map((layer) =>
    isList(layer)
      ? listObject(layer, className, names, [])
      : kerasObject('keras.layers', layer.className, kerasConfig(layer)),
  );
  const module = className === 'Sequential' ? 'keras' : 'keras.layers';
  return kerasObject(module, className, { name, layers: [...front, ...layers] });
}

/** Keras wants a name for every Sequential; layers without one get theirs there. */
function freeName(className: ListClass, taken: Set<string>): string {
  const base = `image_${className.toLowerCase()}`;
  let name = base;
  for (let i = 1; taken.has(name); i++) name = `${base}_${i}`;
  taken.add(name);
  return name;
}

function isList(layer: Layer): layer is LayerList {
  return layer.className === 'ImagePipeline' || layer.className === 'Pipeline';
}

function kerasObject(module: string, className: string, config: Record<string, unknown>): KerasObject {
  return { module, class_name: className, config, registered_name: null };
}
