import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, SYMMETRIC } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomBrightnessOptions extends RandomLayerOptions {
  /** Change as a fraction of the value range's width; f means [-|f|, |f|]; ends within -1..1. */
  factor: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Adds one random amount to all values of an image in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32, clipped to valueRange even when nothing is added.
 * @throws ArgumentError for a factor outside -1..1 or min > max.
 * Source: keras.layers.RandomBrightness, which wraps around on integer images.
 * @example
 * import { RandomBrightness } from 'tfjs-image-pipeline';
 * const brighter = new RandomBrightness({ factor: [0, 0.2] });
 * const bright = await brighter.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomBrightness extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomBrightnessOptions) {
    super('RandomBrightness', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, SYMMETRIC);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomBrightness {
    return new RandomBrightness(readConfig('RandomBrightness', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'brightness', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
