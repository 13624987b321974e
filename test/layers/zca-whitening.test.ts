// ZCAWhitening: numbers worked by hand, what whitening means, and what it says. Random images against NumPy are in
// test/conformance/goldens/whitening.json.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, ImagePipeline, ZCAWhitening, type ZCAWhiteningOptions } from '../../src/index.js';
import type { ImageBatch, ImageShape } from '../../src/types.js';
import { failsWith } from '../support/errors.js';
import { bytesOf, makeBatch, sliceBatch } from '../support/images.js';
import { float32, images, near, roundTrips, throws, throwsForEach, uint8 } from './support.js';
import { adapted, as, gains, TYPES, three, threeWhite } from './whitening-support.js';

const fit = (options: ZCAWhiteningOptions, data: unknown = three) => adapted(new ZCAWhitening(options), data);

test('options and their defaults', () => {
  const defaults = { epsilonMode: 'variance', centering: 'channel', rank: null, shrinkage: 0, maxSamples: null };
  const layer = new ZCAWhitening();
  assert.equal(layer.fit, { epsilon: 1e-6, ...defaults });
  assert.equal([layer.dtype, layer.adapted, layer.report, layer.weights()], ['float32', false, undefined, []]);
  assert.equal(new ZCAWhitening({ rank: null, maxSamples: null }).fit, layer.fit);
  const given = { epsilon: 0.5, epsilonMode: 'singular', centering: 'feature', rank: 2, shrinkage: 0.3, maxSamples: 7 };
  assert.equal(new ZCAWhitening(given as ZCAWhiteningOptions).fit, given);
  assert.ok(Object.isFrozen(layer));
});

test('every bad option is an error', () => {
  throwsForEach('ZCAWhitening', (options) => new ZCAWhitening(options), [
    [{ epsilon: 0 }, 'E_RANGE', 'epsilon must be a finite number above 0; received 0'],
    [{ epsilon: -1 }, 'E_RANGE', 'epsilon must be a finite number above 0; received -1'],
    [{ epsilon: Infinity }, 'E_RANGE', 'epsilon must be a finite number; received Infinity'],
    [{ epsilon: '1' }, 'E_TYPE', 'epsilon must be a number; received "1"'],
    [{ epsilonMode: 'both' }, 'E_ENUM', `epsilonMode must be one of 'variance', 'singular'; received "both"`],
    [{ centering: null }, 'E_ENUM', `centering must be one of 'channel', 'feature'; received null`],
    [{ rank: 0 }, 'E_SIZE', 'rank must be an integer >= 1; received 0'],
    [{ rank: 1.5 }, 'E_SIZE', 'rank must be an integer >= 1; received 1.5'],
    [{ maxSamples: 0 }, 'E_SIZE', 'maxSamples must be an integer >= 1; received 0'],
    [{ shrinkage: 1.1 }, 'E_RANGE', 'shrinkage must be a finite number within 0..1; received 1.1'],
    [{ shrinkage: Number.NaN }, 'E_RANGE', 'shrinkage must be a finite number within 0..1; received NaN'],
  ]);
});

test('before adapt() it says so', async () => {
  const layer = new ZCAWhitening();
  throws(() => layer.lower(), 'E_NOT_ADAPTED', 'ZCAWhitening: call adapt() first');
  await failsWith(() => layer.apply(three), 'StateError', 'E_NOT_ADAPTED', 'ZCAWhitening: call adapt() first');
});

test('the stages are a conversion to the dtype, in training or not', async () => {
  const layer = await fit({});
  const stage = { kind: 'rescale', params: { scale: 1, offset: 0 }, dtype: 'float32' };
  assert.equal(
    layer.lowerAll(true).map(({ spec }) => spec),
    [stage],
  );
  assert.equal(layer.lower(), [stage]);
});

test('three images by hand, in every dtype, both meanings of epsilon and on both executors', async () => {
  try {
    for (const executor of ['fused', 'reference'] as const) {
      configure({ executor });
      for (const type of TYPES) {
        for (const epsilonMode of ['variance', 'singular'] as const) {
          for (const epsilon of [1e-6, 0.1]) {
            const layer = await fit({ epsilon, epsilonMode }, as(type, three));
            const gain = gains[epsilonMode];
            const white = await layer.apply(as(type, three));
            assert.instance(white.data, Float32Array);
            near(white.data, threeWhite(gain(7 / 3, epsilon), gain(7 / 2, epsilon)), 2e-6);
          }
        }
      }
    }
  } finally {
    configure({ executor: 'fused' });
  }
  // The same as SciPy and Keras give them.
  const { data } = await (await fit({ epsilon: 1e-6 })).apply(three);
  near(data, [-0.921915, -0.387392, 0.447458, 1.516503, -1.396372, 0.741718], 2e-6);
  for (const [epsilonMode, diagonal, other] of [
    ['variance', 0.584054, 0.057007],
    ['singular', 0.574666, 0.056145],
  ] as const) {
    const matrix = (await fit({ epsilon: 0.1, epsilonMode })).weights().find(({ name }) => name === 'matrix');
    near(matrix?.rows(0, 2) ?? [], [diagonal, other, other, diagonal], 1e-6);
  }
});

