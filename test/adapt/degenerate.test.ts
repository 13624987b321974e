// Data that leaves little or nothing to learn from: the rows F1 to F9 of the table of bad input, for all that learns.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  configure,
  ImageDataGenerator,
  ImagePipeline,
  Normalization,
  RandomZCAWhitening,
  ZCAWhitening,
  type ZCAWhiteningOptions,
} from '../../src/index.js';
import type { WhiteningLayer } from '../../src/layers/whitening-layer.js';
import { settings } from '../../src/settings.js';
import type { BatchShape, ImageBatch } from '../../src/types.js';
import { near } from '../layers/support.js';
import { failsWith } from '../support/errors.js';
import { bytesOf, makeBatch, sliceBatch } from '../support/images.js';

const LAYERS = [Normalization, ZCAWhitening, RandomZCAWhitening] as const;
const WHITENINGS = [ZCAWhitening, RandomZCAWhitening] as const;
const GENERATORS = [
  { featurewiseCenter: true, featurewiseStdNormalization: true },
  { zcaWhitening: true, zcaEpsilon: 0.5 },
] as const;
const COMPATS = [null, 'idg-1.1', 'idg-2'] as const;

type Learning = InstanceType<(typeof LAYERS)[number]>;

async function adapt<T extends Learning>(layer: T, data: unknown): Promise<T> {
  await new ImagePipeline([layer]).adapt(data);
  return layer;
}

const floats = (shape: BatchShape, values: readonly number[]): ImageBatch => ({
  data: Float32Array.from(values),
  shape,
});
const bytes = (shape: BatchShape, values: readonly number[]): ImageBatch => ({ data: Uint8Array.from(values), shape });
const reportOf = (layer: WhiteningLayer) => {
  const { images, rank, condition, form } = layer.report as NonNullable<typeof layer.report>;
  return { images, rank, condition, form };
};

/** `work` with images that must be as before when it is done. */
async function unwritten<T>(images: ImageBatch, work: () => Promise<T>): Promise<T> {
  const before = Buffer.from(bytesOf(images));
  const result = await work();
  assert.equal(bytesOf(images), before, 'the input was written to');
  return result;
}

test('F1 use before adapt() is an error that names the layer', async () => {
  const batch = makeBatch([2, 2, 3, 1]);
  for (const LayerClass of LAYERS) {
    const layer = new LayerClass();
    const name = `${LayerClass.name}: call adapt()`;
    await failsWith(() => layer.apply(batch), 'StateError', 'E_NOT_ADAPTED', name);
    await failsWith(async () => layer.applySync(batch), 'StateError', 'E_NOT_ADAPTED', name);
    const pipeline = new ImagePipeline([layer]);
    await failsWith(() => pipeline.apply(batch), 'StateError', 'E_NOT_ADAPTED', name);
    await failsWith(() => pipeline.sample(1, { shape: [2, 3, 1] }), 'StateError', 'E_NOT_ADAPTED', name);
    await adapt(layer, batch);
    assert.is((await pipeline.apply(batch)).data.length, 12);
  }
  for (const LayerClass of WHITENINGS) {
    await failsWith(() => new LayerClass().previewFilters(), 'StateError', 'E_NOT_ADAPTED', LayerClass.name);
  }
  for (const options of GENERATORS) {
    const generator = new ImageDataGenerator(options);
    await failsWith(
      () => generator.standardize(batch),
      'StateError',
      'E_NOT_ADAPTED',
      /^(Normalization|ZCAWhitening): /,
    );
  }
});

