// What a layer draws, as columns of numbers, and what they should look like.
import * as assert from 'uvu/assert';
import { ImagePipeline, type ImageShape, type Layer } from '../../src/index.js';

/** The numbers of the layer's one drawing stage for `count` samples, by name. */
export function drawnBy(layer: Layer, count: number, shape: ImageShape = [20, 30, 3]): Record<string, number[]> {
  const columns: Record<string, number[]> = {};
  for (const { stages } of new ImagePipeline([layer], { seed: 11 }).sample(count, { shape })) {
    assert.is(stages.length, 1);
    for (const [name, value] of Object.entries(stages[0]?.values ?? {})) {
      columns[name] ??= [];
      columns[name].push(value);
    }
  }
  return columns;
}

export const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** Within five standard errors of the mean and variance of a uniform variable on [lo, hi), and within its ends. */
export function assertUniform(values: readonly number[], lo: number, hi: number, what: string): void {
  for (const value of values) assert.ok(value >= lo && value < hi, `${what}: ${value} is outside ${lo}..${hi}`);
  const units = values.map((value) => (value - lo) / (hi - lo));
  const mean = meanOf(units);
  const variance = meanOf(units.map((unit) => (unit - 0.5) ** 2));
  assert.ok(Math.abs(mean - 1 / 2) < 5 * Math.sqrt(1 / 12 / values.length), `${what}: mean ${mean} of units`);
  // The variance of (u - 1/2)^2 is 1/80 - 1/144 = 1/180.
  assert.ok(Math.abs(variance - 1 / 12) < 5 * Math.sqrt(1 / 180 / values.length), `${what}: variance ${variance}`);
}

/** Zeros and ones with this share of ones, within five standard errors. */
export function assertCoin(values: readonly number[], probability: number, what: string): void {
  for (const value of values) assert.ok(value === 0 || value === 1, `${what}: ${value}`);
  const error = Math.abs(meanOf(values) - probability);
  assert.ok(error <= 5 * Math.sqrt((probability * (1 - probability)) / values.length), `${what}: ${meanOf(values)}`);
}

/** No correlation between the columns, nor of a column with itself one sample later, within five standard errors. */
export function assertIndependent(columns: Readonly<Record<string, readonly number[]>>): void {
  const names = Object.keys(columns);
  for (const [i, name] of names.entries()) {
    const values = columns[name] as readonly number[];
    assertUncorrelated(values.slice(1), values.slice(0, -1), `${name} and the sample before`);
    for (const other of names.slice(i + 1)) assertUncorrelated(values, columns[other] ?? [], `${name} and ${other}`);
  }
}

function assertUncorrelated(a: readonly number[], b: readonly number[], what: string): void {
  const found = correlation(a, b);
  assert.ok(Math.abs(found) < 5 / Math.sqrt(a.length), `${what}: correlation ${found}`);
}

export function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    meanOf(x.map((value, i) => (value - mx) * ((y[i] as number) - my)));
  return product(a, b, meanA, meanB) / Math.sqrt(product(a, a, meanA, meanA) * product(b, b, meanB, meanB));
}

const SAMPLES = 4000;

/** The numbers `names` of the layer's one drawing stage, for assertSpread(). */
export function drawn(layer: Layer, names: readonly string[], { shape }: { shape?: ImageShape } = {}): number[][] {
  const columns = drawnBy(layer, SAMPLES, shape ?? [224, 224, 3]);
  return names.map((name) => columns[name] as number[]);
}

/** Five standard errors: what a right generator exceeds once in two million times, and these draws are always the same. */
const SLACK = 5 / Math.sqrt(SAMPLES);

/**
 * Every list lies in [min, max), fills that range where it is given, and has this mean and standard deviation; no list
 * follows another one or its own previous value.
 */
export function assertSpread(
  lists: Record<string, number[]>,
  { min, max, mean, deviation }: { min?: number; max?: number; mean: number; deviation: number },
): void {
  const entries = Object.entries(lists);
  for (const [name, values] of entries) {
    if (min !== undefined && max !== undefined) {
      const [least, most] = [Math.min(...values), Math.max(...values)];
      assert.ok(least >= min && most < max, `${name}: ${least}..${most} is not within ${min}..${max}`);
      assert.ok(least < min + 0.02 * (max - min) && most > max - 0.02 * (max - min), `${name}: only ${least}..${most}`);
    }
    const found = meanOf(values);
    assert.ok(Math.abs(found - mean) < SLACK * deviation, `${name}: mean ${found}, expected ${mean}`);
    const spread = Math.sqrt(meanOf(values.map((value) => (value - found) ** 2)));
    assert.ok(Math.abs(spread - deviation) < 1.5 * SLACK * deviation, `${name}: deviation ${spread}, not ${deviation}`);
    const serial = correlation(values.slice(1), values.slice(0, -1));
    assert.ok(Math.abs(serial) < SLACK, `${name}: follows the sample before, ${serial}`);
  }
  for (const [i, [name, values]] of entries.entries()) {
    for (const [other, others] of entries.slice(i + 1)) {
      assert.ok(Math.abs(correlation(values, others)) < SLACK, `${name} follows ${other}`);
    }
  }
}
