// Layers that change values. Numbers measured on Keras 3 and keras.preprocessing unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Image,
  ImagePipeline,
  image,
  Normalization,
  RandomBrightness,
  RandomChannelShift,
  RandomContrast,
  RandomRotation,
  RandomShear,
  RandomTranslation,
  RandomZoom,
  Rescaling,
  SamplewiseNormalization,
} from '../../src/index.js';
import { assertClose, assertExact, gray, ramp, replay } from './numbers.js';

const P: Image = {
  data: Float32Array.of(10, 20, 30, 200, 100, 50, 0, 0, 0, 255, 255, 255, 128, 128, 128, 90, 200, 120),
  shape: [2, 3, 3],
};

test('Rescaling to -1..1', async () => {
  assertClose(
    await new Rescaling({ scale: 1 / 127.5, offset: -1 }).apply(gray([0, 127, 255])),
    [[-1, -0.00392, 1]],
    1e-5,
  );
});

test('16. neutral parameters keep the values of every dtype', async () => {
  const layers = [
    new RandomRotation({ factor: 0, dtype: 'input' }),
    new RandomShear({ intensity: 0, dtype: 'input' }),
    new RandomTranslation({ heightFactor: 0, widthFactor: 0, dtype: 'input' }),
    new RandomZoom({ heightFactor: 0, dtype: 'input' }),
    new RandomChannelShift({ factor: 0, dtype: 'input' }),
    new Rescaling({ scale: 1, dtype: 'input' }),
  ];
  const values = [0, 1, 128, 254, 255, 3];
  for (const data of [
    Uint8Array.from(values),
    Uint16Array.from(values),
    Int32Array.from(values),
    Float32Array.from(values),
  ]) {
    for (const fuse of [true, false]) {
      const result = await new ImagePipeline(layers, { seed: 1, fuse }).apply({ data, shape: [2, 3, 1] });
      assert.equal(result.data, data);
    }
  }
});

test('19. channel shift clips to the extremes of the image itself', async () => {
  const input: Image = { data: Float32Array.of(10, 20, 30, 100, 150, 200), shape: [1, 2, 3] };
  const layer = new RandomChannelShift({ factor: 20 });
  assertExact(await replay(layer, 'channel_shift', { shift: 20 }, input), [[30, 40, 50, 120, 170, 200]]);
  assertExact(await replay(layer, 'channel_shift', { shift: -20 }, input), [[10, 10, 10, 80, 130, 180]]);
});

test('20. samplewise normalization', async () => {
  const wanted = [[-1.069044, -0.534522, 0, 1.603567]];
  assertClose(await new SamplewiseNormalization().apply(gray([1, 2, 3, 6])), wanted, 1e-5);
  assertExact(await new SamplewiseNormalization().apply(gray([5.3, 5.3, 5.3])), [[0, 0, 0]]);
});

test('32. brightness +0.1', async () => {
  assertClose(await image.adjustBrightness(P, 25.5), [
    [35.5, 45.5, 55.5, 225.5, 125.5, 75.5, 25.5, 25.5, 25.5],
    [255, 255, 255, 153.5, 153.5, 153.5, 115.5, 225.5, 145.5],
  ]);
  const layer = new RandomBrightness({ factor: [0.1, 0.1] });
  assert.equal((await layer.apply(P, { seed: 1 })).data, (await image.adjustBrightness(P, 25.5)).data);
});

test('32. brightness of values within 0..1', async () => {
  const layer = new RandomBrightness({ factor: [-0.5, -0.5], valueRange: [0, 1] });
  assertClose(await layer.apply(gray([200 / 255, 0.2]), { seed: 1 }), [[0.28431, 0]], 1e-5);
});

test('32. brightness clips even when nothing is added', async () => {
  assertExact(await new RandomBrightness({ factor: 0 }).apply(gray([-10, 30, 300, NaN]), { seed: 1 }), [
    [0, 30, 255, NaN],
  ]);
});

