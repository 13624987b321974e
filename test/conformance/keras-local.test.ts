// Layers that look at the neighbourhood of a value or at its place. Numbers measured on Keras 3 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { exactNoise } from '../../bench/reference/noise.js';
import {
  ContrastLimitedAdaptiveHistogramEqualization as Clahe,
  GaussianNoise,
  type Image,
  type Layer,
  RandomErasing,
  RandomGaussianBlur,
  RandomSharpness,
} from '../../src/index.js';
import { assertClose, assertExact, gray, ramp, replay } from './numbers.js';

/** 3 x 3 zeros with 130 in the middle. */
const G = () => gray([0, 0, 0], [0, 130, 0], [0, 0, 0]);

test('42. CLAHE of 16 i in 4 x 4 tiles of 2 x 2', async () => {
  const input: Image = { data: ramp(4, 4, 0).data.map((value) => 16 * value), shape: [4, 4, 1] };
  assertClose(await new Clahe({ tileGridSize: [2, 2] }).apply(input), [
    [0, 19.29798, 34.26245, 52.98701],
    [69.06647, 88.36445, 102.78735, 120.97035],
    [129.01991, 146.13521, 160.6059, 176.95663],
    [191.95296, 210.9483, 223.94511, 240.94095],
  ]);
  const unlimited = await new Clahe({ tileGridSize: [2, 2], clipLimit: 0 }).apply(input);
  assertClose({ data: unlimited.data.slice(0, 4), shape: [1, 4, 1] }, [[0, 85, 74.375, 127.5]]);
});

test('42. CLAHE pads 5 x 5 to whole tiles by reflection', async () => {
  const input: Image = { data: ramp(5, 5, 0).data.map((value) => 10 * value), shape: [5, 5, 1] };
  const { data } = await new Clahe({ tileGridSize: [2, 2] }).apply(input);
  assertClose({ data: data.slice(0, 5), shape: [1, 5, 1] }, [[0, 12.78728, 24.33186, 32.73821, 44.03248]]);
});

test('42. CLAHE of a single pixel', async () => {
  assertClose(await new Clahe({ tileGridSize: [1, 1] }).apply(gray([100])), [[102.4312]]);
});

test('43. sharpness of an impulse', async () => {
  const layer = new RandomSharpness({ factor: 1 });
  const expected = { 0: [10, 50], 0.25: [5, 90], 0.5: [0, 130], 1: [0, 210] };
  for (const [factor, [around, middle]] of Object.entries(expected) as [string, [number, number]][]) {
    const rows = [
      [around, around, around],
      [around, middle, around],
      [around, around, around],
    ];
    assertClose(await replay(layer, 'sharpness', { factor: Number(factor) }, G()), rows);
  }
});

test('43. smoothing darkens the border of a constant', async () => {
  const input = gray([130, 130, 130], [130, 130, 130], [130, 130, 130]);
  assertClose(await replay(new RandomSharpness({ factor: 1 }), 'sharpness', { factor: 0 }, input), [
    [80, 100, 80],
    [100, 130, 100],
    [80, 100, 80],
  ]);
});

test('44. blur of an impulse, also with another sigma in x than in y', async () => {
  const layer = new RandomGaussianBlur();
  assertClose(await replay(layer, 'gaussian_blur', { blur: 1, xSigma: 1, ySigma: 1 }, G()), [
    [9.76477, 16.09938, 9.76477],
    [16.09938, 26.54339, 16.09938],
    [9.76477, 16.09938, 9.76477],
  ]);
  assertClose(await replay(layer, 'gaussian_blur', { blur: 1, xSigma: 0.5, ySigma: 1 }, G()), [
    [3.79473, 28.03946, 3.79473],
    [6.25645, 46.22926, 6.25645],
    [3.79473, 28.03946, 3.79473],
  ]);
});

test('44. blur with a sigma of nearly 0 keeps a pixel, and clips images that are not blurred', async () => {
  const layer = new RandomGaussianBlur();
  assertExact(await replay(layer, 'gaussian_blur', { blur: 1, xSigma: 1e-6, ySigma: 1e-6 }, gray([100])), [[100]]);
  const input = gray([-10, 30, 300, NaN]);
  assertExact(await replay(layer, 'gaussian_blur', { blur: 0, xSigma: 1, ySigma: 1 }, input), [[0, 30, 255, NaN]]);
});

