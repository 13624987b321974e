import { everyEntry, invalid } from '../options.js';
import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseWideRange } from './shared-options.js';

export interface RandomPosterizationOptions extends RandomLayerOptions {
  /**
   * Bits that stay of each value, whole numbers within 1..8. Of a pair [lo, hi] hi is not drawn, unless lo is hi; one number
   * f means [1, f], so 4 gives 1, 2 or 3 bits, as Keras computes it.
   */
  factor: Factor;
  /** Values of the bytes 0 and 255, min < max. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const BOUNDS: FactorBounds = { number: [1, 8], pair: [1, 8] };

/**
 * Leaves only some leading bits of every value, as a byte on the scale of valueRange, in training; does nothing at inference.
 * The number of bits is drawn per image. Shape [h, w, c] -> same; the result is float32, within valueRange; values outside it
 * become its ends. Fractions of a byte are cut off.
 * @throws ArgumentError for a factor that is no whole number within 1..8 or min >= max.
 * Source: keras.layers.RandomPosterization, where values outside the range are undefined.
 * @example
 * import { RandomPosterization } from 'tfjs-image-pipeline';
 * const layer = new RandomPosterization({ factor: [3, 6] });
 * const coarse = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomPosterization extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomPosterizationOptions) {
    super('RandomPosterization', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    const { factor, valueRange, dataFormat } = this.raw;
    this.factor = parseFactor(this.className, 'factor', factor, BOUNDS);
    if (!everyEntry(this.factor, Number.isInteger)) {
      throw invalid(this.className, 'factor', 'a whole number or [min, max] of whole numbers within 1..8', factor);
    }
    this.valueRange = parseWideRange(this.className, valueRange);
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomPosterization {
    return new RandomPosterization(readConfig('RandomPosterization', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'posterize', params: { bits: factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
