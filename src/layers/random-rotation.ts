import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, SYMMETRIC } from './factor.js';
import { GeometricLayer, type GeometricOptions } from './geometric-layer.js';

export interface RandomRotationOptions extends GeometricOptions {
  /** Angle as a fraction of a full turn, positive counter-clockwise; f means [-|f|, |f|]; ends within -1..1. */
  factor: Factor;
}

/**
 * Turns every image about its centre by a random angle in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. The centre is ((w - 1) / 2, (h - 1) / 2).
 * @throws ArgumentError for a factor outside -1..1 or min > max.
 * Source: keras.layers.RandomRotation, whose 'wrap' is not periodic and which sorts reversed pairs.
 * @example
 * import { RandomRotation } from 'tfjs-image-pipeline';
 * const turn = new RandomRotation({ factor: 0.1 }); // up to 36 degrees either way
 * const turned = await turn.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomRotation extends GeometricLayer {
  readonly factor: Range;

  constructor(options: RandomRotationOptions) {
    super('RandomRotation', options, ['factor']);
    this.factor = parseFactor(this.className, 'factor', this.raw.factor, SYMMETRIC);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomRotation {
    return new RandomRotation(readConfig('RandomRotation', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    return [this.geometricStage('rotation', { angleRad: this.factor.map((turns) => turns * 2 * Math.PI) })];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.geometricConfig(), factor: this.factor };
  }
}
