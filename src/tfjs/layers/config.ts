// The config of a layer inside a model. tfjs has a `name`, `dtype` and `trainable` of its own there, and turns camelCase
// keys and values into snake_case and back on every save and load.
import { makeError } from '../../errors.js';
import { pipelineFromKeras } from '../../keras/from-keras.js';
import { readKerasConfig } from '../../keras/read-config.js';
import { LAYER_CLASSES } from '../../layers/index.js';
import type { Layer } from '../../layers/layer.js';
import { invalid, ownOf } from '../../options.js';
import { ImagePipeline } from '../../pipeline.js';

/** Class names of layers that hold layers: ours, and Keras' own. */
export const PIPELINE_CLASSES: readonly string[] = ['ImagePipeline', 'Pipeline'];

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

const TFJS_KEYS = ['trainable', 'inputShape', 'batchInputShape', 'batchSize', 'inputDType', 'weights', 'customObjects'];

/** Takes a config apart that writeConfig() or Keras wrote. */
export function readModelConfig(className: string, config: unknown): ModelLayerParts {
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw invalid(className, 'config', 'an object', config, 'E_TYPE');
  }
  const { firstIndex, outputDtype, ...own } = ownOf(config as Record<string, unknown>);
  const args: ModelLayerArgs = Object.create(null);
  for (const key of TFJS_KEYS) {
    if (own[key] != null && key !== 'customObjects' && key !== 'weights') Object.assign(args, { [key]: own[key] });
    delete own[key];
  }
  if (typeof own.name === 'string') args.name = own.name;
  if (own.dtype === 'int32' || own.dtype === 'float32') args.dtype = own.dtype;
  return { layer: readLayer(className, own, outputDtype), firstIndex: readIndex(className, firstIndex), args };
}

function readLayer(className: string, own: Record<string, unknown>, outputDtype: unknown): Layer {
  if (PIPELINE_CLASSES.includes(className)) {
    if (own.pipeline !== undefined) return ImagePipeline.fromConfig(own.pipeline);
    return pipelineFromKeras({ className, config: own }, {}, (layers, options) => new ImagePipeline(layers, options));
  }
  const layerClass = LAYER_CLASSES[className as keyof typeof LAYER_CLASSES];
  if (outputDtype === undefined) return layerClass.fromConfig(readKerasConfig(className, own));
  return layerClass.fromConfig({ ...own, dtype: outputDtype });
}

function readIndex(owner: string, value: unknown): number {
  if (value === undefined || value === null) return 0;
  if (Number.isSafeInteger(value) && (value as number) >= 0) return value as number;
  throw invalid(owner, 'firstIndex', 'an integer >= 0', value, 'E_SIZE');
}

/** What readModelConfig() takes apart, without what the base class of tfjs adds. */
export function writeModelConfig(className: string, layer: Layer, firstIndex: number): Record<string, unknown> {
  const position = firstIndex > 0 ? { firstIndex } : {};
  if (layer instanceof ImagePipeline) return { pipeline: layer.getConfig(), ...position };
  if (PIPELINE_CLASSES.includes(className)) throw makeError('E_CONFIG', `${className}: not a pipeline`);
  const { name: _, dtype, ...own } = layer.getConfig();
  return { ...own, outputDtype: dtype, ...position };
}