test('32. brightness of uint8 saturates (Keras wraps around: 35 125 19)', async () => {
  const input: Image = { data: Uint8Array.of(10, 100, 250), shape: [1, 3, 1] };
  const bytes = await new RandomBrightness({ factor: [0.1, 0.1], dtype: 'input' }).apply(input, { seed: 1 });
  assert.equal(bytes.data, Uint8Array.of(36, 126, 255));
  const floats = await new RandomBrightness({ factor: [0.1, 0.1] }).apply(input, { seed: 1 });
  assert.equal(floats.data, Float32Array.of(35.5, 125.5, 255));
});

test('33. contrast 1.5 and 0.5 about the mean of each channel', async () => {
  const more = await image.adjustContrast(P, 1.5);
  assertClose({ data: more.data.slice(0, 6), shape: [1, 2, 3] }, [[0, 0, 0, 243.08334, 91.41667, 26.41666]], 1e-3);
  const less = await image.adjustContrast(P, 0.5);
  assertClose({ data: less.data.slice(0, 3), shape: [1, 1, 3] }, [[61.91667, 68.58333, 63.58333]], 1e-3);
});

test('33. contrast of one pixel, and factor 0 of the layer, change nothing', async () => {
  assertExact(await image.adjustContrast(gray([77.3]), 1.9), [[Math.fround(77.3)]]);
  assertClose(await new RandomContrast({ factor: 0 }).apply(P, { seed: 1 }), [Array.from(P.data)], 1e-5);
});

test('47. normalization floors the deviation at 1e-7', async () => {
  const layer = new Normalization({ mean: [1, 2, 3], variance: [4, 0, 1e-20] });
  const input: Image = { data: Float32Array.of(5, 2, 3, 1, 3, 4), shape: [1, 2, 3] };
  const result = await layer.apply(input);
  assertClose(result, [[2, 0, 0, 0, 1e7, 1e7]], 1);
  assert.is(result.data[0], 2);
});

test('47. adapt gives population statistics', async () => {
  const layer = new Normalization();
  const pipeline = new ImagePipeline([layer]);
  const first = { data: Float32Array.of(1, 2, 3, 4), shape: [1, 2, 1, 2] as const };
  const second = { data: Float32Array.of(5, 6, 7, 8), shape: [1, 2, 1, 2] as const };
  await pipeline.adapt([first, second]);
  assert.equal(layer.statistics?.mean, [4, 5]);
  assert.equal(layer.statistics?.variance, [5, 5]);
});

test('47. adapt in unequal batches equals adapt at once', async () => {
  const data = Float32Array.from({ length: 7 * 4 * 3 }, (_, i) => Math.fround(100 + 50 * Math.sin(i * i)));
  const batch = (from: number, to: number) => ({
    data: data.slice(from * 12, to * 12),
    shape: [to - from, 2, 2, 3] as const,
  });
  const outputs: Image['data'][] = [];
  for (const parts of [[batch(0, 7)], [batch(0, 1), batch(1, 6), batch(6, 7)], [batch(0, 3), batch(3, 7)]]) {
    const pipeline = new ImagePipeline([new Normalization()]);
    await pipeline.adapt(parts);
    outputs.push((await pipeline.apply(batch(0, 7))).data);
  }
  assert.equal(outputs[1], outputs[0]);
  assert.equal(outputs[2], outputs[0]);
});

test('47. invert undoes normalization', async () => {
  const statistics = { mean: [10, 20, 30], variance: [4, 9, 2] };
  const normal = await new Normalization(statistics).apply(P);
  const back = await new Normalization({ ...statistics, invert: true }).apply(normal);
  assertClose(back, [Array.from(P.data)], 1e-4);
});

test('a uint8 ramp through every value layer stays a ramp', async () => {
  const input = { data: Uint8Array.from(ramp(16, 16, 0).data), shape: [16, 16, 1] as const };
  const result = await new Rescaling({ scale: 2, offset: -100, dtype: 'input' }).apply(input);
  assert.equal(
    Array.from(result.data),
    Array.from({ length: 256 }, (_, i) => Math.min(255, Math.max(0, 2 * i - 100))),
  );
});

test.run();
