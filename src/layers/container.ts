// What layers that hold layers share: the list as an option and as a config, shapes, the dtype of the result.
import { makeError } from '../errors.js';
import { fixedLayerId } from '../layer-ids.js';
import { everyEntry, invalid } from '../options.js';
import type { OutputDType, PartialShape } from '../types.js';
import { configOf } from './config-of.js';
import { isAdaptable, isCompanionLayer, isFunctionLayer, isMixingLayer, Layer, type LayerConfig } from './layer.js';
import { readLayerEntry } from './layer-reader.js';

/** Deeper lists are refused, so that a hostile document cannot exhaust the stack. */
const MAX_DEPTH = 64;
let depth = 0;

/** The option `layers`: at least `min` layers and pipelines, or their configs. */
export function parseLayers(owner: string, value: unknown, min = 1): readonly Layer[] {
  const expected = min > 0 ? 'a non-empty array of layers' : 'an array of layers';
  if (!Array.isArray(value)) throw invalid(owner, 'layers', expected, value, 'E_TYPE');
  if (value.length < min) throw invalid(owner, 'layers', expected, value, 'E_SIZE');
  if (depth >= MAX_DEPTH) throw makeError('E_SPEC', `${owner}: layers are nested deeper than ${MAX_DEPTH}`);
  depth++;
  try {
    return Object.freeze(Array.from(value, (entry, i) => parseLayer(owner, entry, i)));
  } finally {
    depth--;
  }
}

function parseLayer(owner: string, entry: unknown, position: number): Layer {
  if (entry instanceof Layer) return entry;
  if (typeof entry === 'object' && entry !== null && !Array.isArray(entry)) {
    return readLayerEntry(entry, `${owner}.layers[${position}]`);
  }
  throw invalid(owner, `layers[${position}]`, 'a layer', entry, 'E_TYPE');
}

/** Refuses layers that cannot run for some images only: functions, layers of whole batches, and layers that learn. */
export function checkOptionalLayers(owner: string, layers: readonly Layer[]): void {
  layers.forEach((layer, i) => {
    for (const part of layer.flatten().flatMap((one) => one.members())) {
      if (isFunctionLayer(part)) {
        throw makeError('E_TYPE', `${owner}: layers[${i}] must not contain a custom function`);
      }
      if (isCompanionLayer(part)) {
        throw makeError(
          'E_TYPE',
          `${owner}: layers[${i}] must not contain a ${part.className}, which changes no image`,
        );
      }
      if (isMixingLayer(part)) {
        throw makeError(
          'E_TYPE',
          `${owner}: layers[${i}] must not contain a ${part.className}, which mixes whole batches`,
        );
      }
      if (isAdaptable(part) && !part.fixed) {
        throw makeError(
          'E_TYPE',
          `${owner}: layers[${i}] must not contain a ${part.className} that has to be adapted; give it its statistics`,
        );
      }
    }
  });
}

/** The layers as a config that parseLayers() reads; pipelines become a Pipeline. */
export function layersConfig(layers: readonly Layer[]): (LayerConfig & { id?: number })[] {
  return layers.map((layer) => {
    if (layer.className !== 'ImagePipeline') {
      const id = fixedLayerId(layer);
      return { className: layer.className, config: configOf(layer), ...(id === undefined ? {} : { id }) };
    }
    const { name, layers: inner } = layer as Layer & { layers: readonly Layer[] };
    return {
      className: 'Pipeline',
      config: { ...(name === undefined ? {} : { name }), layers: layersConfig(inner) },
    };
  });
}

/** The layers that do the work, in turn. */
export function flatLayers(layers: readonly Layer[]): readonly Layer[] {
  return layers.flatMap((layer) => layer.flatten());
}

/** Shape behind all `layers` in turn; null where it depends on the draw or is unknown. */
export function shapeThrough(layers: readonly Layer[], inputShape: PartialShape): PartialShape {
  return layers.reduce((shape, layer) => layer.outputShape(shape), inputShape);
}

/** What all shapes agree on; null where they don't. */
export function commonShape([first, ...rest]: readonly PartialShape[]): PartialShape {
  const same = (axis: 0 | 1 | 2) => {
    const size = first?.[axis] ?? null;
    return everyEntry(rest, (shape) => (shape as PartialShape)[axis] === size) ? size : null;
  };
  return [same(0), same(1), same(2)];
}

/** dtype behind `layers` in turn. */
export function dtypeBehind(layers: readonly Layer[]): OutputDType {
  return layers.reduce<OutputDType>((dtype, layer) => (layer.dtype === 'input' ? dtype : layer.dtype), 'input');
}

/** The dtype that all lists give, or float32. */
export function commonDType(lists: readonly (readonly Layer[])[]): OutputDType {
  const [first, ...rest] = lists.map(dtypeBehind);
  return first !== undefined && rest.every((dtype) => dtype === first) ? first : 'float32';
}
