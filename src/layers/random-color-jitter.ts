import type { Factor } from '../types.js';
import { CompositeLayer } from './composite-layer.js';
import { readConfig } from './config.js';
import { type FactorBounds, parseFactor, type Range, SYMMETRIC, UNIT } from './factor.js';
import type { Layer, RandomLayerOptions } from './layer.js';
import type { Lowering } from './lowering.js';
import { RandomBrightness } from './random-brightness.js';
import { RandomContrast } from './random-contrast.js';
import { RandomHue } from './random-hue.js';
import { RandomSaturation } from './random-saturation.js';
import { checkDataFormat, parseValueRange, seedOption } from './shared-options.js';

export interface RandomColorJitterOptions extends RandomLayerOptions {
  /** Lowest and highest value of a pixel. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** As RandomBrightness's factor; left out: the brightness stays. */
  brightnessFactor?: Factor;
  /** As RandomContrast's factor; left out: the contrast stays. */
  contrastFactor?: Factor;
  /** As RandomSaturation's factor; left out: the saturation stays. */
  saturationFactor?: Factor;
  /** As RandomHue's factor; left out: the hue stays. */
  hueFactor?: Factor;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const FACTORS = ['brightnessFactor', 'contrastFactor', 'saturationFactor', 'hueFactor'];

/**
 * Changes brightness, contrast, saturation and hue, in this order, as RandomBrightness, RandomContrast, RandomSaturation
 * and RandomHue do, in training; does nothing at inference. Shape [h, w, c] -> same; the result is float32.
 * @throws ArgumentError for factors outside the ranges of those layers.
 * Source: keras.layers.RandomColorJitter.
 * @example
 * import { RandomColorJitter } from 'tfjs-image-pipeline';
 * const layer = new RandomColorJitter({ brightnessFactor: 0.1, contrastFactor: [0.2, 0.2], hueFactor: 0.05 });
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandomColorJitter extends CompositeLayer {
  readonly valueRange: Range;
  readonly brightnessFactor: Range | undefined;
  readonly contrastFactor: Range | undefined;
  readonly saturationFactor: Range | undefined;
  readonly hueFactor: Range | undefined;
  private readonly made: readonly Layer[];

  constructor(options?: RandomColorJitterOptions) {
    super('RandomColorJitter', options, ['valueRange', ...FACTORS, 'dataFormat'], { random: true });
    this.valueRange = parseValueRange(this.className, this.raw.valueRange);
    this.brightnessFactor = this.parse('brightnessFactor', SYMMETRIC);
    this.contrastFactor = this.parse('contrastFactor', UNIT);
    this.saturationFactor = this.parse('saturationFactor', UNIT);
    this.hueFactor = this.parse('hueFactor', UNIT);
    checkDataFormat(this.className, this.raw.dataFormat);
    this.made = this.makeLayers();
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandomColorJitter {
    return new RandomColorJitter(readConfig('RandomColorJitter', config));
  }

  private parse(name: string, bounds: FactorBounds): Range | undefined {
    const value = this.raw[name];
    return value === undefined || value === null ? undefined : parseFactor(this.className, name, value, bounds);
  }

  private makeLayers(): readonly Layer[] {
    const { valueRange, seed, brightnessFactor, contrastFactor, saturationFactor, hueFactor } = this;
    // Names, so that the draws of one do not depend on which others there are.
    const common = (name: string) => ({ name, valueRange, ...seedOption(seed) });
    return [
      ...(brightnessFactor ? [new RandomBrightness({ factor: brightnessFactor, ...common('brightness') })] : []),
      ...(contrastFactor ? [new RandomContrast({ factor: contrastFactor, ...common('contrast') })] : []),
      ...(saturationFactor ? [new RandomSaturation({ factor: saturationFactor, ...common('saturation') })] : []),
      ...(hueFactor ? [new RandomHue({ factor: hueFactor, ...common('hue') })] : []),
    ];
  }

  protected addStages(list: Lowering): void {
    list.addLayers(this.made, true);
  }

  override parts(): readonly Layer[] {
    return this.made;
  }

  getConfig(): Record<string, unknown> {
    const { valueRange, brightnessFactor, contrastFactor, saturationFactor, hueFactor } = this;
    const factors = { brightnessFactor, contrastFactor, saturationFactor, hueFactor };
    const given = Object.entries(factors).filter(([, factor]) => factor !== undefined);
    return { ...this.baseConfig(), valueRange, ...Object.fromEntries(given) };
  }
}
