// The topology of a model as Keras 3 writes it -> as Keras 2 wrote it, which is what tfjs-layers reads.
import { makeError } from '../errors.js';
import { ownOf, show } from '../options.js';
import { tfjsConfig } from './other-layers.js';

type Json = Record<string, unknown>;

/** A class of Keras 2 or 3 with its config. */
interface Entry {
  className: string;
  config: Json;
  /** All fields. */
  own: Json;
}

const MODEL_CLASSES: ReadonlySet<string> = new Set(['Sequential', 'Functional', 'Model']);
const MAX_DEPTH = 64;

/** `topology` in the form of Keras 2; one that has it already comes out the same. The input is not changed. */
export function keras2Topology(topology: unknown): Json {
  const own = fields(topology);
  return convert(own.model_config ?? topology, 'model', 0) as Json;
}

/** Names of the layers that are no models, at any depth. */
export function leafLayerNames(topology: unknown): Set<string> {
  const names = new Set<string>();
  const visit = (value: unknown) => {
    const { className, config } = entryOf(value, 'model');
    if (MODEL_CLASSES.has(className)) listOf(config.layers).forEach(visit);
    else if (typeof config.name === 'string') names.add(config.name);
  };
  visit(topology);
  return names;
}

function convert(value: unknown, place: string, depth: number): unknown {
  if (depth > MAX_DEPTH) throw makeError('E_SPEC', `fromKerasModel: models are nested deeper than ${MAX_DEPTH}`);
  const entry = entryOf(value, place);
  if (entry.className === 'InputLayer') return { ...entry.own, config: inputConfig(entry.config) };
  if (!MODEL_CLASSES.has(entry.className)) {
    // Only Keras 3 writes where a class is from.
    if (entry.own.module === undefined) return value;
    return { ...entry.own, config: tfjsConfig(entry.className, entry.config, place) };
  }
  // Keras 2 wrote the config of a Sequential as a list at first; tfjs reads both.
  const layers = listOf(Array.isArray(entry.own.config) ? entry.own.config : entry.config.layers);
  const converted = layers.map((layer, i) => convert(layer, `${place}.layers[${i}]`, depth + 1) as Json);
  const config: Json = { ...entry.config, layers: converted };
  if (entry.className === 'Sequential') {
    config.layers = withInput(converted, entry.config.build_input_shape);
  } else {
    const references = new References(converted, place);
    config.layers = converted.map((layer) => references.resolveInputs(layer));
    config.input_layers = references.resolveEnds(config.input_layers);
    config.output_layers = references.resolveEnds(config.output_layers);
  }
  return { ...entry.own, config };
}

/** tfjs knows the shape as batch_input_shape, and three dtypes. */
function inputConfig({ batch_shape: batchShape, ...config }: Json): Json {
  const { batch_input_shape: known = batchShape, dtype, ragged: _, optional: __, ...rest } = config;
  return { ...rest, batch_input_shape: known, dtype: tensorDtype(dtypeName(dtype)) };
}

function dtypeName(dtype: unknown): string {
  return typeof dtype === 'string' ? dtype : String(fields(fields(dtype).config).name ?? 'float32');
}

function tensorDtype(name: string): string {
  if (name === 'bool' || name === 'string') return name;
  return /^u?int/.test(name) ? 'int32' : 'float32';
}

/** The layers of a Sequential with an input in front, which Keras 3 leaves out of models that were built later. */
function withInput(layers: Json[], buildShape: unknown): Json[] {
  const [first] = layers;
  if (first === undefined || !Array.isArray(buildShape)) return layers;
  const { className, config } = entryOf(first, 'model.layers[0]');
  if (className === 'InputLayer' || MODEL_CLASSES.has(className) || config.batch_input_shape !== undefined)
    return layers;
  const input = { batch_input_shape: buildShape, dtype: 'float32', name: `${String(config.name)}_input` };
  return [{ class_name: 'InputLayer', config: input }, ...layers];
}

/**
 * How the layers of one functional model name each other's results. In tfjs every model inside a model has a node of its
 * own before the first one that belongs to the model around it; Keras 3 counts that one for the ends of a model alone,
 * and not for a Sequential.
 */
class References {
  readonly #classes: ReadonlyMap<unknown, unknown>;
  readonly #isKeras3: boolean;

  constructor(
    layers: readonly Json[],
    readonly place: string,
  ) {
    this.#classes = new Map(layers.map((layer) => [layer.name, layer.class_name ?? layer.className]));
    this.#isKeras3 = layers.some(({ inbound_nodes: nodes }) => listOf(nodes).some((node) => !Array.isArray(node)));
  }

  /** The layer with inbound_nodes as lists of [name, node, tensor, kwargs]. */
  resolveInputs(layer: Json): Json {
    return { ...layer, inbound_nodes: listOf(layer.inbound_nodes).map((node) => this.#resolveNode(node, layer)) };
  }

  /** input_layers or output_layers as a list of [name, node, tensor]. */
  resolveEnds(ends: unknown): unknown {
    if (!this.#isKeras3) return ends;
    const all = Array.isArray(ends) ? listOf(ends) : Object.values(fields(ends));
    const list = typeof all[0] === 'string' ? [all] : all;
    return list.map((end) => {
      const [name, node, tensor] = listOf(end);
      return [name, this.#classes.get(name) === 'Sequential' ? Number(node) + 1 : node, tensor];
    });
  }

  #resolveNode(node: unknown, layer: Json): unknown {
    if (Array.isArray(node)) return node;
    const { args, kwargs } = fields(node);
    const tensors = this.#tensorsIn(args, layer);
    const rest = Object.entries(fields(kwargs)).filter(([key, value]) => value !== null && key !== 'training');
    if (tensors.length === 0 || rest.some(([, value]) => containsTensor(value))) {
      throw this.#unreadable(layer, 'takes other arguments than tensors in a row');
    }
    return tensors.map((tensor) => [...tensor, Object.fromEntries(rest)]);
  }

  #tensorsIn(args: unknown, layer: Json, depth = 0): unknown[][] {
    return listOf(args).flatMap((arg) => {
      if (Array.isArray(arg) && depth < MAX_DEPTH) return this.#tensorsIn(arg, layer, depth + 1);
      const { class_name: className, config } = fields(arg);
      const { keras_history: history } = fields(config);
      if (className !== '__keras_tensor__' || !Array.isArray(history)) {
        throw this.#unreadable(layer, `has the argument ${show(arg)}`);
      }
      const [name, node, tensor] = history as unknown[];
      return [[name, MODEL_CLASSES.has(String(this.#classes.get(name))) ? Number(node) + 1 : node, tensor]];
    });
  }

  #unreadable(layer: Json, what: string) {
    return makeError('E_KERAS', `fromKerasModel: ${this.place}: tfjs cannot call ${show(layer.name)}, which ${what}`);
  }
}

function containsTensor(value: unknown, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return false;
  if (fields(value).class_name === '__keras_tensor__') return true;
  return Object.values(value).some((part) => containsTensor(part, depth + 1));
}

function entryOf(value: unknown, place: string): Entry {
  const own = fields(value);
  const className = own.class_name ?? own.className;
  if (typeof className !== 'string' || typeof own.config !== 'object' || own.config === null) {
    throw makeError('E_SPEC', `fromKerasModel: ${place} must be { class_name, config }; received ${show(value)}`);
  }
  const config = Array.isArray(own.config) ? { layers: own.config } : fields(own.config);
  return { className, config, own };
}

function fields(value: unknown): Json {
  return ownOf(typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {});
}

/** Without holes. */
function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? Array.from(value) : [];
}