test('F2 no images are too few; one is enough', async () => {
  const none: ImageBatch = { data: new Uint8Array(0), shape: [0, 1, 3, 1] };
  const one = bytes([1, 1, 3, 1], [1, 2, 6]);
  for (const LayerClass of LAYERS) {
    const layer = new LayerClass();
    for (const data of [none, [], [none, none]]) {
      await failsWith(() => adapt(layer, data), 'NumericError', 'E_TOO_FEW', 'no images');
    }
    await failsWith(
      async () => layer.setState(layer.createState() as never),
      'NumericError',
      'E_TOO_FEW',
      LayerClass.name,
    );
    assert.is(layer.adapted, false);
    await adapt(layer, one);
    // A failure later keeps what it has.
    await failsWith(() => adapt(layer, none), 'NumericError', 'E_TOO_FEW', 'no images');
    assert.is(layer.adapted, true);
  }
  // Mean 3, variance (4 + 1 + 9) / 3.
  const { statistics } = await adapt(new Normalization(), one);
  near([...(statistics?.mean ?? []), ...(statistics?.variance ?? [])], [3, 14 / 3], 1e-15);
  for (const compat of COMPATS) {
    for (const options of GENERATORS) {
      const generator = new ImageDataGenerator({ ...options, compat });
      await failsWith(() => generator.fit(none), 'NumericError', 'E_TOO_FEW', 'fit() needs at least 1 image');
      assert.equal([generator.mean, generator.whitening], [null, null]);
      await unwritten(one, () => generator.fit(one));
      near(generator.mean ?? [], [3], 1e-12);
    }
  }
});

test('F3 a constant channel becomes exactly 0, and the others are as without it', async () => {
  for (const value of [77, 0.1, -1e7]) {
    for (const count of [2, 40]) {
      const alone = makeBatch([count, 2, 3, 1], 'float32');
      const data = Float32Array.from({ length: 2 * alone.data.length }, (_, i) =>
        i % 2 === 0 ? value : (alone.data[(i - 1) / 2] as number),
      );
      const images: ImageBatch = { data, shape: [count, 2, 3, 2] };
      for (const make of [
        () => new Normalization(),
        () => new ZCAWhitening({ epsilon: 1 }),
        () => new ZCAWhitening({ epsilon: 1, epsilonMode: 'singular', centering: 'feature' }),
        () => new RandomZCAWhitening({ factor: 1, epsilon: 1 }),
      ]) {
        const [both, single] = [await adapt(make(), images), await adapt(make(), alone)];
        const out = [...(await unwritten(images, () => both.apply(images))).data];
        const constant = out.filter((_, i) => i % 2 === 0);
        // A matrix of all features carries the rounding of its factors.
        const most = 'report' in both && both.report?.form === 'dense' ? 1e-12 : 0;
        assert.ok(
          constant.every((entry) => Math.abs(entry) <= most),
          `${both.className}, ${value}, ${count} images: ${constant.find((entry) => entry !== 0)}`,
        );
        near(
          out.filter((_, i) => i % 2 === 1),
          [...(await single.apply(alone)).data],
          2e-5,
        );
      }
    }
  }
  const constant = bytes([2, 1, 2, 1], [9, 9, 9, 9]);
  for (const compat of COMPATS) {
    for (const options of GENERATORS) {
      const generator = new ImageDataGenerator({ ...options, compat });
      await generator.fit(constant);
      const { data } = await generator.standardize(constant);
      assert.equal(new Set(data), new Set([0]));
    }
  }
});

test('F4 NaN and infinity are refused with their position; what was learned stays, and valid data works', async () => {
  const good = floats([5, 1, 2, 1], [1, 2, 3, 5, 0, 4, 2, 2, 7, 1]);
  for (const LayerClass of LAYERS) {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      const layer = new LayerClass();
      const spoiled = { ...good, data: good.data.with(7, bad) as Float32Array };
      const fails = (data: unknown, options = {}) =>
        failsWith(
          () => new ImagePipeline([layer]).adapt(data, options),
          'NumericError',
          'E_NONFINITE',
          /(image|position) 3\b/,
        );
      assert.is((await unwritten(spoiled, () => fails(spoiled))).index, 3);
      assert.is(layer.adapted, false);
      await adapt(layer, good);
      const before = JSON.stringify(layer.getConfig());
      // In a later batch of several.
      await fails([sliceBatch(spoiled, 0, 2), sliceBatch(spoiled, 2, 3)]);
      await fails([sliceBatch(spoiled, 2, 3)], { firstIndex: 2 });
      assert.is(JSON.stringify(layer.getConfig()), before);
      await adapt(layer, good);
      assert.is(JSON.stringify(layer.getConfig()), before);
    }
  }
  for (const compat of COMPATS) {
    for (const options of GENERATORS) {
      const generator = new ImageDataGenerator({ ...options, compat });
      await generator.fit(good);
      const before = JSON.stringify(generator.getConfig());
      const spoiled = { ...good, data: good.data.with(7, Number.NaN) as Float32Array };
      await failsWith(() => generator.fit(spoiled), 'NumericError', 'E_NONFINITE', 'image 3');
      assert.is(JSON.stringify(generator.getConfig()), before);
    }
  }
});

