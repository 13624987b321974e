// registerLayers(): every layer of the library under its Keras class name in the registry that tfjs loads models with.
import { LAYER_CLASSES } from '../../layers/index.js';
import { addTf, checkTf, removeTf, type Tf } from '../tf.js';
import { isOurConfig, PIPELINE_CLASS } from './config.js';
import { type ModelLayerClass, makeModelLayerClass } from './model-layer.js';

/** What registerLayers() returns. */
export interface RegisteredLayers {
  /** Class names that tf.loadLayersModel now knows. */
  readonly classNames: readonly string[];
  /** Puts back what tfjs had under these names. Models that exist go on working. */
  unregister(): void;
}

type FromConfig = (layerClass: unknown, config: unknown, ...more: unknown[]) => unknown;
type Entry = [layerClass: unknown, fromConfig: FromConfig];

/** Layers of tfjs that are no image layers: they work on tensors of any rank, so they stay what saved models mean. */
const OF_ANY_RANK: ReadonlySet<string> = new Set(['GaussianNoise']);

const classes = new WeakMap<object, Map<string, ModelLayerClass>>();
const registrations = new WeakMap<object, RegisteredLayers>();

/** The class of `className` for the models of `tf`, always the same one. */
export function modelLayerClass(tf: Tf, className: string): ModelLayerClass {
  const known = classes.get(tf.layers.Layer) ?? new Map<string, ModelLayerClass>();
  classes.set(tf.layers.Layer, known);
  const found = known.get(className) ?? makeModelLayerClass(tf, className);
  known.set(className, found);
  return found;
}

/** How tfjs is to read configs of our class, where it had `before` under the same name. */
function entryOf(layerClass: ModelLayerClass, before: Entry | undefined): Entry {
  if (before === undefined || !OF_ANY_RANK.has(layerClass.className)) return [layerClass, layerClass.fromConfig];
  return [
    layerClass,
    (_, config, ...more) =>
      isOurConfig(config) ? layerClass.fromConfig(undefined, config) : before[1](before[0], config, ...more),
  ];
}

/**
 * Makes every layer of the library known to tf.loadLayersModel under its Keras class name, so that models saved by Keras or
 * with asLayer() load and run. Random layers are active in fit() and do nothing in predict() and evaluate(). The layers
 * that tfjs has under the same names (Rescaling, Resizing, CenterCrop, RandomWidth) give way until unregister(), except
 * GaussianNoise, which models use on more than images: only what asLayer() saved loads as ours. A second call returns what
 * the first one did.
 * @param tf tfjs with layers: `import * as tf from '@tensorflow/tfjs-node'`.
 * @throws ArgumentError E_TYPE when it is not tfjs.
 * @example
 * import * as tf from '@tensorflow/tfjs-node';
 * import { registerLayers } from 'tfjs-image-pipeline/tfjs';
 * const { unregister } = registerLayers(tf);
 * const config = { className: 'RandomFlip', config: { mode: 'horizontal', batchInputShape: [null, 8, 8, 3] } };
 * const model = await tf.models.modelFromJSON({ className: 'Sequential', config: { name: 'm', layers: [config] } });
 * model.predict(tf.zeros([1, 8, 8, 3]));
 * unregister();
 */
export function registerLayers(tf: Tf): RegisteredLayers {
  const checked = checkTf('registerLayers', tf);
  const registry = checked.serialization.SerializationMap.getMap().classNameMap as unknown as Record<string, Entry>;
  const registered = registrations.get(registry);
  if (registered !== undefined) return registered;
  const classNames = [...Object.keys(LAYER_CLASSES), PIPELINE_CLASS];
  const before = new Map(classNames.map((name) => [name, registry[name]]));
  for (const name of classNames) registry[name] = entryOf(modelLayerClass(checked, name), registry[name]);
  addTf(checked);
  const result = Object.freeze({
    classNames: Object.freeze(classNames),
    unregister() {
      if (registrations.get(registry) !== result) return;
      registrations.delete(registry);
      removeTf(checked);
      for (const [name, entry] of before) {
        if (entry === undefined) delete registry[name];
        else registry[name] = entry;
      }
    },
  });
  registrations.set(registry, result);
  return result;
}
