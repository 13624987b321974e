import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface SolarizationOptions extends RandomLayerOptions {
  /** Amount added to all values, as a fraction of the value range's width, within 0..1; f means [0, f]. Default `0`. */
  additionFactor?: Factor;
  /**
   * Place in the value range, as a fraction within 0..1, from which on values are inverted; f means [0, f]. At 0 all of them
   * are. Default `0`.
   */
  thresholdFactor?: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Adds one random amount to all values of an image, clips, and inverts what is not below a random threshold, in training;
 * does nothing at inference. Shape [h, w, c] -> same; the result is float32, within valueRange.
 * @throws ArgumentError for a factor outside 0..1 or min > max.
 * Source: keras.layers.Solarization, which takes the lower ends of pairs as values of 0..255 and not as fractions.
 * @example
 * import { Solarization } from 'tfjs-image-pipeline';
 * const layer = new Solarization({ thresholdFactor: [0.4, 0.9] });
 * const solar = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class Solarization extends Layer {
  readonly additionFactor: Range;
  readonly thresholdFactor: Range;
  readonly valueRange: Range;

  constructor(options: SolarizationOptions = {}) {
    const known = ['additionFactor', 'thresholdFactor', 'valueRange', 'dataFormat'];
    super('Solarization', options, known, { random: true });
    const { additionFactor = 0, thresholdFactor = 0, valueRange, dataFormat } = this.raw;
    this.additionFactor = parseFactor(this.className, 'additionFactor', additionFactor, UNIT);
    this.thresholdFactor = parseFactor(this.className, 'thresholdFactor', thresholdFactor, UNIT);
    this.valueRange = parseValueRange(this.className, valueRange);
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Solarization {
    return new Solarization(readConfig('Solarization', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { additionFactor, thresholdFactor, valueRange, dtype } = this;
    return [{ kind: 'solarize', params: { additionFactor, thresholdFactor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    const { additionFactor, thresholdFactor, valueRange } = this;
    return { ...this.baseConfig(), additionFactor, thresholdFactor, valueRange };
  }
}