test('45. erasing x in [0.5, 2.5), y in [0.2, 1.2) of 2 x 4 covers columns 1 and 2 of row 1', async () => {
  const place = { left: 0.5, top: 0.2, width: 2, height: 1 };
  const values = { erase: 1, ...place, noise0: 0, noise1: 0 };
  assertExact(await replay(new RandomErasing({ fillValue: 9 }), 'erase', values, ramp(2, 4, 0)), [
    [0, 1, 2, 3],
    [4, 9, 9, 7],
  ]);
});

test('45. a scale of (1, 1) erases everything, and a factor of (1, 1) every image', async () => {
  const layer = new RandomErasing({ factor: [1, 1], scale: [1, 1], fillValue: 7 });
  const data = Float32Array.from({ length: 50 * 12 }, (_, i) => i);
  const result = await layer.apply({ data, shape: [50, 3, 4, 1] }, { seed: 3 });
  assert.ok(result.data.every((value) => value === 7));
});

/** My layers, active, on any number of channels. */
const layers: Layer[] = [
  new RandomGaussianBlur({ factor: [1, 1], kernelSize: [5, 3] }),
  new RandomSharpness({ factor: 1 }),
  new Clahe({ tileGridSize: [3, 2] }),
  new RandomErasing({ factor: [1, 1], scale: [0.2, 0.9] }),
  new GaussianNoise({ stddev: 20, valueRange: [0, 255] }),
];

test('49. extremes of uint8, negative values and huge ones stay within the range', async () => {
  for (const shape of [
    [1, 1, 1],
    [1, 9, 3],
    [9, 1, 4],
    [4, 5, 1],
    [6, 7, 4],
  ] as const) {
    const count = shape[0] * shape[1] * shape[2];
    const inputs = [
      new Uint8Array(count),
      new Uint8Array(count).fill(255),
      Float32Array.from({ length: count }, (_, i) => (i % 2 === 0 ? -1e6 : 1e6)),
    ];
    for (const layer of layers) {
      for (const data of inputs) {
        const result = await layer.apply({ data, shape }, { seed: 2 });
        assert.equal(result.shape, shape);
        const erased = layer.className === 'RandomErasing';
        const outside = result.data.filter((value) => !(value >= 0 && value <= 255));
        assert.ok(erased ? outside.every((value) => Math.abs(value) === 1e6) : outside.length === 0, layer.className);
      }
    }
  }
});

test('49. constants: black stays black, and CLAHE of one value gives one value', async () => {
  const black = { data: new Uint8Array(60), shape: [4, 5, 3] as const };
  for (const layer of layers.slice(0, 3)) {
    assert.ok(
      (await layer.apply(black, { seed: 1 })).data.every((value) => value === 0),
      layer.className,
    );
  }
  const flat = await new Clahe({ tileGridSize: [2, 2] }).apply({ data: new Uint8Array(64).fill(90), shape: [8, 8, 1] });
  assert.is(new Set(flat.data).size, 1);
});

test('noise is the stated function of two words and the place', async () => {
  // Rows of more and of less than a group of 64 values, and a row beyond 255.
  for (const [height, width, channels] of [
    [3, 50, 3],
    [300, 5, 1],
    [2, 1, 4],
  ] as const) {
    const data = new Float32Array(height * width * channels);
    const values = { stddev: 1, noise0: 0xdeadbeef, noise1: 7 };
    const input: Image = { data, shape: [height, width, channels] };
    const result = await replay(new GaussianNoise({ stddev: 1 }), 'gaussian_noise', values, input);
    const row = width * channels;
    for (let i = 0; i < result.data.length; i += 11) {
      const exact = exactNoise(0xdeadbeef, 7, Math.floor(i / row), i % row);
      assert.ok(Math.abs((result.data[i] as number) - exact) < 2e-6, `value ${i}: ${result.data[i]}, not ${exact}`);
    }
  }
});

test.run();
