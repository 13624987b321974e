// Mean and variance of a Normalization: from options to flat arrays over [h, w, c], and back to nested lists.
import { makeError } from '../errors.js';
import { invalid, isList } from '../options.js';

/** A number, or numbers nested in lists. */
export type NestedNumbers = number | readonly NestedNumbers[];

/** Which of height, width and channels have statistics of their own. */
export type KeptAxes = readonly [height: boolean, width: boolean, channels: boolean];

/** Flat, row-major; an entry of shape is 1 where all values along that axis share the statistics. */
export interface Statistics {
  readonly mean: readonly number[];
  readonly variance: readonly number[];
  readonly shape: readonly [height: number, width: number, channels: number];
}

/** Axes of [n, h, w, c], ascending and without duplicates; null for no axis. */
export function parseAxis(owner: string, value: unknown): readonly number[] | null {
  if (value === null) return null;
  const axes: unknown[] = Array.isArray(value) ? value : [value];
  const normalized = Array.from(axes, (axis) => {
    if (typeof axis !== 'number') throw invalid(owner, 'axis', 'an axis, a list of axes or null', value, 'E_TYPE');
    const positive = axis < 0 ? axis + 4 : axis;
    if (Number.isInteger(axis) && positive >= 1 && positive <= 3) return positive;
    throw invalid(owner, 'axis', 'axes of [n, h, w, c] within 1..3 or -3..-1', value);
  });
  return Object.freeze([...new Set(normalized)].sort((a, b) => a - b));
}

export function axesToKeep(axis: readonly number[] | null): KeptAxes {
  return [axis?.includes(1) ?? false, axis?.includes(2) ?? false, axis?.includes(3) ?? false];
}

/** Statistics given as options; undefined when both are null. */
export function parseStatistics(
  owner: string,
  kept: KeptAxes,
  mean: unknown,
  variance: unknown,
): Statistics | undefined {
  if (mean === null && variance === null) return undefined;
  if (mean === null || variance === null) {
    throw makeError('E_CONFLICT', `${owner}: mean and variance must be given together`);
  }
  const flatMean = flatten(owner, 'mean', mean);
  const flatVariance = flatten(owner, 'variance', variance);
  const dims = flatMean.dims;
  if (dims.join() !== flatVariance.dims.join()) {
    const shapes = `[${dims.join(', ')}] and [${flatVariance.dims.join(', ')}]`;
    throw makeError('E_SHAPE', `${owner}: mean and variance must have one shape; received ${shapes}`);
  }
  const negative = flatVariance.values.find((value) => value < 0);
  if (negative !== undefined) throw invalid(owner, 'variance', 'at least 0', negative);
  return Object.freeze({ mean: flatMean.values, variance: flatVariance.values, shape: alignRight(owner, kept, dims) });
}

/** Places `dims` on the kept axes from the last one backwards, as Keras broadcasts. */
function alignRight(owner: string, kept: KeptAxes, dims: readonly number[]): Statistics['shape'] {
  const shape: [number, number, number] = [1, 1, 1];
  const rest = [...dims];
  for (let axis = 2; axis >= 0; axis--) {
    if (kept[axis]) shape[axis] = rest.pop() ?? 1;
  }
  if (rest.some((size) => size !== 1)) {
    const keptCount = kept.filter(Boolean).length;
    const received = `received the shape [${dims.join(', ')}]`;
    throw makeError('E_SHAPE', `${owner}: mean and variance must have at most ${keptCount} axes; ${received}`);
  }
  return Object.freeze(shape);
}

function flatten(owner: string, name: string, value: unknown): { values: readonly number[]; dims: number[] } {
  const dims: number[] = [];
  // Never deeper than an image, so that a list that contains itself ends.
  for (let level: unknown = value; isList(level) && dims.length <= 3; level = level[0]) dims.push(level.length);
  const values: number[] = [];
  const expected = 'a finite number or nested lists of them, of equal lengths';
  const visit = (part: unknown, depth: number) => {
    if (isList(part) && part.length === dims[depth] && part.length > 0) {
      for (let i = 0; i < part.length; i++) visit(part[i], depth + 1);
    } else if (typeof part === 'number' && depth === dims.length) {
      if (!Number.isFinite(part)) throw invalid(owner, name, expected, part);
      values.push(part);
    } else {
      throw invalid(owner, name, expected, value, 'E_TYPE');
    }
  };
  visit(value, 0);
  return { values: Object.freeze(values), dims };
}

/** Nested lists over the kept axes, as `mean` and `variance` take them; a number when no axis is kept. */
export function nested(values: readonly number[], shape: Statistics['shape'], kept: KeptAxes): NestedNumbers {
  const dims = shape.filter((_, axis) => kept[axis]);
  let level: NestedNumbers[] = [...values];
  for (let axis = dims.length - 1; axis >= 0; axis--) {
    const size = dims[axis] as number;
    level = Array.from({ length: level.length / size }, (_, i) => level.slice(i * size, (i + 1) * size));
  }
  return level[0] as NestedNumbers;
}
