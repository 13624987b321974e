import { parseEnum, parseSize } from '../options.js';
import { type Factor, INTERPOLATIONS, type Interpolation } from '../types.js';
import { AUGMENT_OPS, equalChoice } from './augment-ops.js';
import { CompositeLayer } from './composite-layer.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import type { Layer, RandomLayerOptions } from './layer.js';
import type { Lowering } from './lowering.js';
import { addSlot, type OpSlot, partsOf } from './op-slot.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface RandAugmentOptions extends RandomLayerOptions {
  /** Lowest and highest value of a pixel. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** How many operations each image gets, an integer >= 1. Default `2`. */
  numOps?: number;
  /** Strength of the operations: [lower, upper] within 0..1, or one number f for [0, f]. Default `0.5`. */
  factor?: Factor;
  /** How the geometric operations read between pixels: 'nearest' or 'bilinear'. Default `'bilinear'`. */
  interpolation?: Interpolation;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const OPTIONS = ['valueRange', 'numOps', 'factor', 'interpolation', 'dataFormat'];

/**
 * Applies `numOps` operations to each image in training, each picked from eleven with equal probability, with
 * replacement: shear, translation, rotation, brightness, colour degeneration, contrast, sharpness, posterization,
 * solarization, auto contrast and equalization. Does nothing at inference. Shape [h, w, c] -> same; the result is float32.
 * `factor` goes to every operation as a pair, so translation moves down and right only, rotation turns counter-clockwise
 * by up to `factor` of a full turn, and contrast and brightness only grow. Posterization keeps max(1, trunc(8 upper)) bits
 * as its factor; borders are reflected.
 * @throws ArgumentError for options outside their ranges.
 * Source: keras.layers.RandAugment, which picks the operations once per batch and draws an operation that is picked twice
 * only once; Cubuk et al. 2019, https://arxiv.org/abs/1909.13719.
 * @example
 * import { RandAugment } from 'tfjs-image-pipeline';
 * const layer = new RandAugment({ numOps: 2, factor: 0.3 });
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class RandAugment extends CompositeLayer {
  readonly valueRange: Range;
  readonly numOps: number;
  readonly factor: Range;
  readonly interpolation: Interpolation;
  private readonly slots: readonly OpSlot[];

  constructor(options?: RandAugmentOptions) {
    super('RandAugment', options, OPTIONS, { random: true });
    const { className, raw, seed } = this;
    this.valueRange = parseValueRange(className, raw.valueRange);
    this.numOps = raw.numOps === undefined ? 2 : parseSize(className, 'numOps', raw.numOps, MAX_OPS);
    this.factor = parseFactor(className, 'factor', raw.factor ?? 0.5, UNIT);
    this.interpolation = parseEnum(className, 'interpolation', raw.interpolation, INTERPOLATIONS, 'bilinear');
    checkDataFormat(className, raw.dataFormat);
    const { factor, valueRange, interpolation } = this;
    const makers = Object.values(AUGMENT_OPS);
    this.slots = Array.from({ length: this.numOps }, () => ({
      choice: equalChoice(className, seed, makers.length),
      ops: makers.map((make) => make({ factor, valueRange, interpolation, seed })),
    }));
    Object.freeze(this);
  }

  static fromConfig(config: unknown): RandAugment {
    return new RandAugment(readConfig('RandAugment', config));
  }

  protected addStages(list: Lowering): void {
    for (const slot of this.slots) addSlot(list, slot);
  }

  override parts(): readonly Layer[] {
    return partsOf(this.slots);
  }

  getConfig(): Record<string, unknown> {
    const { valueRange, numOps, factor, interpolation } = this;
    return { ...this.baseConfig(), valueRange, numOps, factor, interpolation };
  }
}

/** More would not finish in a reasonable time. */
const MAX_OPS = 64;
