import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, SYMMETRIC } from './factor.js';
import { GeometricLayer, type GeometricOptions } from './geometric-layer.js';

export interface RandomZoomOptions extends GeometricOptions {
  /** Vertical zoom: 0.2 shows 20% more (zoom out), -0.2 less (zoom in); f means [-|f|, |f|]; ends within -1..1. */
  heightFactor: Factor;
  /** Horizontal zoom likewise; null zooms by what heightFactor drew, keeping the aspect ratio. Default `null`. */
  widthFactor?: Factor | null;
}

/**
 * Zooms every image about its centre by a random factor in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. Positive factors zoom out.
 * @throws ArgumentError for a factor outside -1..1 or min > max.
 * Source: keras.layers.RandomZoom. The end -1 (one pixel fills the image) is accepted in pairs too, so that the
 * config of `heightFactor: 1` can be read back.
 * @example
 * import { RandomZoom } from 'tfjs-image-pipeline';
 * const zoom = new RandomZoom({ heightFactor: [-0.3, 0] });
 * const closer = await zoom.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomZoom extends GeometricLayer {
  readonly heightFactor: Range;
  readonly widthFactor: Range | null;

  constructor(options: RandomZoomOptions) {
    super('RandomZoom', options, ['heightFactor', 'widthFactor']);
    const { heightFactor, widthFactor } = this.raw;
    this.heightFactor = parseFactor(this.className, 'heightFactor', heightFactor, SYMMETRIC);
    const sameAsHeight = widthFactor === undefined || widthFactor === null;
    this.widthFactor = sameAsHeight ? null : parseFactor(this.className, 'widthFactor', widthFactor, SYMMETRIC);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomZoom {
    return new RandomZoom(readConfig('RandomZoom', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { heightFactor, widthFactor } = this;
    return [this.geometricStage('zoom', { heightFactor, widthFactor: widthFactor ?? [] })];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.geometricConfig(), heightFactor: this.heightFactor, widthFactor: this.widthFactor };
  }
}
