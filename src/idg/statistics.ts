// fit(): the mean and standard deviation of each channel over a data set.
import { DEVICES, type Device } from '../device.js';
import { makeError } from '../errors.js';
import { type Batch, imageOf } from '../input.js';
import { NormalizationState } from '../layers/normalization-state.js';
import { ZCAWhitening } from '../layers/zca-whitening.js';
import { invalid, parseBoolean, parseEnum, parseSeed, parseSize, readOptions } from '../options.js';
import type { Image, PixelArray } from '../types.js';
import type { WhiteningState } from '../whitening/state.js';
import { whiteningLayer } from './layers/index.js';
import { OWNER, type ParsedOptions } from './options.js';

/** Options of ImageDataGenerator.fit(). */
export interface FitOptions {
  /** Learn from randomly transformed images. Default false. */
  augment?: boolean;
  /** How often each image is transformed, with augment; at least 1. Default 1. */
  rounds?: number;
  /** Seed of these transforms. An integer within 0..2^53-1, with `compat` within 0..2^32-1. */
  seed?: number;
  /** Where the whitening is computed, as for a pipeline; see docs/cuda.md. Default 'cpu'. */
  device?: Device;
}

export interface ParsedFitOptions {
  augment: boolean;
  rounds: number;
  seed: number | undefined;
  device: Device;
}

/** Of the values as they are normalized; std is null without featurewiseStdNormalization. */
export interface FeatureStatistics {
  readonly mean: readonly number[];
  readonly std: readonly number[] | null;
  /** Adapted; null without zcaWhitening. */
  readonly whitening: ZCAWhitening | null;
}

export function parseFitOptions(options: unknown): ParsedFitOptions {
  const raw = readOptions('fit', options, ['augment', 'rounds', 'seed', 'device']);
  return {
    augment: parseBoolean('fit', 'augment', raw.augment, false),
    rounds: raw.rounds === undefined ? 1 : parseSize('fit', 'rounds', raw.rounds),
    seed: parseSeed('fit', raw.seed),
    device: parseEnum('fit', 'device', raw.device, DEVICES, 'cpu'),
  };
}

/** Image `index` of a batch, times `factor`, as float32. */
export function scaledImage(batch: Batch<PixelArray>, index: number, factor: number): Image {
  const { data, shape } = imageOf(batch, index);
  const [, height, width, channels] = shape;
  const scale = Math.fround(factor);
  return { data: Float32Array.from(data as PixelArray, (value) => value * scale), shape: [height, width, channels] };
}

/** Adds up images and tells their statistics. */
export class FeatureSums {
  readonly #options: ParsedOptions;
  readonly #state = new NormalizationState([false, false, true]);
  readonly #whitening: ZCAWhitening | null;
  readonly #whiteningState: WhiteningState | undefined;
  #count = 0;

  constructor(options: ParsedOptions) {
    this.#options = options;
    this.#whitening = options.zcaWhitening ? whiteningLayer(options) : null;
    this.#whiteningState = this.#whitening?.createState();
  }

  async add({ data, shape }: Pick<Batch<PixelArray>, 'data'> & { shape: readonly number[] }): Promise<void> {
    const values = data instanceof Uint8ClampedArray ? new Uint8Array(data) : data;
    this.#state.update(values, shape, this.#count);
    await this.#whiteningState?.update(values, shape, this.#count);
    this.#count += shape.length === 4 ? (shape[0] as number) : 1;
  }

  /** Of the values times `factor`, which is 1 with zcaWhitening; `device` computes the whitening. */
  async statistics(factor: number, device: Device): Promise<FeatureStatistics> {
    if (this.#count === 0) throw makeError('E_TOO_FEW', `${OWNER}: fit() needs at least 1 image; received 0`);
    const { mean, variance } = this.#state.statistics();
    const flat = (values: readonly number[]) => Object.freeze(values.map((value) => value * factor));
    const std = variance.map((value) => Math.sqrt(value) * Math.abs(factor));
    const { featurewiseStdNormalization } = this.#options;
    await this.#whitening?.setState(this.#whiteningState, device);
    return Object.freeze({
      mean: flat(mean),
      std: featurewiseStdNormalization ? Object.freeze(std) : null,
      whitening: this.#whitening,
    });
  }
}

/** Statistics as getConfig() wrote them. */
export function parseStatistics(mean: unknown, std: unknown, whitening: unknown): FeatureStatistics | undefined {
  if (mean === undefined || mean === null) return undefined;
  return Object.freeze({
    mean: parseList('mean', mean),
    std: std === null || std === undefined ? null : parseList('std', std),
    whitening: whitening === null || whitening === undefined ? null : ZCAWhitening.fromConfig(whitening),
  });
}

function parseList(name: string, value: unknown): readonly number[] {
  if (Array.isArray(value) && value.length > 0 && value.every(Number.isFinite)) return Object.freeze([...value]);
  throw invalid(OWNER, name, 'a list of finite numbers', value, 'E_TYPE');
}
