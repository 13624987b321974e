import { invalid, parseNumber, parseSize } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import { Layer, type LayerOptions } from './layer.js';

export interface MaxNumBoundingBoxesOptions extends LayerOptions {
  /** How many boxes every image has afterwards, an integer within 1..2^20. */
  maxNumber: number;
  /** Coordinates and label of the boxes that are missing; finite. Default `-1`. */
  fillValue?: number;
}

const MAX_BOXES = 2 ** 20;

/**
 * Gives every image of a sample the same number of boxes: the first `maxNumber` that are left, and rows of `fillValue`
 * behind fewer. Boxes that the pipeline drops do not count. Labels and instance masks (of zeros) likewise; images,
 * segmentation masks and keypoints pass, and so does a sample without boxes. In training and inference alike.
 * @throws ArgumentError for a maxNumber that is no integer within 1..2^20.
 * Source: keras.layers.MaxNumBoundingBoxes, which counts dropped boxes and loses fill_value in its config.
 * @example
 * import { MaxNumBoundingBoxes } from 'tfjs-image-pipeline';
 * const { boundingBoxes } = await new MaxNumBoundingBoxes({ maxNumber: 2 }).apply({
 *   images: { data: new Uint8Array(16), shape: [4, 4, 1] },
 *   boundingBoxes: { boxes: [[0, 0, 2, 2]], labels: [7], format: 'xyxy' },
 * });
 * // { boxes: [[0, 0, 2, 2], [-1, -1, -1, -1]], labels: [7, -1], format: 'xyxy' }
 */
export class MaxNumBoundingBoxes extends Layer {
  readonly maxNumber: number;
  readonly fillValue: number;

  constructor(options: MaxNumBoundingBoxesOptions) {
    super('MaxNumBoundingBoxes', options, ['maxNumber', 'fillValue'], { dtype: 'input' });
    this.maxNumber = parseSize(this.className, 'maxNumber', this.raw.maxNumber);
    if (this.maxNumber > MAX_BOXES) {
      throw invalid(this.className, 'maxNumber', `at most ${MAX_BOXES}`, this.maxNumber, 'E_SIZE');
    }
    this.fillValue = parseNumber(this.className, 'fillValue', this.raw.fillValue, { fallback: -1 });
    Object.freeze(this);
  }

  static fromConfig(config: unknown): MaxNumBoundingBoxes {
    return new MaxNumBoundingBoxes(readConfig('MaxNumBoundingBoxes', config));
  }

  /** Nothing natively: the pixels pass. */
  lower(): StageSpec[] {
    return [];
  }

  getConfig(): Record<string, unknown> {
    const { maxNumber, fillValue } = this;
    return { ...this.baseConfig(), maxNumber, fillValue };
  }
}