/** A batch without its pixels: whoever read them would notice. */
function hugeBatch(count: number): ImageBatch {
  const data = new Uint8Array(0);
  return { data, shape: [count, 224, 224, 3] };
}

test('F5 a whitening that does not fit into memory is refused before anything is read', async () => {
  const before = settings().maxAdaptBytes;
  // (8 + 16 + 4) D^2 with D = 150,528 is 634.4 GB.
  const message = 'ZCAWhitening: adapt() on images of [224, 224, 3] needs 634 GB; the limit is 2 GB';
  try {
    configure({ maxAdaptBytes: 2e9 });
    const layer = new ZCAWhitening();
    await failsWith(() => adapt(layer, hugeBatch(150528)), 'LimitError', 'E_FIT_BYTES', message);
    const list = [hugeBatch(100000), hugeBatch(50528)];
    await failsWith(() => adapt(layer, list), 'LimitError', 'E_FIT_BYTES', message);
    // Fewer images are kept: 13 D bytes and 32 bytes of matrices for each pair, 1000 of them take 1.99 GB, 1010 2.01 GB.
    await failsWith(() => adapt(layer, hugeBatch(1010)), 'LimitError', 'E_FIT_BYTES', 'needs 2.01 GB');
    const code = await adapt(layer, hugeBatch(1000)).catch((error) => error.code);
    assert.is(code, 'E_SHAPE', 'it goes on to read');
    // And maxSamples bounds what is kept.
    const few = await adapt(new ZCAWhitening({ maxSamples: 1000 }), hugeBatch(150528)).catch((error) => error.code);
    assert.is(few, 'E_SHAPE');
    assert.is(layer.adapted, false);
  } finally {
    configure({ maxAdaptBytes: before });
  }
});

async function* stream(items: readonly ImageBatch[], read: number[]) {
  for (const [i, item] of items.entries()) {
    read.push(i);
    yield item;
  }
}

test('F5 a stream of unknown length is refused as soon as it is too long', async () => {
  const before = settings().maxAdaptBytes;
  const batch = makeBatch([40, 4, 4, 1]);
  const parts = [0, 1, 2, 3, 4].map((i) => sliceBatch(batch, 8 * i, 8));
  try {
    // 16 images make the matrix of 16 features: 28 * 16^2 = 7168 bytes; 8 take 8 * 16 * 13 + 32 * 8^2 = 3712.
    for (const [limit, last] of [
      [7167, 1],
      [3711, 0],
    ] as const) {
      configure({ maxAdaptBytes: limit });
      const read: number[] = [];
      const layer = new ZCAWhitening();
      await failsWith(() => adapt(layer, stream(parts, read)), 'LimitError', 'E_FIT_BYTES', /[0-9] GB; the limit is /);
      assert.equal([read, layer.adapted], [[0, 1].slice(0, last + 1), false]);
    }
    configure({ maxAdaptBytes: 7168 });
    assert.is((await adapt(new ZCAWhitening(), stream(parts, []))).report?.images, 40);
    configure({ maxAdaptBytes: 3712 });
    assert.is((await adapt(new ZCAWhitening({ maxSamples: 8 }), stream(parts, []))).report?.images, 8);
  } finally {
    configure({ maxAdaptBytes: before });
  }
});

test('F5 ImageDataGenerator.fit() keeps to the limit as well', async () => {
  const before = settings().maxAdaptBytes;
  try {
    configure({ maxAdaptBytes: 7167 });
    for (const compat of COMPATS) {
      const generator = new ImageDataGenerator({ zcaWhitening: true, compat });
      await failsWith(() => generator.fit(makeBatch([40, 4, 4, 1])), 'LimitError', 'E_FIT_BYTES', 'GB; the limit is');
      assert.is(generator.mean, null);
    }
  } finally {
    configure({ maxAdaptBytes: before });
  }
});

