import { makeError } from '../errors.js';
import { parseBoolean } from '../options.js';
import type { StageSpec } from '../program.js';
import type { DType, ImageShape } from '../types.js';
import { readConfig } from './config.js';
import { type AdaptableLayer, type AdaptState, Layer, type LayerOptions } from './layer.js';
import { layoutOf } from './moments.js';
import { NormalizationState } from './normalization-state.js';
import {
  axesToKeep,
  type NestedNumbers,
  nested,
  parseAxis,
  parseStatistics,
  type Statistics,
} from './normalization-statistics.js';
import { flag } from './shared-options.js';

/** Of exact sums, for each cell: two doubles, and two big integers with their headers. */
const EXACT_CELL_BYTES = 96;
/** Mean, its rest and squares, as doubles. */
const MOMENTS_CELL_BYTES = 24;

export interface NormalizationOptions extends LayerOptions {
  /**
   * Axes of [n, h, w, c] that have statistics of their own: -1 or 3 channels, 2 width, 1 height, several of them, or
   * null for one mean of everything. Default `-1`.
   */
  axis?: number | readonly number[] | null;
  /** Known mean: a number, or nested lists over the axes; comes with variance. Default `null`. */
  mean?: NestedNumbers | null;
  /** Known population variance, at least 0, of the same shape as mean. Default `null`. */
  variance?: NestedNumbers | null;
  /** Undo a normalization instead. Default `false`. */
  invert?: boolean;
}

/**
 * (value - mean) / max(sqrt(variance), 1e-7), in training and inference alike, with statistics from adapt() or given.
 * Shape [h, w, c] -> same; the result is float32. Variances are population variances.
 * @throws ArgumentError for a wrong axis, or mean without variance.
 * @throws StateError when used without statistics: `Normalization: call adapt() or give mean and variance first`.
 * Source: keras.layers.Normalization, which uses mean 0 and variance 1 silently when it was not adapted.
 * @example
 * import { Normalization } from 'tfjs-image-pipeline';
 * const layer = new Normalization({ mean: [100, 120, 90], variance: [400, 900, 100] });
 * const normal = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] });
 */
export class Normalization extends Layer implements AdaptableLayer {
  /** Axes of [n, h, w, c] with statistics of their own, ascending; null: none. */
  readonly axis: readonly number[] | null;
  readonly invert: boolean;
  readonly #given: Statistics | undefined;
  #learned = false;
  #statistics: Statistics | undefined;
  #stateVersion = 0;

  constructor(options: NormalizationOptions = {}) {
    super('Normalization', options, ['axis', 'mean', 'variance', 'invert']);
    const { axis, mean, variance, invert } = this.raw;
    this.axis = parseAxis(this.className, axis === undefined ? -1 : axis);
    this.invert = parseBoolean(this.className, 'invert', invert, false);
    this.#given = parseStatistics(this.className, axesToKeep(this.axis), mean ?? null, variance ?? null);
    this.#statistics = this.#given;
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Normalization {
    const { adapted, ...options } = readConfig<Record<string, unknown>>('Normalization', config);
    const layer = new Normalization(options);
    layer.#learned = parseBoolean('Normalization', 'adapted', adapted, false);
    return layer;
  }

  /** True for a mean and variance given to the constructor, which adapt() of a pipeline leaves alone. */
  get fixed(): boolean {
    return this.#given !== undefined && !this.#learned;
  }

  /** True when there are statistics, learned or given. */
  get adapted(): boolean {
    return this.#statistics !== undefined;
  }

  get stateVersion(): number {
    return this.#stateVersion;
  }

  /** Mean and variance in use, flat, with their shape [h, w, c]; undefined before adapt(). */
  get statistics(): Statistics | undefined {
    return this.#statistics;
  }

  /** An empty partial state, or the one whose toBytes() are given. */
  createState(bytes?: Uint8Array): AdaptState {
    const kept = axesToKeep(this.axis);
    return bytes === undefined ? new NormalizationState(kept) : NormalizationState.fromBytes(bytes, kept);
  }

  adaptBytes(shape: ImageShape, count: number | undefined, dtype: DType): number {
    const { cells } = layoutOf(shape, axesToKeep(this.axis));
    if (dtype === 'uint8' || dtype === 'uint16') return cells * EXACT_CELL_BYTES;
    // Images in order leave one node for each bit of their count; sums of one image and of the result come on top.
    const nodes = Math.ceil(Math.log2((count ?? Number.MAX_SAFE_INTEGER) + 1)) + 2;
    return nodes * cells * MOMENTS_CELL_BYTES;
  }

  snapshot(): () => void {
    const statistics = this.#statistics;
    const learned = this.#learned;
    return () => {
      this.#statistics = statistics;
      this.#learned = learned;
      this.#stateVersion++;
    };
  }

  /** Replaces the statistics; undefined goes back to the mean and variance given to the constructor, if any. */
  setState(state: AdaptState | undefined): void {
    if (state !== undefined && !(state instanceof NormalizationState)) {
      throw makeError('E_TYPE', 'Normalization: state must come from createState()');
    }
    this.#statistics = state === undefined ? this.#given : state.statistics();
    this.#learned = state !== undefined;
    this.#stateVersion++;
  }

  /** Takes statistics that were learned elsewhere, as if adapt() had found them: a state that was saved with a model. */
  setStatistics(statistics: Statistics): void {
    this.#statistics = statistics;
    this.#learned = true;
    this.#stateVersion++;
  }

  lower(): StageSpec[] {
    if (this.#statistics === undefined) {
      throw makeError('E_NOT_ADAPTED', 'Normalization: call adapt() or give mean and variance first');
    }
    const { mean, variance, shape } = this.#statistics;
    return [{ kind: 'normalize', params: { mean, variance, shape, invert: flag(this.invert) }, dtype: this.dtype }];
  }

  getConfig(): Record<string, unknown> {
    const { axis, invert } = this;
    const statistics = this.#statistics;
    const mean = statistics === undefined ? null : nested(statistics.mean, statistics.shape, axesToKeep(axis));
    const variance = statistics === undefined ? null : nested(statistics.variance, statistics.shape, axesToKeep(axis));
    return { ...this.baseConfig(), axis, invert, mean, variance, ...(this.#learned ? { adapted: true } : {}) };
  }
}
