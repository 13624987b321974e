import { invalid } from '../options.js';
import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandomErasingOptions extends RandomLayerOptions {
  /**
   * Probability that an image is erased, itself drawn from [min, max] within 0..1; f means [0, f], so 1 changes about
   * half of the images and [1, 1] all. Default `1`.
   */
  factor?: Factor;
  /**
   * Squares of the rectangle's width and height as parts of the image's, drawn apart, so that it covers about such a part
   * of the image; f means [0, f]; ends within 0..1. Default `[0.02, 0.33]`.
   */
  scale?: Factor;
  /**
   * What the rectangle is filled with: a number, one number per channel, or null for normal noise of mean 0 and standard
   * deviation valueRange[1]. Clipped to valueRange. Default `null`.
   */
  fillValue?: number | readonly number[] | null;
  /** Lowest and highest value of a pixel; the filling alone is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Fills a random rectangle of some images in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. The rectangle has real bounds: it covers the pixels (x, y) with
 * left <= x < left + width and top <= y < top + height.
 * @throws ArgumentError for a factor or scale outside 0..1 or min > max; E_CHANNELS when a list has neither one value nor one
 * per channel.
 * Source: keras.layers.RandomErasing, which takes lists of three values only.
 * @example
 * import { RandomErasing } from 'tfjs-image-pipeline';
 * const erase = new RandomErasing({ factor: [0.5, 0.5], scale: [0.05, 0.2], fillValue: [124, 116, 104] });
 * const holes = await erase.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomErasing extends Layer {
  readonly factor: Range;
  readonly scale: Range;
  readonly fillValue: number | readonly number[] | null;
  readonly valueRange: Range;

  constructor(options: RandomErasingOptions = {}) {
    const known = ['factor', 'scale', 'fillValue', 'valueRange', 'dataFormat'];
    super('RandomErasing', options, known, { random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor ?? 1, UNIT);
    this.scale = parseFactor(this.className, 'scale', this.raw.scale ?? [0.02, 0.33], UNIT);
    this.fillValue = parseFilling(this.className, this.raw.fillValue ?? null);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomErasing {
    return new RandomErasing(readConfig('RandomErasing', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, scale, valueRange, dtype } = this;
    const fillValue = this.fillValue ?? [];
    return [{ kind: 'erase', params: { factor, scale, fillValue, valueRange }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    const { factor, scale, fillValue, valueRange } = this;
    return { ...this.baseConfig(), factor, scale, fillValue, valueRange };
  }
}

function parseFilling(owner: string, value: unknown): number | readonly number[] | null {
  if (value === null) return null;
  const wrong = (code: 'E_TYPE' | 'E_RANGE') =>
    invalid(owner, 'fillValue', 'a finite number, a list of such, or null', value, code);
  const check = (entry: unknown): number => {
    if (typeof entry !== 'number') throw wrong('E_TYPE');
    if (!Number.isFinite(entry)) throw wrong('E_RANGE');
    return entry;
  };
  if (!Array.isArray(value)) return check(value);
  if (value.length === 0) throw wrong('E_TYPE');
  const list: number[] = [];
  // Ends at the first hole of a list of any length.
  for (let i = 0; i < value.length; i++) list.push(check(value[i]));
  return Object.freeze(list);
}
