import { parseEnum } from '../options.js';
import type { StageSpec } from '../program.js';
import { type Factor, type PartialShape, RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat } from './shared-options.js';

export interface RandomWidthOptions extends RandomLayerOptions {
  /** Change of the width as a fraction of it: 0.2 is 20% wider; f within 0..1 means [-f, f]; pairs from -1 on. */
  factor: Factor;
  /** As in Resizing. Default `'bilinear'`. */
  interpolation?: ResizeInterpolation;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const CHANGE: FactorBounds = { number: [0, 1], pair: [-1, Infinity] };

/**
 * Stretches every image to a random width in training; does nothing at inference. The images of a batch get one width,
 * unless a later layer of the pipeline fixes the size.
 * [h, w, c] -> [h, width', c] with width' = max(1, trunc((1 + u) * width)); the dtype is kept.
 * @throws ArgumentError for a number outside 0..1, an end below -1, or min > max.
 * Source: tf.keras.layers.RandomWidth (TensorFlow 2).
 * @example
 * import { RandomWidth } from 'tfjs-image-pipeline';
 * const stretch = new RandomWidth({ factor: [0, 0.5] });
 * const stretched = await stretch.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomWidth extends Layer {
  readonly factor: Range;
  readonly interpolation: ResizeInterpolation;

  constructor(options: RandomWidthOptions) {
    super('RandomWidth', options, ['factor', 'interpolation', 'dataFormat'], { dtype: 'input', random: true });
    const { factor, interpolation, dataFormat } = this.raw;
    this.factor = parseFactor(this.className, 'factor', factor, CHANGE);
    this.interpolation = parseEnum(this.className, 'interpolation', interpolation, RESIZE_METHODS, 'bilinear');
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomWidth {
    return new RandomWidth(readConfig('RandomWidth', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, interpolation, dtype } = this;
    const params = { heightFactor: [], widthFactor: factor, interpolation, antialias: 0 };
    return [{ kind: 'random_size', params, dtype }];
  }

  override outputShape([height, , channels]: PartialShape): PartialShape {
    return [height, null, channels];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, interpolation: this.interpolation };
  }
}