test("centering 'feature' subtracts the mean of each value; channels have their own means", async () => {
  // Means 4/3 and 11/3; the variances are 7/3 along (1, 1) and 7/9 along (1, -1).
  const expected = [0.101276, -1.410582, 1.170962, 0.792997, -1.272237, 0.617584];
  near((await (await fit({ centering: 'feature', epsilon: 1e-9 })).apply(three)).data, expected, 2e-6);
  const channels: ImageBatch = { data: three.data, shape: [3, 1, 1, 2] };
  near((await (await fit({ epsilon: 1e-9 }, channels)).apply(channels)).data, expected, 2e-6);
});

test('the report', async () => {
  const { report } = await fit({ epsilon: 0.1 });
  assert.equal([report?.images, report?.features, report?.rank, report?.form], [3, 2, 2, 'dense']);
  near([report?.condition ?? 0], [3 / 2], 1e-12);
  near(report?.spectrum ?? [], [7 / 2, 7 / 3], 1e-12);
  assert.ok(Object.isFrozen(report));
});

test('rank keeps the directions of the largest variance', async () => {
  const layer = await fit({ rank: 1 });
  near((await layer.apply(three)).data, threeWhite(0, gains.variance(7 / 2, 1e-6)), 2e-6);
  near((await (await fit({ rank: 2 })).apply(three)).data, [...(await (await fit({})).apply(three)).data], 0);
});

test('shrinkage moves the variances towards their mean', async () => {
  // Trace 35/6, so 35/12 is the mean of the variances.
  const [round, half] = [await fit({ shrinkage: 1 }), await fit({ shrinkage: 0.5, epsilon: 0.1 })];
  const gain = gains.variance(35 / 12, 1e-6);
  near((await round.apply(three)).data, threeWhite(gain, gain), 2e-6);
  const halves = [7 / 3, 7 / 2].map((variance) => gains.variance((variance + 35 / 12) / 2, 0.1)) as [number, number];
  near((await half.apply(three)).data, threeWhite(...halves), 2e-6);
});

test('one image', async () => {
  // (1, 3) is -1 and 1 about its mean: all variance, 2, is along (1, -1).
  const image = uint8([1, 2, 1], [1, 3]);
  const layer = await fit({ epsilon: 0.25 }, image);
  const { images: count, rank, condition, form, spectrum } = layer.report ?? {};
  assert.equal([count, rank, condition, form], [1, 1, 1, 'lowRank']);
  near(spectrum ?? [], [2], 1e-12);
  near((await layer.apply(image)).data, [-1 / 1.5, 1 / 1.5], 1e-6);
  const zeros = await fit({ centering: 'feature' }, image);
  near((await zeros.apply(image)).data, [0, 0], 0);
});

test('directions without variance', async () => {
  // (3, 3) is 1, 1 about the mean of (1, 3), and that direction was never seen.
  const [seen, other] = [uint8([1, 2, 1], [1, 3]), uint8([1, 2, 1], [3, 3])];
  near((await (await fit({ epsilon: 0.25 }, seen)).apply(other)).data, [2, 2], 1e-6);
  near((await (await fit({ epsilon: 0.25, epsilonMode: 'singular' }, seen)).apply(other)).data, [0, 0], 1e-6);
  // As many images as values, all alike in one direction: the same in the dense form.
  const line: ImageBatch = { data: Uint8Array.of(1, 3, 3, 1, 1, 3), shape: [3, 1, 2, 1] };
  const dense = await fit({ epsilon: 0.25 }, line);
  assert.equal([dense.report?.form, dense.report?.rank], ['dense', 1]);
  near((await dense.apply(other)).data, [2, 2], 1e-6);
  near((await (await fit({ epsilonMode: 'singular' }, line)).apply(other)).data, [0, 0], 1e-6);
});

test('fewer images than values: two images of four', async () => {
  // About their means -d and d, so all variance is along d = (1, 2, 3, 4), and it is 30.
  const pair: ImageBatch = { data: Uint8Array.of(0, 0, 0, 0, 2, 4, 6, 8), shape: [2, 2, 2, 1] };
  const layer = await fit({ centering: 'feature', epsilon: 6 }, pair);
  assert.equal([layer.report?.form, layer.report?.rank], ['lowRank', 1]);
  const row = [1, 2, 3, 4].map((value) => value / 6);
  near((await layer.apply(pair)).data, [...row.map((value) => -value), ...row], 2e-6);
});

