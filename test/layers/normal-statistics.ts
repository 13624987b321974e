// Whether numbers are normal deviates: moments, quantiles, tails, neighbours.
import * as assert from 'uvu/assert';

/** Phi(z) by Simpson's rule over the density. */
export function normalCdf(z: number): number {
  const steps = 2000;
  const h = z / steps;
  const density = (x: number) => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  let sum = density(0) + density(z);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(i * h);
  return 0.5 + (sum * h) / 3;
}

/** Largest distance of the empirical distribution from that of standard normal deviates, cut at +-clippedAt. */
function distance(values: readonly number[], clippedAt: number): number {
  const sorted = Float64Array.from(values).sort();
  const [low, high] = [normalCdf(-clippedAt), normalCdf(clippedAt)];
  let largest = 0;
  for (let i = 0; i < sorted.length; i += 97) {
    const expected = (normalCdf(sorted[i] as number) - low) / (high - low);
    largest = Math.max(largest, Math.abs(expected - i / sorted.length));
  }
  return largest;
}

/** Kolmogorov-Smirnov at one in a million, with the spacing of the points that are looked at. */
export function assertNormal(values: readonly number[], { clippedAt = 8 }: { clippedAt?: number } = {}): void {
  const found = distance(values, clippedAt);
  const limit = 2.7 / Math.sqrt(values.length) + 97 / values.length;
  assert.ok(found < limit, `${found} from the normal distribution, more than ${limit}`);
}
