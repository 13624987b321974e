import { parseNumber } from '../options.js';
import type { StageSpec } from '../program.js';
import type { Factor, FillMode } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import { GeometricLayer, type GeometricOptions } from './geometric-layer.js';

export interface RandomPerspectiveOptions extends GeometricOptions {
  /**
   * Probability that an image is changed, itself drawn from [min, max] within 0..1; f means [0, f], so 1 changes about
   * half of the images and [1, 1] all. Default `1`.
   */
  factor?: Factor;
  /** Farthest move of a corner, in both directions together, as a part of its coordinates; within 0..1. Default `1`. */
  scale?: number;
  /** What lies outside the image, as in the other geometric layers; Keras has 'constant' only. Default `'constant'`. */
  fillMode?: FillMode;
}

/**
 * Shows images in a random perspective in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. The corner at (x, y) goes to (x + f x, y + g y) with f and g within
 * -scale / 2..scale / 2, so the top-left corner stays and the sides through it turn about it, as in Keras. Images of one
 * row or one column stay as they are.
 * @throws ArgumentError for a factor or scale outside 0..1 or min > max.
 * Source: keras.layers.RandomPerspective, which has no fillMode and fails on images of one row or one column.
 * @example
 * import { RandomPerspective } from 'tfjs-image-pipeline';
 * const tilt = new RandomPerspective({ factor: [1, 1], scale: 0.3 });
 * const tilted = await tilt.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomPerspective extends GeometricLayer {
  readonly factor: Range;
  readonly scale: number;

  constructor(options: RandomPerspectiveOptions = {}) {
    super('RandomPerspective', options, ['factor', 'scale'], () => 'constant');
    this.factor = parseFactor(this.className, 'factor', this.raw.factor ?? 1, UNIT);
    this.scale = parseNumber(this.className, 'scale', this.raw.scale, { min: 0, max: 1, fallback: 1 });
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomPerspective {
    return new RandomPerspective(readConfig('RandomPerspective', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, scale } = this;
    return [this.geometricStage('perspective', { factor, scale })];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.geometricConfig(), factor: this.factor, scale: this.scale };
  }
}
