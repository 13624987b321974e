// Learning statistics: every adaptable layer in turn sees the data as the layers before it leave it.
import { Engine } from './engine.js';
import { makeError } from './errors.js';
import { type Batch, readInput } from './input.js';
import { type AdaptableLayer, type AdaptState, isAdaptable, type Layer } from './layers/layer.js';
import { invalid, parseBoolean, parseSignal, parseSize, readOptions } from './options.js';
import { isTensor } from './tensor.js';
import type { ImageBatch, PixelArray } from './types.js';

/** Options of ImagePipeline.adapt(). */
export interface AdaptOptions {
  /**
   * false goes on from what earlier calls in this process learned, as if all data had come in one call. Statistics that
   * came with a config are learned anew, because a config does not say of how many images they are. Default true.
   */
  resetState?: boolean;
  /** true runs the random layers before an adaptable layer as in training. Default false. */
  augment?: boolean;
  /** Passes over the data with augment, each with its own draws. An integer of at least 1; default 1. */
  rounds?: number;
  /** Stops between two batches; the layers then keep what they had. */
  signal?: AbortSignal;
}

const OWNER = 'ImagePipeline.adapt';

/** States of layers that have been adapted, so that resetState: false can go on. */
const states = new WeakMap<Layer, AdaptState>();

/** Adapts all adaptable layers of `layers` (flattened). Nothing changes unless the whole pass succeeds. */
export async function adaptLayers(
  layers: readonly Layer[],
  data: unknown,
  options: AdaptOptions | undefined,
  seed: number,
) {
  const raw = readOptions(OWNER, options, ['resetState', 'augment', 'rounds', 'signal']);
  const resetState = parseBoolean(OWNER, 'resetState', raw.resetState, true);
  const augment = parseBoolean(OWNER, 'augment', raw.augment, false);
  const rounds = raw.rounds === undefined ? 1 : parseSize(OWNER, 'rounds', raw.rounds);
  if (rounds > 1 && !augment) throw invalid(OWNER, 'rounds', '1 unless augment is true', rounds, 'E_CONFLICT');
  const signal = parseSignal(OWNER, raw.signal);
  const adaptable = layers.filter(isAdaptable).filter(({ fixed }) => !fixed);
  if (adaptable.length > 1 && !isRepeatable(data)) {
    throw invalid(OWNER, 'data', 'an array or a data set, because it is read once per adaptable layer', data, 'E_TYPE');
  }
  const learned = new Map<AdaptableLayer, AdaptState>();
  const undo = adaptable.map((layer) => layer.snapshot());
  try {
    for (const layer of adaptable) {
      const before = layers.slice(0, layers.indexOf(layer));
      const engine = before.length > 0 ? new Engine(OWNER, before, seed, true) : undefined;
      const state = layer.createState();
      const earlier = resetState ? undefined : states.get(layer);
      if (earlier) state.merge(earlier);
      for (let round = 0; round < rounds; round++) {
        await feed(state, data, engine, { training: augment, epoch: round, signal });
      }
      // At once, because the next layer learns from what this one makes of the data.
      layer.setState(state);
      learned.set(layer, state);
    }
  } catch (error) {
    for (const restore of undo) restore();
    throw error;
  }
  for (const [layer, state] of learned) states.set(layer, state);
}

interface FeedOptions {
  training: boolean;
  epoch: number;
  signal: AbortSignal | undefined;
}

async function feed(
  state: AdaptState,
  data: unknown,
  engine: Engine | undefined,
  { training, epoch, signal }: FeedOptions,
) {
  let firstIndex = 0;
  for await (const images of batchesOf(data)) {
    signal?.throwIfAborted();
    const batch = readInput(OWNER, images).batch;
    const ready = engine
      ? await through(engine, batch, { training, epoch, firstIndex, ...(signal ? { signal } : {}) })
      : batch;
    const values = ready.data instanceof Uint8ClampedArray ? new Uint8Array(ready.data) : ready.data;
    state.update(values, ready.shape, firstIndex);
    firstIndex += batch.shape[0];
  }
}

async function through(engine: Engine, batch: Batch<PixelArray>, options: object): Promise<Batch<PixelArray>> {
  const result = (await engine.apply({ data: batch.data, shape: batch.shape }, options)) as ImageBatch;
  return readInput(OWNER, result).batch;
}

function isRepeatable(data: unknown): boolean {
  if (typeof data !== 'object' || data === null) return false;
  const iterator = (data as { next?: unknown }).next;
  return typeof iterator !== 'function';
}

// Images and batches of whatever was given: one image, batch or tensor, or a (possibly async) iterable of those, of
// { xs } batches of a data set, or of [x, y] pairs.
async function* batchesOf(data: unknown): AsyncGenerator<unknown> {
  if (isTensor(data) || (typeof data === 'object' && data !== null && 'data' in data && 'shape' in data)) {
    yield data;
    return;
  }
  const iterable = data as Partial<AsyncIterable<unknown> & Iterable<unknown>> | null | undefined;
  if (!iterable || typeof data === 'string' || !(iterable[Symbol.asyncIterator] || iterable[Symbol.iterator])) {
    throw invalid(OWNER, 'data', 'images, a batch, a tensor, or an iterable of those', data, 'E_TYPE');
  }
  let seen = 0;
  for await (const item of iterable as AsyncIterable<unknown>) {
    seen++;
    if (Array.isArray(item)) yield item[0];
    else if (typeof item === 'object' && item !== null && 'xs' in item) yield (item as { xs: unknown }).xs;
    else yield item;
  }
  if (seen === 0) throw makeError('E_TOO_FEW', `${OWNER}: data has no images`);
}
