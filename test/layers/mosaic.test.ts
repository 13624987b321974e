import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { Mosaic } from '../../src/layers/index.js';
import { images, replayed, roundTrips, throwsForEach } from './support.js';

test('lowers in training and does nothing at inference', () => {
  assert.equal(new Mosaic().lower(true), [{ kind: 'mosaic', params: { centerRange: [0.25, 0.75] }, dtype: 'input' }]);
  assert.equal(new Mosaic({ centerRange: [0, 1], dtype: 'float32' }).lower(true), [
    { kind: 'mosaic', params: { centerRange: [0, 1] }, dtype: 'float32' },
  ]);
  assert.equal(new Mosaic().lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'centerRange must be [min, max] within 0..1';
  throwsForEach('Mosaic', (options) => new Mosaic(options), [
    [{ centerRange: 0.5 }, 'E_TYPE', `${range}; received 0.5`],
    [{ centerRange: [0.5, 1.5] }, 'E_RANGE', `${range} with min <= max; received [0.5, 1.5]`],
    [{ centerRange: [0.75, 0.25] }, 'E_RANGE', `${range} with min <= max; received [0.75, 0.25]`],
    [{ fillValue: Number.NaN }, 'E_RANGE', 'fillValue must be a finite number; received NaN'],
    [{ fillValue: 300, dtype: 'uint8' }, 'E_RANGE', 'fillValue must be a finite number within 0..255; received 300'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new Mosaic());
  roundTrips(new Mosaic({ centerRange: [0, 1], fillValue: 9, seed: 6, name: 'four', dtype: 'float32' }));
});

/** Four images of 2x4: image i holds 10 i + 1 .. 10 i + 8. */
const FOUR = {
  data: Uint8Array.from({ length: 32 }, (_, i) => 10 * Math.floor(i / 8) + (i % 8) + 1),
  shape: [4, 2, 4, 1] as const,
};

/** The first image's result; the partners are 1, 2 and 3. */
async function firstOf(layer: Mosaic, centerX: number, centerY: number): Promise<number[] | undefined> {
  const draws = [0, 1, 2, 3].map((order) => ({ order, centerX, centerY }));
  return images(await replayed(layer, 'mosaic', draws, FOUR))[0];
}

// On a canvas of 8 columns, of which 2..5 are kept, the centre at 0.5 lies in the middle of the result: there the right
// bottom corner of image 0 meets the left bottom corner of image 1.
test('four corners meet in the middle', async () => {
  assert.equal(await firstOf(new Mosaic(), 0.5, 0.5), [7, 8, 15, 16, 23, 24, 31, 32]);
});

test('at the ends of the range one side fills the result', async () => {
  assert.equal(await firstOf(new Mosaic(), 0.75, 0.75), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.equal(await firstOf(new Mosaic(), 0.25, 0.25), [31, 32, 33, 34, 35, 36, 37, 38]);
  assert.equal(await firstOf(new Mosaic(), 0.75, 0.25), [21, 22, 23, 24, 25, 26, 27, 28]);
});

test('the meeting point is the nearest pixel boundary, a half goes up', async () => {
  // (2 x 0.3125 - 0.5) x 4 = 0.5 -> 1.
  assert.equal(await firstOf(new Mosaic(), 0.3125, 0.75), [4, 11, 12, 13, 8, 15, 16, 17]);
  assert.equal(await firstOf(new Mosaic(), 0.3124, 0.75), [11, 12, 13, 14, 15, 16, 17, 18]);
});

test('beyond 0.25..0.75 the fill value shows', async () => {
  // Columns: (2 x 1 - 0.5) x 4 = 6: image 0 covers 2..5, so columns 0 and 1 are filled. Rows: row 2, only image 0 and 1.
  assert.equal(await firstOf(new Mosaic({ centerRange: [0, 1], fillValue: 9 }), 1, 0.75), [9, 9, 1, 2, 9, 9, 5, 6]);
  // At 0 the canvas holds image 3 from column -2 and row -1 of the result on.
  assert.equal(await firstOf(new Mosaic({ centerRange: [0, 1], fillValue: 9 }), 0, 0), [37, 38, 9, 9, 9, 9, 9, 9]);
  // A number that nobody draws.
  assert.equal(await firstOf(new Mosaic({ fillValue: 7 }), 99, 0.5), [7, 7, 7, 7, 7, 7, 7, 7]);
});

test('keeps the dtype, or converts', async () => {
  const draws = [0, 1, 2, 3].map((order) => ({ order, centerX: 0.5, centerY: 0.5 }));
  for (const type of [Uint16Array, Int32Array, Float32Array]) {
    const batch = { data: type.from(FOUR.data), shape: FOUR.shape };
    const result = await replayed(new Mosaic(), 'mosaic', draws, batch);
    assert.instance(result.data, type);
    assert.equal(images(result)[0], [7, 8, 15, 16, 23, 24, 31, 32]);
  }
  const floats = await replayed(new Mosaic({ dtype: 'float32' }), 'mosaic', draws, FOUR);
  assert.instance(floats.data, Float32Array);
  assert.equal(images(floats)[3], [37, 38, 5, 6, 13, 14, 21, 22]);
});

test('in a batch of two an image meets itself', async () => {
  const batch = { data: new Uint8Array([1, 2, 11, 12]), shape: [2, 1, 2, 1] as const };
  const draws = [
    { order: 0, centerX: 0.5, centerY: 0.75 },
    { order: 1, centerX: 0.5, centerY: 0.25 },
  ];
  // Partners of 0: 1, 0, 1; of 1: 0, 1, 0. Row 0 is above the meeting point of 0 and below that of 1.
  assert.equal(images(await replayed(new Mosaic(), 'mosaic', draws, batch)), [
    [2, 11],
    [12, 1],
  ]);
});

test('an image alone stays as it is, and so does everything at inference', async () => {
  const image = { data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2, 1] as const };
  assert.equal(await new Mosaic().apply(image, { seed: 3 }), image);
  assert.equal(await new Mosaic().apply(FOUR, { training: false }), FOUR);
  const none = await new Mosaic().apply({ data: new Uint8Array(0), shape: [0, 2, 2, 3] }, { seed: 1 });
  assert.equal(none.shape, [0, 2, 2, 3]);
});

test('replays what it drew', async () => {
  const pipeline = new ImagePipeline([new Mosaic()], { seed: 11 });
  const draws = pipeline.sample(4);
  assert.equal(Object.keys(draws[0]?.stages[0]?.values ?? {}), ['order', 'centerX', 'centerY']);
  const mixed = await pipeline.apply(FOUR, { epoch: 0 });
  assert.equal(await pipeline.replay(FOUR, draws), mixed);
  assert.equal(pipeline.applySync(FOUR, { epoch: 0 }), mixed);
  assert.not.equal(mixed, FOUR);
});

test.run();
