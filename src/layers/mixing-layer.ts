// What the layers share that mix the samples of a batch: each draws numbers for every sample as all layers do, and then
// says what becomes of the batch.
import type { Mixture, Size } from '../mixing/mixture.js';
import { Layer } from './layer.js';

export abstract class MixingLayer extends Layer {
  /** What the fill value of a mixture reads as. */
  readonly fillValue: number = 0;

  /** A mixture for each of the samples that drew these numbers, at least two; `drawn` in the order of the stage. */
  abstract mix(drawn: readonly (readonly number[])[], size: Size): Mixture[];
}
