// One number or [min, max]: how a layer's random range is given. Which numbers are allowed, and what one number means,
// differs between layers (docs/semantics.md#factors), so every layer states its bounds.
import { invalid } from '../options.js';

/** The parsed range [min, max] of a uniform draw; min == max draws exactly that value. */
export type Range = readonly [min: number, max: number];

export interface FactorBounds {
  /** Where a single number must lie. */
  number: Range;
  /** Where both ends of a pair must lie. A single number f means [max(-|f|, lowest end), |f|]. */
  pair: Range;
}

/** Keras' default: one number within -1..1, meaning [-|f|, |f|]. */
export const SYMMETRIC: FactorBounds = { number: [-1, 1], pair: [-1, 1] };
/** One number f within 0..1, meaning [0, f]. */
export const UNIT: FactorBounds = { number: [0, 1], pair: [0, 1] };

export function parseFactor(owner: string, name: string, value: unknown, bounds: FactorBounds): Range {
  if (typeof value === 'number') {
    if (!(Number.isFinite(value) && inside(value, bounds.number))) throw invalid(owner, name, sentence(bounds), value);
    const size = Math.abs(value);
    return Object.freeze([Math.max(0 - size, bounds.pair[0]), size] as const);
  }
  if (!Array.isArray(value) || value.length !== 2 || !value.every((end) => typeof end === 'number')) {
    throw invalid(owner, name, sentence(bounds), value, 'E_TYPE');
  }
  const [low, high] = value as [number, number];
  if (!(Number.isFinite(low) && Number.isFinite(high) && inside(low, bounds.pair) && inside(high, bounds.pair))) {
    throw invalid(owner, name, sentence(bounds), value);
  }
  if (low > high) throw invalid(owner, name, `${sentence(bounds)} with min <= max`, value);
  return Object.freeze([low, high] as const);
}

function inside(value: number, [min, max]: Range): boolean {
  return value >= min && value <= max;
}

function sentence({ number, pair }: FactorBounds): string {
  if (number[0] === pair[0] && number[1] === pair[1]) return `a number or [min, max]${within(pair)}`;
  return `a number${within(number)} or [min, max]${within(pair)}`;
}

function within([min, max]: Range): string {
  if (min === -Infinity && max === Infinity) return '';
  return max === Infinity ? ` of at least ${min}` : ` within ${min}..${max}`;
}
