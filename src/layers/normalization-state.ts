// Mean and variance of a stream of images. Sums of uint8 and uint16 values are exact integers, so any split and order
// gives the same bits; other values are summed image by image in two passes and merged after Chan, Golub and LeVeque.
import { makeError } from '../errors.js';
import { ExactSums, type ExactSumsJson } from './exact-sums.js';
import type { AdaptState } from './layer.js';
import { floatMoments, type ImageLayout, layoutOf, type Moments, mergeMoments } from './moments.js';
import type { KeptAxes, Statistics } from './normalization-statistics.js';

const FORMAT = 'normalization-state-1';

export class NormalizationState implements AdaptState {
  readonly #kept: KeptAxes;
  /** Shape of the statistics; unknown before the first image. */
  #shape: Statistics['shape'] | undefined;
  #integers: ExactSums | undefined;
  #floats: Moments | undefined;

  constructor(kept: KeptAxes) {
    this.#kept = kept;
  }

  update(data: Float32Array | Uint8Array | Uint16Array | Int32Array, shape: readonly number[], index: number): void {
    const [height, width, channels] = shape.slice(-3) as [number, number, number];
    const count = shape.length === 4 ? (shape[0] as number) : 1;
    const layout = layoutOf([height, width, channels], this.#kept);
    for (let i = 0; i < count; i++) {
      this.#checkShape(layout.shape, index + i);
      const image = data.subarray(i * layout.values, (i + 1) * layout.values);
      if (image instanceof Uint8Array || image instanceof Uint16Array) {
        this.#integers ??= new ExactSums(layout.cells);
        this.#integers.add(image, layout);
      } else {
        this.#addFloats(image, layout, index + i);
      }
    }
  }

  merge(other: AdaptState): void {
    if (!(other instanceof NormalizationState) || other.#kept.join() !== this.#kept.join()) {
      throw makeError('E_TYPE', 'Normalization: only states of the same axes can be merged');
    }
    if (other.#shape === undefined) return;
    this.#checkShape(other.#shape, undefined);
    if (other.#integers !== undefined) {
      this.#integers ??= new ExactSums(other.#shape.reduce((product, size) => product * size, 1));
      this.#integers.merge(other.#integers);
    }
    if (other.#floats !== undefined) this.#mergeFloats(other.#floats);
  }

  /** @throws NumericError when there was no image. */
  statistics(): Statistics {
    if (this.#shape === undefined) {
      throw makeError('E_TOO_FEW', 'Normalization: adapt() needs at least 1 image; received 0');
    }
    const { count, means, squares } = this.#moments();
    const variance = Array.from(squares, (square) => square / count);
    return Object.freeze({ mean: Array.from(means), variance, shape: this.#shape });
  }

  toJSON(): Record<string, unknown> {
    const floats = this.#floats && {
      count: this.#floats.count,
      means: Array.from(this.#floats.means),
      squares: Array.from(this.#floats.squares),
    };
    return { format: FORMAT, kept: this.#kept, shape: this.#shape ?? null, integers: this.#integers?.toJSON(), floats };
  }

  static fromJSON(json: Record<string, unknown>): NormalizationState {
    const { format, kept, shape, integers, floats } = json as ReturnType<NormalizationState['toJSON']> & {
      kept: KeptAxes;
      shape: Statistics['shape'] | null;
      integers?: ExactSumsJson;
      floats?: { count: number; means: number[]; squares: number[] };
    };
    if (format !== FORMAT) throw makeError('E_CONFIG', `Normalization: not a state of format ${FORMAT}`);
    const state = new NormalizationState(kept);
    state.#shape = shape ?? undefined;
    if (integers) state.#integers = ExactSums.fromJSON(integers);
    if (floats) {
      const { count, means, squares } = floats;
      state.#floats = { count, means: Float64Array.from(means), squares: Float64Array.from(squares) };
    }
    return state;
  }

  #checkShape(shape: Statistics['shape'], index: number | undefined): void {
    this.#shape ??= shape;
    if (this.#shape.join() === shape.join()) return;
    const shapes = `[${this.#shape.join(', ')}] then [${shape.join(', ')}]`;
    const message = `Normalization: images must agree in the axes that have statistics; received ${shapes}`;
    throw makeError('E_SHAPE', message, { index });
  }

  #addFloats(image: Float32Array | Int32Array, layout: ImageLayout, index: number): void {
    const moments = floatMoments(image, layout);
    // A NaN or infinity among the values makes the sum of its cell NaN or infinite.
    if (!moments.means.every(Number.isFinite)) {
      throw makeError('E_NONFINITE', `Normalization: image ${index} has values that are NaN or infinite`, { index });
    }
    this.#mergeFloats(moments);
  }

  #mergeFloats(moments: Moments): void {
    this.#floats = this.#floats === undefined ? moments : mergeMoments(this.#floats, moments);
  }

  #moments(): Moments {
    const exact = this.#integers?.moments();
    if (exact === undefined) return this.#floats as Moments;
    return this.#floats === undefined ? exact : mergeMoments(exact, this.#floats);
  }
}
