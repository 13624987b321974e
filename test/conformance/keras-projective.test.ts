// Projective maps and batches of them. Numbers measured on TensorFlow 2.21 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image } from '../../src/index.js';
import { a45, assertClose, assertExact, gray, ramp } from './numbers.js';

test('4. a projective map of 4x5', async () => {
  const result = await image.projective(a45(), [1, 0.1, 0.2, 0.05, 1, -0.3, 0.02, 0.03], { fillValue: -5 });
  const rows = {
    data: Float32Array.of(...result.data.slice(0, 5), ...result.data.slice(15)),
    shape: [2, 5, 1] as const,
  };
  assertClose(rows, [
    [-1.36, -0.33737, 0.747041, 1.884123, 3.065843],
    [12.844036, 13.738739, 14.60177, 15.434783, 16.239317],
  ]);
});

test('4. where the denominator is zero the fill value is read', async () => {
  for (const fillMode of ['constant', 'nearest', 'reflect', 'wrap'] as const) {
    const options = { fillValue: -5, fillMode };
    const { data } = await image.projective(a45(), [1, 0, 0, 0, 1, 0, -0.5, 0], options);
    assert.is(data[2], -5, fillMode);
    // x = 3 and 4 land left of the image, which only 'constant' fills.
    if (fillMode === 'constant') assert.equal(Array.from(data.slice(0, 5)), [0, 2, -5, -5, -5]);
  }
});

test('5. a batch of 3 with a map each', async () => {
  const batch = { data: Float32Array.of(1, 2, 3, 10, 20, 30, 100, 200, 300), shape: [3, 1, 3, 1] as const };
  const moves = [-1, 0, 1].map((t) => [1, 0, t, 0, 1, 0, 0, 0]);
  assertExact(await image.projective(batch, moves, { fillValue: -1 }), [
    [-1, 1, 2],
    [10, 20, 30],
    [200, 300, -1],
  ]);
});

test('5. a batch of 3 with one map for all', async () => {
  const batch = { data: Float32Array.of(1, 2, 3, 10, 20, 30, 100, 200, 300), shape: [3, 1, 3, 1] as const };
  assertExact(await image.projective(batch, [1, 0, 1, 0, 1, 0, 0, 0], { fillValue: -1 }), [
    [2, 3, -1],
    [20, 30, -1],
    [200, 300, -1],
  ]);
});

test('6. uint8 results round half to even (TensorFlow truncates to 15 25 35 40)', async () => {
  const half = [1, 0, 0.5, 0, 1, 0, 0, 0];
  const options = { fillMode: 'nearest', dtype: 'uint8' } as const;
  const result = await image.projective({ data: Uint8Array.of(10, 21, 30, 40), shape: [1, 4, 1] }, half, options);
  assert.equal(result.data, Uint8Array.of(16, 26, 35, 40));
  const even = await image.projective({ data: Uint8Array.of(10, 15, 16, 17), shape: [1, 4, 1] }, half, options);
  assert.equal(even.data, Uint8Array.of(12, 16, 16, 17));
});

test('14. the homography of a pinned corner', async () => {
  const result = await image.projective(ramp(5, 5, 0), [3, 0, 0, 0, 3, 0, 0.25, 0.25]);
  const rows = {
    data: Float32Array.of(...result.data.slice(0, 5), ...result.data.slice(10, 15)),
    shape: [2, 5, 1] as const,
  };
  assertClose(rows, [
    [0, 2.4, 4, 0, 0],
    [20, 18.8571, 18, 17.3333, 3.2],
  ]);
});

test('the size of the result may differ from the input', async () => {
  const result = await image.projective(gray([1, 2, 3]), [1, 0, -1, 0, 1, -1, 0, 0], { outputShape: [2, 5] });
  assert.equal(result.shape, [2, 5, 1]);
  assertExact(result, [
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 0],
  ]);
});

test('an empty batch stays empty', async () => {
  const result = await image.projective({ data: new Uint8Array(0), shape: [0, 4, 5, 3] }, [1, 0, 0, 0, 1, 0, 0, 0]);
  assert.equal(result.shape, [0, 4, 5, 3]);
  assert.is(result.data.length, 0);
});

test.run();
