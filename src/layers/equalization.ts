import { invalid, parseSize } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import type { Range } from './factor.js';
import { Layer, type LayerOptions } from './layer.js';
import { checkDataFormat, parseWideRange } from './shared-options.js';

export interface EqualizationOptions extends LayerOptions {
  /** Lowest and highest value of a pixel, min < max; what lies outside counts as its end. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Bins of the histogram, a whole number within 1..65536. Default `256`. */
  bins?: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const MAX_BINS = 65536;

/**
 * Spreads the values of every channel of every image evenly over valueRange by its histogram, in training; does nothing at
 * inference, as in Keras. Shape [h, w, c] -> same; the result is float32, 256 levels of valueRange. A channel whose values
 * all fall into one bin stays. NaN is not counted and stays.
 * @throws ArgumentError for bins outside 1..65536 or min >= max.
 * Source: keras.layers.Equalization, which takes one histogram of the whole batch.
 * @example
 * import { Equalization } from 'tfjs-image-pipeline';
 * const even = await new Equalization().apply({ data: new Uint8Array([50, 52, 51, 90]), shape: [2, 2, 1] });
 */
export class Equalization extends Layer {
  readonly valueRange: Range;
  readonly bins: number;

  constructor(options: EqualizationOptions = {}) {
    super('Equalization', options, ['valueRange', 'bins', 'dataFormat']);
    const { valueRange, bins = 256, dataFormat } = this.raw;
    this.valueRange = parseWideRange(this.className, valueRange);
    this.bins = parseSize(this.className, 'bins', bins);
    if (this.bins > MAX_BINS) throw invalid(this.className, 'bins', `at most ${MAX_BINS}`, bins, 'E_SIZE');
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Equalization {
    return new Equalization(readConfig('Equalization', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { valueRange, bins, dtype } = this;
    return [{ kind: 'equalize', params: { valueRange, bins }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), valueRange: this.valueRange, bins: this.bins };
  }
}