test('images that are all alike become zeros', async () => {
  for (const shape of [
    [4, 2, 2, 1],
    [9, 2, 2, 1],
    [2, 1, 1, 3],
  ] as const) {
    const flat: ImageBatch = {
      data: new Float32Array(shape[0] * 4).fill(0.1).subarray(0, shape[0] * shape[1] * shape[2] * shape[3]),
      shape,
    };
    const layer = await fit({}, flat);
    assert.equal([layer.report?.rank, layer.report?.condition], [0, 1]);
    near((await layer.apply(flat)).data, new Array(flat.data.length).fill(0), 1e-4);
  }
});

test('images of one value are centred and divided', async () => {
  const pixels: ImageBatch = { data: Float32Array.of(1, 3), shape: [2, 1, 1, 1] };
  near((await (await fit({ epsilon: 3 }, pixels)).apply(pixels)).data, [-0.5, 0.5], 1e-7);
});

test('a constant channel becomes zeros and leaves the others alone', async () => {
  const wide: ImageBatch = { data: Uint8Array.of(1, 77, 2, 3, 77, 5, 0, 77, 4), shape: [3, 1, 1, 3] };
  const { data } = await (await fit({ epsilon: 1e-9 }, wide)).apply(wide);
  near(data, [0.101276, 0, -1.410582, 1.170962, 0, 0.792997, -1.272237, 0, 0.617584], 2e-6);
});

test('the result of the images it learned from has the identity for covariance', async () => {
  const batch = makeBatch([300, 3, 2, 3]);
  const smooth = { ...batch, data: batch.data.map((value, i) => (value + 3 * (batch.data[i - 1] ?? 0)) / 4) };
  const white = images(await (await fit({ centering: 'feature', epsilon: 1e-9 }, smooth)).apply(smooth));
  for (let i = 0; i < 18; i++) {
    for (let j = 0; j <= i; j++) {
      const sum = white.reduce((total, row) => total + (row[i] as number) * (row[j] as number), 0);
      assert.ok(Math.abs(sum / 300 - (i === j ? 1 : 0)) < 1e-5, `${i}, ${j}: ${sum / 300}`);
    }
  }
});

test('NaN is refused by adapt(), and spoils only its own image later', async () => {
  const bad: ImageBatch = { data: Float32Array.of(1, 2, 3, Number.NaN, 0, 4), shape: three.shape };
  const layer = await fit({});
  const before = layer.report;
  await failsWith(() => new ImagePipeline([layer]).adapt(bad), 'NumericError', 'E_NONFINITE', 'position 1');
  assert.is(layer.report, before);
  const [first, second, third] = images(await layer.apply(bad));
  const [one, , three3] = images(await layer.apply(as(Float32Array, three)));
  assert.equal([first, third], [one, three3]);
  assert.ok(second?.every(Number.isNaN));
});

test("dtype 'input' rounds and saturates", async () => {
  const white = await (await fit({ dtype: 'input' })).apply(three);
  assert.instance(white.data, Uint8Array);
  assert.equal([...white.data], [0, 0, 0, 2, 0, 1]);
});

test('images of another shape or dtype are refused, with both named', async () => {
  const layer = await fit({});
  await failsWith(() => layer.apply(uint8([2, 1, 1], [1, 2])), 'ArgumentError', 'E_SHAPE', /\[1, 2, 1\].*\[2, 1, 1\]/);
  const mixed = [uint8([1, 2, 1], [1, 2]), uint8([2, 1, 1], [1, 2])];
  const adapt = (data: unknown) => () => new ImagePipeline([new ZCAWhitening()]).adapt(data);
  await failsWith(adapt(mixed), 'ArgumentError', 'E_SHAPE', /\[1, 2, 1\] then \[2, 1, 1\]/);
  await failsWith(adapt([mixed[0], float32([1, 2, 1], [1, 2])]), 'ArgumentError', 'E_DTYPE', 'uint8 then float32');
  // What it learned from may have another dtype than what it whitens.
  near((await layer.apply(as(Float32Array, three))).data, [...(await layer.apply(three)).data], 0);
});

test('no image is too few', async () => {
  const empty = { data: new Uint8Array(0), shape: [0, 1, 2, 1] };
  await failsWith(() => new ImagePipeline([new ZCAWhitening()]).adapt(empty), 'NumericError', 'E_TOO_FEW', 'no images');
});

