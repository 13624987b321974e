// What the whitening layers share: options, what they learned, and its place in configs.
import type { Device } from '../device.js';
import { makeError } from '../errors.js';
import { drawFilters, type FilterPreviewOptions } from '../preview/filters.js';
import type { PreviewResult } from '../preview/preview.js';
import type { DType, ImageShape } from '../types.js';
import { arraysFromConfig, arraysToConfig } from '../whitening/arrays.js';
import {
  type FittedNumbers,
  type FittedWhitening,
  fittedFrom,
  readNumbers,
  type WhiteningArrays,
  type WhiteningReport,
  weightShapes,
} from '../whitening/fitted.js';
import { fitBytes } from '../whitening/memory.js';
import { type ParsedWhitening, parseWhitening, WHITENING_OPTIONS } from '../whitening/options.js';
import { WhiteningState } from '../whitening/state.js';
import { type AdaptableLayer, type AdaptState, Layer, type LayerWeight } from './layer.js';

export abstract class WhiteningLayer extends Layer implements AdaptableLayer {
  /** How it is fitted, as parsed. */
  readonly fit: ParsedWhitening;
  readonly fixed = false;
  #fitted: FittedWhitening | undefined;
  /** Read from a config whose arrays are still to come. */
  #awaited: FittedNumbers | undefined;
  #stateVersion = 0;

  protected constructor(className: string, options: unknown, known: readonly string[] = []) {
    super(className, options, [...WHITENING_OPTIONS, ...known], { random: true });
    this.fit = parseWhitening(className, this.raw);
  }

  /** Whether images are whitened at all in this phase. */
  abstract whitens(training: boolean): boolean;

  /** True after adapt(), or when it was loaded with what it had learned. */
  get adapted(): boolean {
    return this.#fitted !== undefined;
  }

  get stateVersion(): number {
    return this.#stateVersion;
  }

  /** What adapt() found; undefined before. */
  get report(): WhiteningReport | undefined {
    return this.#fitted?.report;
  }

  /** @throws StateError E_NOT_ADAPTED before adapt(). */
  fitted(): FittedWhitening {
    if (this.#fitted !== undefined) return this.#fitted;
    const missing = this.#awaited ? 'load its weights' : 'call adapt()';
    throw makeError('E_NOT_ADAPTED', `${this.className}: ${missing} first`);
  }

  /** An empty partial state, or the one that toBytes() wrote. */
  createState(bytes?: Uint8Array): WhiteningState {
    const { className, seed = 0 } = this;
    const { maxSamples } = this.fit;
    if (bytes === undefined) return new WhiteningState(className, maxSamples, seed);
    return WhiteningState.fromBytes(className, maxSamples, seed, bytes);
  }

  adaptBytes(shape: ImageShape, count: number | undefined, dtype: DType): number {
    const { maxSamples } = this.fit;
    // Without a count the images may turn out to be few; the state looks again as they come.
    const images = maxSamples === null ? (count ?? 1) : Math.min(count ?? maxSamples, maxSamples);
    return fitBytes(shape, images, dtype);
  }

  snapshot(): () => void {
    const fitted = this.#fitted;
    return () => this.setFitted(fitted);
  }

  async setState(state: AdaptState | undefined, device: Device = 'cpu'): Promise<void> {
    if (state !== undefined && !(state instanceof WhiteningState)) {
      throw makeError('E_TYPE', `${this.className}: state must come from createState()`);
    }
    this.setFitted(await state?.solve(this.fit, device));
  }

  /** Takes what was learned elsewhere; undefined forgets. */
  setFitted(fitted: FittedWhitening | undefined): void {
    this.#fitted = fitted;
    this.#awaited = undefined;
    this.#stateVersion++;
  }

  /** Names and shapes of the arrays that it has or waits for. */
  weightShapes(): readonly Omit<LayerWeight, 'rows'>[] {
    const numbers = this.#fitted?.numbers() ?? this.#awaited;
    return numbers ? weightShapes(numbers) : [];
  }

  /** Takes the arrays that weightShapes() lists. */
  setWeights(arrays: WhiteningArrays): void {
    const numbers = this.#fitted?.numbers() ?? this.#awaited;
    if (numbers === undefined) throw makeError('E_NOT_ADAPTED', `${this.className}: it has no weights before adapt()`);
    this.setFitted(fittedFrom(this.className, numbers, arrays));
  }

  /** The arrays of what it has learned. */
  weights(): readonly LayerWeight[] {
    return this.#fitted?.weights() ?? [];
  }

  /**
   * A picture of the filters: each shows what one value of the result takes from all values of an image, around middle
   * gray. For images before and after, use preview() of the pipeline with a valueRange such as [-3, 3].
   * @throws StateError E_NOT_ADAPTED before adapt(); ArgumentError for wrong options; IoError.
   */
  async previewFilters(options?: FilterPreviewOptions): Promise<PreviewResult> {
    return drawFilters(this.fitted(), options);
  }

  getConfig(): Record<string, unknown> {
    const weights = this.weights();
    const config = this.configWithoutWeights();
    return { ...config, ...arraysToConfig(this.className, weights) };
  }

  /** getConfig() for those who keep the arrays of weights() themselves. */
  configWithoutWeights(): Record<string, unknown> {
    const fitted = this.#fitted?.numbers() ?? this.#awaited;
    return { ...this.baseConfig(), ...this.fit, ...(fitted ? { fitted } : {}) };
  }

  /** Takes what was learned out of a config; the arrays may be missing and come later. */
  protected restore({ fitted, ...arrays }: Record<string, unknown>): void {
    if (fitted === undefined || fitted === null) return;
    this.#awaited = readNumbers(this.className, fitted);
    if (Object.keys(arrays).length === 0) return;
    this.setWeights(arraysFromConfig(this.className, arrays, this.weightShapes()));
  }
}

/** Names in configs of what was learned. */
const LEARNED: ReadonlySet<string> = new Set(['fitted', 'mean', 'spectrum', 'matrix', 'gains', 'vectors']);

/** A config as the options of the constructor, and what was learned. */
export function splitConfig(
  config: Record<string, unknown>,
): [options: Record<string, unknown>, learned: Record<string, unknown>] {
  const pick = (learned: boolean) => Object.entries(config).filter(([name]) => LEARNED.has(name) === learned);
  return [Object.fromEntries(pick(false)), Object.fromEntries(pick(true))];
}
