import { makeError } from '../errors.js';
import { parseBoolean, parseEnum, parseSize } from '../options.js';
import type { StageSpec } from '../program.js';
import { type PartialShape, RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import { readConfig } from './config.js';
import { Layer, type LayerOptions } from './layer.js';
import { checkDataFormat, flag, parseFillValue } from './shared-options.js';

export interface ResizingOptions extends LayerOptions {
  /** Height of the result in pixels, at least 1. */
  height: number;
  /** Width of the result in pixels, at least 1. */
  width: number;
  /**
   * 'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic' or 'area'.
   * Default `'bilinear'`.
   */
  interpolation?: ResizeInterpolation;
  /** Average over all source pixels when shrinking; no effect with 'nearest' and 'area'. Default `false`. */
  antialias?: boolean;
  /** Cut the largest centred window of the target's aspect ratio first. Default `false`. */
  cropToAspectRatio?: boolean;
  /** Pad to the target's aspect ratio first, equally on both sides; an odd row or column is left out. Default `false`. */
  padToAspectRatio?: boolean;
  /** Accepted for Keras; padding is always `'constant'`. */
  fillMode?: 'constant';
  /** Value of the padding; finite. Default `0`. */
  fillValue?: number;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const OPTIONS = [
  'height',
  'width',
  'interpolation',
  'antialias',
  'cropToAspectRatio',
  'padToAspectRatio',
  'fillMode',
  'fillValue',
  'dataFormat',
];

/**
 * Resizes every image to height x width. [h, w, c] -> [height, width, c], in training and inference alike.
 * The dtype is kept: integers are rounded half to even and saturated.
 * @throws ArgumentError for a size below 1, an unknown interpolation, or both aspect ratio options at once.
 * Source: keras.layers.Resizing. It has 'area' from tf.image.resize besides.
 * @example
 * import { Resizing } from 'tfjs-image-pipeline';
 * const small = await new Resizing({ height: 2, width: 3 }).apply({ data: new Uint8Array(48), shape: [4, 4, 3] });
 */
export class Resizing extends Layer {
  readonly height: number;
  readonly width: number;
  readonly interpolation: ResizeInterpolation;
  readonly antialias: boolean;
  readonly cropToAspectRatio: boolean;
  readonly padToAspectRatio: boolean;
  readonly fillValue: number;

  constructor(options: ResizingOptions) {
    super('Resizing', options, OPTIONS, { dtype: 'input' });
    const { raw, className } = this;
    this.height = parseSize(className, 'height', raw.height);
    this.width = parseSize(className, 'width', raw.width);
    this.interpolation = parseEnum(className, 'interpolation', raw.interpolation, RESIZE_METHODS, 'bilinear');
    this.antialias = parseBoolean(className, 'antialias', raw.antialias, false);
    this.cropToAspectRatio = parseBoolean(className, 'cropToAspectRatio', raw.cropToAspectRatio, false);
    this.padToAspectRatio = parseBoolean(className, 'padToAspectRatio', raw.padToAspectRatio, false);
    if (this.cropToAspectRatio && this.padToAspectRatio) {
      throw makeError('E_CONFLICT', `${className}: cropToAspectRatio and padToAspectRatio must not both be true`);
    }
    parseEnum(className, 'fillMode', raw.fillMode, ['constant'], 'constant');
    this.fillValue = parseFillValue(className, raw.fillValue, this.dtype);
    checkDataFormat(className, raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Resizing {
    return new Resizing(readConfig('Resizing', config));
  }

  lower(): StageSpec[] {
    const { height, width, interpolation, fillValue, dtype } = this;
    const antialias = flag(this.antialias);
    const cropToAspectRatio = flag(this.cropToAspectRatio);
    const padToAspectRatio = flag(this.padToAspectRatio);
    const params = { height, width, interpolation, antialias, cropToAspectRatio, padToAspectRatio, fillValue };
    return [{ kind: 'resize', params, dtype }];
  }

  override outputShape([, , channels]: PartialShape): PartialShape {
    return [this.height, this.width, channels];
  }

  getConfig(): Record<string, unknown> {
    const { height, width, interpolation, antialias, cropToAspectRatio, padToAspectRatio, fillValue } = this;
    const own = { height, width, interpolation, antialias, cropToAspectRatio, padToAspectRatio, fillValue };
    return { ...this.baseConfig(), ...own };
  }
}
