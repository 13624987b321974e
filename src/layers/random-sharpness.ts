import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomSharpnessOptions extends RandomLayerOptions {
  /** 0 smooths, 0.5 changes nothing, 1 sharpens; f means [0, f]; ends within 0..1. */
  factor: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Moves every value towards or away from the mean of its 3 x 3 neighbourhood, by a random amount in training; does nothing
 * at inference. Shape [h, w, c] -> same; the result is float32, clipped to valueRange. Outside the image is 0, so borders
 * darken where it smooths and brighten where it sharpens.
 * @throws ArgumentError for a factor outside 0..1 or min > max.
 * Source: keras.layers.RandomSharpness.
 * @example
 * import { RandomSharpness } from 'tfjs-image-pipeline';
 * const layer = new RandomSharpness({ factor: [0.3, 0.7] });
 * const sharper = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomSharpness extends Layer {
  readonly factor: Range;
  readonly valueRange: Range;

  constructor(options: RandomSharpnessOptions) {
    super('RandomSharpness', options, ['factor', 'valueRange', 'dataFormat'], { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, UNIT);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomSharpness {
    return new RandomSharpness(readConfig('RandomSharpness', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, valueRange, dtype } = this;
    return [{ kind: 'sharpness', params: { factor, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
