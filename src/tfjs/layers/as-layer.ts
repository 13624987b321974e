import { Layer } from '../../layers/layer.js';
import { everyEntry, invalid, parseEnum, readOptions } from '../../options.js';
import { ImagePipeline } from '../../pipeline.js';
import { type ModelLayer, type Tf, tfFor } from '../tf.js';
import { modelLayerClass } from './register.js';

/** Options of asLayer(). */
export interface AsLayerOptions {
  /** Shape of one image [height, width, channels], null = any; needed by the first layer of a tf.sequential. */
  inputShape?: readonly [height: number | null, width: number | null, channels: number | null];
  /** dtype of the images a tf.sequential is given: 'float32' or 'int32'. Default `'float32'`. */
  dtype?: 'float32' | 'int32';
  /** Name of the layer in the model; default: one that tfjs makes up. */
  name?: string;
  /** Position, in the run, of the first sample that is trained on. An integer of at least 0; default `0`. */
  firstIndex?: number;
  /** The tfjs to make a layer of; default: that of registerLayers(). */
  tf?: Tf;
}

/**
 * A pipeline, or any single layer, as a tf.layers.Layer: active in fit(), without effect on the draws in predict() and
 * evaluate(), saved with the model and loaded by tf.loadLayersModel after registerLayers(tf).
 * Images [n, h, w, c], float32 or int32 -> what the pipeline makes of them; always on the CPU and in host memory.
 * Training samples number themselves from `firstIndex` on, in the order in which they come, and sample i draws what
 * `pipeline.apply(images, { firstIndex: i })` draws. So every step and epoch is augmented differently, and a second run of
 * the same script over the same order (fit() needs `shuffle: false` for that) gives the same pixels. The number reached is
 * saved with the model. Statistics that were adapted are saved as non-trainable weights; none is trainable.
 * @throws ArgumentError for options that are wrong; StateError E_TFJS_MISSING before registerLayers(tf), and E_GRADIENT
 * in training when a trainable layer stands in front.
 * @example
 * import * as tf from '@tensorflow/tfjs-node';
 * import { ImagePipeline, RandomFlip, Rescaling } from 'tfjs-image-pipeline';
 * import { asLayer, registerLayers } from 'tfjs-image-pipeline/tfjs';
 * registerLayers(tf);
 * const pipeline = new ImagePipeline([new RandomFlip(), new Rescaling({ scale: 1 / 255 })], { seed: 42 });
 * const model = tf.sequential({
 *   layers: [asLayer(pipeline, { inputShape: [8, 8, 3] }), tf.layers.flatten(), tf.layers.dense({ units: 2 })],
 * });
 * model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
 * await model.fit(tf.ones([4, 8, 8, 3]), tf.zeros([4, 2]), { batchSize: 2, epochs: 2, shuffle: false });
 */
export function asLayer(layer: Layer, options?: AsLayerOptions): ModelLayer {
  const owner = 'asLayer';
  if (!(layer instanceof Layer)) throw invalid(owner, 'pipeline', 'an ImagePipeline or a layer', layer, 'E_TYPE');
  const raw = readOptions(owner, options, ['inputShape', 'dtype', 'name', 'firstIndex', 'tf']);
  const tf = tfFor(owner, raw.tf);
  const { inputShape, name, firstIndex = 0 } = raw;
  if (inputShape !== undefined && !isImageShape(inputShape)) {
    throw invalid(owner, 'inputShape', '[height, width, channels]', inputShape, 'E_SHAPE');
  }
  if (name !== undefined && (typeof name !== 'string' || name === '')) {
    throw invalid(owner, 'name', 'a non-empty string', name, 'E_TYPE');
  }
  if (!(Number.isSafeInteger(firstIndex) && (firstIndex as number) >= 0)) {
    throw invalid(owner, 'firstIndex', 'an integer >= 0', firstIndex, 'E_SIZE');
  }
  const dtype = parseEnum(owner, 'dtype', raw.dtype, ['float32', 'int32'], 'float32');
  const layerClass = modelLayerClass(tf, layer instanceof ImagePipeline ? 'ImagePipeline' : layer.className);
  return new layerClass({
    layer,
    firstIndex: firstIndex as number,
    args: {
      ...(name === undefined ? {} : { name }),
      ...(inputShape === undefined ? {} : { inputShape: [...inputShape], dtype }),
    },
  });
}

function isImageShape(value: unknown): value is [number | null, number | null, number | null] {
  const isSize = (size: unknown) => size === null || (Number.isSafeInteger(size) && (size as number) >= 1);
  return Array.isArray(value) && value.length === 3 && everyEntry(value, isSize);
}
