// The config of a pipeline without its big arrays, and those arrays with their places in it.
import { withWeightsApart } from '../layers/config-of.js';
import type { Layer, LayerWeight } from '../layers/layer.js';
import { ownFields } from '../layers/layer-reader.js';
import { alignedAfter, byteLengthOf, type WeightEntry } from './document.js';

export interface Collected {
  config: Record<string, unknown>;
  /** In the order of the file. */
  arrays: { entry: WeightEntry; weight: LayerWeight }[];
}

export function collectWeights(pipeline: Layer): Collected {
  const weightsOf = new Map<object, readonly LayerWeight[]>();
  const config = withWeightsApart(
    (layer, own) => weightsOf.set(own, layer.weights()),
    () => pipeline.getConfig(),
  );
  const arrays: Collected['arrays'] = [];
  let end = 0;
  for (const [layer, own] of layerConfigs(config, '')) {
    for (const weight of weightsOf.get(own) ?? []) {
      const { name, dtype, shape } = weight;
      const entry = { layer, name, dtype, shape, byteOffset: alignedAfter(end) };
      arrays.push({ entry, weight });
      end = entry.byteOffset + byteLengthOf(entry);
    }
  }
  return { config, arrays };
}

/** The config of every layer below `config` with its place. */
function* layerConfigs(config: object, before: string): Generator<[place: string, config: object]> {
  const { layers } = ownFields(config);
  if (!Array.isArray(layers)) return;
  for (const [i, entry] of layers.entries()) {
    const { config: own } = ownFields(entry);
    if (typeof own !== 'object' || own === null) continue;
    const place = `${before}layers[${i}]`;
    yield [place, own];
    yield* layerConfigs(own, `${place}.config.`);
  }
}

/** The config of the layer at a place that layerConfigs() gave; undefined when there is none. */
export function configAt(config: object, place: string): Record<string, unknown> | undefined {
  if (!/^layers\[\d{1,9}\](\.config\.layers\[\d{1,9}\])*$/.test(place)) return undefined;
  let at: unknown = config;
  for (const [, position] of place.matchAll(/\[(\d+)\]/g)) {
    const { layers } = ownFields(at);
    at = ownFields(Array.isArray(layers) ? layers[Number(position)] : undefined).config;
  }
  return typeof at === 'object' && at !== null ? (at as Record<string, unknown>) : undefined;
}
