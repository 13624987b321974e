// Rotation, shift, shear and zoom of ImageDataGenerator: one matrix, one resample.
import { makeError } from '../../errors.js';
import { Layer } from '../../layers/layer.js';
import type { StageSpec } from '../../program.js';
import { OWNER, type ParsedOptions, type ShiftRange } from '../options.js';

/** A layer of a generator, which is saved by the generator. */
export abstract class GeneratorLayer extends Layer {
  getConfig(): Record<string, unknown> {
    throw makeError('E_CONFIG', `${OWNER}: its pipeline cannot be saved by itself; save getConfig() of the generator`);
  }
}

export class IdgAffine extends GeneratorLayer {
  readonly #options: ParsedOptions;

  constructor(options: ParsedOptions) {
    super('IdgAffine', {}, []);
    this.#options = options;
    Object.freeze(this);
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { rotationRange, shearRange, zoomRange, heightShiftRange, widthShiftRange } = this.#options;
    const { fillMode, cval, interpolationOrder, compat } = this.#options;
    const params = {
      variant: compat ?? 'corrected',
      rotation: symmetric(rotationRange),
      ...shiftParams('heightShift', heightShiftRange),
      ...shiftParams('widthShift', widthShiftRange),
      shear: symmetric(shearRange),
      zoom: zoomRange,
      interpolation: interpolationOrder === 0 ? 'nearest' : 'bilinear',
      fillMode,
      fillValue: cval,
    };
    return [{ kind: 'idg_affine', params, dtype: this.dtype }];
  }
}

function symmetric(range: number): readonly [number, number] {
  return [0 - Math.abs(range), Math.abs(range)];
}

function shiftParams(name: string, { range, choices, fraction }: ShiftRange) {
  return { [name]: range, [`${name}Choices`]: choices, [`${name}Fraction`]: fraction ? 1 : 0 };
}
