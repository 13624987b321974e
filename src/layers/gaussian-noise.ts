import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { parseValueRange } from './shared-options.js';

export interface GaussianNoiseOptions extends RandomLayerOptions {
  /**
   * Standard deviation of the noise in units of the values, at least 0: one number for all images, or [min, max] to draw
   * one for each.
   */
  stddev: Factor;
  /** Range the result is clipped to; null does not clip. Default `null`. */
  valueRange?: readonly [min: number, max: number] | null;
}

const BOUNDS: FactorBounds = { number: [0, Infinity], pair: [0, Infinity] };

/**
 * Adds normal noise of mean 0 to every value in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. The noise is a function of two drawn numbers and the place of the value,
 * with the same bits on every machine; it lies within 6.4 standard deviations.
 * @throws ArgumentError for a stddev that is negative or not finite or min > max.
 * Source: keras.layers.GaussianNoise, which takes one stddev within 0..1 and does not clip.
 * @example
 * import { GaussianNoise } from 'tfjs-image-pipeline';
 * const noise = new GaussianNoise({ stddev: [0, 12], valueRange: [0, 255] });
 * const grainy = await noise.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class GaussianNoise extends Layer {
  readonly stddev: Range;
  readonly valueRange: Range | null;

  constructor(options: GaussianNoiseOptions) {
    super('GaussianNoise', options, ['stddev', 'valueRange'], { random: true });
    const valueRange = this.raw.valueRange ?? null;
    const [min, max] = parseFactor(this.className, 'stddev', this.raw.stddev, BOUNDS);
    // One number is the strength itself, not the end of a range.
    this.stddev = Object.freeze([typeof this.raw.stddev === 'number' ? max : min, max] as const);
    this.valueRange = valueRange === null ? null : parseValueRange(this.className, valueRange);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): GaussianNoise {
    return new GaussianNoise(readConfig('GaussianNoise', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { stddev, valueRange, dtype } = this;
    return [{ kind: 'gaussian_noise', params: { stddev, valueRange: valueRange ?? [] }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), stddev: this.stddev, valueRange: this.valueRange };
  }
}
