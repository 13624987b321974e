import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomInvertOptions extends RandomLayerOptions {
  /**
   * Range, within 0..1, from which the probability of an image is drawn. One number f means [0, f], as Keras computes it:
   * 1 inverts about half of the images, [1, 1] all of them. Default `1`.
   */
  factor?: Factor;
  /** Lowest and highest value of a pixel, which change places. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Makes a negative, min + max - x of every value in every channel, by a coin per image in training; does nothing at
 * inference. Shape [h, w, c] -> same; the result is float32 and is not clipped.
 * @throws ArgumentError for a factor outside 0..1 or min > max.
 * Source: keras.layers.RandomInvert, which computes max - x.
 * @example
 * import { RandomInvert } from 'tfjs-image-pipeline';
 * const layer = new RandomInvert({ factor: [0.3, 0.3] });
 * const negative = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomInvert extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomInvertOptions = {}) {
    super('RandomInvert', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    const { factor = 1, valueRange, dataFormat } = this.raw;
    this.factor = parseFactor(this.className, 'factor', factor, UNIT);
    this.valueRange = parseValueRange(this.className, valueRange);
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomInvert {
    return new RandomInvert(readConfig('RandomInvert', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'invert', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
