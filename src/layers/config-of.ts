// Configs of layers inside other configs. While a pipeline is saved, big arrays are left out of them and written apart.
import { hasWeights, type Layer, type WeightedLayer } from './layer.js';

type Take = (layer: WeightedLayer, config: Record<string, unknown>) => void;

/** Set during withWeightsApart(), which is synchronous as getConfig() is. */
let take: Take | undefined;

/** getConfig() of a layer, or what it has without its weights while those are written apart. */
export function configOf(layer: Layer): Record<string, unknown> {
  if (take === undefined || !hasWeights(layer)) return layer.getConfig();
  const config = layer.configWithoutWeights();
  take(layer, config);
  return config;
}

/** What `write` makes of configs without weights; `taken` hears of each layer that has some, and of its config. */
export function withWeightsApart<T>(taken: Take, write: () => T): T {
  take = taken;
  try {
    return write();
  } finally {
    take = undefined;
  }
}
