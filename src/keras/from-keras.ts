// Keras JSON -> layers: a Sequential, a keras.layers.Pipeline, a list of layers, or one layer.
import { ImagePipelineError, makeError } from '../errors.js';
import { LAYER_CLASSES } from '../layers/index.js';
import type { Layer } from '../layers/layer.js';
import { Normalization } from '../layers/normalization.js';
import type { NestedNumbers } from '../layers/normalization-statistics.js';
import { ownOf, readOptions, show } from '../options.js';
import { PIPELINE_OPTIONS, type PipelineOptions, parseJson } from '../pipeline-config.js';
import { parseFormat } from '../samples/formats.js';
import type { BoundingBoxOptions, BoxFormat } from '../samples/types.js';
import { readKerasConfig } from './read-config.js';

/** Options of ImagePipeline.fromKeras(). */
export interface FromKerasOptions extends PipelineOptions {
  /**
   * Weights of the Keras model by their paths, for Normalization layers that were adapted in Python, whose statistics are
   * not part of the JSON: `{w.path: w.numpy().tolist() for w in model.weights}`. Others are ignored.
   */
  weights?: Readonly<Record<string, NestedNumbers>>;
}

const LIST_CLASSES: ReadonlySet<string> = new Set(['Sequential', 'Pipeline', 'ImagePipeline']);
const MAX_DEPTH = 64;

type Weights = Readonly<Record<string, unknown>>;

/** What belongs to a document as a whole. */
interface Document {
  weights: Weights;
  /** Formats of boxes that its layers have. */
  formats: Set<BoxFormat>;
}

type Make<P extends Layer> = (layers: Layer[], options: PipelineOptions) => P;

/** Reads Keras JSON, text or object; `make` builds each pipeline, innermost first. */
export function pipelineFromKeras<P extends Layer>(
  json: unknown,
  options: FromKerasOptions | undefined,
  make: Make<P>,
): P {
  const raw = readOptions('fromKeras', options, [...PIPELINE_OPTIONS, 'weights']);
  const { weights, ...given } = raw;
  if (weights !== undefined && (typeof weights !== 'object' || weights === null || Array.isArray(weights))) {
    throw makeError('E_TYPE', `fromKeras: weights must be an object of lists by path; received ${show(weights)}`);
  }
  const document = typeof json === 'string' ? parseJson(json) : json;
  const known = { weights: ownOf((weights ?? {}) as Weights), formats: new Set<BoxFormat>() };
  const seed = raw.seed === undefined ? {} : { seed: raw.seed as number };
  const makeInner = (inner: Layer[], own: PipelineOptions) => make(inner, { ...own, ...seed });
  const { layers, name } = readList(document, 'keras', known, makeInner, 0);
  return make(layers, { ...(name === undefined ? {} : { name }), ...given, ...boxOptions(given.boundingBoxes, known) });
}

/** The option `boundingBoxes`, with the format that the layers of Keras have unless the caller gave one. */
function boxOptions(given: unknown, { formats }: Document): Pick<PipelineOptions, 'boundingBoxes'> {
  const isObject = typeof given === 'object' && given !== null;
  if (formats.size === 0 || (given !== undefined && !isObject)) return {};
  const own = ownFields(given) as BoundingBoxOptions;
  if (own.format !== undefined) return {};
  const [format, other] = formats;
  if (other === undefined) return { boundingBoxes: { ...own, format: format as BoxFormat } };
  throw makeError(
    'E_CONFLICT',
    `fromKeras: the layers have the bounding box formats ${[...formats].join(' and ')}; give the one of your boxes as ` +
      'boundingBoxes: { format }',
  );
}

/** The layers of a document: of a Sequential or Pipeline, a list, or one layer alone. */
function readList<P extends Layer>(document: unknown, path: string, whole: Document, make: Make<P>, depth: number) {
  if (depth > MAX_DEPTH) throw makeError('E_SPEC', `fromKeras: models are nested deeper than ${MAX_DEPTH}`);
  const { className, config } = classAndConfig(document);
  const isList = className !== undefined && LIST_CLASSES.has(className);
  const inner = ownFields(config);
  const entries: unknown = Array.isArray(document)
    ? document
    : isList
      ? Array.isArray(config)
        ? config
        : inner.layers
      : [document];
  if (!Array.isArray(entries)) {
    throw makeError('E_SPEC', `${path}: a ${className} must have a list of layers; received ${show(inner.layers)}`);
  }
  const layers = Array.from(entries, (entry: unknown, i) => {
    const place = Array.isArray(document) || isList ? `${path}.layers[${i}]` : path;
    return readEntry(entry, place, whole, make, depth);
  }).filter((layer) => layer !== undefined);
  return { layers, name: isList && typeof inner.name === 'string' ? inner.name : undefined };
}

function readEntry<P extends Layer>(
  entry: unknown,
  path: string,
  whole: Document,
  make: Make<P>,
  depth: number,
): Layer | undefined {
  const { className, config } = classAndConfig(entry);
  if (className === undefined) {
    throw makeError('E_SPEC', `${path} must be { class_name, config }; received ${show(entry)}`);
  }
  if (className === 'InputLayer') return undefined;
  if (LIST_CLASSES.has(className)) {
    const { layers, name } = readList(entry, path, whole, make, depth + 1);
    return make(layers, name === undefined ? {} : { name });
  }
  if (!Object.hasOwn(LAYER_CLASSES, className)) {
    const what = 'is no preprocessing layer of this library';
    throw makeError(
      'E_SPEC',
      `${path}: ${className.slice(0, 60)} ${what}; it has ${Object.keys(LAYER_CLASSES).join(', ')}`,
    );
  }
  try {
    const layerClass = LAYER_CLASSES[className as keyof typeof LAYER_CLASSES];
    const layer = layerClass.fromConfig(readKerasConfig(className, ownFields(config)));
    if (layer instanceof Normalization) setWeights(layer, whole.weights);
    const { bounding_box_format, boundingBoxFormat = bounding_box_format } = ownFields(config);
    if (boundingBoxFormat !== undefined && boundingBoxFormat !== null) {
      whole.formats.add(parseFormat(className, 'bounding_box_format', boundingBoxFormat));
    }
    return layer;
  } catch (cause) {
    if (!(cause instanceof ImagePipelineError)) throw cause;
    throw makeError(cause.code, `${path}: ${cause.message}`, { cause });
  }
}

/** Statistics of a layer whose config has none, from the weights `.../<name>/mean` and `.../<name>/variance`. */
function setWeights(layer: Normalization, weights: Weights): void {
  if (layer.adapted || layer.name === undefined) return;
  const find = (weight: string) => {
    const end = `${layer.name}/${weight}`;
    return Object.entries(weights).find(([path]) => path === end || path.endsWith(`/${end}`))?.[1];
  };
  const mean = find('mean');
  const variance = find('variance');
  if (mean === undefined && variance === undefined) return;
  // The constructor checks them as it would check options.
  const { statistics } = new Normalization({ axis: layer.axis, mean, variance } as ConstructorParameters<
    typeof Normalization
  >[0]);
  if (statistics !== undefined) layer.setStatistics(statistics);
}

function classAndConfig(value: unknown): { className: string | undefined; config: unknown } {
  const { class_name, className = class_name, config } = ownFields(value);
  return { className: typeof className === 'string' ? className : undefined, config };
}

function ownFields(value: unknown): Record<string, unknown> {
  return ownOf(
    typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {},
  );
}
