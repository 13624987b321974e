// The layers from which RandAugment, AugMix and TrivialAugment pick, by their name in Keras' RandAugment.
import type { StageSpec } from '../program.js';
import type { Interpolation } from '../types.js';
import { AutoContrast } from './auto-contrast.js';
import { Equalization } from './equalization.js';
import type { Range } from './factor.js';
import { Layer } from './layer.js';
import { RandomBrightness } from './random-brightness.js';
import { RandomColorDegeneration } from './random-color-degeneration.js';
import { RandomContrast } from './random-contrast.js';
import { RandomPosterization } from './random-posterization.js';
import { RandomRotation } from './random-rotation.js';
import { RandomSharpness } from './random-sharpness.js';
import { RandomShear } from './random-shear.js';
import { RandomTranslation } from './random-translation.js';
import { seedOption } from './shared-options.js';
import { Solarization } from './solarization.js';

/** What all layers of one augmenter share. */
export interface AugmentOptions {
  factor: Range;
  valueRange: Range;
  interpolation: Interpolation;
  seed: number | undefined;
}

/** Makers of the layers of keras.layers.RandAugment, in its order. */
export const AUGMENT_OPS = Object.freeze({
  shear: (o: AugmentOptions) => new RandomShear({ xFactor: o.factor, yFactor: o.factor, ...geometric(o) }),
  translation: (o: AugmentOptions) =>
    new RandomTranslation({ heightFactor: o.factor, widthFactor: o.factor, ...geometric(o) }),
  rotation: (o: AugmentOptions) => new RandomRotation({ factor: o.factor, ...geometric(o) }),
  brightness: (o: AugmentOptions) => new RandomBrightness({ factor: o.factor, ...values(o) }),
  colorDegeneration: (o: AugmentOptions) => new RandomColorDegeneration({ factor: o.factor, ...values(o) }),
  contrast: (o: AugmentOptions) => new RandomContrast({ factor: o.factor, ...values(o) }),
  sharpness: (o: AugmentOptions) => new RandomSharpness({ factor: o.factor, ...values(o) }),
  posterization: (o: AugmentOptions) =>
    new RandomPosterization({ factor: Math.max(1, Math.trunc(8 * o.factor[1])), ...values(o) }),
  solarization: (o: AugmentOptions) =>
    new Solarization({ additionFactor: o.factor, thresholdFactor: o.factor, ...values(o) }),
  autoContrast: ({ valueRange }: AugmentOptions) => new AutoContrast({ valueRange }),
  equalization: ({ valueRange }: AugmentOptions) => new Equalization({ valueRange }),
});

export type AugmentOp = keyof typeof AUGMENT_OPS;

function geometric({ interpolation, seed }: AugmentOptions) {
  return { interpolation, ...seedOption(seed) };
}

function values({ valueRange, seed }: AugmentOptions) {
  return { valueRange, ...seedOption(seed) };
}

/** A part of a layer that only draws, under an id of its own. */
export class DrawPart extends Layer {
  constructor(
    owner: string,
    seed: number | undefined,
    private readonly stage: StageSpec,
  ) {
    super(owner, seedOption(seed), [], { dtype: 'input', random: true });
  }

  lower(): StageSpec[] {
    return [this.stage];
  }

  getConfig(): Record<string, unknown> {
    return {};
  }
}

/** A part that picks one of `count`, all alike. */
export function equalChoice(owner: string, seed: number | undefined, count: number): DrawPart {
  const weights = Array.from({ length: count }, () => 1);
  return new DrawPart(owner, seed, { kind: 'choice', params: { weights }, dtype: 'input' });
}