test('F6 fewer images than values: by hand', async () => {
  // About its mean 3, (1, 2, 6) is z = (-2, -1, 3), whose square is 14. (1, 1, 1) is orthogonal to z.
  const one = bytes([1, 1, 3, 1], [1, 2, 6]);
  const images = bytes([2, 1, 3, 1], [1, 2, 6, 4, 4, 4]);
  const variance = await unwritten(one, () => adapt(new ZCAWhitening({ epsilon: 2 }), one));
  assert.equal(reportOf(variance), { images: 1, rank: 1, condition: 1, form: 'lowRank' });
  near(variance.report?.spectrum ?? [], [14], 1e-12);
  const side = Math.SQRT1_2;
  near((await variance.apply(images)).data, [-0.5, -0.25, 0.75, side, side, side], 1e-6);
  const singular = await adapt(new ZCAWhitening({ epsilon: 2, epsilonMode: 'singular' }), one);
  const gain = 1 / (Math.sqrt(14) + 2);
  near((await singular.apply(images)).data, [-2 * gain, -gain, 3 * gain, 0, 0, 0], 1e-6);
});

test('F6 rank-deficient and equal images: by hand, without NaN', async () => {
  // +-(1, 1) about the mean: variance 2 along (1, 1), none along (1, -1).
  const pairs = [1, 1, 3, 3, 1, 1, 3, 3];
  const other = bytes([1, 1, 2, 1], [3, 1]);
  for (const data of [bytes([4, 1, 2, 1], pairs), floats([4, 1, 2, 1], pairs)]) {
    const variance = await adapt(new ZCAWhitening({ epsilon: 0.25 }), data);
    assert.equal([variance.report?.rank, variance.report?.form], [1, 'dense']);
    near([variance.report?.condition ?? 0], [1], 1e-12);
    const spectrum = variance.report?.spectrum ?? [];
    near(spectrum, [2, 0], 1e-12);
    assert.ok([...spectrum].every((value) => value >= 0));
    near(
      (await variance.apply(data)).data,
      [-1, -1, 1, 1, -1, -1, 1, 1].map((sign) => (sign * 2) / 3),
      1e-6,
    );
    near((await variance.apply(other)).data, [2, -2], 1e-6);
    const singular = await adapt(new ZCAWhitening({ epsilon: 0.25, epsilonMode: 'singular' }), data);
    const gain = 1 / (Math.SQRT2 + 0.125);
    near((await singular.apply(data)).data.subarray(0, 4), [-gain, -gain, gain, gain], 1e-6);
    near((await singular.apply(other)).data, [0, 0], 1e-6);
  }
});

test('F6 images without any difference have rank 0', async () => {
  for (const count of [1, 2, 7]) {
    const equal = bytes(
      [count, 1, 3, 1],
      Array.from({ length: 3 * count }, (_, i) => [1, 2, 6][i % 3] as number),
    );
    const flat = { ...equal, data: equal.data.map(() => 5) };
    const cases: [data: ImageBatch, options: ZCAWhiteningOptions][] = [
      [equal, { centering: 'feature' }],
      [flat, {}],
    ];
    for (const [data, options] of cases) {
      for (const epsilonMode of ['variance', 'singular'] as const) {
        const layer = await adapt(new ZCAWhitening({ ...options, epsilon: 0.25, epsilonMode }), data);
        assert.equal([layer.report?.rank, layer.report?.condition, layer.report?.images], [0, 1, count]);
        assert.equal(new Set((await layer.apply(data)).data), new Set([0]));
        // Nothing is known of other directions: 1 / sqrt(epsilon), or nothing at all.
        const next = { ...data, data: data.data.map((value) => value + 1) };
        const expected = epsilonMode === 'variance' ? 2 : 0;
        near(
          (await layer.apply(next)).data,
          Array.from(next.data, () => expected),
          1e-6,
        );
      }
    }
  }
});

