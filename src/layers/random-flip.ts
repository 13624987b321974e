import { parseBoolean, parseEnum } from '../options.js';
import type { StageSpec } from '../program.js';
import { readConfig } from './config.js';
import { Layer, type RandomLayerOptions } from './layer.js';
import { checkDataFormat, flag } from './shared-options.js';

export type FlipMode = 'horizontal' | 'vertical' | 'horizontalAndVertical';

export interface RandomFlipOptions extends RandomLayerOptions {
  /** Which way to flip: 'horizontal' swaps left and right. Default `'horizontalAndVertical'`. */
  mode?: FlipMode;
  /** Toss one coin per direction; false: one coin drives both, as in Keras. Default `false`. */
  independent?: boolean;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

export const FLIP_MODES = ['horizontal', 'vertical', 'horizontalAndVertical'] as const;

/**
 * Flips every other image, by a coin of its own, in training; does nothing at inference.
 * Shape [h, w, c] -> same; the dtype is kept and values are exact.
 * With the default mode the image stays or is turned by half a turn, because one coin drives both directions.
 * @throws ArgumentError for an unknown mode.
 * Source: keras.layers.RandomFlip, which ignores an unknown mode and has no `independent`.
 * @example
 * import { RandomFlip } from 'tfjs-image-pipeline';
 * const flip = new RandomFlip({ mode: 'horizontal' });
 * const flipped = await flip.apply({ data: new Uint8Array([1, 2, 3]), shape: [1, 3, 1] }, { seed: 1 });
 */
export class RandomFlip extends Layer {
  readonly mode: FlipMode;
  readonly independent: boolean;

  constructor(options: RandomFlipOptions = {}) {
    super('RandomFlip', options, ['mode', 'independent', 'dataFormat'], { dtype: 'input', random: true });
    this.mode = parseEnum(this.className, 'mode', this.raw.mode, FLIP_MODES, 'horizontalAndVertical');
    this.independent = parseBoolean(this.className, 'independent', this.raw.independent, false);
    checkDataFormat(this.className, this.raw.dataFormat);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomFlip {
    return new RandomFlip(readConfig('RandomFlip', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const horizontal = flag(this.mode !== 'vertical');
    const vertical = flag(this.mode !== 'horizontal');
    const params = { random: 1, horizontal, vertical, independent: flag(this.independent) };
    return [{ kind: 'flip', params, dtype: this.dtype }];
  }

  getConfig(): Record<string, unknown> {
    return { ...this.baseConfig(), mode: this.mode, independent: this.independent };
  }
}
