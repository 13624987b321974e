// Drawn numbers over many samples: their range, mean and spread, and that they do not follow each other.
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import type { Layer } from '../../src/layers/layer.js';

const SAMPLES = 4000;

/** What one layer draws for many samples, number by number. */
export function drawn(
  layer: Layer,
  names: readonly string[],
  options: { shape?: [number, number, number] } = {},
): number[][] {
  const draws = new ImagePipeline([layer], { seed: 11 }).sample(SAMPLES, { ...options, epoch: 0, firstIndex: 0 });
  return names.map((name) => draws.map(({ stages }) => stages[0]?.values[name] as number));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function correlation(a: readonly number[], b: readonly number[]): number {
  const [meanA, meanB] = [meanOf(a), meanOf(b)];
  const product = (x: readonly number[], y: readonly number[], mx: number, my: number) =>
    meanOf(x.map((value, i) => (value - mx) * ((y[i] as number) - my)));
  return product(a, b, meanA, meanB) / Math.sqrt(product(a, a, meanA, meanA) * product(b, b, meanB, meanB));
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
