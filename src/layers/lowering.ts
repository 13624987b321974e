// Layers made of layers: their stages in one list, with who draws each and what it depends on.
import type { StageGate, StageSpec } from '../program.js';
import type { Layer } from './layer.js';

/** A stage in the list of one layer. The positions in `gates` are those of that list. */
export interface LoweredStage {
  spec: StageSpec;
  /** Whose id and seed key the draws. */
  owner: Layer;
  gates: readonly StageGate[];
}

/** Collects the stages of a layer and the layers in it. */
export class Lowering {
  readonly stages: LoweredStage[] = [];

  /** Position of the stage, for gates of later ones. */
  add(owner: Layer, spec: StageSpec, gates: readonly StageGate[] = []): number {
    return this.stages.push({ spec, owner, gates }) - 1;
  }

  /** Ends the list of a layer: whatever ran, the result has its dtype. */
  addDType(owner: Layer): void {
    this.add(owner, owner.dtype === 'input' ? { ...conversionTo('input'), dtypeOf: 0 } : conversionTo(owner.dtype));
  }

  /** All stages of `layers`, which run only where `gates` hold too. */
  addLayers(layers: readonly Layer[], training: boolean, gates: readonly StageGate[] = []): void {
    for (const layer of layers) {
      const start = this.stages.length;
      for (const { spec, owner, gates: own } of layer.lowerAll(training)) {
        const placed = spec.dtypeOf === undefined ? spec : { ...spec, dtypeOf: spec.dtypeOf + start };
        this.add(owner, placed, [...gates, ...own.map(({ stage, equals }) => ({ stage: stage + start, equals }))]);
      }
    }
  }
}

/** The stage that only changes the dtype. */
export function conversionTo(dtype: StageSpec['dtype']): StageSpec {
  return { kind: 'rescale', params: { scale: 1, offset: 0 }, dtype };
}
