import { makeError } from '../errors.js';
import { invalid } from '../options.js';
import type { StageSpec } from '../program.js';
import type { Factor } from '../types.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range } from './factor.js';
import { GeometricLayer, type GeometricOptions } from './geometric-layer.js';

export interface RandomShearOptions extends GeometricOptions {
  /** Slope along x: a pixel one row lower moves by f pixels; f within 0..1 means [-f, f]. Default `0`. */
  xFactor?: Factor;
  /** Slope along y: a pixel one column further right moves by f pixels; f within 0..1 means [-f, f]. Default `0`. */
  yFactor?: Factor;
  /**
   * Instead of the slopes: shear angle in degrees about the image's centre; a number at least 0 means [-i, i]; ends
   * between -90 and 90. fillMode is then 'nearest' unless given.
   */
  intensity?: Factor;
}

const SLOPE: FactorBounds = { number: [0, 1], pair: [-1, 1] };
const ANGLE_DEGREES: FactorBounds = { number: [0, 90], pair: [-90, 90] };

/**
 * Shears every image by a random amount in training; does nothing at inference.
 * Shape [h, w, c] -> same; the result is float32. Two forms: { xFactor, yFactor } as Keras (slopes, the top-left pixel
 * stays, one random sign for both) or { intensity } as random_shear (degrees, the centre stays).
 * @throws ArgumentError for a slope outside 0..1 (pairs: -1..1), an angle of 90 degrees or more, or both forms at once.
 * Source: keras.layers.RandomShear, which cannot read its own config back; keras.preprocessing.image.random_shear.
 * @example
 * import { RandomShear } from 'tfjs-image-pipeline';
 * const shear = new RandomShear({ xFactor: 0.2 });
 * const sheared = await shear.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomShear extends GeometricLayer {
  readonly xFactor: Range | undefined;
  readonly yFactor: Range | undefined;
  /** Degrees; undefined in the form with slopes. */
  readonly intensity: Range | undefined;

  constructor(options: RandomShearOptions = {}) {
    const known = ['xFactor', 'yFactor', 'intensity'];
    super('RandomShear', options, known, (raw) => (raw.intensity === undefined ? 'reflect' : 'nearest'));
    const { xFactor, yFactor, intensity } = this.raw;
    if (intensity === undefined) {
      this.xFactor = parseFactor(this.className, 'xFactor', xFactor ?? 0, SLOPE);
      this.yFactor = parseFactor(this.className, 'yFactor', yFactor ?? 0, SLOPE);
    } else {
      if (xFactor !== undefined || yFactor !== undefined) {
        throw makeError('E_CONFLICT', `${this.className}: give either intensity, or xFactor and yFactor`);
      }
      this.intensity = parseIntensity(this.className, intensity);
    }
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomShear {
    return new RandomShear(readConfig('RandomShear', config));
  }

  lower(training: boolean): StageSpec[] {
    if (!training) return [];
    const { xFactor = [0, 0], yFactor = [0, 0], intensity } = this;
    if (intensity === undefined) return [this.geometricStage('shear', { xFactor, yFactor })];
    return [this.geometricStage('shear_angle', { angleRad: intensity.map((degrees) => (degrees * Math.PI) / 180) })];
  }

  getConfig(): Record<string, unknown> {
    const { xFactor, yFactor, intensity } = this;
    return { ...this.geometricConfig(), ...(intensity === undefined ? { xFactor, yFactor } : { intensity }) };
  }
}

function parseIntensity(owner: string, value: unknown): Range {
  const range = parseFactor(owner, 'intensity', value, ANGLE_DEGREES);
  if (range[0] > -90 && range[1] < 90) return range;
  throw invalid(owner, 'intensity', 'degrees between -90 and 90, both excluded', value);
}
