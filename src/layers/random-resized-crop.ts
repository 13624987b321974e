import { invalid, parseBoolean, parseEnum, parsePair, parseSize } from '../options.js';
import type { StageSpec } from '../program.js';
import { type PartialShape, RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import { readConfig } from './config.js';
import type { Range } from './factor.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, flag } from './shared-options.js';

export interface RandomResizedCropOptions extends RandomLayerOptions {
  /** Height of the result in pixels, at least 1. */
  height: number;
  /** Width of the result in pixels, at least 1. */
  width: number;
  /** Least and greatest area of the window as a part of the image's; above 0 and at most 1. Default `[0.08, 1]`. */
  scale?: readonly [min: number, max: number];
  /** Least and greatest width / height of the window, above 0; its logarithm is drawn. Default 3 / 4 to 4 / 3. */
  ratio?: readonly [min: number, max: number];
  /** As in Resizing. Default `'bilinear'`. */
  interpolation?: ResizeInterpolation;
  /** Average over all source pixels when shrinking; no effect with 'nearest' and 'area'. Default `false`. */
  antialias?: boolean;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const OPTIONS = ['height', 'width', 'scale', 'ratio', 'interpolation', 'antialias', 'dataFormat'];

/**
 * Cuts a window of random place, area and aspect ratio out of every image in training and resizes it; at inference the
 * largest centred window of the target's aspect ratio, as Resizing with cropToAspectRatio. [h, w, c] -> [height, width, c];
 * the dtype is kept, integers rounded half to even and saturated.
 * @throws ArgumentError for a size below 1, a scale outside 0..1, a ratio that is not above 0, or min > max.
 * Source: torchvision.transforms.RandomResizedCrop, whose antialias is on by default and which also crops at inference.
 * @example
 * import { RandomResizedCrop } from 'tfjs-image-pipeline';
 * const crop = new RandomResizedCrop({ height: 2, width: 3, scale: [0.5, 1] });
 * const part = await crop.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomResizedCrop extends Layer {
  readonly height: number;
  readonly width: number;
  readonly scale: Range;
  readonly ratio: Range;
  readonly interpolation: ResizeInterpolation;
  readonly antialias: boolean;

  constructor(options: RandomResizedCropOptions) {
    super('RandomResizedCrop', options, OPTIONS, { dtype: 'input', random: true });
    const { raw, className } = this;
    this.height = parseSize(className, 'height', raw.height);
    this.width = parseSize(className, 'width', raw.width);
    this.scale = parsePositive(className, 'scale', raw.scale ?? [0.08, 1], { min: 0, max: 1 });
    this.ratio = parsePositive(className, 'ratio', raw.ratio ?? [3 / 4, 4 / 3]);
    this.interpolation = parseEnum(className, 'interpolation', raw.interpolation, RESIZE_METHODS, 'bilinear');
    this.antialias = parseBoolean(className, 'antialias', raw.antialias, false);
    checkDataFormat(className, raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomResizedCrop {
    return new RandomResizedCrop(readConfig('RandomResizedCrop', config));
  }

  lower(training: boolean): StageSpec[] {
    const { height, width, scale, ratio, interpolation, dtype } = this;
    const target = { height, width, interpolation, antialias: flag(this.antialias) };
    if (training) return [{ kind: 'resized_crop', params: { ...target, scale, ratio }, dtype }];
    return [{ kind: 'resize', params: { ...target, cropToAspectRatio: 1, padToAspectRatio: 0, fillValue: 0 }, dtype }];
  }

  override outputShape([, , channels]: PartialShape): PartialShape {
    return [this.height, this.width, channels];
  }

  getConfig(): Record<string, unknown> {
    const { height, width, scale, ratio, interpolation, antialias } = this;
    return { ...this.baseConfig(), height, width, scale, ratio, interpolation, antialias };
  }
}

/** A pair of numbers above 0. */
function parsePositive(
  owner: string,
  name: string,
  value: unknown,
  bounds: { min?: number; max?: number } = {},
): Range {
  const range = parsePair(owner, name, value, bounds);
  if (!(range[0] > 0)) throw invalid(owner, name, '[min, max] with min above 0', value);
  return Object.freeze(range);
}
