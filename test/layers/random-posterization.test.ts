import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline } from '../../src/index.js';
import { RandomPosterization } from '../../src/layers/index.js';
import { drawn } from './draws.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

const fixed = (bits: number, options: object = {}) => new RandomPosterization({ factor: [bits, bits], ...options });
const BYTES = Array.from({ length: 256 }, (_, i) => i);

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomPosterization({ factor: 4 });
  assert.equal(layer.lower(true), [
    { kind: 'posterize', params: { bits: [1, 4], valueRange: [0, 255] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 1..8';
  const whole = 'factor must be a whole number or [min, max] of whole numbers within 1..8';
  throwsForEach('RandomPosterization', (options) => new RandomPosterization(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: 0 }, 'E_RANGE', `${range}; received 0`],
    [{ factor: 9 }, 'E_RANGE', `${range}; received 9`],
    [{ factor: 2.5 }, 'E_RANGE', `${whole}; received 2.5`],
    [{ factor: [1, 2.5] }, 'E_RANGE', `${whole}; received [1, 2.5]`],
    [{ factor: [3, 2] }, 'E_RANGE', `${range} with min <= max; received [3, 2]`],
    [{ factor: 1, valueRange: [4, 4] }, 'E_RANGE', 'valueRange must be [min, max] with min < max; received [4, 4]'],
  ]);
});

test('configs round trip', () => roundTrips(new RandomPosterization({ factor: [2, 6], valueRange: [0, 1], seed: 5 })));

test('bits are whole numbers from lo up to but not hi, evenly', () => {
  const bits = drawn(new RandomPosterization({ factor: [2, 6] }), 'bits');
  for (const count of [2, 3, 4, 5]) {
    // A quarter of 4000 with a standard deviation of 27.
    assert.ok(Math.abs(bits.filter((drawnBits) => drawnBits === count).length - 1000) < 110, String(count));
  }
  assert.equal([...new Set(bits)].sort(), [2, 3, 4, 5]);
  assert.equal([...new Set(drawn(new RandomPosterization({ factor: 4 }), 'bits'))].sort(), [1, 2, 3]);
  assert.equal([...new Set(drawn(fixed(4), 'bits'))], [4]);
  assert.equal([...new Set(drawn(new RandomPosterization({ factor: 1 }), 'bits'))], [1]);
});

test('the leading bits of every byte', async () => {
  for (let bits = 1; bits <= 8; bits++) {
    const mask = (0xff << (8 - bits)) & 0xff;
    const expected = BYTES.map((byte) => byte & mask);
    for (const make of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const image = { data: make.from(BYTES), shape: [16, 16, 1] as const };
      const result = await fixed(bits, { dtype: 'input' }).apply(image);
      assert.is(result.data.constructor, make);
      assert.equal([...result.data], expected, `${bits} bits of ${make.name}`);
    }
    const unit = float32(
      [16, 16, 1],
      BYTES.map((byte) => byte / 255),
    );
    near(
      (await fixed(bits, { valueRange: [0, 1] }).apply(unit)).data,
      expected.map((byte) => byte / 255),
      1e-6,
    );
  }
});

test('fractions of a byte are cut off, what lies outside becomes an end, NaN stays', async () => {
  const image = float32([1, 6, 1], [63.9999, 64, -7, 400, Infinity, Number.NaN]);
  assert.equal([...(await fixed(2).apply(image)).data], [0, 64, 0, 192, 192, Number.NaN]);
  const words = { data: Uint16Array.of(0, 257, 32895, 32896, 65535), shape: [1, 5, 1] as const };
  // Bytes 0, 1, 127, 128, 255.
  const result = await fixed(1, { valueRange: [0, 65535], dtype: 'input' }).apply(words);
  assert.equal(result.data, Uint16Array.of(0, 0, 0, 32896, 32896));
});

test('every channel alike', async () => {
  for (const channels of [1, 2, 3, 4, 6]) {
    const data = Uint8Array.from({ length: 35 * channels }, (_, i) => (i * 37) % 256);
    const { data: result } = await fixed(3).apply({ data, shape: [5, 7, channels] as const });
    assert.equal(
      [...result],
      [...data].map((byte) => byte & 0xe0),
    );
  }
});

test('replayed bits are kept within 1..8', async () => {
  const layer = new RandomPosterization({ factor: 4 });
  const replay = (bits: number) => {
    const draw = { stages: [{ layer: 'RandomPosterization', kind: 'posterize', values: { bits } }] };
    return new ImagePipeline([layer], { seed: 1 }).replay(float32([1, 1, 1], [201]), [draw]) as Promise<Image>;
  };
  assert.is((await replay(-3)).data[0], 128);
  assert.is((await replay(1e300)).data[0], 201);
});

test.run();
