// A pipeline as plain JSON, and back.
import type { Device } from './device.js';
import { makeError } from './errors.js';
import type { Layer, LayerConfig } from './layers/layer.js';
import { ownFields, readLayerEntry } from './layers/layer-reader.js';
import { show } from './options.js';
import type { DataFormat, Role } from './samples/settings.js';
import type { BoundingBoxOptions } from './samples/types.js';

/** Options of ImagePipeline. */
export interface PipelineOptions {
  /** Seed of all draws, an integer within 0..2^53-1. Without one the pipeline picks one, shown as `seed`. */
  seed?: number;
  /**
   * true (the default) resamples once for adjacent geometric layers; false goes layer by layer, as Keras does.
   * docs/semantics.md#fusion says exactly when the pixels differ.
   */
  fuse?: boolean;
  /**
   * 'cpu' (the default); 'cuda' for a GPU, which needs the optional CUDA library; 'auto' for a GPU where there is one and
   * it may gain: batches of 8 MiB or more while `threads` is 1. The pixels are the same; what adapt()
   * of a whitening finds is so within 1e-6. Data sets and previews run on the CPU. docs/cuda.md.
   */
  device?: Device;
  /**
   * 'masks' for a pipeline whose images are class numbers of pixels: layers only move them, with nearest reads, and leave
   * values and dtype alone. With the seed of an image pipeline and its layers (or nested pipelines) the masks move as the
   * images do. Default `'images'`.
   */
  role?: Role;
  /**
   * Order of the axes of the results: 'channelsLast' [h, w, c] (the default), or 'channelsFirst' [c, h, w] for those who
   * want it so. Images go in with channels last, and masks stay so.
   */
  dataFormat?: DataFormat;
  /** What masks read outside, where images read their fillValue; a value of their dtype. Default `0`. */
  maskFillValue?: number;
  /** Format of the boxes of samples, and which of them stay. Only of the outermost pipeline. */
  boundingBoxes?: BoundingBoxOptions;
  /** Name, for configs and for use inside another pipeline. */
  name?: string;
}

/** What ImagePipeline.getConfig() returns and fromConfig() reads. */
export interface PipelineConfig {
  name?: string;
  seed: number;
  fuse: boolean;
  /** Left out for 'cpu'. */
  device?: Device;
  /** These are left out at their defaults. */
  role?: Role;
  dataFormat?: DataFormat;
  maskFillValue?: number;
  boundingBoxes?: BoundingBoxOptions;
  /** `id` keys the draws of a layer, see docs/semantics.md#draws; nested pipelines have none. */
  layers: (LayerConfig & { id?: number })[];
}

const MAX_DEPTH = 64;

/** Options that a config can have. */
export const PIPELINE_OPTIONS = [
  'seed',
  'fuse',
  'device',
  'role',
  'dataFormat',
  'maskFillValue',
  'boundingBoxes',
  'name',
] as const;
const OPTIONS: ReadonlySet<string> = new Set(PIPELINE_OPTIONS);

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
  const { layers, ...given } = ownFields(config) as Partial<PipelineConfig>;
  if (!Array.isArray(layers)) {
    throw makeError('E_SPEC', `${path} must be { layers: [...] }; received ${show(config)}`);
  }
  const built = Array.from(layers, (entry: unknown, i) => {
    const where = placeOf(path, i);
    const own = ownFields(entry);
    if (own.className === 'ImagePipeline') return readPipelineConfig(own.config, make, `${where}.config`, depth + 1);
    return readLayerEntry(entry, where);
  });
  const known = Object.entries(given).filter(([key, value]) => value !== undefined && OPTIONS.has(key));
  return make(built, Object.fromEntries(known));
}

const MAX_PLACE = 100;

/** Where the layer stands in the document; the middle of a long way is left out. */
function placeOf(path: string, position: number): string {
  const place = `${path}.layers[${position}]`;
  return place.length > MAX_PLACE ? `pipeline...${place.slice(-MAX_PLACE / 2)}` : place;
}
