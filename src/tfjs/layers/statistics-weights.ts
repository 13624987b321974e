// The statistics of a Normalization as weights of a model, under Keras' names, and kept in step with it. A weight holds
// float32 while the layer may know more digits: only when a weight was written to does the layer take its value.
import type { Variable } from '@tensorflow/tfjs-core';
import { makeError } from '../../errors.js';
import type { Normalization } from '../../layers/normalization.js';
import { axesToKeep, type Statistics } from '../../layers/normalization-statistics.js';
import { show } from '../../options.js';
import type { PartialShape } from '../../types.js';
import type { Tf } from '../tf.js';
import type { AddWeight, LayerWeights, Weight } from './layer-weights.js';

export class StatisticsWeights implements LayerWeights {
  readonly #tf: Tf;
  readonly #layer: Normalization;
  readonly #shape: Statistics['shape'];
  readonly #mean: Weight;
  readonly #variance: Weight;
  #version: number;
  /** What tfjs calls the values that the weights had when layer and weights last agreed. */
  #values: readonly object[];

  /** Adds `<prefix>mean`, `<prefix>variance` and `<prefix>count`. `inputShape` is that of the images the layer gets. */
  constructor(tf: Tf, layer: Normalization, prefix: string, inputShape: PartialShape, add: AddWeight) {
    this.#tf = tf;
    this.#layer = layer;
    this.#shape = layer.statistics?.shape ?? shapeOfStatistics(layer, inputShape);
    const dims = this.#shape.filter((_, axis) => axesToKeep(layer.axis)[axis]);
    const size = dims.reduce((product, dim) => product * dim, 1);
    const { mean, variance } = layer.statistics ?? { mean: Array(size).fill(0), variance: Array(size).fill(1) };
    this.#mean = add(`${prefix}mean`, 'float32', () => tf.tensor([...mean], dims, 'float32'), dims);
    this.#variance = add(`${prefix}variance`, 'float32', () => tf.tensor([...variance], dims, 'float32'), dims);
    // Keras has it and never reads it.
    add(`${prefix}count`, 'int32', () => tf.tensor(0, [], 'int32'), []);
    this.#version = layer.stateVersion;
    this.#values = this.#current();
  }

  sync(): void {
    this.push();
    if (this.#current().some((value, i) => value !== this.#values[i])) this.#readWeights();
  }

  push(): void {
    if (this.#layer.stateVersion !== this.#version) this.#writeWeights();
  }

  #writeWeights(): void {
    const statistics = this.#layer.statistics;
    if (statistics !== undefined) {
      if (statistics.shape.join() !== this.#shape.join()) {
        const shapes = `${show([...this.#shape])} then ${show([...statistics.shape])}`;
        throw makeError(
          'E_SHAPE',
          `Normalization: statistics cannot change their shape inside a model; received ${shapes}`,
        );
      }
      this.#tf.tidy(() => {
        const { mean, variance } = statistics;
        this.#mean.write(this.#tf.tensor([...mean], this.#mean.shape as number[], 'float32'));
        this.#variance.write(this.#tf.tensor([...variance], this.#variance.shape as number[], 'float32'));
      });
    }
    this.#agree();
  }

  #readWeights(): void {
    const mean = this.#mean.read().dataSync();
    const variance = this.#variance.read().dataSync();
    const known = this.#layer.statistics;
    const same = known !== undefined && rounds(known.mean, mean) && rounds(known.variance, variance);
    if (!same) {
      checkValues(mean, variance);
      this.#layer.setStatistics({ mean: Array.from(mean), variance: Array.from(variance), shape: this.#shape });
    }
    this.#agree();
  }

  #agree(): void {
    this.#version = this.#layer.stateVersion;
    this.#values = this.#current();
  }

  #current(): readonly object[] {
    return [this.#mean, this.#variance].map((weight) => (weight.read() as Variable).dataId);
  }
}

function rounds(exact: readonly number[], stored: ArrayLike<number>): boolean {
  return exact.length === stored.length && exact.every((value, i) => Math.fround(value) === stored[i]);
}

function checkValues(mean: ArrayLike<number>, variance: ArrayLike<number>): void {
  if (Array.from(mean).every(Number.isFinite) && Array.from(variance).every((v) => Number.isFinite(v) && v >= 0))
    return;
  throw makeError(
    'E_NONFINITE',
    'Normalization: the weights mean and variance must be finite, and variance at least 0',
  );
}

/** Keras' shape of the weights: the sizes of the axes that have statistics of their own. */
function shapeOfStatistics(layer: Normalization, inputShape: PartialShape): Statistics['shape'] {
  const kept = axesToKeep(layer.axis);
  const [height, width, channels] = inputShape.map((size, axis) => (kept[axis] ? size : 1));
  if (height == null || width == null || channels == null) {
    throw makeError(
      'E_SHAPE',
      `Normalization: the axes ${show(layer.axis)} must have a known size before the layer is adapted; ` +
        `received images of shape ${show([...inputShape])}`,
    );
  }
  return [height, width, channels];
}
