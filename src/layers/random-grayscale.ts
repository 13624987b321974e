import { parseNumber } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat } from './shared-options.js';

export interface RandomGrayscaleOptions extends RandomLayerOptions {
  /** Probability that an image becomes gray, within 0..1. Default `0.5`. */
  factor?: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Replaces R, G and B by 0.2989 R + 0.587 G + 0.114 B, by a coin per image in training; does nothing at inference.
 * Shape [h, w, c] -> same, for RGB, RGB with alpha (which stays), or one gray channel (which stays); the result is float32.
 * The weights add up to 0.9999, so white 255 becomes 254.9745.
 * @throws ArgumentError for a factor outside 0..1; E_CHANNELS for images of 2 or more than 4 channels.
 * Source: keras.layers.RandomGrayscale, which cuts off the fractions of integer images and drops the seed from its config.
 * @example
 * import { RandomGrayscale } from 'tfjs-image-pipeline';
 * const layer = new RandomGrayscale({ factor: 0.2 });
 * const gray = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomGrayscale extends Layer {
  readonly factor: number;

  constructor(options: RandomGrayscaleOptions = {}) {
    super('RandomGrayscale', options, ['factor', 'dataFormat'], { random: true });
    this.factor = parseNumber(this.className, 'factor', this.raw.factor, { min: 0, max: 1, fallback: 0.5 });
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomGrayscale {
    return new RandomGrayscale(readConfig('RandomGrayscale', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    return [{ kind: 'grayscale', params: { probability: this.factor }, dtype: this.dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor };
  }
}
