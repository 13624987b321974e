import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { GeometricLayer, type GeometricOptions } from './geometric-layer.js';
import { parseValueRange } from './shared-options.js';

export interface RandomElasticTransformOptions extends GeometricOptions {
  /**
   * Probability that an image is changed, itself drawn from [min, max] within 0..1; f means [0, f], so 1 changes about
   * half of the images and [1, 1] all. Default `1`.
   */
  factor?: Factor;
  /** Strength of the deformation, drawn from [min, max] within 0..1; s means [0, s]. Default `1`. */
  scale?: Factor;
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
}

/**
 * Deforms every image by a smooth random field in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32, clipped to valueRange also where nothing moved. Pixel (x, y) reads
 * (x + dx, y + dy): normal noise, smoothed with a deviation of 0.05 d min(h, w) pixels, so that moves have a deviation of
 * about 0.028 d max(h, w) pixels inside and less at the border, for a strength d.
 * @throws ArgumentError for a factor or scale outside 0..1 or min > max.
 * Source: keras.layers.RandomElasticTransform, which moves along the diagonal only (dx = dy), draws one strength per batch,
 * warps masks by another field, and whose 'reflect' does not double the top and left edge.
 * @example
 * import { RandomElasticTransform } from 'tfjs-image-pipeline';
 * const bend = new RandomElasticTransform({ factor: [1, 1], scale: [0.5, 1] });
 * const bent = await bend.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomElasticTransform extends GeometricLayer {
  readonly factor: Range;
  readonly scale: Range;
  readonly valueRange: Range;

  constructor(options: RandomElasticTransformOptions = {}) {
    super('RandomElasticTransform', options, ['factor', 'scale', 'valueRange']);
    this.factor = parseFactor(this.className, 'factor', this.raw.factor ?? 1, UNIT);
    this.scale = parseFactor(this.className, 'scale', this.raw.scale ?? 1, UNIT);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomElasticTransform {
    return new RandomElasticTransform(readConfig('RandomElasticTransform', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, scale, valueRange } = this;
    return [this.geometricStage('elastic', { factor, scale, valueRange })];
  }

  getConfig(): Record<string, unknown> {
    const { factor, scale, valueRange } = this;
    return { ...this.geometricConfig(), factor, scale, valueRange };
  }
}
