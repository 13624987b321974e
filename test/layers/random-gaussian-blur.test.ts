import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { RandomGaussianBlur } from '../../src/layers/index.js';
import { assertSpread, drawn } from '../support/draws.js';
import { float32, near, roundTrips, throwsForEach, uint8 } from './support.js';

const ALWAYS = [1, 1] as const;

test('lowers in training and does nothing at inference', () => {
  const defaults = { factor: [0, 1], kernelSize: [3, 3], sigma: [0, 1], valueRange: [0, 255] };
  assert.equal(new RandomGaussianBlur().lower(true), [{ kind: 'gaussian_blur', params: defaults, dtype: 'float32' }]);
  assert.equal(new RandomGaussianBlur().lower(false), []);
  const layer = new RandomGaussianBlur({ factor: 0.3, kernelSize: [5, 7], sigma: [0.5, 9], valueRange: [-1, 1] });
  const params = { factor: [0, 0.3], kernelSize: [5, 7], sigma: [0.5, 9], valueRange: [-1, 1] };
  assert.equal(layer.lower(true)[0]?.params, params);
});

test('every bad option is an error', () => {
  const factor = 'factor must be a number or [min, max] within 0..1';
  const sigma = 'sigma must be a number or [min, max] within 0..100';
  const size = 'kernelSize must be an odd integer >= 1 or [width, height] of such';
  throwsForEach('RandomGaussianBlur', (options) => new RandomGaussianBlur(options), [
    [{ factor: 1.5 }, 'E_RANGE', `${factor}; received 1.5`],
    [{ factor: [0.5, 0.2] }, 'E_RANGE', `${factor} with min <= max; received [0.5, 0.2]`],
    [{ sigma: -1 }, 'E_RANGE', `${sigma}; received -1`],
    [{ sigma: [0, 101] }, 'E_RANGE', `${sigma}; received [0, 101]`],
    [{ kernelSize: 4 }, 'E_SIZE', `${size}; received 4`],
    [{ kernelSize: 0 }, 'E_SIZE', `${size}; received 0`],
    [{ kernelSize: -3 }, 'E_SIZE', `${size}; received -3`],
    [{ kernelSize: 2.5 }, 'E_SIZE', `${size}; received 2.5`],
    [{ kernelSize: [3, 4] }, 'E_SIZE', `${size}; received [3, 4]`],
    [{ kernelSize: [3] }, 'E_TYPE', `${size}; received [3]`],
    [{ kernelSize: '3' }, 'E_TYPE', `${size}; received "3"`],
    [{ valueRange: [1, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [1, 0]'],
    [
      { dataFormat: 'channelsFirst' },
      'E_ENUM',
      `dataFormat must be 'channelsLast' ('channelsFirst' will come later); received "channelsFirst"`,
    ],
  ]);
});

test('configs round trip', () => {
  roundTrips(new RandomGaussianBlur({ factor: 0.2, kernelSize: [1, 9], sigma: 4, valueRange: [0, 1], seed: 3 }));
});

/** Weights of a normalized Gaussian, straight from its formula. */
function gaussian(size: number, sigma: number): number[] {
  const values = Array.from({ length: size }, (_, i) => Math.exp(-((i - (size - 1) / 2) ** 2) / (2 * sigma * sigma)));
  const sum = values.reduce((a, b) => a + b, 0);
  return values.map((value) => value / sum);
}

test('kernelSize is [width, height]: an impulse becomes the product of the two Gaussians', async () => {
  for (const channels of [1, 3, 4, 5]) {
    const [height, width] = [7, 9];
    const data = new Float32Array(height * width * channels);
    for (let c = 0; c < channels; c++) data[(3 * width + 4) * channels + c] = 100 * (c + 1);
    const layer = new RandomGaussianBlur({ factor: ALWAYS, kernelSize: [5, 3], sigma: [2, 2], valueRange: [0, 1000] });
    const { data: result } = await layer.apply({ data, shape: [height, width, channels] }, { seed: 1 });
    const [across, down] = [gaussian(5, 2), gaussian(3, 2)];
    const expected = Array.from(data, (_, i) => {
      const c = i % channels;
      const x = Math.floor(i / channels) % width;
      const y = Math.floor(i / channels / width);
      return 100 * (c + 1) * (across[x - 2] ?? 0) * (down[y - 2] ?? 0);
    });
    near(result, expected, 1e-4);
  }
});

test('a kernel larger than the image, and a sigma of nearly 0', async () => {
  // Of one pixel, the weight in the middle of both Gaussians is left.
  const one = await new RandomGaussianBlur({ factor: ALWAYS, kernelSize: 9, sigma: [3, 3] }).apply(
    float32([1, 1, 1], [200]),
  );
  near(one.data, [200 * (gaussian(9, 3)[4] as number) ** 2], 1e-4);
  const same = new RandomGaussianBlur({ factor: ALWAYS, kernelSize: 9, sigma: [0, 0] });
  assert.equal([...(await same.apply(float32([1, 3, 1], [1, NaN, 3]))).data], [1, NaN, 3]);
  // More digits than any number can hold, and no more work for it.
  const wide = new RandomGaussianBlur({ factor: ALWAYS, kernelSize: Number.MAX_SAFE_INTEGER, sigma: [1, 1] });
  const row = new Float32Array(101).fill(10);
  assert.ok(
    Math.abs(((await wide.apply({ data: row, shape: [1, 101, 1] })).data[50] as number) - 10 / 2.5066283) < 1e-4,
  );
});

test('integers are rounded half to even with an integer dtype', async () => {
  for (const Data of [Uint8Array, Uint16Array, Int32Array]) {
    const image = { data: Data.from([0, 0, 0, 0, 130, 0, 0, 0, 0]), shape: [3, 3, 1] as const };
    const layer = new RandomGaussianBlur({ factor: ALWAYS, sigma: [1, 1], dtype: 'input' });
    const { data } = await layer.apply(image, { seed: 1 });
    assert.equal(data, Data.from([10, 16, 10, 16, 27, 16, 10, 16, 10]));
  }
});

test('NaN spreads as far as the kernel reaches', async () => {
  const { data } = await new RandomGaussianBlur({ factor: ALWAYS, sigma: [1, 1] }).apply(
    float32([1, 5, 1], [NaN, 8, 8, 8, 8]),
  );
  assert.equal([...data].map(Number.isNaN), [true, true, false, false, false]);
});

test('the coin and both sigmas are drawn anew for every image, each in its range', () => {
  const layer = new RandomGaussianBlur({ factor: [0.3, 0.3], sigma: [0.5, 2] });
  const [blur, xSigma, ySigma] = drawn(layer, ['blur', 'xSigma', 'ySigma']) as [number[], number[], number[]];
  assert.equal([...new Set(blur)].sort(), [0, 1]);
  assertSpread({ blur }, { mean: 0.3, deviation: Math.sqrt(0.21) });
  assertSpread({ xSigma, ySigma }, { min: 0.5, max: 2, mean: 1.25, deviation: 1.5 / Math.sqrt(12) });
});

test('factor f blurs a part of f / 2 of the images, as in Keras, and [f, f] a part of f', () => {
  const [half] = drawn(new RandomGaussianBlur(), ['blur']) as [number[]];
  assertSpread({ half }, { mean: 0.5, deviation: 0.5 });
  const [all] = drawn(new RandomGaussianBlur({ factor: ALWAYS }), ['blur']) as [number[]];
  assert.ok(all.every((one) => one === 1));
  const [none] = drawn(new RandomGaussianBlur({ factor: 0 }), ['blur']) as [number[]];
  assert.ok(none.every((one) => one === 0));
});

test('replaying the draws gives the same pixels', async () => {
  const pipeline = new ImagePipeline([new RandomGaussianBlur({ sigma: [0.5, 3], kernelSize: 5 })], { seed: 4 });
  const images = { data: Uint8Array.from({ length: 8 * 60 }, (_, i) => (i * 37) % 256), shape: [8, 5, 4, 3] as const };
  const draws = JSON.parse(JSON.stringify(pipeline.sample(8, { epoch: 0, firstIndex: 0 })));
  assert.equal(await pipeline.replay(images, draws), await pipeline.apply(images, { epoch: 0, firstIndex: 0 }));
  const alone = await pipeline.apply(uint8([5, 4, 3], [...images.data.subarray(420)]), { epoch: 0, firstIndex: 7 });
  assert.equal(alone.data, (await pipeline.apply(images, { epoch: 0, firstIndex: 0 })).data.slice(420));
});

test.run();
