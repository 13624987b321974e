// Mean and variance of a stream of images. Sums of uint8 and uint16 values are exact integers, so any split and order
// gives the same bits; other values are summed image by image in two passes and merged after Chan, Golub and LeVeque.
import { makeError } from '../errors.js';
import type { AdaptState } from './layer.js';
import { floatMoments, type ImageLayout, integerMoments, layoutOf, type Moments, mergeMoments } from './moments.js';
import type { KeptAxes, Statistics } from './normalization-statistics.js';

const FORMAT = 'normalization-state-1';

interface IntegerSums {
  /** Values per cell so far. */
  count: bigint;
  sums: bigint[];
  squares: bigint[];
}

export class NormalizationState implements AdaptState {
  readonly #kept: KeptAxes;
  /** Shape of the statistics; unknown before the first image. */
  #shape: Statistics['shape'] | undefined;
  #integers: IntegerSums | undefined;
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
      if (image instanceof Uint8Array || image instanceof Uint16Array) this.#addIntegers(image, layout);
      else this.#addFloats(image, layout, index + i);
    }
  }

  merge(other: AdaptState): void {
    if (!(other instanceof NormalizationState) || other.#kept.join() !== this.#kept.join()) {
      throw makeError('E_TYPE', 'Normalization: only states of the same axes can be merged');
    }
    if (other.#shape === undefined) return;
    this.#checkShape(other.#shape, undefined);
    if (other.#integers !== undefined) this.#mergeIntegers(other.#integers);
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
    const integers = this.#integers && {
      count: String(this.#integers.count),
      sums: this.#integers.sums.map(String),
      squares: this.#integers.squares.map(String),
    };
    const floats = this.#floats && {
      count: this.#floats.count,
      means: Array.from(this.#floats.means),
      squares: Array.from(this.#floats.squares),
    };
    return { format: FORMAT, kept: this.#kept, shape: this.#shape ?? null, integers, floats };
  }

  static fromJSON(json: Record<string, unknown>): NormalizationState {
    const { format, kept, shape, integers, floats } = json as ReturnType<NormalizationState['toJSON']> & {
      kept: KeptAxes;
      shape: Statistics['shape'] | null;
      integers?: { count: string; sums: string[]; squares: string[] };
      floats?: { count: number; means: number[]; squares: number[] };
    };
    if (format !== FORMAT) throw makeError('E_CONFIG', `Normalization: not a state of format ${FORMAT}`);
    const state = new NormalizationState(kept);
    state.#shape = shape ?? undefined;
    if (integers) {
      const { count, sums, squares } = integers;
      state.#integers = { count: BigInt(count), sums: sums.map(BigInt), squares: squares.map(BigInt) };
    }
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

  #addIntegers(image: Uint8Array | Uint16Array, layout: ImageLayout): void {
    this.#mergeIntegers(integerMoments(image, layout));
  }

  #addFloats(image: Float32Array | Int32Array, layout: ImageLayout, index: number): void {
    const moments = floatMoments(image, layout);
    // A NaN or infinity among the values makes the sum of its cell NaN or infinite.
    if (!moments.means.every(Number.isFinite)) {
      throw makeError('E_NONFINITE', `Normalization: image ${index} has values that are NaN or infinite`, { index });
    }
    this.#mergeFloats(moments);
  }

  #mergeIntegers({ count, sums, squares }: IntegerSums): void {
    const into = this.#integers;
    if (into === undefined) {
      this.#integers = { count, sums: [...sums], squares: [...squares] };
      return;
    }
    into.count += count;
    for (let i = 0; i < sums.length; i++) {
      into.sums[i] = (into.sums[i] as bigint) + (sums[i] as bigint);
      into.squares[i] = (into.squares[i] as bigint) + (squares[i] as bigint);
    }
  }

  #mergeFloats(moments: Moments): void {
    this.#floats = this.#floats === undefined ? moments : mergeMoments(this.#floats, moments);
  }

  #moments(): Moments {
    const integers = this.#integers;
    if (integers === undefined) return this.#floats as Moments;
    const { count, sums, squares } = integers;
    // n * sum of squares - sum^2 is exact and never negative; one rounding each for numerator and denominator.
    const centred = squares.map((square, i) => Number(count * square - (sums[i] as bigint) ** 2n) / Number(count));
    const means = Float64Array.from(sums, (sum) => Number(sum) / Number(count));
    const exact: Moments = { count: Number(count), means, squares: Float64Array.from(centred) };
    return this.#floats === undefined ? exact : mergeMoments(exact, this.#floats);
  }
}
