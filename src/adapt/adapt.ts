// Learning statistics: every adaptable layer in turn sees the data as the layers before it leave it.
import type { Device } from '../device.js';
import type { AdaptableLayer, AdaptState, Layer } from '../layers/layer.js';
import { setStateUnlessAborted, unlessAborted, whenUndone } from './abort.js';
import { checkKnownBytes } from './memory-limit.js';
import { parseAdaptOptions } from './options.js';
import { layersBefore, learningLayers, Pass, type Source } from './pass.js';
import { checkRepeatable, knownSize, tooFew } from './read-data.js';

const OWNER = 'ImagePipeline.adapt';

/** What a layer has learned, so that resetState: false can go on. */
export interface Learned {
  state: AdaptState;
  /** Position for the next image. */
  nextIndex: number;
}

const learnedBy = new WeakMap<Layer, Learned>();

/** Keeps what a layer has learned. */
export function rememberLearned(layer: AdaptableLayer, learned: Learned): void {
  learnedBy.set(layer, learned);
}

/** Adapts all adaptable layers of `layers` (flattened). Nothing changes unless the whole pass succeeds. */
export async function adaptLayers(
  layers: readonly Layer[],
  data: unknown,
  options: unknown,
  seed: number,
  device: Device,
): Promise<void> {
  const parsed = parseAdaptOptions(OWNER, options);
  const learning = learningLayers(layers);
  checkRepeatable(OWNER, data, learning.length * parsed.rounds);
  const source: Source = { owner: OWNER, layers, data, known: knownSize(data), seed, device, options: parsed };
  for (const layer of learning) checkKnownBytes(layer, layersBefore(source, layer), source.known);
  await unlessAborted(whenUndone(learning), parsed.signal);
  const all = new Map<AdaptableLayer, Learned>();
  const undo = learning.map((layer) => layer.snapshot());
  try {
    for (const layer of learning) all.set(layer, await learn(source, layer));
  } catch (error) {
    for (const restore of undo) restore();
    throw error;
  }
  for (const [layer, learned] of all) rememberLearned(layer, learned);
}

async function learn(source: Source, layer: AdaptableLayer): Promise<Learned> {
  const { options } = source;
  const state = layer.createState();
  const earlier = options.resetState ? undefined : learnedBy.get(layer);
  if (earlier) await state.merge(earlier.state);
  const before = state.count;
  const pass = new Pass(source, layer, state, options.firstIndex ?? earlier?.nextIndex ?? 0);
  await pass.read();
  if (state.count === before) throw tooFew(OWNER);
  await pass.progress.report({ phase: 'solving' });
  // At once, because the next layer learns from what this one makes of the data.
  await setStateUnlessAborted(layer, state, source.device, options.signal);
  await pass.progress.report({});
  return { state, nextIndex: Math.max(pass.nextIndex, earlier?.nextIndex ?? 0) };
}
