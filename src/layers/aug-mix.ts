import { parseBoolean, parseEnum, parseNumber, parseSize } from '../options.js';
import { type Factor, INTERPOLATIONS, type Interpolation } from '../types.js';
import { AUGMENT_OPS, type AugmentOp, equalChoice } from './augment-ops.js';
import { CompositeLayer } from './composite-layer.js';
import { readConfig } from './config.js';
import { parseFactor, type Range, UNIT } from './factor.js';
import type { Layer, RandomLayerOptions } from './layer.js';
import type { Lowering } from './lowering.js';
import { addSlot, type OpSlot, partsOf } from './op-slot.js';
import { checkDataFormat, parseValueRange } from './shared-options.js';

export interface AugMixOptions extends RandomLayerOptions {
  /** Lowest and highest value of a pixel; the result is clipped to it. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** How many augmented versions of an image are mixed, an integer within 1..64. Default `3`. */
  numChains?: number;
  /** How many operations make a version, each perhaps none, an integer within 1..64. Default `3`. */
  chainDepth?: number;
  /** Strength of the operations: [lower, upper] within 0..1, or one number f for [0, f]. Default `0.3`. */
  factor?: Factor;
  /** Of the Beta and Dirichlet distributions of the weights, within 0.01..1000; small makes one dominate. Default `1`. */
  alpha?: number;
  /** Whether brightness, colour degeneration, contrast and sharpness are among the operations. Default `true`. */
  allOps?: boolean;
  /** How the geometric operations read between pixels: 'nearest' or 'bilinear'. Default `'bilinear'`. */
  interpolation?: Interpolation;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

const OPTIONS = ['valueRange', 'numChains', 'chainDepth', 'factor', 'alpha', 'allOps', 'interpolation', 'dataFormat'];

const SEVEN_OPS: readonly AugmentOp[] = [
  'shear',
  'translation',
  'rotation',
  'posterization',
  'solarization',
  'autoContrast',
  'equalization',
];
const MORE_OPS: readonly AugmentOp[] = ['brightness', 'colorDegeneration', 'contrast', 'sharpness'];

const MAX_CHAINS = 64;
const MAX_DEPTH = 64;

/**
 * Mixes each image with augmented versions of itself in training; does nothing at inference. A version is a chain of
 * `chainDepth` operations, each picked from eleven (seven without allOps) or none; with shares w ~ Dirichlet(alpha) of the
 * versions and m ~ Beta(alpha, alpha), the result is m image + (1 - m) sum of w version, clipped to valueRange. Shape
 * [h, w, c] -> same; the result is float32. Masks, boxes and keypoints go with the image or version of the largest share.
 * @throws ArgumentError for options outside their ranges.
 * Source: keras.layers.AugMix, which picks operations and weights once per batch, and the operations from Python's global
 * random state; Hendrycks et al. 2019, https://arxiv.org/abs/1912.02781.
 * @example
 * import { AugMix } from 'tfjs-image-pipeline';
 * const layer = new AugMix({ numChains: 2 });
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class AugMix extends CompositeLayer {
  readonly valueRange: Range;
  readonly numChains: number;
  readonly chainDepth: number;
  readonly factor: Range;
  readonly alpha: number;
  readonly allOps: boolean;
  readonly interpolation: Interpolation;
  private readonly chains: readonly (readonly OpSlot[])[];

  constructor(options?: AugMixOptions) {
    super('AugMix', options, OPTIONS, { random: true });
    const { className, raw } = this;
    this.valueRange = parseValueRange(className, raw.valueRange);
    this.numChains = raw.numChains === undefined ? 3 : parseSize(className, 'numChains', raw.numChains, MAX_CHAINS);
    this.chainDepth = raw.chainDepth === undefined ? 3 : parseSize(className, 'chainDepth', raw.chainDepth, MAX_DEPTH);
    this.factor = parseFactor(className, 'factor', raw.factor ?? 0.3, UNIT);
    this.alpha = parseNumber(className, 'alpha', raw.alpha, { min: 0.01, max: 1000, fallback: 1 });
    this.allOps = parseBoolean(className, 'allOps', raw.allOps, true);
    this.interpolation = parseEnum(className, 'interpolation', raw.interpolation, INTERPOLATIONS, 'bilinear');
    checkDataFormat(className, raw.dataFormat);
    const chain = () => Array.from({ length: this.chainDepth }, () => this.makeSlot());
    this.chains = Array.from({ length: this.numChains }, chain);
    Object.freeze(this);
  }

  static fromConfig(config: unknown): AugMix {
    return new AugMix(readConfig('AugMix', config));
  }

  private makeSlot(): OpSlot {
    const names = this.allOps ? [...SEVEN_OPS, ...MORE_OPS] : SEVEN_OPS;
    // The pick after the last operation is none.
    return {
      choice: equalChoice(this.className, this.seed, names.length + 1),
      ops: names.map((name) => AUGMENT_OPS[name](this)),
    };
  }

  protected addStages(list: Lowering): void {
    const { numChains: count, alpha, valueRange } = this;
    list.add(this, { kind: 'branch_begin', params: { count, alpha }, dtype: 'float32' });
    this.chains.forEach((chain, i) => {
      if (i > 0) list.add(this, { kind: 'branch_next', params: {}, dtype: 'float32' });
      for (const slot of chain) addSlot(list, slot);
    });
    list.add(this, { kind: 'branch_end', params: { valueRange }, dtype: 'float32' });
  }

  override parts(): readonly Layer[] {
    return this.chains.flatMap(partsOf);
  }

  getConfig(): Record<string, unknown> {
    const { valueRange, numChains, chainDepth, factor, alpha, allOps, interpolation } = this;
    return { ...this.baseConfig(), valueRange, numChains, chainDepth, factor, alpha, allOps, interpolation };
  }
}
