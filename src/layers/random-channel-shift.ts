import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { parseValueRange } from './shared-options.js';

export interface RandomChannelShiftOptions extends RandomLayerOptions {
  /** Amount to add, in units of the pixel values; f means [-|f|, |f|]. */
  factor: Factor;
  /** Range the result is clipped to; null clips to the image's own lowest and highest value. Default `null`. */
  valueRange?: readonly [min: number, max: number] | null;
}

const BOUNDS: FactorBounds = { number: [-Infinity, Infinity], pair: [-Infinity, Infinity] };

/**
 * Adds one random amount to all channels of an image in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32, clipped to the image's own extremes or to valueRange.
 * @throws ArgumentError for a factor that is not finite or min > max.
 * Source: channel_shift_range of ImageDataGenerator.
 * @example
 * import { RandomChannelShift } from 'tfjs-image-pipeline';
 * const layer = new RandomChannelShift({ factor: 20 });
 * const shifted = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomChannelShift extends Layer {
  readonly factor: Range;
  readonly valueRange: Range | null;

  constructor(options: RandomChannelShiftOptions) {
    super('RandomChannelShift', options, ['factor', 'valueRange'], { random: true });
    const valueRange = this.raw.valueRange ?? null;
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, BOUNDS);
    this.valueRange = valueRange === null ? null : parseValueRange(this.className, valueRange);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomChannelShift {
    return new RandomChannelShift(readConfig('RandomChannelShift', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    return [
      { kind: 'channel_shift', params: { shift: this.factor, valueRange: this.valueRange ?? [] }, dtype: this.dtype },
    ];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, valueRange: this.valueRange };
  }
}
