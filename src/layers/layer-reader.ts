// Layers inside the configs of pipelines and of layers that hold layers. The registry says how a class name is read
// (setLayerReader), because it imports those layers itself.
import { ImagePipelineError, makeError } from '../errors.js';
import { restoreLayerId } from '../layer-ids.js';
import { ownOf, show } from '../options.js';
import type { Layer } from './layer.js';

type LayerReader = (spec: unknown, path: string) => Layer;

let readLayer: LayerReader;

export function setLayerReader(reader: LayerReader): void {
  readLayer = reader;
}

/** The fields of an object of a document; none for anything else. */
export function ownFields(value: unknown): Record<string, unknown> {
  return ownOf(typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {});
}

/** The layer of an entry { className, config, id? } of a list; `where` is its place in the document. */
export function readLayerEntry(entry: unknown, where: string): Layer {
  const own = ownFields(entry);
  const isObject = typeof entry === 'object' && entry !== null && !Array.isArray(entry);
  const layer = located(where, () => readLayer(isObject ? own : entry, where));
  if (own.id === undefined) return layer;
  if (!(Number.isInteger(own.id) && (own.id as number) >= 0 && (own.id as number) < 2 ** 32)) {
    throw makeError('E_SPEC', `${where}.id must be an unsigned 32-bit integer; received ${show(own.id)}`);
  }
  restoreLayerId(layer, own.id as number);
  return layer;
}

/** Adds the place in the document to what a layer says about its config. */
function located<T>(where: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof ImagePipelineError) || cause.message.startsWith(where)) throw cause;
    throw makeError(cause.code, `${where}: ${cause.message}`, { cause });
  }
}
