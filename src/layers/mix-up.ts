import type { Mixture } from '../mixing/mixture.js';
import { partnersOf } from '../mixing/partners.js';
import { invalid, parseNumber } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import type { RandomLayerOptions } from './layer.js';
import { MixingLayer } from './mixing-layer.js';
import { checkDataFormat } from './shared-options.js';

export interface MixUpOptions extends RandomLayerOptions {
  /**
   * Shape of the distribution Beta(alpha, alpha) of the weights, above 0: near 0 hardly anything is mixed, 1 makes all
   * weights alike, a large one mixes half and half. Default `0.2`.
   */
  alpha?: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Blends every image of a batch with another one of the batch in training: weight x image + (1 - weight) x partner, with
 * a weight per image, and labels alike. Does nothing at inference and to an image alone.
 * [n, h, w, c] -> same, float32. All images must have one size; labels must be float of rank 2.
 * @throws ArgumentError for an alpha that is not above 0, E_RAGGED for images of several sizes, E_SOFT_LABELS for class numbers.
 * Source: keras.layers.MixUp, which puts box labels on the wrong axis and blends class ids of masks.
 * @example
 * import { MixUp } from 'tfjs-image-pipeline';
 * const batch = { data: new Float32Array([10, 90]), shape: [2, 1, 1, 1] };
 * const mixed = await new MixUp({ alpha: 1 }).apply(batch, { seed: 1 });
 */
export class MixUp extends MixingLayer {
  readonly alpha: number;

  constructor(options?: MixUpOptions) {
    super('MixUp', options, ['alpha', 'dataFormat'], { random: true });
    this.alpha = parseNumber(this.className, 'alpha', this.raw.alpha, { fallback: 0.2 });
    if (this.alpha <= 0) throw invalid(this.className, 'alpha', 'a number above 0', this.alpha);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): MixUp {
    return new MixUp(readConfig('MixUp', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    return [{ kind: 'mix_up', params: { alpha: this.alpha }, dtype: this.dtype }];
  }

  mix(drawn: readonly (readonly number[])[]): Mixture[] {
    const partners = partnersOf(drawn, 1);
    return drawn.map(([, weight = 1], sample) => {
      const [partner] = partners[sample] as [number];
      return {
        shares: [
          { sample, weight },
          { sample: partner, weight: 1 - weight },
        ],
      };
    });
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), alpha: this.alpha };
  }
}
