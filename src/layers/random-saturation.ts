import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomSaturationOptions extends RandomLayerOptions {
  /**
   * 0 is gray, 0.5 changes nothing, 1 is as colourful as can be: the saturation is multiplied by f / (1 - f), to at most 1.
   * A number f within 0..1 means [0, f]. A pair lies within -1..1; below 0 is gray, as Keras has it.
   */
  factor: Factor;
  /** Value of black, and of the brightest pixel, which nothing here depends on. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const PAIR: FactorBounds = { number: [0, 1], pair: [-1, 1] };

/**
 * Makes the colours of an image paler or stronger by one random factor in training; does nothing at inference.
 * Shape [h, w, c] -> same, for RGB, RGB with alpha (which stays), or one gray channel (which stays); the result is float32.
 * Nothing is clipped: hue and value (the largest of R, G and B) stay, so values within valueRange stay within it.
 * @throws ArgumentError for a factor outside its range; E_CHANNELS for images of 2 or more than 4 channels.
 * Source: keras.layers.RandomSaturation, which reads one number f as [-f, f], so that half of the images become gray, and
 * bounds the saturation by valueRange instead of 1, so that pixels become negative.
 * @example
 * import { RandomSaturation } from 'tfjs-image-pipeline';
 * const layer = new RandomSaturation({ factor: [0.4, 0.6] });
 * const vivid = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomSaturation extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomSaturationOptions) {
    super('RandomSaturation', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    const { factor, valueRange, dataFormat } = this.raw;
    this.factor = parseFactor(this.className, 'factor', factor, typeof factor === 'number' ? UNIT : PAIR);
    this.valueRange = parseValueRange(this.className, valueRange);
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomSaturation {
    return new RandomSaturation(readConfig('RandomSaturation', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'saturation', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
