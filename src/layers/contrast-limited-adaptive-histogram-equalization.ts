import { everyEntry, invalid, parseNumber } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import type { Range } from './factor.js';
import { Layer, type LayerOptions } from './layer.js';
import { checkDataFormat, parseWideRange } from './shared-options.js';

export interface ContrastLimitedAdaptiveHistogramEqualizationOptions extends LayerOptions {
  /** Lowest and highest value of a pixel, min < max: what the 256 bins divide, and the result's range. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /**
   * How often a bin counts at most, as a multiple of what it would hold were all alike; what is above is shared out among
   * all bins. Limits the gain of contrast; 0 or less: no limit. Default `4`.
   */
  clipLimit?: number;
  /** Rows and columns of tiles, integers within 1..256. Default `[8, 8]`. */
  tileGridSize?: readonly [rows: number, columns: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const MAX_GRID = 256;

/**
 * Equalizes the contrast of every tile of an image, channel by channel, with a limit to its gain, and blends from tile to
 * tile: in training and inference alike.
 * Shape [h, w, c] -> same; the result is float32 within valueRange. Integer images with an integer `dtype` are rounded half
 * to even. NaN stays NaN and counts in no histogram.
 * @throws ArgumentError for min >= max, a clipLimit that is not finite or a tileGridSize outside 1..256; LimitError when
 * tiles times channels exceed 65536.
 * Source: keras.layers.ContrastLimitedAdaptiveHistogramEqualization, which truncates for integer images and fails where an
 * image is smaller than its padding.
 * @example
 * import { ContrastLimitedAdaptiveHistogramEqualization } from 'tfjs-image-pipeline';
 * const clahe = new ContrastLimitedAdaptiveHistogramEqualization({ clipLimit: 2, tileGridSize: [2, 2] });
 * const clear = await clahe.apply({ data: new Uint8Array(48), shape: [4, 4, 3] });
 */
export class ContrastLimitedAdaptiveHistogramEqualization extends Layer {
  readonly valueRange: Range;
  readonly clipLimit: number;
  readonly tileGridSize: readonly [rows: number, columns: number];

  constructor(options: ContrastLimitedAdaptiveHistogramEqualizationOptions = {}) {
    const known = ['valueRange', 'clipLimit', 'tileGridSize', 'dataFormat'];
    super('ContrastLimitedAdaptiveHistogramEqualization', options, known);
    this.valueRange = parseWideRange(this.className, this.raw.valueRange);
    this.clipLimit = parseNumber(this.className, 'clipLimit', this.raw.clipLimit, { fallback: 4 });
    this.tileGridSize = parseGrid(this.className, this.raw.tileGridSize ?? [8, 8]);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): ContrastLimitedAdaptiveHistogramEqualization {
    const options: object = readConfig('ContrastLimitedAdaptiveHistogramEqualization', config);
    return new ContrastLimitedAdaptiveHistogramEqualization(options);
  }

  lower(): StageSpec[] {
    const { valueRange, clipLimit, tileGridSize, dtype } = this;
    return [{ kind: 'clahe', params: { valueRange, clipLimit, tileGridSize }, dtype }];
  }

  getConfig(): Record<string, unknown> {
    const { valueRange, clipLimit, tileGridSize } = this;
    return { ...this.baseConfig(), valueRange, clipLimit, tileGridSize };
  }
}

function parseGrid(owner: string, value: unknown): readonly [number, number] {
  const expected = `[rows, columns] of integers within 1..${MAX_GRID}`;
  if (!Array.isArray(value) || value.length !== 2 || !everyEntry(value, (size) => typeof size === 'number')) {
    throw invalid(owner, 'tileGridSize', expected, value, 'E_TYPE');
  }
  const [rows, columns] = value as [number, number];
  const fits = (size: number) => Number.isInteger(size) && size >= 1 && size <= MAX_GRID;
  if (!fits(rows) || !fits(columns)) throw invalid(owner, 'tileGridSize', expected, value, 'E_SIZE');
  return Object.freeze([rows, columns] as const);
}