test('F7 images of another shape are refused with both shapes', async () => {
  for (const LayerClass of WHITENINGS) {
    const layer = await adapt(new LayerClass(), makeBatch([4, 2, 3, 3]));
    for (const shape of [
      [4, 3, 2, 3],
      [1, 2, 3, 1],
      [0, 1, 3, 3],
    ] as const) {
      const pattern = new RegExp(`${LayerClass.name}.*\\[2, 3, 3\\].*\\[${shape.slice(1).join(', ')}\\]`);
      await failsWith(() => layer.apply(makeBatch(shape)), 'ArgumentError', 'E_SHAPE', pattern);
      await failsWith(async () => layer.applySync(makeBatch(shape)), 'ArgumentError', 'E_SHAPE', pattern);
    }
    assert.is((await layer.apply(makeBatch([1, 2, 3, 3]))).data.length, 18);
  }
  const layer = await adapt(new Normalization(), makeBatch([4, 2, 3, 3]));
  await failsWith(() => layer.apply(makeBatch([1, 2, 3, 1])), 'ArgumentError', 'E_CHANNELS', /3 values.*1 channels/);
  const generator = new ImageDataGenerator({ zcaWhitening: true });
  await generator.fit(makeBatch([4, 2, 3, 3]));
  await failsWith(
    () => generator.standardize(makeBatch([1, 3, 2, 3])),
    'ArgumentError',
    'E_SHAPE',
    /\[2, 3, 3\].*\[3, 2, 3\]/,
  );
});

test('F8 epsilon must be above 0', async () => {
  for (const epsilon of [0, -1, Number.NaN]) {
    for (const LayerClass of WHITENINGS) {
      await failsWith(() => new LayerClass({ epsilon }), 'ArgumentError', 'E_RANGE', `${LayerClass.name}: epsilon`);
    }
    await failsWith(
      () => new ImageDataGenerator({ zcaWhitening: true, zcaEpsilon: epsilon }),
      'ArgumentError',
      'E_RANGE',
      'psilon',
    );
  }
});

/** Variance of values that are multiples of 1/16, from exact sums of integers. */
function exactVariance(values: readonly number[]): number {
  const [sum, squares] = values.reduce(
    ([s, q], value) => {
      const sixteenths = BigInt(value * 16);
      return [s + sixteenths, q + sixteenths * sixteenths];
    },
    [0n, 0n],
  );
  const count = BigInt(values.length);
  // Of (count * squares - sum^2) / count^2 / 256; numerator and denominator fit a double closely enough.
  return Number(count * squares - sum * sum) / Number(count * count * 256n);
}

test('F9 values 1e6 +- 0.5 keep their variance within 1e-12', async () => {
  const shape = [50, 6, 10, 2] as const;
  const draws = makeBatch(shape, 'uint8', 6).data;
  const images = floats(
    shape,
    Array.from(draws, (value) => 1e6 - 0.5 + (value % 17) / 16),
  );
  const channel = (c: number) => [...images.data].filter((_, i) => i % 2 === c);
  const exact = [exactVariance(channel(0)), exactVariance(channel(1))] as const;
  // 17 equally likely values 1/16 apart: (17^2 - 1) / 12 / 256 = 0.09375.
  assert.ok(exact.every((value) => Math.abs(value - 0.09375) < 0.01));
  const closeTo = (value: number | undefined, expected: number) =>
    assert.ok(Math.abs((value ?? 0) / expected - 1) <= 1e-12, `${value} is not ${expected}`);
  const { statistics } = await unwritten(images, () => adapt(new Normalization(), images));
  closeTo(statistics?.variance[0], exact[0]);
  closeTo(statistics?.variance[1], exact[1]);
  // 60 pixels of both channels, about one mean of each.
  const { report } = await adapt(new ZCAWhitening(), images);
  closeTo(
    report?.spectrum.reduce((a, b) => a + b),
    60 * (exact[0] + exact[1]),
  );
  const generator = new ImageDataGenerator({ featurewiseCenter: true, featurewiseStdNormalization: true });
  await generator.fit(images);
  closeTo((generator.std?.[0] ?? 0) ** 2, exact[0]);
});

test.run();
