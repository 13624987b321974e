// Crops and flips. Numbers measured on Keras 3 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CenterCrop, ImagePipeline, image, RandomCrop, RandomFlip } from '../../src/index.js';
import { a45, assertClose, assertExact, ramp, replay } from './numbers.js';

const centred = (columns: number, width: number) =>
  new CenterCrop({ height: 1, width }).apply(ramp(1, columns, 0)).then(({ data }) => Array.from(data));

test('29. CenterCrop starts at half the difference, rounded down', async () => {
  assert.equal(await centred(5, 2), [1, 2]);
  assert.equal(await centred(5, 4), [0, 1, 2, 3]);
  assert.equal(await centred(4, 3), [0, 1, 2]);
});

test('29. CenterCrop enlarges the largest centred window of a too small image', async () => {
  const row = [5, 5.5, 6.16667, 6.83333, 7.5, 8];
  assertClose(await new CenterCrop({ height: 2, width: 6 }).apply(ramp(4, 4, 1)), [row, row]);
});

test('30. RandomCrop at a drawn place', async () => {
  const layer = new RandomCrop({ height: 2, width: 3 });
  assertExact(await replay(layer, 'crop', { top: 1, left: 2 }, a45()), [
    [7, 8, 9],
    [12, 13, 14],
  ]);
});

test('30. RandomCrop of equal height is centred in both axes', async () => {
  const wanted = [0, 1, 2, 3].map((row) => [1, 2, 3].map((column) => row * 5 + column));
  for (let seed = 0; seed < 5; seed++) {
    assertExact(await new RandomCrop({ height: 4, width: 3 }).apply(a45(), { seed }), wanted);
  }
});

test('30. RandomCrop stretches a slice that is too short', async () => {
  const result = await new RandomCrop({ height: 6, width: 2 }).apply(ramp(4, 4, 0), { seed: 1 });
  assertClose(result, [
    [1, 2],
    [3, 4],
    [5.6667, 6.6667],
    [8.3333, 9.3333],
    [11, 12],
    [13, 14],
  ]);
});

test('30. RandomCrop at inference is a centre crop (Keras returns the input)', async () => {
  assertExact(await new RandomCrop({ height: 2, width: 3 }).apply(a45(), { training: false }), [
    [6, 7, 8],
    [11, 12, 13],
  ]);
});

test('30. RandomCrop draws for each image, every place about as often (Keras draws once a batch)', () => {
  const pipeline = new ImagePipeline([new RandomCrop({ height: 2, width: 2 })], { seed: 11 });
  const drawn = pipeline.sample(600, { shape: [4, 3, 1] }).map(({ stages }) => stages[0]?.values);
  const counts = new Map<string, number>();
  for (const values of drawn) {
    const place = `${values?.top} ${values?.left}`;
    counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  assert.equal([...counts.keys()].sort(), ['0 0', '0 1', '1 0', '1 1', '2 0', '2 1']);
  for (const count of counts.values()) assert.ok(count > 60 && count < 140, `${count} of 600 in one of 6 places`);
});

const SQUARE = [0, 1, 2, 3];
const OUTCOMES = { identity: '0,1,2,3', horizontal: '1,0,3,2', vertical: '2,3,0,1', half: '3,2,1,0' };

async function outcomes(layer: RandomFlip): Promise<string[]> {
  const data = Float32Array.from({ length: 64 * 4 }, (_, i) => SQUARE[i % 4] as number);
  const result = await layer.apply({ data, shape: [64, 2, 2, 1] }, { seed: 7 });
  const seen = new Set(Array.from({ length: 64 }, (_, i) => result.data.slice(i * 4, i * 4 + 4).join()));
  return [...seen].sort();
}

test('31. one coin drives both axes of the combined mode: identity or half a turn', async () => {
  assert.equal(await outcomes(new RandomFlip()), [OUTCOMES.identity, OUTCOMES.half].sort());
});

test('31. independent coins give all four', async () => {
  assert.equal(await outcomes(new RandomFlip({ independent: true })), Object.values(OUTCOMES).sort());
});

test('31. single modes', async () => {
  assert.equal(await outcomes(new RandomFlip({ mode: 'horizontal' })), [OUTCOMES.identity, OUTCOMES.horizontal].sort());
  assert.equal(await outcomes(new RandomFlip({ mode: 'vertical' })), [OUTCOMES.identity, OUTCOMES.vertical].sort());
});

test('31. flips of width 1 and of 4 channels', async () => {
  const column = await image.flipLeftRight(ramp(3, 1, 0));
  assertExact(column, [[0], [1], [2]]);
  const pair = { data: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), shape: [1, 2, 4] as const };
  assert.equal((await image.flipLeftRight(pair)).data, Uint8Array.of(5, 6, 7, 8, 1, 2, 3, 4));
});

test('31. an integer image keeps its dtype and every bit', async () => {
  const labels = { data: Int32Array.of(2 ** 24 + 1, -(2 ** 31), 2 ** 31 - 1, 7), shape: [1, 4, 1] as const };
  const flipped = await image.flipLeftRight(labels);
  assert.equal(flipped.data, Int32Array.of(7, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1));
  const cropped = await new CenterCrop({ height: 1, width: 2 }).apply(labels);
  assert.equal(cropped.data, Int32Array.of(-(2 ** 31), 2 ** 31 - 1));
});

test.run();
