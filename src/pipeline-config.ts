// A pipeline as plain JSON, and back.
import { makeError } from './errors.js';
import { restoreLayerId } from './layer-ids.js';
import { layerFromConfig } from './layers/index.js';
import type { Layer, LayerConfig } from './layers/layer.js';
import { show } from './options.js';

export interface PipelineOptions {
  /** Seed of all draws, an integer within 0..2^53-1. Without one the pipeline picks one, shown as `seed`. */
  seed?: number;
  /**
   * true (the default) resamples once for adjacent geometric layers; false goes layer by layer, as Keras does.
   * docs/semantics.md#fusion says exactly when the pixels differ.
   */
  fuse?: boolean;
  /** Name, for configs and for use inside another pipeline. */
  name?: string;
}

/** What ImagePipeline.getConfig() returns and fromConfig() reads. */
export interface PipelineConfig {
  name?: string;
  seed: number;
  fuse: boolean;
  layers: (LayerConfig & { id?: number })[];
}

const MAX_DEPTH = 64;

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw makeError('E_SPEC', 'pipeline: the text is not JSON', { cause });
  }
}

/** Reads a config; `make` builds each pipeline, innermost first. `path` says where in the document it stands. */
export function readPipelineConfig<P extends Layer>(
  config: unknown,
  make: (layers: Layer[], options: PipelineOptions) => P,
  path = 'pipeline',
  depth = 0,
): P {
  if (depth > MAX_DEPTH) throw makeError('E_SPEC', `pipeline: pipelines are nested deeper than ${MAX_DEPTH}`);
  if (typeof config !== 'object' || config === null || !Array.isArray((config as PipelineConfig).layers)) {
    throw makeError('E_SPEC', `${path} must be { layers: [...] }; received ${show(config)}`);
  }
  const { layers, name, seed, fuse } = config as PipelineConfig;
  const built = layers.map((entry, i) => {
    const where = `${path}.layers[${i}]`;
    if (entry?.className === 'ImagePipeline')
      return readPipelineConfig(entry.config, make, `${where}.config`, depth + 1);
    const layer = layerFromConfig(entry, where);
    if (entry.id !== undefined) {
      if (!(Number.isInteger(entry.id) && entry.id >= 0 && entry.id < 2 ** 32)) {
        throw makeError('E_SPEC', `${where}.id must be an unsigned 32-bit integer; received ${show(entry.id)}`);
      }
      restoreLayerId(layer, entry.id);
    }
    return layer;
  });
  return make(built, {
    ...(name === undefined ? {} : { name }),
    ...(seed === undefined ? {} : { seed }),
    ...(fuse === undefined ? {} : { fuse }),
  });
}
