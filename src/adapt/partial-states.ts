// Adapting to data that is spread over processes: each makes a partial state of its part, and one merges them.
import type { Device } from '../device.js';
import { makeError } from '../errors.js';
import { parseCount } from '../input.js';
import type { AdaptableLayer, Layer } from '../layers/layer.js';
import { invalid, show } from '../options.js';
import { whenUndone } from './abort.js';
import { rememberLearned } from './adapt.js';
import { POSITIONS_OF_ROUND, parseAdaptStateOptions } from './options.js';
import { labelOf, learningLayers, Pass, type Source } from './pass.js';
import { checkRepeatable, knownSize } from './read-data.js';

/** What one process has learned of its part of the data; plain, so that it can be sent or written to a file. */
export interface PartialState {
  /** Name of the layer, or its class where it has none. */
  layer: string;
  /** Its state; the same for the same images. */
  bytes: Uint8Array;
  /** Position after the last image of the part. */
  nextIndex: number;
}

/** The state of the part `data` for the first layer that has to learn and has not. No layer changes. */
export async function adaptState(
  layers: readonly Layer[],
  data: unknown,
  options: unknown,
  seed: number,
  device: Device,
): Promise<PartialState> {
  const owner = 'ImagePipeline.adaptState';
  const parsed = parseAdaptStateOptions(owner, options);
  const layer = firstUnadapted(owner, layers);
  checkRepeatable(owner, data, parsed.rounds);
  const source: Source = { owner, layers, data, known: knownSize(data), seed, device, options: parsed };
  const state = layer.createState();
  const pass = new Pass(source, layer, state, parsed.firstIndex ?? 0);
  await pass.read();
  await pass.progress.report({});
  return { layer: labelOf(layer, layers), bytes: await state.toBytes(), nextIndex: pass.nextIndex };
}

/** Merges states of adaptState(), in any order, and gives them to the layer. */
export async function mergeStates(layers: readonly Layer[], states: unknown, device: Device): Promise<void> {
  const owner = 'ImagePipeline.mergeStates';
  const layer = firstUnadapted(owner, layers);
  const parts = readParts(owner, states, labelOf(layer, layers));
  await whenUndone([layer]);
  const state = layer.createState();
  for (const { bytes } of parts) await state.merge(layer.createState(bytes));
  const restore = layer.snapshot();
  try {
    await layer.setState(state, device);
  } catch (error) {
    restore();
    throw error;
  }
  rememberLearned(layer, { state, nextIndex: Math.max(...parts.map(({ nextIndex }) => nextIndex)) });
}

function firstUnadapted(owner: string, layers: readonly Layer[]): AdaptableLayer {
  const layer = learningLayers(layers).find(({ adapted }) => !adapted);
  if (layer) return layer;
  const message = `${owner}: no layer has to be adapted; setState(undefined) of a layer forgets what it has learned`;
  throw makeError('E_CONFLICT', message);
}

function readParts(owner: string, states: unknown, label: string): PartialState[] {
  if (!Array.isArray(states)) throw invalid(owner, 'states', 'an array of states', states, 'E_TYPE');
  if (states.length === 0) throw makeError('E_TOO_FEW', `${owner}: needs at least 1 state; received 0`);
  return Array.from(states, (part, i) => readPart(owner, part, `states[${i}]`, label));
}

function readPart(owner: string, part: unknown, place: string, label: string): PartialState {
  if (typeof part !== 'object' || part === null || !('layer' in part && 'bytes' in part)) {
    throw invalid(owner, place, 'what adaptState() resolved to', part, 'E_TYPE');
  }
  const { layer, bytes, nextIndex = 0 } = part as Record<string, unknown>;
  if (!(bytes instanceof Uint8Array)) throw invalid(owner, `${place}.bytes`, 'a Uint8Array', bytes, 'E_TYPE');
  if (layer !== label) {
    throw makeError(
      'E_CONFLICT',
      `${owner}: ${place} is a state of ${show(layer)}; the layer to adapt is ${show(label)}`,
    );
  }
  const end = parseCount(owner, `${place}.nextIndex`, nextIndex, POSITIONS_OF_ROUND);
  return { layer: label, bytes, nextIndex: end ?? 0 };
}
