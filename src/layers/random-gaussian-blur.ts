import { invalid } from '../options.js';
import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomGaussianBlurOptions extends RandomLayerOptions {
  /**
   * Probability that an image is blurred, itself drawn from [min, max] within 0..1; f means [0, f], so 1 changes about
   * half of the images and [1, 1] all. Default `1`.
   */
  factor?: Factor;
  /** Width and height of the kernel in pixels, odd; one number means both. Default `3`. */
  kernelSize?: number | readonly [width: number, height: number];
  /**
   * Standard deviation of the Gaussian in pixels, drawn anew for x and for y; f means [0, f]; ends within 0..100. Beyond
   * about a third of kernelSize the kernel cuts the Gaussian short. Default `1`.
   */
  sigma?: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const SIGMA: FactorBounds = { number: [0, 100], pair: [0, 100] };

/**
 * Blurs some images with a Gaussian in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32, clipped to valueRange, also where an image is not blurred. Outside the
 * image is 0, so that borders darken.
 * @throws ArgumentError for a factor outside 0..1, an even kernelSize, a sigma outside 0..100 or min > max.
 * Source: keras.layers.RandomGaussianBlur, which draws one sigma for a whole batch, takes a sigma up to 1, and scrambles a
 * kernel that is not square.
 * @example
 * import { RandomGaussianBlur } from 'tfjs-image-pipeline';
 * const blur = new RandomGaussianBlur({ factor: [0.5, 0.5], kernelSize: 5, sigma: [0.1, 2] });
 * const soft = await blur.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomGaussianBlur extends Layer {
  readonly factor: Range;
  readonly kernelSize: readonly [width: number, height: number];
  readonly sigma: Range;
  readonly valueRange: Range;

  constructor(options: RandomGaussianBlurOptions = {}) {
    const known = ['factor', 'kernelSize', 'sigma', 'valueRange', 'dataFormat'];
    super('RandomGaussianBlur', options, known, { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor ?? 1, UNIT);
    this.kernelSize = parseKernelSize(this.className, this.raw.kernelSize ?? 3);
    this.sigma = parseFactor(this.className, 'sigma', this.raw.sigma ?? 1, SIGMA);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomGaussianBlur {
    return new RandomGaussianBlur(readConfig('RandomGaussianBlur', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, kernelSize, sigma, valueRange, dtype } = this;
    return [{ kind: 'gaussian_blur', params: { factor, kernelSize, sigma, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    const { factor, kernelSize, sigma, valueRange } = this;
    return { ...this.baseConfig(), factor, kernelSize, sigma, valueRange };
  }
}

function parseKernelSize(owner: string, value: unknown): readonly [number, number] {
  const wrong = (code: 'E_TYPE' | 'E_SIZE') =>
    invalid(owner, 'kernelSize', 'an odd integer >= 1 or [width, height] of such', value, code);
  if (Array.isArray(value) && value.length !== 2) throw wrong('E_TYPE');
  const [width, height]: unknown[] = Array.isArray(value) ? [value[0], value[1]] : [value, value];
  if (typeof width !== 'number' || typeof height !== 'number') throw wrong('E_TYPE');
  const isOdd = (size: number) => Number.isSafeInteger(size) && size >= 1 && size % 2 === 1;
  if (!isOdd(width) || !isOdd(height)) throw wrong('E_SIZE');
  return Object.freeze([width, height] as const);
}
