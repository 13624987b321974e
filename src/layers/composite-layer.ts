// What layers made of layers share: their stages come from a list that they and their parts fill.
import type { StageSpec } from '../program.js';
import { Layer } from './layer.js';
import { type LoweredStage, Lowering } from './lowering.js';

/** Does nothing at inference. */
export abstract class CompositeLayer extends Layer {
  /** Adds the stages of training, without the last one, which gives the dtype. */
  protected abstract addStages(list: Lowering): void;

  lower(training: boolean): StageSpec[] {
    return this.lowerAll(training).map(({ spec }) => spec);
  }

  override lowerAll(training: boolean): readonly LoweredStage[] {
    if (!training) return [];
    const list = new Lowering();
    this.addStages(list);
    list.addDType(this);
    return list.stages;
  }
}
