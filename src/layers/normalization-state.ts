// Mean and variance of a stream of images. Sums of uint8 and uint16 values are exact integers; other values are summed
// image by image in two passes and merged after Chan, Golub and LeVeque along a tree over the positions. Either way any
// split and order gives the same bits.
import { makeError } from '../errors.js';
import { ExactSums } from './exact-sums.js';
import type { AdaptState } from './layer.js';
import { floatMoments, type ImageLayout, layoutOf, type Moments, mergeMoments } from './moments.js';
import { readState, type StateFields, writeState } from './normalization-state-bytes.js';
import type { KeptAxes, Statistics } from './normalization-statistics.js';
import { PositionTree } from './position-tree.js';

const OWNER = 'Normalization';

/** Integer images have no moments of their own: they only take their position. */
function mergeParts(a: Moments | undefined, b: Moments | undefined): Moments | undefined {
  return a === undefined || b === undefined ? (a ?? b) : mergeMoments(a, b);
}

export class NormalizationState implements AdaptState {
  readonly #kept: KeptAxes;
  /** Shape of the statistics; unknown before the first image. */
  #shape: Statistics['shape'] | undefined;
  #integers: ExactSums | undefined;
  readonly #images = new PositionTree(OWNER, mergeParts);

  constructor(kept: KeptAxes) {
    this.#kept = kept;
  }

  get count(): number {
    return this.#images.count;
  }

  update(data: Float32Array | Uint8Array | Uint16Array | Int32Array, shape: readonly number[], index: number): void {
    const [height, width, channels] = shape.slice(-3) as [number, number, number];
    const count = shape.length === 4 ? (shape[0] as number) : 1;
    const layout = layoutOf([height, width, channels], this.#kept);
    for (let i = 0; i < count; i++) {
      this.#checkShape(layout.shape, index + i);
      const image = data.subarray(i * layout.values, (i + 1) * layout.values);
      if (image instanceof Uint8Array || image instanceof Uint16Array) {
        this.#images.add({ start: index + i, size: 1, value: undefined });
        this.#integers ??= new ExactSums(layout.cells);
        this.#integers.add(image, layout);
      } else {
        this.#images.add({ start: index + i, size: 1, value: momentsOf(image, layout, index + i) });
      }
    }
  }

  merge(other: AdaptState): void {
    if (!(other instanceof NormalizationState) || other.#kept.join() !== this.#kept.join()) {
      throw makeError('E_TYPE', `${OWNER}: only states of the same axes can be merged`);
    }
    if (other.#shape === undefined) return;
    this.#checkShape(other.#shape, undefined);
    this.#images.merge(other.#images);
    if (other.#integers !== undefined) {
      this.#integers ??= new ExactSums(other.#shape.reduce((product, size) => product * size, 1));
      this.#integers.merge(other.#integers);
    }
  }

  /** @throws NumericError when there was no image. */
  statistics(): Statistics {
    if (this.#shape === undefined) {
      throw makeError('E_TOO_FEW', `${OWNER}: adapt() needs at least 1 image; received 0`);
    }
    const { count, means, squares } = mergeParts(this.#integers?.moments(), this.#images.total()) as Moments;
    const variance = Array.from(squares, (square) => square / count);
    return Object.freeze({ mean: Array.from(means), variance, shape: this.#shape });
  }

  toBytes(): Uint8Array {
    const { nodes } = this.#images;
    return writeState({ kept: this.#kept, shape: this.#shape, integers: this.#integers, nodes });
  }

  /** @throws ArgumentError E_CONFIG for other bytes, E_CONFLICT for a state of other axes. */
  static fromBytes(bytes: Uint8Array, kept: KeptAxes): NormalizationState {
    const fields: StateFields = readState(bytes);
    if (fields.kept.join() !== kept.join()) {
      throw makeError('E_CONFLICT', `${OWNER}: the state is one of other axes`);
    }
    const state = new NormalizationState(kept);
    state.#shape = fields.shape;
    state.#integers = fields.integers;
    for (const node of fields.nodes) state.#images.add(node);
    return state;
  }

  #checkShape(shape: Statistics['shape'], index: number | undefined): void {
    this.#shape ??= shape;
    if (this.#shape.join() === shape.join()) return;
    const shapes = `[${this.#shape.join(', ')}] then [${shape.join(', ')}]`;
    const message = `${OWNER}: images must agree in the axes that have statistics; received ${shapes}`;
    throw makeError('E_SHAPE', message, { index });
  }
}

function momentsOf(image: Float32Array | Int32Array, layout: ImageLayout, index: number): Moments {
  const moments = floatMoments(image, layout);
  // A NaN or infinity among the values makes the sum of its cell NaN or infinite.
  if (moments.means.every(Number.isFinite)) return moments;
  throw makeError('E_NONFINITE', `${OWNER}: image ${index} has values that are NaN or infinite`, { index });
}
