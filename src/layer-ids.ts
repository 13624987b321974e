// Who a layer is when it draws. The id is fixed the first time a layer becomes part of a pipeline (or runs alone) and
// never changes, so a layer shared by an image pipeline and a mask pipeline draws the same in both. It is made of the
// class name, the name and the number of earlier layers of that class and name in the pipeline: nothing depends on
// what else the process has constructed.
import { makeError } from './errors.js';
import type { Layer } from './layers/layer.js';

const ids = new WeakMap<Layer, number>();

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of Buffer.from(text, 'utf8')) h = Math.imul(h ^ byte, 0x01000193) >>> 0;
  return h;
}

function idAt(layer: Layer, occurrence: number): number {
  return hash(`${layer.className}/${layer.name ?? ''}/${occurrence}`);
}

/** Id of a layer that has been part of a pipeline, or has run. */
export function fixedLayerId(layer: Layer): number | undefined {
  return ids.get(layer);
}

/** Id of a layer; that of a first occurrence while it has not been fixed. */
export function layerId(layer: Layer): number {
  return ids.get(layer) ?? idAt(layer, 0);
}

/** Fixes an id that was saved with a pipeline. */
export function restoreLayerId(layer: Layer, id: number): void {
  ids.set(layer, id);
}

/** Fixes the ids of all `layers` of a pipeline. Two layers that would draw the same are an E_NAME error. */
export function fixLayerIds(topLayers: readonly Layer[]): void {
  const layers = topLayers.flatMap((layer) => layer.members());
  const taken = new Map<number, Layer>();
  for (const layer of layers) {
    const id = ids.get(layer);
    if (id === undefined) continue;
    const other = taken.get(id);
    if (other && other !== layer) {
      throw makeError(
        'E_NAME',
        `ImagePipeline: two layers of class ${layer.className} would draw the same numbers, because both were first ` +
          "used in other pipelines; give one of them a name, such as { name: 'second' }",
      );
    }
    taken.set(id, layer);
  }
  for (const layer of layers) {
    if (ids.has(layer)) continue;
    let occurrence = 0;
    while (taken.has(idAt(layer, occurrence))) occurrence++;
    const id = idAt(layer, occurrence);
    taken.set(id, layer);
    ids.set(layer, id);
  }
  for (const layer of layers) fixPartIds(layer);
}

/** The parts of a layer draw under its id, so that they do not depend on what else the pipeline has. */
function fixPartIds(layer: Layer): void {
  layer.parts().forEach((part, position) => {
    ids.set(part, hash(`${ids.get(layer)}/${part.name ?? position}`));
    fixPartIds(part);
  });
}
