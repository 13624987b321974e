// fromKerasModel(): models that Keras 3 saved, for tf.loadLayersModel.
import type { io } from '@tensorflow/tfjs-core';
import { makeError } from '../errors.js';
import { keras2Topology, leafLayerNames } from '../keras/topology.js';
import { isGeneratorState, weightName } from '../keras/weight-names.js';
import { invalid, readOptions } from '../options.js';
import { type Tf, tfFor } from './tf.js';

/** Options of fromKerasModel(). */
export interface FromKerasModelOptions {
  /** The tfjs that loads the model; default: that of registerLayers(). */
  tf?: Tf;
}

/**
 * What tf.loadLayersModel takes, for a model.json whose topology Keras 3 wrote: its input shapes, references between
 * layers, dtypes and names of weights become those of Keras 2, which tfjs reads. State of random generators is left out.
 * A model of Keras 2 loads unchanged, and needs registerLayers(tf) only.
 * @param source a URL such as 'file://model/model.json', or an io handler of tfjs.
 * @throws ArgumentError E_TYPE for another source; StateError E_TFJS_MISSING before registerLayers(tf). Loading rejects
 * with E_SPEC for what is no model, and E_KERAS for calls between layers that tfjs cannot make.
 * @example
 * import * as tf from '@tensorflow/tfjs-node';
 * import { fromKerasModel, registerLayers } from 'tfjs-image-pipeline/tfjs';
 * registerLayers(tf);
 * const input = { class_name: 'InputLayer', config: { batch_shape: [null, 8, 8, 3], dtype: 'uint8', name: 'images' } };
 * const flip = { class_name: 'RandomFlip', config: { name: 'flip', mode: 'horizontal', data_format: 'channels_last' } };
 * const modelTopology = { class_name: 'Sequential', config: { name: 'model', layers: [input, flip] } };
 * const model = await tf.loadLayersModel(fromKerasModel(tf.io.fromMemory({ modelTopology })));
 */
export function fromKerasModel(source: string | io.IOHandler, options?: FromKerasModelOptions): io.IOHandler {
  const owner = 'fromKerasModel';
  const tf = tfFor(owner, readOptions(owner, options, ['tf']).tf);
  const handler = typeof source === 'string' ? handlerOf(tf, source) : source;
  if (typeof handler?.load !== 'function') {
    throw invalid(owner, 'source', 'a URL that tfjs can load from, or an io handler with load()', source, 'E_TYPE');
  }
  return {
    async load() {
      return convertArtifacts(tf, (await handler.load?.()) as io.ModelArtifacts);
    },
  };
}

function handlerOf(tf: Tf, url: string): io.IOHandler | undefined {
  return (tf.io.getLoadHandlers(url) as io.IOHandler[])[0];
}

function convertArtifacts(tf: Tf, artifacts: io.ModelArtifacts): io.ModelArtifacts {
  const modelTopology = keras2Topology(artifacts.modelTopology);
  const { weightSpecs, weightData } = artifacts;
  if (weightSpecs === undefined || weightData === undefined) return { ...artifacts, modelTopology };
  const layerNames = leafLayerNames(modelTopology);
  const data = Array.isArray(weightData) ? tf.io.concatenateArrayBuffers(weightData) : weightData;
  const kept: { spec: io.WeightsManifestEntry; bytes: ArrayBuffer }[] = [];
  let offset = 0;
  for (const spec of weightSpecs) {
    const end = offset + byteLength(spec);
    const known = { ...spec, name: weightName(spec.name, layerNames) };
    if (!isGeneratorState(spec.name)) kept.push({ spec: known, bytes: data.slice(offset, end) });
    offset = end;
  }
  return {
    ...artifacts,
    modelTopology,
    weightSpecs: kept.map(({ spec }) => spec),
    weightData: tf.io.concatenateArrayBuffers(kept.map(({ bytes }) => bytes)),
  };
}

const BYTES: Readonly<Record<string, number>> = {
  float32: 4,
  int32: 4,
  complex64: 8,
  bool: 1,
  uint8: 1,
  uint16: 2,
  float16: 2,
};

function byteLength({ name, shape, dtype, quantization }: io.WeightsManifestEntry): number {
  const bytes = BYTES[quantization?.dtype ?? dtype];
  if (bytes !== undefined) return shape.reduce((product, size) => product * size, bytes);
  throw makeError('E_KERAS', `fromKerasModel: the weight ${name} has the dtype ${dtype}, which cannot be read here`);
}
