import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, SYMMETRIC } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomColorDegenerationOptions extends RandomLayerOptions {
  /**
   * How far a pixel goes towards its gray: 0 not at all, 1 all the way, below 0 away from it; within -1..1. One number f
   * means [-|f|, |f|], as Keras computes it.
   */
  factor: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Mixes an image with its gray, 0.2989 R + 0.587 G + 0.114 B, by one random part in training; does nothing at inference.
 * Shape [h, w, c] -> same, for RGB, RGB with alpha (which stays), or one gray channel (which is only clipped); the result is
 * float32, clipped to valueRange.
 * @throws ArgumentError for a factor outside -1..1 or min > max; E_CHANNELS for images of 2 or more than 4 channels.
 * Source: keras.layers.RandomColorDegeneration, which fails unless there are 3 channels.
 * @example
 * import { RandomColorDegeneration } from 'tfjs-image-pipeline';
 * const layer = new RandomColorDegeneration({ factor: [0, 0.8] });
 * const faded = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomColorDegeneration extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomColorDegenerationOptions) {
    super('RandomColorDegeneration', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, SYMMETRIC);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomColorDegeneration {
    return new RandomColorDegeneration(readConfig('RandomColorDegeneration', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'color_degeneration', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
