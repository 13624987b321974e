import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import type { Range } from './factor.js';
import { Layer, type LayerOptions } from './layer.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface AutoContrastOptions extends LayerOptions {
  /** What the least and the greatest value of a channel become. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/**
 * Stretches every channel of every image from its own least and greatest value to valueRange, in training and inference
 * alike. Shape [h, w, c] -> same; the result is float32. A channel of one value only, or with a NaN or an infinity, stays.
 * @throws ArgumentError for min > max.
 * Source: keras.layers.AutoContrast, which fails on an empty batch.
 * @example
 * import { AutoContrast } from 'tfjs-image-pipeline';
 * const stretched = await new AutoContrast().apply({ data: new Uint8Array([50, 80, 60, 70]), shape: [2, 2, 1] });
 */
export class AutoContrast extends Layer {
  readonly valueRange: Range;

  constructor(options: AutoContrastOptions = {}) {
    super('AutoContrast', options, ['valueRange', 'dataFormat']);
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): AutoContrast {
    return new AutoContrast(readConfig('AutoContrast', config));
  }

  lower(): StageSpec[] {
    return [{ kind: 'auto_contrast', params: { valueRange: this.valueRange }, dtype: this.dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), valueRange: this.valueRange };
  }
}
