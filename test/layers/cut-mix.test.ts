import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, type PixelArray } from '../../src/index.js';
import { CutMix } from '../../src/layers/index.js';
import { images, replayed, roundTrips, throwsForEach } from './support.js';

/** Image i holds 100 i + 1, 100 i + 2, ... */
function numbered(
  type: { from(values: number[]): PixelArray },
  [count, height, width, channels]: readonly [number, number, number, number],
) {
  const size = height * width * channels;
  const values = Array.from({ length: count * size }, (_, i) => 100 * Math.floor(i / size) + (i % size) + 1);
  return { data: type.from(values), shape: [count, height, width, channels] as const };
}

test('lowers in training and does nothing at inference', () => {
  assert.equal(new CutMix().lower(true), [{ kind: 'cut_mix', params: { factor: [0, 1] }, dtype: 'input' }]);
  assert.equal(new CutMix({ factor: [0.2, 0.5], dtype: 'float32' }).lower(true), [
    { kind: 'cut_mix', params: { factor: [0.2, 0.5] }, dtype: 'float32' },
  ]);
  assert.equal(new CutMix().lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 0..1';
  throwsForEach('CutMix', (options) => new CutMix(options), [
    [{ factor: 1.5 }, 'E_RANGE', `${range}; received 1.5`],
    [{ factor: [-0.1, 1] }, 'E_RANGE', `${range}; received [-0.1, 1]`],
    [{ factor: [0.5, 0.1] }, 'E_RANGE', `${range} with min <= max; received [0.5, 0.1]`],
    [{ factor: 'all' }, 'E_TYPE', `${range}; received "all"`],
  ]);
});

test('configs round trip', () => {
  roundTrips(new CutMix());
  roundTrips(new CutMix({ factor: [0.2, 0.5], seed: 6, name: 'cut', dtype: 'float32' }));
});

// Keras on 2x4 with a quarter of the area: the rectangle is 2 wide and 1 high; at x 0.5, y 0.2 it covers the columns 1 and
// 2 of row 1 - the pixels i with start <= i < end.
test('pastes the pixels whose position is in the rectangle', async () => {
  const draws = [
    { order: 0, weight: 0.75, left: 0.25, top: 0.2 },
    { order: 1, weight: 0.75, left: 0, top: 0 },
  ];
  const batch = numbered(Uint8Array, [2, 2, 4, 1]);
  const expected = [
    [1, 2, 3, 4, 5, 106, 107, 8],
    [1, 2, 103, 104, 105, 106, 107, 108],
  ];
  const result = await replayed(new CutMix(), 'cut_mix', draws, batch);
  assert.instance(result.data, Uint8Array);
  assert.equal(images(result), expected);
  for (const type of [Uint16Array, Int32Array, Float32Array]) {
    const same = await replayed(new CutMix(), 'cut_mix', draws, numbered(type, [2, 2, 4, 1]));
    assert.instance(same.data, type);
    assert.equal(images(same), expected);
  }
  const floats = await replayed(new CutMix({ dtype: 'float32' }), 'cut_mix', draws, batch);
  assert.instance(floats.data, Float32Array);
  assert.equal(images(floats), expected);
});

test('all of the partner, or nothing', async () => {
  const draws = [
    { order: 0, weight: 0, left: 0.9, top: 0.9 },
    { order: 1, weight: 1, left: 0.9, top: 0.9 },
  ];
  for (const channels of [1, 3, 4, 5]) {
    const batch = numbered(Int32Array, [2, 3, 2, channels]);
    const second = images(batch)[1] as number[];
    assert.equal(images(await replayed(new CutMix(), 'cut_mix', draws, batch)), [second, second]);
  }
  // Numbers that nobody draws stay inside the image.
  const far = [
    { order: 0, weight: -3, left: 50, top: -50 },
    { order: 1, weight: 7, left: 0, top: 0 },
  ];
  const batch = numbered(Uint8Array, [2, 2, 2, 1]);
  assert.equal(images(await replayed(new CutMix(), 'cut_mix', far, batch)), [
    [101, 102, 103, 104],
    [101, 102, 103, 104],
  ]);
});

test('int32 above 2^24 stays exact', async () => {
  const data = new Int32Array([16777217, 16777219, 1, 33554433]);
  const draws = [
    { order: 0, weight: 0.5, left: 0, top: 0 },
    { order: 1, weight: 1, left: 0, top: 0 },
  ];
  // sqrt(.5) of two columns reaches beyond the second.
  const result = await replayed(new CutMix(), 'cut_mix', draws, { data, shape: [2, 1, 2, 1] });
  assert.equal([...result.data], [1, 33554433, 1, 33554433]);
});

test('an image alone stays as it is, and so does everything at inference', async () => {
  const image = { data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2, 1] as const };
  assert.equal(await new CutMix().apply(image, { seed: 3 }), image);
  const batch = numbered(Uint8Array, [3, 2, 2, 1]);
  assert.equal(await new CutMix().apply(batch, { training: false }), batch);
  const none = await new CutMix().apply({ data: new Uint8Array(0), shape: [0, 2, 2, 3] }, { seed: 1 });
  assert.equal(none.shape, [0, 2, 2, 3]);
});

test('replays what it drew', async () => {
  const pipeline = new ImagePipeline([new CutMix()], { seed: 11 });
  const batch = numbered(Uint16Array, [5, 9, 7, 3]);
  const draws = pipeline.sample(5, { epoch: 2 });
  assert.equal(Object.keys(draws[0]?.stages[0]?.values ?? {}), ['order', 'weight', 'left', 'top']);
  const mixed = await pipeline.apply(batch, { epoch: 2 });
  assert.equal(await pipeline.replay(batch, draws), mixed);
  assert.equal(pipeline.applySync(batch, { epoch: 2 }), mixed);
  assert.not.equal(mixed, batch);
});

test.run();
