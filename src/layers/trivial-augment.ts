import { parseEnum } from '../options.js';
import { INTERPOLATIONS, type Interpolation } from '../types.js';
import { AUGMENT_OPS, type AugmentOptions, equalChoice } from './augment-ops.js';
import { CompositeLayer } from './composite-layer.js';
import { readConfig } from './config.js';
import type { Range } from './factor.js';
import type { Layer, RandomLayerOptions } from './layer.js';
import type { Lowering } from './lowering.js';
import { addSlot, type OpSlot, partsOf } from './op-slot.js';
import { RandomPosterization } from './random-posterization.js';
import { RandomShear } from './random-shear.js';
import { RandomTranslation } from './random-translation.js';
import { checkDataFormat, parseValueRange, seedOption } from './shared-options.js';
import { Solarization } from './solarization.js';

export interface TrivialAugmentOptions extends RandomLayerOptions {
  /** Lowest and highest value of a pixel. Default `[0, 255]`. */
  valueRange?: readonly [min: number, max: number];
  /** How the geometric operations read between pixels: 'nearest' or 'bilinear'. Default `'bilinear'`. */
  interpolation?: Interpolation;
  /** Accepted for Keras; only `'channelsLast'`. */
  dataFormat?: 'channelsLast';
}

/** Strengths of the "wide" space: fractions of a turn, slopes, shares of the image. */
const SHEAR: Range = [-0.99, 0.99];
const SHIFT: Range = [-0.125, 0.125];
const TURN: Range = [-0.375, 0.375];
const BRIGHTNESS: Range = [-0.5, 0.5];

/** Everything but the identity, which is the pick after the last. */
function makeOps(base: AugmentOptions): readonly Layer[] {
  const { valueRange, interpolation, seed } = base;
  const own = seedOption(seed);
  const at = (factor: Range) => ({ ...base, factor });
  return [
    new RandomShear({ xFactor: SHEAR, interpolation, ...own }),
    new RandomShear({ yFactor: SHEAR, interpolation, ...own }),
    new RandomTranslation({ heightFactor: 0, widthFactor: SHIFT, interpolation, ...own }),
    new RandomTranslation({ heightFactor: SHIFT, widthFactor: 0, interpolation, ...own }),
    AUGMENT_OPS.rotation(at(TURN)),
    AUGMENT_OPS.brightness(at(BRIGHTNESS)),
    AUGMENT_OPS.colorDegeneration(at([-0.99, 0.99])),
    AUGMENT_OPS.contrast(at([0.99, 0.99])),
    AUGMENT_OPS.sharpness(at([0.005, 0.995])),
    new RandomPosterization({ factor: [2, 8], valueRange, ...own }),
    new Solarization({ thresholdFactor: [0, 1], valueRange, ...own }),
    AUGMENT_OPS.autoContrast(base),
    AUGMENT_OPS.equalization(base),
  ];
}

/**
 * Applies one operation of a random strength to each image in training; does nothing at inference: the identity, shear in
 * x or y, shift in x or y, rotation, brightness, colour, contrast, sharpness, posterization, solarization, auto contrast
 * or equalization, with equal probability. It has nothing to tune. Shape [h, w, c] -> same; the result is float32. Ranges:
 * docs/semantics.md#augmenters.
 * @throws ArgumentError for options outside their ranges.
 * Source: Mueller and Hutter 2021, https://arxiv.org/abs/2103.10158; torchvision.transforms.v2.TrivialAugmentWide, which
 * takes 31 strengths where this draws any, scales brightness where this shifts it, stretches contrast about one mean gray
 * and fills with 0 where this reflects. Keras has none.
 * @example
 * import { TrivialAugment } from 'tfjs-image-pipeline';
 * const layer = new TrivialAugment();
 * const out = await layer.apply({ data: new Uint8Array(48), shape: [4, 4, 3] }, { seed: 1 });
 */
export class TrivialAugment extends CompositeLayer {
  readonly valueRange: Range;
  readonly interpolation: Interpolation;
  private readonly slot: OpSlot;

  constructor(options?: TrivialAugmentOptions) {
    super('TrivialAugment', options, ['valueRange', 'interpolation', 'dataFormat'], { random: true });
    const { className, raw, seed } = this;
    this.valueRange = parseValueRange(className, raw.valueRange);
    this.interpolation = parseEnum(className, 'interpolation', raw.interpolation, INTERPOLATIONS, 'bilinear');
    checkDataFormat(className, raw.dataFormat);
    const { valueRange, interpolation } = this;
    const ops = makeOps({ factor: [0, 0], valueRange, interpolation, seed });
    this.slot = { choice: equalChoice(className, seed, ops.length + 1), ops };
    Object.freeze(this);
  }

  static fromConfig(config: unknown): TrivialAugment {
    return new TrivialAugment(readConfig('TrivialAugment', config));
  }

  protected addStages(list: Lowering): void {
    addSlot(list, this.slot);
  }

  override parts(): readonly Layer[] {
    return partsOf([this.slot]);
  }

  getConfig(): Record<string, unknown> {
    const { valueRange, interpolation } = this;
    return { ...this.baseConfig(), valueRange, interpolation };
  }
}
