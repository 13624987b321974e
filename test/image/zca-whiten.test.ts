// Whitening: numbers worked by hand, what whitening means, and one coin per image. Random images against NumPy are in
// test/conformance/goldens/zca.json.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image } from '../../src/image/index.js';
import { randomZcaWhitenSync } from '../../src/image/zca-whiten.js';
import { capabilities, configure } from '../../src/settings.js';
import type { Image, ImageBatch, PixelArray } from '../../src/types.js';
import { generator } from '../conformance/random-program.js';
import { float32, images, near, repeat, throws, uint8 } from '../layers/support.js';
import { meanOf } from '../support/draws.js';

/**
 * Pixels (1, 2), (3, 5), (0, 4): their covariance is 14/9 and 7/9, so the variance is 7/3 along (1, 1) and 7/9 along
 * (1, -1). From the mean (4/3, 11/3) the pixels are -1, 3/2, -1/2 times (1, 1) plus 2/3, 1/6, -5/6 times (1, -1).
 */
const three = uint8([1, 3, 2], [1, 2, 3, 5, 0, 4]);
function threeWhite(epsilon: number): number[] {
  const parts = [
    [-1, 2 / 3],
    [3 / 2, 1 / 6],
    [-1 / 2, -5 / 6],
  ] as const;
  return parts.flatMap(([together, apart]) => {
    const sum = together / Math.sqrt(7 / 3 + epsilon);
    const difference = apart / Math.sqrt(7 / 9 + epsilon);
    return [sum + difference, sum - difference];
  });
}

function restore(): void {
  configure({ target: '', threads: 2, executor: 'fused' });
}

/** Channels that depend on each other, about `offset`, in any array type. */
function correlated<T extends PixelArray>(data: T, channels: number, offset = 0): T {
  const next = generator(channels);
  let sum = 0;
  for (let i = 0; i < data.length; i++) {
    sum = i % channels === 0 ? 40 * next() : sum + 40 * next();
    data[i] = offset + sum;
  }
  return data;
}

/** Means, then the population covariance row by row. */
function momentsOf(values: ArrayLike<number>, channels: number): { mean: number[]; covariance: number[] } {
  const pixels = values.length / channels;
  const at = (pixel: number, c: number) => values[pixel * channels + c] as number;
  const sum = (term: (pixel: number) => number) => {
    let total = 0;
    for (let pixel = 0; pixel < pixels; pixel++) total += term(pixel);
    return total / pixels;
  };
  const each = Array.from({ length: channels }, (_, c) => c);
  const mean = each.map((c) => sum((pixel) => at(pixel, c)));
  const about = (pixel: number, c: number) => at(pixel, c) - (mean[c] as number);
  return { mean, covariance: each.flatMap((i) => each.map((j) => sum((pixel) => about(pixel, i) * about(pixel, j)))) };
}

const identity = (size: number) => Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : 0));

test('three pixels by hand, in every dtype and on both executors', async () => {
  try {
    for (const executor of ['fused', 'reference'] as const) {
      configure({ executor });
      for (const Pixels of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
        const typed = { data: Pixels.from(three.data), shape: three.shape };
        const white = await image.zcaWhiten(typed, 0);
        assert.instance(white.data, Float32Array);
        assert.equal([...white.shape], [1, 3, 2]);
        near(white.data, threeWhite(0), 1e-7);
        near(white.data, [0.101276, -1.410582, 1.170962, 0.792997, -1.272237, 0.617584], 2e-6);
      }
    }
  } finally {
    restore();
  }
});

test('epsilon is added to the variances, 1e-6 without a word', async () => {
  near((await image.zcaWhiten(three, 1)).data, threeWhite(1), 1e-7);
  near((await image.zcaWhiten(three, 1e6)).data, threeWhite(1e6), 1e-9);
  assert.equal((await image.zcaWhiten(three)).data, (await image.zcaWhiten(three, 1e-6)).data);
});

test('the channels of the result are white, whatever their number and offset', async () => {
  for (const channels of [1, 2, 3, 4, 6, 40]) {
    for (const offset of [0, 1e6]) {
      const data = correlated(new Float32Array(23 * 31 * channels), channels, offset);
      const white = await image.zcaWhiten({ data, shape: [23, 31, channels] }, 1e-9);
      const { mean, covariance } = momentsOf(white.data, channels);
      near(mean, new Array(channels).fill(0), 1e-6);
      near(covariance, identity(channels), 2e-6);
    }
  }
});

test('one channel is centred and divided by the root of variance + epsilon', async () => {
  // Mean 3, variance 3.5.
  const square = uint8([2, 2, 1], [1, 2, 3, 6]);
  const root = Math.sqrt(3.5 + 0.5);
  near((await image.zcaWhiten(square, 0.5)).data, [-2 / root, -1 / root, 0, 3 / root], 1e-6);
});

