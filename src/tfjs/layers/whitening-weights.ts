// What a whitening layer has learned as weights of a model, kept in step with it. tfjs has no float64: of such an array the
// weight holds the bits, as pairs of int32.
import type { Variable } from '@tensorflow/tfjs-core';
import { makeError } from '../../errors.js';
import type { WhiteningLayer } from '../../layers/whitening-layer.js';
import { valueCount } from '../../memory.js';
import type { WhiteningArrays } from '../../whitening/fitted.js';
import type { Tf } from '../tf.js';
import type { AddWeight, LayerWeights, Weight } from './layer-weights.js';

type Shapes = ReturnType<WhiteningLayer['weightShapes']>;
type Shape = Shapes[number];

export class WhiteningWeights implements LayerWeights {
  readonly #tf: Tf;
  readonly #layer: WhiteningLayer;
  readonly #shapes: Shapes;
  readonly #weights: readonly Weight[];
  #version: number;
  /** What tfjs calls the values that the weights had when layer and weights last agreed. */
  #values: readonly object[];

  /** @throws StateError E_NOT_ADAPTED for a layer whose arrays have no shape yet. */
  constructor(tf: Tf, layer: WhiteningLayer, prefix: string, add: AddWeight) {
    this.#tf = tf;
    this.#layer = layer;
    this.#shapes = layer.weightShapes();
    if (this.#shapes.length === 0) {
      throw makeError('E_NOT_ADAPTED', `${layer.className}: call adapt() before it becomes part of a model`);
    }
    const values = this.#layer.adapted ? this.#valuesOfLayer() : undefined;
    this.#weights = this.#shapes.map((entry, i) => {
      const { name, dtype, dims } = weightOf(entry);
      const first = () => tf.tensor(values?.[i] ?? new Int32Array(valueCount(dims)), dims, dtype);
      return add(`${prefix}${name}`, dtype, first, dims);
    });
    this.#version = layer.stateVersion;
    this.#values = this.#current();
  }

  sync(): void {
    this.push();
    if (this.#current().some((value, i) => value !== this.#values[i])) this.#readWeights();
  }

  push(): void {
    if (this.#layer.stateVersion !== this.#version && this.#layer.adapted) this.#writeWeights();
  }

  #writeWeights(): void {
    const now = this.#layer.weightShapes();
    const same =
      now.length === this.#shapes.length &&
      now.every(({ name, shape }, i) => {
        return name === this.#shapes[i]?.name && shape.join() === this.#shapes[i]?.shape.join();
      });
    if (!same) {
      const shapes = [this.#shapes, now].map((list) =>
        list.map(({ name, shape }) => `${name} [${shape.join(', ')}]`).join(', '),
      );
      throw makeError(
        'E_SHAPE',
        `${this.#layer.className}: its weights cannot change inside a model; had ${shapes.join(', now ')}`,
      );
    }
    const values = this.#valuesOfLayer();
    this.#tf.tidy(() => {
      this.#weights.forEach((weight, i) => {
        const { dtype, dims } = weightOf(this.#shapes[i] as Shape);
        weight.write(this.#tf.tensor(values[i] as Float32Array, dims, dtype));
      });
    });
    this.#agree();
  }

  #readWeights(): void {
    const arrays = this.#shapes.map(({ name, dtype, shape }, i) => {
      const values = (this.#weights[i] as Weight).read().dataSync();
      const data = dtype === 'float32' ? (values as Float32Array) : doublesOf(values as Int32Array);
      return [name, { shape, data }];
    });
    this.#layer.setWeights(Object.fromEntries(arrays) as WhiteningArrays);
    this.#agree();
  }

  #valuesOfLayer(): (Float32Array | Int32Array)[] {
    return this.#layer.weights().map(({ shape, rows }) => {
      const data = rows(0, shape[0] as number);
      return data instanceof Float32Array ? data : new Int32Array(data.buffer, data.byteOffset, 2 * data.length);
    });
  }

  #agree(): void {
    this.#version = this.#layer.stateVersion;
    this.#values = this.#current();
  }

  #current(): readonly object[] {
    return this.#weights.map((weight) => (weight.read() as Variable).dataId);
  }
}

/** The weight that holds an array. */
function weightOf({ name, dtype, shape }: Shape): { name: string; dtype: 'float32' | 'int32'; dims: number[] } {
  if (dtype === 'float32') return { name, dtype, dims: [...shape] };
  return { name: `${name}_bits`, dtype: 'int32', dims: [...shape, 2] };
}

function doublesOf(bits: Int32Array): Float64Array {
  return new Float64Array(bits.slice().buffer);
}
