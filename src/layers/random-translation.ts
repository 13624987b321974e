import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, SYMMETRIC } from './factor.js';
import { GeometricLayer, type GeometricOptions } from './geometric-layer.js';

export interface RandomTranslationOptions extends GeometricOptions {
  /** Shift as a fraction of the height, positive down; f means [-|f|, |f|]; ends within -1..1. */
  heightFactor: Factor;
  /** Shift as a fraction of the width, positive to the right; f means [-|f|, |f|]; ends within -1..1. */
  widthFactor: Factor;
}

/**
 * Shifts every image by a random part of its size in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. Shifts by part of a pixel interpolate.
 * @throws ArgumentError for a factor outside -1..1 or min > max.
 * Source: keras.layers.RandomTranslation, whose 'wrap' is not periodic and which sorts reversed pairs.
 * @example
 * import { RandomTranslation } from 'tfjs-image-pipeline';
 * const shift = new RandomTranslation({ heightFactor: 0.1, widthFactor: [0, 0.2], fillMode: 'constant' });
 * const moved = await shift.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomTranslation extends GeometricLayer {
  readonly heightFactor: Range;
  readonly widthFactor: Range;

  constructor(options: RandomTranslationOptions) {
    super('RandomTranslation', options, ['heightFactor', 'widthFactor']);
    this.heightFactor = parseFactor(this.className, 'heightFactor', this.raw.heightFactor, SYMMETRIC);
    this.widthFactor = parseFactor(this.className, 'widthFactor', this.raw.widthFactor, SYMMETRIC);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomTranslation {
    return new RandomTranslation(readConfig('RandomTranslation', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { heightFactor, widthFactor } = this;
    return [this.geometricStage('translation', { heightFactor, widthFactor })];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.geometricConfig(), heightFactor: this.heightFactor, widthFactor: this.widthFactor };
  }
}