test('one pixel and one colour give exact zeros', async () => {
  for (const channels of [1, 3, 4, 6]) {
    const pixel = Array.from({ length: channels }, (_, c) => 0.1 + 1e6 * c);
    const zeros = new Float32Array(channels);
    assert.equal((await image.zcaWhiten(float32([1, 1, channels], pixel))).data, zeros);
    const flat = float32([5, 7, channels], Array.from({ length: 35 }, () => pixel).flat());
    assert.equal((await image.zcaWhiten(flat)).data, new Float32Array(35 * channels));
  }
});

test('a constant channel becomes zeros and leaves the others alone', async () => {
  const data = correlated(new Uint8Array(9 * 8 * 2), 2);
  const pair = await image.zcaWhiten({ data, shape: [9, 8, 2] });
  const wide = {
    data: Uint8Array.from({ length: 9 * 8 * 3 }, (_, i) => data[2 * Math.floor(i / 3) + (i % 3) / 2] ?? 77),
  };
  const { data: white } = await image.zcaWhiten({ ...wide, shape: [9, 8, 3] });
  const channel = (values: ArrayLike<number>, channels: number, c: number) =>
    Array.from({ length: 72 }, (_, pixel) => values[pixel * channels + c] as number);
  near(channel(white, 3, 0), channel(pair.data, 2, 0), 1e-6);
  assert.equal(channel(white, 3, 1), new Array(72).fill(0));
  near(channel(white, 3, 2), channel(pair.data, 2, 1), 1e-6);
});

test('a gray picture in RGB stays gray: empty directions are not filled with rounding errors', async () => {
  const gray = Array.from({ length: 300 }, (_, i) => (i * 97) % 251);
  const mean = meanOf(gray);
  const deviation = Math.sqrt(meanOf(gray.map((value) => (value - mean) ** 2)));
  const expected = gray.flatMap((value) => new Array(3).fill((value - mean) / (Math.sqrt(3) * deviation)));
  for (const scale of [1, 1 / 255, 1000]) {
    const values = gray.flatMap((value) => [value * scale, value * scale, value * scale]);
    // Epsilon is in squared units.
    const white = await image.zcaWhiten(float32([15, 20, 3], values), 1e-6 * scale ** 2);
    near(white.data, expected, 2e-5);
  }
});

test('directions without variance stay empty for every epsilon, 0 included', async () => {
  // The third channel is the sum of the others, the fourth their difference: two directions of four.
  const pairs = correlated(new Uint16Array(2 * 400), 2);
  const data = new Int32Array(4 * 400);
  for (let i = 0; i < 400; i++) {
    const [a, b] = [pairs[2 * i] as number, pairs[2 * i + 1] as number];
    data.set([a, b, a + b, a - b], 4 * i);
  }
  for (const epsilon of [0, 1e-300, 1e-12, 1e-6]) {
    const { data: white } = await image.zcaWhiten({ data, shape: [20, 20, 4] }, epsilon);
    for (let i = 0; i < 400; i++) {
      const [a, b, sum, difference] = white.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
      near([sum, difference], [a + b, a - b], 1e-5);
    }
    const { covariance } = momentsOf(white, 4);
    near([covariance.filter((_, i) => i % 5 === 0).reduce((total, value) => total + value, 0)], [2], 1e-5);
  }
});

test('NaN and infinity make their image NaN throughout, and no other', async () => {
  try {
    for (const executor of ['fused', 'reference'] as const) {
      configure({ executor });
      for (const channels of [1, 3, 4, 6]) {
        for (const bad of [Number.NaN, Infinity, -Infinity]) {
          const data = correlated(new Float32Array(2 * 4 * 5 * channels), channels);
          const shape = [2, 4, 5, channels] as const;
          const clean = await image.zcaWhiten({ data, shape });
          const spoilt = data.slice();
          spoilt[3 * channels] = bad;
          const white = await image.zcaWhiten({ data: spoilt, shape });
          const [first, second] = images(white);
          assert.ok(first?.every(Number.isNaN));
          assert.equal(second, images(clean)[1]);
        }
      }
    }
  } finally {
    restore();
  }
});

test('the dtype on request: rounded half to even, saturated', async () => {
  // Mean 100, deviation 100.
  const two = uint8([1, 2, 1], [0, 200]);
  assert.equal(await image.zcaWhiten(two, 1e-6, { dtype: 'input' }), uint8([1, 2, 1], [0, 1]));
  const signed = await image.zcaWhiten(two, 1e-6, { dtype: 'int32' });
  assert.equal(signed.data, Int32Array.of(-1, 1));
});

test('randomZcaWhiten tosses one coin per image and keeps the others as float32', async () => {
  const batch = repeat(three, 200);
  const before = batch.data.slice();
  const result = await image.randomZcaWhiten(batch, 1e-12, 5);
  assert.equal(batch.data, before);
  assert.instance(result.data, Float32Array);
  const [white] = images(await image.zcaWhiten(repeat(three, 1), 1e-12));
  const whitened = images(result).map((each) => {
    const isWhite = each.every((value, i) => value === white?.[i]);
    if (!isWhite) assert.equal(each, [...three.data]);
    return isWhite;
  });
  const count = whitened.filter(Boolean).length;
  assert.ok(count > 70 && count < 130, `${count} of 200`);
  assert.equal((await image.randomZcaWhiten(batch, 1e-12, 5)).data, result.data);
  assert.not.equal((await image.randomZcaWhiten(batch, 1e-12, 6)).data, result.data);
});

