import { invalid, parseBoolean, parseNumber } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import { Layer, type LayerOptions } from './layer.js';
import { flag } from './shared-options.js';

export interface SamplewiseNormalizationOptions extends LayerOptions {
  /** Subtract the mean of all values of the image. Default `true`. */
  center?: boolean;
  /** Divide by the population standard deviation of all values of the image, plus epsilon. Default `true`. */
  std?: boolean;
  /** Added to the standard deviation; above 0. Default `1e-6`. */
  epsilon?: number;
}

/**
 * Brings every image by itself to mean 0 and standard deviation 1, in training and inference alike.
 * Shape [h, w, c] -> same; the result is float32. A constant image becomes exactly 0 when centred.
 * @throws ArgumentError for an epsilon that is not above 0.
 * Source: samplewise_center and samplewise_std_normalization of ImageDataGenerator.
 * @example
 * import { SamplewiseNormalization } from 'tfjs-image-pipeline';
 * const layer = new SamplewiseNormalization();
 * const normal = await layer.apply({ data: new Uint8Array([0, 50, 100, 200]), shape: [2, 2, 1] });
 */
export class SamplewiseNormalization extends Layer {
  readonly center: boolean;
  readonly std: boolean;
  readonly epsilon: number;

  constructor(options: SamplewiseNormalizationOptions = {}) {
    super('SamplewiseNormalization', options, ['center', 'std', 'epsilon']);
    this.center = parseBoolean(this.className, 'center', this.raw.center, true);
    this.std = parseBoolean(this.className, 'std', this.raw.std, true);
    this.epsilon = parseNumber(this.className, 'epsilon', this.raw.epsilon, { fallback: 1e-6 });
    if (this.epsilon <= 0) throw invalid(this.className, 'epsilon', 'a finite number above 0', this.epsilon);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): SamplewiseNormalization {
    return new SamplewiseNormalization(readConfig('SamplewiseNormalization', config));
  }

  lower(): StageSpec[] {
    const params = { center: flag(this.center), std: flag(this.std), epsilon: this.epsilon };
    return [{ kind: 'samplewise_normalize', params, dtype: this.dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), center: this.center, std: this.std, epsilon: this.epsilon };
  }
}
