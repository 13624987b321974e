import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { RandomErasing } from '../../src/layers/index.js';
import { assertSpread, drawn } from '../support/draws.js';
import { failsWith } from '../support/errors.js';
import { assertNormal } from './normal-statistics.js';
import { float32, roundTrips, throwsForEach } from './support.js';

const ALWAYS = [1, 1] as const;

test('lowers in training and does nothing at inference', () => {
  const params = { factor: [0, 1], scale: [0.02, 0.33], fillValue: [], valueRange: [0, 255] };
  assert.equal(new RandomErasing().lower(true), [{ kind: 'erase', params, dtype: 'float32' }]);
  assert.equal(new RandomErasing().lower(false), []);
  const layer = new RandomErasing({ factor: [0.1, 0.2], scale: 0.5, fillValue: [1, 2], valueRange: [0, 1] });
  const other = { factor: [0.1, 0.2], scale: [0, 0.5], fillValue: [1, 2], valueRange: [0, 1] };
  assert.equal(layer.lower(true)[0]?.params, other);
  assert.is(new RandomErasing({ fillValue: 7 }).lower(true)[0]?.params.fillValue, 7);
});

test('every bad option is an error', () => {
  const unit = (name: string) => `${name} must be a number or [min, max] within 0..1`;
  const fill = 'fillValue must be a finite number, a list of such, or null';
  throwsForEach('RandomErasing', (options) => new RandomErasing(options), [
    [{ factor: -0.1 }, 'E_RANGE', `${unit('factor')}; received -0.1`],
    [{ scale: [0.1, 1.2] }, 'E_RANGE', `${unit('scale')}; received [0.1, 1.2]`],
    [{ scale: [0.5, 0.1] }, 'E_RANGE', `${unit('scale')} with min <= max; received [0.5, 0.1]`],
    [{ fillValue: [] }, 'E_TYPE', `${fill}; received []`],
    [{ fillValue: 'noise' }, 'E_TYPE', `${fill}; received "noise"`],
    [{ fillValue: [1, null] }, 'E_TYPE', `${fill}; received [1, null]`],
    [{ fillValue: Infinity }, 'E_RANGE', `${fill}; received Infinity`],
    [{ valueRange: [0, NaN] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [0, NaN]'],
  ]);
});

test('a list of another length than the channels is an error with both numbers', async () => {
  const layer = new RandomErasing({ fillValue: [1, 2, 3] });
  const message = 'erase: fillValue has 3 values, the image has 4 channels';
  await failsWith(() => layer.apply(float32([1, 1, 4], [1, 2, 3, 4])), 'ArgumentError', 'E_CHANNELS', message);
  const one = new RandomErasing({ factor: ALWAYS, scale: ALWAYS, fillValue: [9] });
  assert.equal([...(await one.apply(float32([1, 1, 4], [1, 2, 3, 4]))).data], [9, 9, 9, 9]);
});

test('configs round trip', () => {
  roundTrips(new RandomErasing({ seed: 2 }));
  roundTrips(new RandomErasing({ factor: 0.2, scale: [0.1, 0.4], fillValue: [1, 2, 3], valueRange: [-1, 1] }));
});

/** One image with these numbers. */
function erase(
  layer: RandomErasing,
  values: Record<string, number>,
  data: Float32Array | Uint8Array,
  shape: [number, number, number],
) {
  const all = { erase: 1, noise0: 0, noise1: 0, ...values };
  const draw = { stages: [{ layer: 'RandomErasing', kind: 'erase', values: all }] };
  return new ImagePipeline([layer], { seed: 1 }).replay({ data, shape }, [draw]);
}

test('a rectangle with real bounds, filled per channel and clipped, in every dtype', async () => {
  const layer = new RandomErasing({ fillValue: [-5, 50, 300], dtype: 'input' });
  const place = { left: 0.5, top: 1, width: 1.6, height: 0.9 };
  for (const Data of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
    const data = Data.from(Array.from({ length: 24 }, (_, i) => i + 1)) as Uint8Array;
    const { data: result } = await erase(layer, place, data, [2, 4, 3]);
    const expected = Array.from(data);
    // Columns 1 and 2 of row 1.
    expected.splice(15, 6, 0, 50, 255, 0, 50, 255);
    assert.equal([...result], expected);
  }
});

test('values outside the rectangle are not clipped, and none is when the coin says no', async () => {
  const data = Float32Array.of(-9, 1e9, NaN, 4);
  const layer = new RandomErasing({ fillValue: 5 });
  const place = { left: 3, top: 0, width: 9, height: 9 };
  assert.equal([...(await erase(layer, place, data, [1, 4, 1])).data], [-9, 1e9, NaN, 5]);
  assert.equal([...(await erase(layer, { ...place, erase: 0 }, data, [1, 4, 1])).data], [-9, 1e9, NaN, 4]);
});

test('replayed numbers of any size do no harm', async () => {
  const layer = new RandomErasing({ fillValue: 5 });
  const at = (values: Record<string, number>) => erase(layer, values, Float32Array.of(1, 2, 3), [1, 3, 1]);
  assert.equal([...(await at({ left: -1e300, top: -5, width: 2e300, height: 1e9 })).data], [5, 5, 5]);
  assert.equal([...(await at({ left: 1e300, top: 0, width: 1, height: 1 })).data], [1, 2, 3]);
  assert.equal([...(await at({ left: 2, top: 0, width: -2, height: 1 })).data], [1, 2, 3]);
  const noisy = new RandomErasing();
  const words = { left: 0, top: 0, width: 3, height: 1, noise0: -1.5e300, noise1: 7.9 };
  assert.is((await erase(noisy, words, Float32Array.of(1, 2, 3), [1, 3, 1])).data.length, 3);
});

test('noise has mean 0 and the deviation valueRange[1] before it is clipped to the range', async () => {
  const shape: [number, number, number] = [100, 100, 3];
  const layer = new RandomErasing({ valueRange: [-1e6, 20] });
  const place = { left: 0, top: 0, width: 100, height: 100, noise0: 12, noise1: 34 };
  const { data } = await erase(layer, place, new Float32Array(30000), shape);
  const clipped = [...data].filter((value) => value === 20).length / data.length;
  // One in 6.3 values lies more than a deviation above the mean.
  assert.ok(Math.abs(clipped - 0.158655) < 0.01, `${clipped}`);
  const wide = new RandomErasing({ valueRange: [-1e6, 1e6] });
  const all = await erase(wide, place, new Float32Array(30000), shape);
  assertNormal(
    [...all.data].map((value) => value / 1e6).filter((value) => value > -1 && value < 1),
    { clippedAt: 1 },
  );
  const positive = await erase(new RandomErasing(), place, new Float32Array(30000), shape);
  const zeros = [...positive.data].filter((value) => value === 0).length / data.length;
  assert.ok(Math.abs(zeros - 0.5) < 0.02, 'half of the noise is below the default range');
});

test('the noise of a place does not depend on the rectangle around it', async () => {
  const layer = new RandomErasing({ valueRange: [-1000, 1000] });
  const words = { noise0: 99, noise1: 100 };
  const shape: [number, number, number] = [9, 70, 3];
  const whole = await erase(layer, { left: 0, top: 0, width: 70, height: 9, ...words }, new Float32Array(1890), shape);
  const part = await erase(layer, { left: 31, top: 2, width: 27, height: 3, ...words }, new Float32Array(1890), shape);
  for (let i = 0; i < 1890; i++) {
    const [x, y] = [Math.floor(i / 3) % 70, Math.floor(i / 210)];
    const inside = x >= 31 && x < 58 && y >= 2 && y < 5;
    assert.is(part.data[i], inside ? whole.data[i] : 0);
  }
});

test('size, place and coin are drawn for every image, in their ranges', () => {
  const shape: [number, number, number] = [40, 100, 3];
  const layer = new RandomErasing({ factor: [0.2, 0.6], scale: [0.04, 0.25] });
  const names = ['erase', 'left', 'top', 'width', 'height', 'noise0', 'noise1'];
  const lists = drawn(layer, names, { shape });
  const [coin, left, top, width, height, noise0, noise1] = lists as [
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
    number[],
  ];
  assertSpread({ coin }, { mean: 0.4, deviation: Math.sqrt(0.24) });
  // Squares of the sides as parts of the image's are uniform.
  const square = (sides: number[], size: number) => sides.map((side) => (side / size) ** 2);
  const spread = { min: 0.04, max: 0.25, mean: 0.145, deviation: 0.21 / Math.sqrt(12) };
  assertSpread({ width: square(width, 100), height: square(height, 40) }, spread);
  // So are the places among those where the whole rectangle fits.
  const place = (starts: number[], sides: number[], size: number) =>
    starts.map((start, i) => start / (size - (sides[i] as number)));
  const unit = { min: 0, max: 1, mean: 0.5, deviation: 1 / Math.sqrt(12) };
  assertSpread({ left: place(left, width, 100), top: place(top, height, 40) }, unit);
  assert.ok([...noise0, ...noise1].every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32));
  const words = (list: number[]) => list.map((word) => word / 2 ** 32);
  assertSpread({ noise0: words(noise0), noise1: words(noise1) }, unit);
});

test('replaying the draws gives the same pixels, and an image alone those of its batch', async () => {
  const pipeline = new ImagePipeline([new RandomErasing({ factor: ALWAYS })], { seed: 4 });
  const size = 20 * 30 * 3;
  const images = {
    data: Uint8Array.from({ length: 4 * size }, (_, i) => (i * 37) % 256),
    shape: [4, 20, 30, 3] as const,
  };
  const key = { epoch: 0, firstIndex: 0 };
  const draws = JSON.parse(JSON.stringify(pipeline.sample(4, { ...key, shape: [20, 30, 3] })));
  const batch = await pipeline.apply(images, key);
  assert.equal(await pipeline.replay(images, draws), batch);
  const last = { data: images.data.slice(3 * size), shape: [20, 30, 3] as const };
  assert.equal((await pipeline.apply(last, { epoch: 0, firstIndex: 3 })).data, batch.data.slice(3 * size));
});

test.run();
