// What the layers do that pick operations: the steps of the op that was picked, with the numbers drawn for it.
import type { ImageShape } from '../../src/types.js';
import type { Op, Place, Step, Values } from '../op.js';
import autoContrast from './auto-contrast.js';
import equalization from './equalization.js';
import randomBrightness from './random-brightness.js';
import randomColorDegeneration from './random-color-degeneration.js';
import randomContrast from './random-contrast.js';
import randomPosterization from './random-posterization.js';
import randomRotation from './random-rotation.js';
import randomSharpness from './random-sharpness.js';
import randomShear from './random-shear.js';
import randomTranslation from './random-translation.js';
import solarization from './solarization.js';

const OPS = {
  shear: randomShear,
  translation: randomTranslation,
  rotation: randomRotation,
  brightness: randomBrightness,
  color_degeneration: randomColorDegeneration,
  contrast: randomContrast,
  sharpness: randomSharpness,
  posterize: randomPosterization,
  solarize: solarization,
  auto_contrast: autoContrast,
  equalize: equalization,
} as const satisfies Record<string, Op>;

/** Kinds of stages. */
export type OpKind = keyof typeof OPS;

/** In the order of RandAugment. */
export const KINDS = Object.keys(OPS) as OpKind[];

const DRAWS_NOTHING: ReadonlySet<OpKind> = new Set(['auto_contrast', 'equalize']);

/** Steps of `kinds[pick]`, none past the end; the stages that draw for `kinds` start with number `first`. */
export function pickedSteps(
  kinds: readonly OpKind[],
  first: number,
  values: Values,
  shape: ImageShape,
  place: Place,
): Step[] {
  const pick = values['choice.pick'] as number;
  const kind = kinds[pick];
  if (kind === undefined) return [];
  const stage = first + kinds.slice(0, pick).filter((each) => !DRAWS_NOTHING.has(each)).length;
  const start = `${stage}.${kind}.`;
  const own = Object.entries(values).filter(([name]) => name.startsWith(start));
  const op: Op = OPS[kind];
  return op.steps(Object.fromEntries(own.map(([name, value]) => [name.slice(start.length), value])), shape, place);
}