test('probability 0 and 1, and about 9 of 10', async () => {
  const batch = repeat(three, 200);
  const never = await image.randomZcaWhiten(batch, 1e-6, 5, { probability: 0 });
  assert.equal(never.data, Float32Array.from(batch.data));
  const always = await image.randomZcaWhiten(batch, 1e-6, 5, { probability: 1 });
  assert.equal(always.data, (await image.zcaWhiten(batch)).data);
  const often = images(await image.randomZcaWhiten(batch, 1e-6, 5, { probability: 0.9 }));
  const whitened = often.filter(([first]) => first !== 1).length;
  assert.ok(whitened > 160 && whitened < 200, `${whitened} of 200`);
});

test('a tensor-free list, a batch and single images draw by position', async () => {
  const batch = repeat(three, 6);
  const whole = images(await image.randomZcaWhiten(batch, 1e-6, 8, { epoch: 2, firstIndex: 10 }));
  const list = await image.randomZcaWhiten(new Array<Image>(6).fill(three), 1e-6, 8, { epoch: 2, firstIndex: 10 });
  assert.equal(
    list.map(({ data }) => [...data]),
    whole,
  );
  for (const [i, each] of whole.entries()) {
    const alone = await image.randomZcaWhiten(three, 1e-6, 8, { epoch: 2, firstIndex: 10 + i });
    assert.equal([...alone.data], each);
  }
  assert.ok(new Set(whole.map(String)).size === 2, 'both sides of the coin were seen');
});

test('the synchronous twin gives the same bits', async () => {
  const batch = repeat(three, 20);
  const options = { probability: 0.7, epoch: 1 };
  const { data } = await image.randomZcaWhiten(batch, 1e-6, 8, options);
  assert.equal(randomZcaWhitenSync(batch, 1e-6, 8, options).data, data);
  throws(
    () => randomZcaWhitenSync(batch, -1),
    'E_RANGE',
    'image.randomZcaWhiten: epsilon must be a finite number >= 0; received -1',
  );
});

test('an empty batch stays empty', async () => {
  const empty: ImageBatch = { data: new Uint8Array(0), shape: [0, 4, 5, 3] };
  assert.equal([...(await image.zcaWhiten(empty)).shape], [0, 4, 5, 3]);
  assert.equal([...(await image.randomZcaWhiten(empty)).shape], [0, 4, 5, 3]);
});

test('256 channels are whitened, 257 are refused, and the next call works', async () => {
  const data = correlated(new Uint8Array(3 * 5 * 256), 256);
  const white = await image.zcaWhiten({ data, shape: [3, 5, 256] });
  // 14 of the 256 directions are not empty.
  const { covariance } = momentsOf(white.data, 256);
  const trace = covariance.filter((_, i) => i % 257 === 0).reduce((sum, value) => sum + value, 0);
  near([trace], [14], 1e-4);
  const error = await image.zcaWhiten({ data: new Uint8Array(257), shape: [1, 1, 257] }).catch((caught) => caught);
  throws(
    () => {
      throw error;
    },
    'E_CHANNELS',
    'channel_zca: the image has 257 channels, at most 256 can be whitened',
  );
  near((await image.zcaWhiten(three, 1e-12)).data, threeWhite(0), 1e-7);
});

test('same bytes for every target, thread count and batch split', async () => {
  try {
    for (const channels of [1, 2, 3, 4, 6, 17]) {
      const data = correlated(new Float32Array(16 * 13 * 19 * channels), channels, 3);
      const batch = { data, shape: [16, 13, 19, channels] as const };
      const size = 13 * 19 * channels;
      const run = async (count: number): Promise<Buffer> => {
        const parts: Buffer[] = [];
        for (let first = 0; first < 16; first += count) {
          const part = data.slice(first * size, (first + count) * size);
          const shape = [part.length / size, 13, 19, channels] as const;
          const white = await image.randomZcaWhiten({ data: part, shape }, 1e-6, 3, { firstIndex: first });
          parts.push(Buffer.from(white.data.buffer, white.data.byteOffset, white.data.byteLength));
        }
        return Buffer.concat(parts);
      };
      restore();
      const wanted = await run(batch.shape[0]);
      for (const target of capabilities().targets) {
        for (const threads of [1, 2, 4]) {
          configure({ target, threads });
          for (const count of [1, 5, 16]) {
            assert.ok(Buffer.compare(await run(count), wanted) === 0, `${channels} on ${target}, ${threads}, ${count}`);
          }
        }
      }
    }
  } finally {
    restore();
  }
});

test.run();
