import { type Mixture, type Size, wholeOf } from '../mixing/mixture.js';
import { partnersOf } from '../mixing/partners.js';
import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import type { RandomLayerOptions } from './layer.js';
import { MixingLayer } from './mixing-layer.js';
import { checkDataFormat } from './shared-options.js';

export interface CutMixOptions extends RandomLayerOptions {
  /**
   * The share of an image that stays is drawn from Beta(a, a), with a drawn from this range; one number f means [0, f].
   * Within 0..1. Default `1`.
   */
  factor?: Factor;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Pastes a rectangle of another image of the batch into every image, at the same place, in training; labels are mixed by
 * its area. Does nothing at inference and to an image alone.
 * [n, h, w, c] -> same; the dtype is kept. All images must have one size; labels must be float of rank 2.
 * @throws ArgumentError for a factor outside 0..1, E_RAGGED for images of several sizes, E_SOFT_LABELS for class numbers.
 * Source: keras.layers.CutMix, which draws a once per batch and refuses boxes.
 * @example
 * import { CutMix } from 'tfjs-image-pipeline';
 * const batch = { data: new Uint8Array(2 * 4 * 4 * 3), shape: [2, 4, 4, 3] };
 * const mixed = await new CutMix().apply(batch, { seed: 1 });
 */
export class CutMix extends MixingLayer {
  readonly factor: Range;

  constructor(options?: CutMixOptions) {
    super('CutMix', options, ['factor', 'dataFormat'], { dtype: 'input', random: true });
    this.factor = parseFactor(this.className, 'factor', this.raw.factor ?? 1, UNIT);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): CutMix {
    return new CutMix(readConfig('CutMix', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    return [{ kind: 'cut_mix', params: { factor: this.factor }, dtype: this.dtype }];
  }

  mix(drawn: readonly (readonly number[])[], size: Size): Mixture[] {
    const partners = partnersOf(drawn, 1);
    return drawn.map(([, drawnWeight = 1, left = 0, top = 0], sample) => {
      const [partner] = partners[sample] as [number];
      const weight = Math.min(Math.max(drawnWeight, 0), 1);
      const ratio = Math.sqrt(1 - weight);
      const columns = pixelsWithin(left, ratio, size.width);
      const rows = pixelsWithin(top, ratio, size.height);
      const pasted = {
        sample: partner,
        top: rows.first,
        left: columns.first,
        height: rows.count,
        width: columns.count,
        sampleTop: rows.first,
        sampleLeft: columns.first,
      };
      return {
        shares: [
          { sample, weight },
          { sample: partner, weight: 1 - weight },
        ],
        regions: [wholeOf(sample, size), pasted],
      };
    });
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor };
  }
}

/** Pixels i with start <= i < start + ratio * length, where `place` is start as a fraction of the free length. */
function pixelsWithin(place: number, ratio: number, length: number): { first: number; count: number } {
  const start = place * (length - ratio * length);
  const clip = (position: number) => Math.min(Math.max(Math.ceil(position), 0), length);
  const first = clip(start);
  return { first, count: clip(start + ratio * length) - first };
}
