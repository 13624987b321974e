import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { GaussianNoise } from '../../src/layers/index.js';
import { assertSpread, drawn, meanOf } from '../support/draws.js';
import { assertNormal, normalCdf } from './normal-statistics.js';
import { float32, roundTrips, throwsForEach } from './support.js';

test('lowers in training and does nothing at inference', () => {
  const layer = new GaussianNoise({ stddev: 3 });
  assert.equal(layer.lower(true), [
    { kind: 'gaussian_noise', params: { stddev: [3, 3], valueRange: [] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
  const other = new GaussianNoise({ stddev: [0, 9], valueRange: [0, 255] });
  assert.equal(other.lower(true)[0]?.params, { stddev: [0, 9], valueRange: [0, 255] });
});

test('every bad option is an error', () => {
  const stddev = 'stddev must be a number or [min, max] of at least 0';
  throwsForEach('GaussianNoise', (options) => new GaussianNoise(options), [
    [{}, 'E_TYPE', `${stddev}; received undefined`],
    [{ stddev: -1 }, 'E_RANGE', `${stddev}; received -1`],
    [{ stddev: Infinity }, 'E_RANGE', `${stddev}; received Infinity`],
    [{ stddev: [2, 1] }, 'E_RANGE', `${stddev} with min <= max; received [2, 1]`],
    [{ stddev: 1, valueRange: 5 }, 'E_TYPE', 'valueRange must be [min, max]; received 5'],
  ]);
});

test('configs round trip, and that of Keras means one strength', () => {
  roundTrips(new GaussianNoise({ stddev: 0.4, seed: 3 }));
  roundTrips(new GaussianNoise({ stddev: [1, 2], valueRange: [0, 1] }));
  assert.equal(GaussianNoise.fromConfig({ stddev: 0.25, seed: null }).stddev, [0.25, 0.25]);
});

/** The noise itself: what is added to zeros. */
async function noise(words: [number, number], shape: [number, number, number], stddev = 1): Promise<number[]> {
  const values = { stddev, noise0: words[0], noise1: words[1] };
  const draw = { stages: [{ layer: 'GaussianNoise', kind: 'gaussian_noise', values }] };
  const pipeline = new ImagePipeline([new GaussianNoise({ stddev: 1 })], { seed: 1 });
  const data = new Float32Array(shape[0] * shape[1] * shape[2]);
  return [...(await pipeline.replay({ data, shape }, [draw])).data];
}

test('is normal: moments, distribution and tails', async () => {
  const values = await noise([1, 2], [400, 500, 3]);
  const count = values.length;
  // Five standard errors of each moment of 600000 normal deviates.
  for (const [power, moment, error] of [
    [1, 0, 1],
    [2, 1, Math.sqrt(2)],
    [3, 0, Math.sqrt(15)],
    [4, 3, Math.sqrt(96)],
  ] as const) {
    const found = meanOf(values.map((value) => value ** power));
    assert.ok(Math.abs(found - moment) < (5 * error) / Math.sqrt(count), `moment ${power} is ${found}`);
  }
  assertNormal(values);
  for (const z of [2, 3, 4]) {
    const expected = 2 * (1 - normalCdf(z)) * count;
    const found = values.filter((value) => Math.abs(value) > z).length;
    assert.ok(Math.abs(found - expected) < 5 * Math.sqrt(expected) + 1, `${found} beyond ${z}, expected ${expected}`);
  }
});

test('neighbours in the row, column, channel and group, and other words, tell nothing', async () => {
  const [height, width] = [150, 256];
  const values = await noise([5, 6], [height, width, 3]);
  const others = [await noise([6, 5], [height, width, 3]), await noise([5, 7], [height, width, 3])];
  const slack = 5 / Math.sqrt(values.length);
  const follows = (a: readonly number[], b: readonly number[]) => meanOf(b.map((value, i) => value * (a[i] as number)));
  for (const step of [1, 2, 3, 4, 16, 48, 64, width * 3, width * 3 + 3, 64 * 3]) {
    const shifted = values.slice(step);
    assert.ok(Math.abs(follows(values, shifted)) < slack, `${step} further on: ${follows(values, shifted)}`);
    const squares =
      follows(
        values.map((value) => value ** 2 - 1),
        shifted.map((value) => value ** 2 - 1),
      ) / 2;
    assert.ok(Math.abs(squares) < slack, `squares, ${step} further on: ${squares}`);
  }
  for (const other of others) assert.ok(Math.abs(follows(values, other)) < slack, 'other words');
});

test('the noise of a place depends on its row and place in the row alone', async () => {
  const wide = await noise([8, 9], [4, 100, 1]);
  const narrow = await noise([8, 9], [3, 50, 1]);
  for (let y = 0; y < 3; y++) assert.equal(narrow.slice(50 * y, 50 * y + 50), wide.slice(100 * y, 100 * y + 50));
});

test('strength is in units of the values; 0 adds nothing', async () => {
  const unit = await noise([3, 4], [9, 9, 3]);
  const strong = await noise([3, 4], [9, 9, 3], 50);
  assert.equal(
    strong,
    unit.map((value) => Math.fround(50 * value)),
  );
  const none = await new GaussianNoise({ stddev: 0 }).apply(float32([1, 3, 1], [1, NaN, -3]), { seed: 1 });
  assert.equal([...none.data], [1, NaN, -3]);
});

test('clips to valueRange alone, and rounds for an integer dtype', async () => {
  const data = new Uint8Array(3000).fill(250);
  const shape = [10, 100, 3] as const;
  const layer = new GaussianNoise({ stddev: 20, valueRange: [0, 255] });
  const clipped = await layer.apply({ data, shape }, { seed: 1 });
  assert.ok(Math.max(...clipped.data) === 255 && Math.min(...clipped.data) < 220);
  const open = await new GaussianNoise({ stddev: 20 }).apply({ data, shape }, { seed: 1 });
  assert.ok(Math.max(...open.data) > 290);
  const rounded = await new GaussianNoise({ stddev: 20, dtype: 'input' }).apply({ data, shape }, { seed: 1 });
  const even = (value: number) =>
    Math.min(Math.max(value % 1 === 0.5 ? 2 * Math.round(value / 2) : Math.round(value), 0), 255);
  assert.equal([...rounded.data], [...open.data].map(even));
});

test('strength and words are drawn for every image, in their ranges', () => {
  const lists = drawn(new GaussianNoise({ stddev: [2, 10] }), ['stddev', 'noise0', 'noise1']);
  const [stddev, noise0, noise1] = lists as [number[], number[], number[]];
  assertSpread({ stddev }, { min: 2, max: 10, mean: 6, deviation: 8 / Math.sqrt(12) });
  assert.ok([...noise0, ...noise1].every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32));
  const words = (list: number[]) => list.map((word) => word / 2 ** 32);
  const spread = { min: 0, max: 1, mean: 0.5, deviation: 1 / Math.sqrt(12) };
  assertSpread({ noise0: words(noise0), noise1: words(noise1) }, spread);
});

test('replaying the draws gives the same pixels, and an image alone those of its batch', async () => {
  const pipeline = new ImagePipeline([new GaussianNoise({ stddev: [1, 30] })], { seed: 4 });
  const size = 7 * 9 * 3;
  const images = {
    data: Uint8Array.from({ length: 4 * size }, (_, i) => (i * 37) % 256),
    shape: [4, 7, 9, 3] as const,
  };
  const key = { epoch: 0, firstIndex: 0 };
  const draws = JSON.parse(JSON.stringify(pipeline.sample(4, key)));
  const batch = await pipeline.apply(images, key);
  assert.equal(await pipeline.replay(images, draws), batch);
  const last = { data: images.data.slice(3 * size), shape: [7, 9, 3] as const };
  assert.equal((await pipeline.apply(last, { epoch: 0, firstIndex: 3 })).data, batch.data.slice(3 * size));
});

test.run();
