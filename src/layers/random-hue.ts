import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomHueOptions extends RandomLayerOptions {
  /**
   * How far the hue turns, either way by a coin, in halves of the circle; within 0..1. One number f means [0, f], so 1 may
   * give any hue.
   */
  factor: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Turns the hue of all pixels of an image by one random angle in training; does nothing at inference.
 * Shape [h, w, c] -> same, for RGB, RGB with alpha (which stays), or one gray channel (which is only clipped); the result is
 * float32, clipped to valueRange.
 * @throws ArgumentError for a factor outside 0..1 or min > max; E_CHANNELS for images of 2 or more than 4 channels.
 * Source: keras.layers.RandomHue, which fails unless there are 3 channels.
 * @example
 * import { RandomHue } from 'tfjs-image-pipeline';
 * const layer = new RandomHue({ factor: 0.1 });
 * const turned = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomHue extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomHueOptions) {
    super('RandomHue', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, UNIT);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomHue {
    return new RandomHue(readConfig('RandomHue', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'hue', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
