import { everyEntry, invalid } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import { Layer, type LayerOptions } from './layer.js';

export interface RescalingOptions extends LayerOptions {
  /** Multiplier: one number, or one per channel. */
  scale: number | readonly number[];
  /** Added after the multiplication: one number, or one per channel. Default `0`. */
  offset?: number | readonly number[];
}

/**
 * value * scale + offset, in training and inference alike. Shape [h, w, c] -> same; the result is float32.
 * @throws ArgumentError for a scale or offset that is not finite, or an empty list.
 * Source: keras.layers.Rescaling.
 * @example
 * import { Rescaling } from 'tfjs-image-pipeline';
 * const unit = await new Rescaling({ scale: 1 / 255 }).apply({ data: new Uint8Array(12), shape: [2, 2, 3] });
 */
export class Rescaling extends Layer {
  readonly scale: number | readonly number[];
  readonly offset: number | readonly number[];

  constructor(options: RescalingOptions) {
    super('Rescaling', options, ['scale', 'offset']);
    this.scale = parseChannels(this.className, 'scale', this.raw.scale);
    this.offset = parseChannels(this.className, 'offset', this.raw.offset ?? 0);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): Rescaling {
    return new Rescaling(readConfig('Rescaling', config));
  }

  lower(): StageSpec[] {
    return [{ kind: 'rescale', params: { scale: list(this.scale), offset: list(this.offset) }, dtype: this.dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), scale: this.scale, offset: this.offset };
  }
}

function parseChannels(owner: string, name: string, value: unknown): number | readonly number[] {
  const expected = 'a finite number or one per channel';
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.length === 0 || !everyEntry(values, (entry) => typeof entry === 'number')) {
    throw invalid(owner, name, expected, value, 'E_TYPE');
  }
  if (!values.every(Number.isFinite)) throw invalid(owner, name, expected, value);
  return Array.isArray(value) ? Object.freeze([...value] as number[]) : (value as number);
}

function list(value: number | readonly number[]): readonly number[] {
  return typeof value === 'number' ? [value] : value;
}
