import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Equalization } from '../../src/layers/index.js';
import { float32, images, near, roundTrips, throwsForEach, uint8 } from './support.js';

test('lowers in training and does nothing at inference', () => {
  const layer = new Equalization();
  assert.equal(layer.lower(true), [
    { kind: 'equalize', params: { valueRange: [0, 255], bins: 256 }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  throwsForEach('Equalization', (options) => new Equalization(options), [
    [{ bins: 0 }, 'E_SIZE', 'bins must be an integer >= 1; received 0'],
    [{ bins: 2.5 }, 'E_SIZE', 'bins must be an integer >= 1; received 2.5'],
    [{ bins: '8' }, 'E_TYPE', 'bins must be an integer >= 1; received "8"'],
    [{ bins: 65537 }, 'E_SIZE', 'bins must be at most 65536; received 65537'],
    [{ valueRange: [5, 5] }, 'E_RANGE', 'valueRange must be [min, max] with min < max; received [5, 5]'],
    [{ valueRange: 5 }, 'E_TYPE', 'valueRange must be [min, max]; received 5'],
  ]);
});

test('configs round trip', () => roundTrips(new Equalization({ valueRange: [0, 1], bins: 64, dtype: 'input' })));

// By hand: of six values two are 50, which become 0; 1, 2 and 1 of the other four lie at 75, 100 and 200.
const SIX = [50, 100, 100, 200, 50, 75];
const EVEN = [0, 191, 191, 255, 0, 64];

test('values by their rank, for every dtype', async () => {
  for (const make of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
    const result = await new Equalization({ dtype: 'input' }).apply({
      data: make.from(SIX),
      shape: [2, 3, 1] as const,
    });
    assert.is(result.data.constructor, make);
    assert.equal([...result.data], EVEN);
  }
});

test('each channel and each image by itself', async () => {
  for (const channels of [1, 2, 3, 4, 7]) {
    // Channel c adds c to all values, which changes no rank.
    const values = SIX.flatMap((value) => Array.from({ length: channels }, (_, c) => value + c));
    const result = await new Equalization().apply(uint8([3, 2, channels], values));
    assert.equal(
      [...result.data],
      EVEN.flatMap((value) => Array(channels).fill(value)),
    );
  }
  // One histogram for both, as in Keras, would give 0 36 73 109 and 146 182 219 255.
  const batch = { data: Uint8Array.of(0, 10, 20, 30, 100, 150, 200, 250), shape: [2, 2, 2, 1] as const };
  assert.equal(images(await new Equalization().apply(batch)), [
    [0, 85, 170, 255],
    [0, 85, 170, 255],
  ]);
});

test('a large image: the histogram is flat, the order is kept', async () => {
  // 100 values of each of the levels 80..95, in a mixed order.
  const levels = Array.from({ length: 1600 }, (_, i) => 80 + ((i * 7) % 16));
  const { data } = await new Equalization().apply(uint8([40, 40, 1], levels));
  near(
    data,
    levels.map((level) => Math.round((level - 80) * 17)),
    0,
  );
});

test('a channel in one bin stays, whatever its value', async () => {
  assert.equal(
    [...(await new Equalization().apply(float32([1, 3, 1], [7.2, 7.7, 7.9]))).data].map(Math.fround),
    [7.2, 7.7, 7.9].map(Math.fround),
  );
  assert.equal([...(await new Equalization().apply(float32([1, 2, 1], [300, 400]))).data], [300, 400]);
  assert.equal([...(await new Equalization().apply(float32([1, 1, 3], [1, -2, 300]))).data], [1, -2, 300]);
  assert.equal([...(await new Equalization({ bins: 1 }).apply(uint8([1, 3, 1], [1, 200, 9]))).data], [1, 200, 9]);
  // The second channel alone changes.
  assert.equal([...(await new Equalization().apply(uint8([1, 2, 2], [9, 1, 9, 2]))).data], [9, 0, 9, 255]);
});

test('what lies outside valueRange counts as its end; NaN neither counts nor changes', async () => {
  const image = float32([1, 5, 1], [-50, 0, 100, 999, Number.NaN]);
  assert.equal([...(await new Equalization().apply(image)).data], [0, 0, 128, 255, Number.NaN]);
  // Long enough for vectors.
  const long = await new Equalization().apply(float32([20, 5, 1], Array(20).fill([...image.data]).flat()));
  assert.equal([...long.data], Array(20).fill([0, 0, 128, 255, Number.NaN]).flat());
  const nothing = float32([1, 2, 1], [Number.NaN, Number.NaN]);
  assert.equal([...(await new Equalization().apply(nothing)).data], [Number.NaN, Number.NaN]);
});

test('other bins and ranges', async () => {
  const unit = float32(
    [2, 3, 1],
    SIX.map((value) => value / 255),
  );
  const layer = new Equalization({ bins: 4, valueRange: [0, 1] });
  near((await layer.apply(unit)).data, [0, 2 / 3, 2 / 3, 1, 0, 0], 1e-6);
  const signed = new Equalization({ valueRange: [-1, 1] });
  near(
    (
      await signed.apply(
        float32(
          [2, 3, 1],
          SIX.map((value) => value / 127.5 - 1),
        ),
      )
    ).data,
    EVEN.map((value) => value / 127.5 - 1),
    1e-6,
  );
  const words = { data: Uint16Array.from(SIX, (value) => value * 257), shape: [2, 3, 1] as const };
  const wide = new Equalization({ valueRange: [0, 65535], bins: 65536, dtype: 'input' });
  assert.equal(
    [...(await wide.apply(words)).data],
    EVEN.map((value) => value * 257),
  );
});

test('an empty batch is an empty batch', async () => {
  const empty = await new Equalization().apply({ data: new Uint8Array(0), shape: [0, 3, 4, 3] as const });
  assert.equal([...empty.shape], [0, 3, 4, 3]);
});

test.run();
