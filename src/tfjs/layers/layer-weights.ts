// What layers that learned something have as weights of a model.
import type { Tensor } from '@tensorflow/tfjs-core';

/** A weight of tfjs-layers. */
export interface Weight {
  shape: readonly (number | null)[];
  read(): Tensor;
  write(value: Tensor): unknown;
}

/** Layer.addWeight() for a weight that no optimizer touches. */
export type AddWeight = (name: string, dtype: 'float32' | 'int32', value: () => Tensor, shape: number[]) => Weight;

/** The weights of one layer, kept in step with it. */
export interface LayerWeights {
  /** Brings what was adapted to the weights, or else weights that were loaded or set to the layer. */
  sync(): void;
  /** Brings what was adapted to the weights. */
  push(): void;
}
