// The brightness of ImageDataGenerator: one factor for all colours.
import type { StageSpec } from '../../program.js';
import type { ParsedOptions } from '../options.js';
import { GeneratorLayer } from './idg-affine.js';

export class IdgBrightness extends GeneratorLayer {
  readonly #options: Pick<ParsedOptions, 'brightnessRange' | 'compat'>;

  constructor(options: Pick<ParsedOptions, 'brightnessRange' | 'compat'>) {
    super('IdgBrightness', {}, []);
    this.#options = options;
    Object.freeze(this);
  }

  lower(training: boolean): StageSpec[] {
    const { brightnessRange, compat } = this.#options;
    if (!training) return [];
    const params = { variant: compat ?? 'corrected', brightness: brightnessRange ?? [1, 1] };
    return [{ kind: 'idg_brightness', params, dtype: this.dtype }];
  }
}
