// One step of an augmenter: a choice, and the layers of which it picks one.
import type { StageGate } from '../program.js';
import type { Layer } from './layer.js';
import type { Lowering } from './lowering.js';

/** `ops` may be fewer than the choice has: the rest does nothing. */
export interface OpSlot {
  choice: Layer;
  ops: readonly Layer[];
}

export function partsOf(slots: readonly OpSlot[]): Layer[] {
  return slots.flatMap(({ choice, ops }) => [choice, ...ops]);
}

export function addSlot(list: Lowering, { choice, ops }: OpSlot, gates: readonly StageGate[] = []): void {
  const stage = list.stages.length;
  list.addLayers([choice], true);
  ops.forEach((op, equals) => {
    list.addLayers([op], true, [...gates, { stage, equals }]);
  });
}
