import { parseSize } from '../options.js';
import type { StageSpec } from '../program.js';
import type { PartialShape } from '../types.js';
import { readConfig } from './config.js';
import { Layer, type LayerOptions } from './layer.js';
import { checkDataFormat } from './shared-options.js';

export interface CenterCropOptions extends LayerOptions {
  /** Height of the result in pixels, at least 1. */
  height: number;
  /** Width of the result in pixels, at least 1. */
  width: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Cuts the centre out of every image. [h, w, c] -> [height, width, c], in training and inference alike.
 * An image smaller than the target in height or width is cut to the target's aspect ratio and resized bilinearly.
 * The dtype is kept; a cut without a resize is exact.
 * @throws ArgumentError for a size below 1.
 * Source: keras.layers.CenterCrop, which returns float32.
 * @example
 * import { CenterCrop } from 'tfjs-image-pipeline';
 * const centre = await new CenterCrop({ height: 2, width: 2 }).apply({ data: new Uint8Array(48), shape: [4, 4, 3] });
 */
export class CenterCrop extends Layer {
  readonly height: number;
  readonly width: number;

  constructor(options: CenterCropOptions) {
    super('CenterCrop', options, ['height', 'width', 'dataFormat'], { dtype: 'input' });
    this.height = parseSize(this.className, 'height', this.raw.height);
    this.width = parseSize(this.className, 'width', this.raw.width);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): CenterCrop {
    return new CenterCrop(readConfig('CenterCrop', config));
  }

  lower(): StageSpec[] {
    const { height, width, dtype } = this;
    return [{ kind: 'crop', params: { mode: 'center', height, width }, dtype }];
  }

  override outputShape([, , channels]: PartialShape): PartialShape {
    return [this.height, this.width, channels];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), height: this.height, width: this.width };
  }
}
