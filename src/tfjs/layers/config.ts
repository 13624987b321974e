// The config of a layer inside a model. tfjs has a `name`, `dtype` and `trainable` of its own there, so ours stays below
// the key `layer`; and it turns camelCase keys and values into snake_case and back on every save and load.
import { pipelineFromKeras } from '../../keras/from-keras.js';
import { readKerasConfig } from '../../keras/read-config.js';
import { layerId, restoreLayerId } from '../../layer-ids.js';
import { configOf, withWeightsApart } from '../../layers/config-of.js';
import { LAYER_CLASSES, Pipeline } from '../../layers/index.js';
import type { Layer } from '../../layers/layer.js';
import { invalid, ownOf } from '../../options.js';
import { ImagePipeline } from '../../pipeline.js';
import type { PipelineOptions } from '../../pipeline-config.js';

/** The one class name beside those of the registry. */
export const PIPELINE_CLASS = 'ImagePipeline';

/** What tf.layers.Layer takes. */
export interface ModelLayerArgs {
  name?: string;
  trainable?: boolean;
  inputShape?: readonly (number | null)[];
  batchInputShape?: readonly (number | null)[];
  batchSize?: number;
  dtype?: 'float32' | 'int32';
}

export interface ModelLayerParts {
  layer: Layer;
  /** Position of the first sample of the next training step. */
  firstIndex: number;
  args: ModelLayerArgs;
}

/** Keys that the base class of tfjs takes, and two that say nothing here. */
const ARGS = ['name', 'trainable', 'inputShape', 'batchInputShape', 'batchSize'];
const IGNORED = ['weights', 'customObjects'];

/** Takes a config apart that writeModelConfig() or Keras wrote. */
export function readModelConfig(className: string, config: unknown): ModelLayerParts {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw invalid(className, 'config', 'an object', config, 'E_TYPE');
  }
  const { layer, id, firstIndex, inputDType, ...rest } = ownOf(config as Record<string, unknown>);
  const dtype = rest.dtype ?? inputDType;
  const args: Record<string, unknown> = dtype === 'int32' || dtype === 'float32' ? { dtype } : {};
  for (const key of ARGS) {
    if (rest[key] !== undefined && rest[key] !== null) args[key] = rest[key];
    if (key !== 'name') delete rest[key];
  }
  for (const key of IGNORED) delete rest[key];
  const read = layer === undefined ? readKerasLayer(className, rest) : readOwnLayer(className, layer, id);
  return { layer: read, firstIndex: readIndex(className, firstIndex), args };
}

/** Whether writeModelConfig() wrote it, and not Keras. */
export function isOurConfig(config: unknown): boolean {
  return typeof config === 'object' && config !== null && Object.hasOwn(config, 'layer');
}

function readOwnLayer(className: string, config: unknown, id: unknown): Layer {
  if (className === PIPELINE_CLASS) return ImagePipeline.fromConfig(config);
  const layer = LAYER_CLASSES[className as keyof typeof LAYER_CLASSES].fromConfig(config);
  if (Number.isInteger(id) && (id as number) >= 0 && (id as number) < 2 ** 32) restoreLayerId(layer, id as number);
  return layer;
}

function readKerasLayer(className: string, config: Record<string, unknown>): Layer {
  if (className === PIPELINE_CLASS || className === 'Pipeline') {
    const make = (layers: Layer[], options: PipelineOptions) => new ImagePipeline(layers, options);
    const pipeline = pipelineFromKeras({ className, config }, {}, make);
    if (className === PIPELINE_CLASS) return pipeline;
    const { name, layers } = pipeline;
    return new Pipeline({ ...(name === undefined ? {} : { name }), layers });
  }
  const layerClass = LAYER_CLASSES[className as keyof typeof LAYER_CLASSES];
  return layerClass.fromConfig(readKerasConfig(className, config));
}

function readIndex(owner: string, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalid(owner, 'firstIndex', 'an integer >= 0', value, 'E_SIZE');
}

/** What readModelConfig() takes apart, without what the base class of tfjs adds. */
export function writeModelConfig(layer: Layer, firstIndex: number): Record<string, unknown> {
  const id = layer instanceof ImagePipeline ? {} : { id: layerId(layer) };
  // Big arrays are weights of the model.
  const config = withWeightsApart(
    () => undefined,
    () => configOf(layer),
  );
  return { layer: config, ...id, ...(firstIndex > 0 ? { firstIndex } : {}) };
}
