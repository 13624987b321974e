// What layers draw, and whether it looks as a uniform draw should.
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import type { Layer } from '../../src/layers/layer.js';
import { meanOf } from '../support/draws.js';

const COUNT = 4000;
const SHAPE = [3, 4, 3] as const;

/** The number `name` of many images, in their order; the same for each image when it is drawn alone. */
export function drawn(layer: Layer, name: string): number[] {
  const pipeline = new ImagePipeline([layer], { seed: 11 });
  const numberOf = ({ stages }: ReturnType<typeof pipeline.sample>[number]) => stages[0]?.values[name] as number;
  const values = pipeline.sample(COUNT, { shape: SHAPE }).map(numberOf);
  for (const firstIndex of [0, 7, COUNT - 1]) {
    const alone = pipeline.sample(1, { shape: SHAPE, firstIndex }).map(numberOf);
    assert.equal(alone, [values[firstIndex]], `image ${firstIndex} alone`);
  }
  return values;
}

/** Within lo..hi, evenly, and without a bond between an image and the next. */
export function assertUniform(values: readonly number[], lo: number, hi: number): void {
  const units = values.map((value) => (value - lo) / (hi - lo));
  assert.ok(
    units.every((unit) => unit >= 0 && unit <= 1),
    `within ${lo}..${hi}`,
  );
  const tenths = Array.from({ length: 10 }, (_, i) => units.filter((unit) => Math.floor(unit * 10) === i).length);
  // Counts of 400 with a standard deviation of 19, mean 0.5 of 0.0046, correlation 0 of 0.016: four of each are allowed.
  for (const count of tenths) assert.ok(Math.abs(count - COUNT / 10) < 76, `even: ${tenths}`);
  assert.ok(Math.abs(meanOf(units) - 0.5) < 0.0183, `mean ${meanOf(units)}`);
  const products = units.slice(1).map((unit, i) => (unit - 0.5) * ((units[i] as number) - 0.5));
  assert.ok(Math.abs(12 * meanOf(products)) < 0.064, `correlation ${12 * meanOf(products)}`);
}

/** 0 or 1, 1 with this probability, and without a bond between an image and the next. */
export function assertCoin(values: readonly number[], probability: number): void {
  assert.ok(values.every((value) => value === 0 || value === 1));
  const deviation = Math.sqrt(probability * (1 - probability));
  const bound = 4 / Math.sqrt(COUNT);
  assert.ok(Math.abs(meanOf(values) - probability) <= bound * deviation, `rate ${meanOf(values)}`);
  const products = values.slice(1).map((value, i) => (value - probability) * ((values[i] as number) - probability));
  assert.ok(Math.abs(meanOf(products)) <= bound * deviation ** 2, `correlation ${meanOf(products)}`);
}
