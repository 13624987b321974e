import { parseEnum } from '../options.js';
import type { StageSpec } from '../program.js';
import { type Factor, type PartialShape, RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat } from './shared-options.js';

export interface RandomHeightOptions extends RandomLayerOptions {
  /** Change of the height as a fraction of it: 0.2 is 20% taller; f within 0..1 means [-f, f]; pairs from -1 on. */
  factor: Factor;
  /** As in Resizing. Default `'bilinear'`. */
  interpolation?: ResizeInterpolation;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const CHANGE: FactorBounds = { number: [0, 1], pair: [-1, Infinity] };

/**
 * Stretches every image to a random height in training; does nothing at inference. The images of a batch get one height,
 * unless a later layer of the pipeline fixes the size.
 * [h, w, c] -> [height', w, c] with height' = max(1, trunc((1 + u) * height)); the dtype is kept.
 * @throws ArgumentError for a number outside 0..1, an end below -1, or min > max.
 * Source: tf.keras.layers.RandomHeight (TensorFlow 2).
 * @example
 * import { RandomHeight } from 'tfjs-image-pipeline';
 * const stretch = new RandomHeight({ factor: [0, 0.5] });
 * const stretched = await stretch.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomHeight extends Layer {
  readonly factor: Range;
  readonly interpolation: ResizeInterpolation;

  constructor(options: RandomHeightOptions) {
    super('RandomHeight', options, ['factor', 'interpolation', 'dataFormat'], { dtype: 'input', random: true });
    const { factor, interpolation, dataFormat } = this.raw;
    this.factor = parseFactor(this.className, 'factor', factor, CHANGE);
    this.interpolation = parseEnum(this.className, 'interpolation', interpolation, RESIZE_METHODS, 'bilinear');
    checkDataFormat(this.className, dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomHeight {
    return new RandomHeight(readConfig('RandomHeight', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { factor, interpolation, dtype } = this;
    const params = { heightFactor: factor, widthFactor: [], interpolation, antialias: 0 };
    return [{ kind: 'random_size', params, dtype }];
  }

  override outputShape([, width, channels]: PartialShape): PartialShape {
    return [null, width, channels];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), factor: this.factor, interpolation: this.interpolation };
  }
}
