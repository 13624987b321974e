import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomContrastOptions extends RandomLayerOptions {
  /**
   * [lower, upper] draws a contrast between 1 - lower and 1 + upper, so [0.2, 0.2] gives 0.8..1.2; both within 0..1.
   * One number f means [0, f], as Keras computes it: contrast between 1 and 1 + f, never below 1.
   */
  factor: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Stretches the values of every channel about the channel's mean by a random contrast in training; does nothing at
 * inference. Shape [h, w, c] -> same; the result is float32, clipped to valueRange.
 * @throws ArgumentError for a factor outside 0..1 or lower > upper.
 * Source: keras.layers.RandomContrast, which fails on integer images.
 * @example
 * import { RandomContrast } from 'tfjs-image-pipeline';
 * const layer = new RandomContrast({ factor: [0.2, 0.2] });
 * const harder = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomContrast extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomContrastOptions) {
    super('RandomContrast', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, UNIT);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomContrast {
    return new RandomContrast(readConfig('RandomContrast', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'contrast', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