test('configs keep every bit, dense or not', async () => {
  roundTrips(
    new ZCAWhitening({ epsilon: 2, seed: 3 }).adapted ? new ZCAWhitening() : await fit({ epsilon: 2, seed: 3 }),
  );
  for (const count of [4, 40]) {
    const batch = makeBatch([count, 3, 2, 3], 'float32');
    const layer = await fit({ epsilon: 0.01, shrinkage: 0.1 }, batch);
    const copy = ZCAWhitening.fromConfig(JSON.parse(JSON.stringify(layer.getConfig())));
    assert.equal(copy.report, layer.report);
    assert.equal(copy.getConfig(), layer.getConfig());
    assert.equal(bytesOf(await copy.apply(batch)), bytesOf(await layer.apply(batch)));
  }
});

test('a config whose arrays are wrong is refused', async () => {
  const config = (await fit({})).getConfig() as { fitted: object; matrix: string };
  const load = (changes: object) => () => ZCAWhitening.fromConfig({ ...config, ...changes });
  const short = config.matrix.slice(0, -4);
  for (const matrix of [undefined, short, new Float64Array(4), [1, 2, 3], [1, 2, 3, '4'], 4, null]) {
    await failsWith(load({ matrix }), 'ArgumentError', 'E_CONFIG', 'matrix must have 4 float32 values');
  }
  await failsWith(load({ matrix: [1, 2, 3, Number.NaN] }), 'NumericError', 'E_NONFINITE', 'matrix');
  await failsWith(load({ fitted: { ...config.fitted, shape: [1, 2] } }), 'ArgumentError', 'E_CONFIG', 'ZCAWhitening: ');
});

test('results do not depend on the batch', async () => {
  for (const count of [5, 60]) {
    const layer = await fit({}, makeBatch([count, 3, 5, 1]));
    const batch = makeBatch([37, 3, 5, 1], 'uint8', 9);
    const whole = images(await layer.apply(batch));
    const parts = [sliceBatch(batch, 0, 1), sliceBatch(batch, 1, 29), sliceBatch(batch, 30, 7)];
    const apart = (await Promise.all(parts.map((part) => layer.apply(part)))).flatMap(images);
    assert.equal(apart, whole);
    assert.equal(images(layer.applySync(batch)), whole);
  }
});

const COUNT = 61;

/** A list in an order that mixes near and far. */
function shuffled<T>(list: readonly T[]): T[] {
  const keyed = list.map((item, i) => [(i * 37 + 11) % 101, item] as const);
  return keyed.sort(([a], [b]) => a - b).map(([, item]) => item);
}

for (const type of TYPES) {
  for (const shape of [
    [COUNT, 2, 3, 3],
    [COUNT, 5, 5, 3],
  ] as const) {
    test(`1, 2, 5 and 64 parts of ${type.name} of ${shape.slice(1).join('x')} in any order give the same bytes`, async () => {
      const made = as(type, makeBatch(shape, 'uint8', 4));
      const batch = type === Float32Array ? { ...made, data: made.data.map((value) => value / 7 - 11) } : made;
      const make = (options: ZCAWhiteningOptions = {}) => new ImagePipeline([new ZCAWhitening(options)], { seed: 5 });
      for (const options of [{}, { maxSamples: 9 }]) {
        const whole = make(options);
        await whole.adapt(batch);
        const expected = JSON.stringify(whole.getConfig());
        for (const parts of [1, 2, 5, 64]) {
          const edges = Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * COUNT) / parts));
          const states = await Promise.all(
            edges.slice(1).map((end, i) => {
              const firstIndex = edges[i] as number;
              return make(options).adaptState(sliceBatch(batch, firstIndex, end - firstIndex), { firstIndex });
            }),
          );
          const merged = make(options);
          await merged.mergeStates(shuffled(states));
          assert.is(JSON.stringify(merged.getConfig()), expected, `${parts} parts`);
        }
      }
    });
  }
}

test('maxSamples learns from so many images, chosen by the seed', async () => {
  const batch = makeBatch([40, 2, 2, 1]);
  const spectrum = async (seed: number) => (await fit({ maxSamples: 10, seed }, batch)).report;
  assert.is((await spectrum(1))?.images, 10);
  assert.equal(await spectrum(1), await spectrum(1));
  assert.not.equal((await spectrum(1))?.spectrum, (await spectrum(2))?.spectrum);
  const shape: ImageShape = [2, 2, 1];
  // More than there are takes all.
  assert.equal((await fit({ maxSamples: 41 }, batch)).report, (await fit({}, batch)).report);
  assert.equal((await fit({ maxSamples: 1 }, batch)).report?.features, shape[0] * shape[1]);
});

test.run();
