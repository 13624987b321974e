import { parseSize } from '../options.js';
import type { StageSpec } from '../program.js';
import type { PartialShape } from '../types.js';
import { readConfig } from './config.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat } from './shared-options.js';

export interface RandomCropOptions extends RandomLayerOptions {
  /** Height of the result in pixels, at least 1. */
  height: number;
  /** Width of the result in pixels, at least 1. */
  width: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Cuts a window at a random place out of every image in training, the centre at inference (as CenterCrop).
 * [h, w, c] -> [height, width, c]. The place is random when the image exceeds the target in height and in width;
 * otherwise it is the centre, and a side that is too short is stretched bilinearly. The dtype is kept.
 * @throws ArgumentError for a size below 1.
 * Source: keras.layers.RandomCrop, which draws once per batch and returns whole images at inference.
 * @example
 * import { RandomCrop } from 'tfjs-image-pipeline';
 * const crop = new RandomCrop({ height: 2, width: 2 });
 * const part = await crop.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomCrop extends Layer {
  readonly height: number;
  readonly width: number;

  constructor(options: RandomCropOptions) {
    super('RandomCrop', options, ['height', 'width', 'dataFormat'], { dtype: 'input', random: true });
    this.height = parseSize(this.className, 'height', this.raw.height);
    this.width = parseSize(this.className, 'width', this.raw.width);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomCrop {
    return new RandomCrop(readConfig('RandomCrop', config));
  }

  lower(training: boolean): StageSpec[] {
    const { height, width, dtype } = this;
    return [{ kind: 'crop', params: { mode: training ? 'random' : 'center', height, width }, dtype }];
  }

  override outputShape([, , channels]: PartialShape): PartialShape {
    return [this.height, this.width, channels];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), height: this.height, width: this.width };
  }
}
