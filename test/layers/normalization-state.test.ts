import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Normalization } from '../../src/layers/index.js';
import type { NormalizationState } from '../../src/layers/normalization-state.js';
import { near, throws } from './support.js';

type Pixels = Uint8Array | Uint16Array | Int32Array | Float32Array;

function newState(axis: number | number[] | null = -1): NormalizationState {
  return new Normalization({ axis }).createState() as NormalizationState;
}

/** A fixed stream of numbers within 0..1 (Lehmer, 48271 modulo 2^31 - 1). */
function stream(): () => number {
  let x = 1;
  return () => {
    x = (x * 48271) % 2147483647;
    return x / 2147483647;
  };
}

test('mean and population variance of each channel', () => {
  const state = newState();
  state.update(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 1, 2], 0);
  assert.equal(state.statistics(), { mean: [4, 5], variance: [5, 5], shape: [1, 1, 2] });
});

test('each choice of axes has its own cells', () => {
  const pixels = Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7);
  const means = (axis: number | number[] | null) => {
    const state = newState(axis);
    state.update(pixels, [2, 2, 2], 0);
    return state.statistics();
  };
  assert.equal(means(null), { mean: [3.5], variance: [5.25], shape: [1, 1, 1] });
  assert.equal(means(1), { mean: [1.5, 5.5], variance: [1.25, 1.25], shape: [2, 1, 1] });
  assert.equal(means(2), { mean: [2.5, 4.5], variance: [4.25, 4.25], shape: [1, 2, 1] });
  assert.equal(means([1, 2]), { mean: [0.5, 2.5, 4.5, 6.5], variance: [0.25, 0.25, 0.25, 0.25], shape: [2, 2, 1] });
  assert.equal(means([1, 2, 3]).variance, [0, 0, 0, 0, 0, 0, 0, 0]);
});

function splitAdds(pixels: Pixels, imageSize: number, sizes: readonly number[]): NormalizationState {
  const total = newState();
  let index = 0;
  for (const count of sizes) {
    const part = newState();
    const slice = pixels.subarray(index * imageSize, (index + count) * imageSize);
    part.update(slice, [count, imageSize / 3, 1, 3], index);
    total.merge(part);
    index += count;
  }
  return total;
}

test('integers: any split gives the same bits', () => {
  const random = stream();
  for (const pixels of [
    Uint8Array.from({ length: 12 * 30 }, () => random() * 256),
    Uint16Array.from({ length: 12 * 30 }, () => random() * 65536),
  ]) {
    const whole = splitAdds(pixels, 30, [12]).statistics();
    for (const sizes of [[5, 7], [7, 5], [1, 1, 10], Array(12).fill(1)]) {
      assert.equal(splitAdds(pixels, 30, sizes).statistics(), whole);
    }
  }
});

test('65535 in the millions is exact, also in one long row', () => {
  const n = 3_000_000;
  const pixels = new Uint16Array(n).fill(65535);
  pixels[0] = 65534;
  const cases: [axis: number, shape: number[]][] = [
    [-1, [1000, 3000, 1]],
    [-1, [1, n, 1]],
    [1, [1, n, 1]],
    [2, [n, 1, 1]],
  ];
  for (const [axis, shape] of cases) {
    const state = newState(axis);
    state.update(pixels, shape, 0);
    // One value is 1 lower: variance = 1/n - 1/n^2.
    const { mean, variance } = state.statistics();
    near(mean, [65535 - 1 / n], 1e-11);
    near(variance, [1 / n - 1 / n ** 2], 1e-21);
  }
});

test('floats far from 0 keep their variance', () => {
  // 1e6 and 1e6 + 0.5, half each: variance 0.0625.
  const state = newState();
  for (let i = 0; i < 10; i++) {
    state.update(
      Float32Array.from({ length: 1000 }, (_, j) => 1e6 + (j % 2) * 0.5),
      [10, 100, 1],
      i * 10,
    );
  }
  const { mean, variance } = state.statistics();
  near(mean, [1e6 + 0.25], 1e-8);
  near(variance, [0.0625], 0.0625e-12);
});

test('floats: batches, orders and parts of any kind give the same bits', () => {
  const random = stream();
  const pixels = Float32Array.from({ length: 45 * 30 }, () => random() * 200 - 100);
  const take = (state: NormalizationState, first: number, count: number) =>
    state.update(pixels.subarray(first * 30, (first + count) * 30), [count, 10, 1, 3], first);
  const one = newState();
  take(one, 0, 45);
  const backwards = newState();
  for (let i = 44; i >= 0; i--) take(backwards, i, 1);
  // Every seventh image in a part of its own, the last parts first.
  const scattered = newState();
  for (let part = 6; part >= 0; part--) {
    const state = newState();
    for (let i = part; i < 45; i += 7) take(state, i, 1);
    scattered.merge(state);
  }
  for (const state of [backwards, scattered, splitAdds(pixels, 30, [5, 7, 32, 1])]) {
    assert.equal(state.statistics(), one.statistics());
    assert.equal(state.toBytes(), one.toBytes());
    assert.is(state.count, 45);
  }
});

test('int32 and mixed dtypes count alike', () => {
  const state = newState();
  state.update(Int32Array.of(-2000000000, 2000000000), [1, 2, 1], 0);
  assert.equal(state.statistics(), { mean: [0], variance: [4e18], shape: [1, 1, 1] });
  const mixed = newState();
  mixed.update(Uint8Array.of(1, 3), [1, 2, 1], 0);
  mixed.update(Float32Array.of(5, 7), [1, 2, 1], 1);
  assert.equal(mixed.statistics(), { mean: [4], variance: [5], shape: [1, 1, 1] });
});

test('sizes may differ along axes without statistics only', () => {
  const state = newState();
  state.update(new Uint8Array(12), [2, 2, 3], 0);
  state.update(new Uint8Array(3), [1, 1, 3], 1);
  let caught: unknown;
  try {
    state.update(new Uint8Array(8), [2, 2, 2], 2);
  } catch (error) {
    caught = error;
  }
  const { code, index, message } = caught as { code: string; index: number; message: string };
  assert.equal({ code, index }, { code: 'E_SHAPE', index: 2 });
  assert.is(
    message,
    'Normalization: images must agree in the axes that have statistics; received [1, 1, 3] then [1, 1, 2]',
  );
});

test('NaN and infinity are refused with the position of the image', () => {
  for (const bad of [Number.NaN, Infinity, -Infinity]) {
    let caught: unknown;
    try {
      newState().update(Float32Array.of(1, 2, 3, bad), [2, 1, 2, 1], 40);
    } catch (error) {
      caught = error;
    }
    const { code, index, message } = caught as { code: string; index: number; message: string };
    assert.equal({ code, index }, { code: 'E_NONFINITE', index: 41 });
    assert.is(message, 'Normalization: image 41 has values that are NaN or infinite');
  }
});

test('no image is too few', () => {
  throws(() => newState().statistics(), 'E_TOO_FEW', 'Normalization: adapt() needs at least 1 image; received 0');
});

test('a state travels as bytes and goes on', () => {
  const half = newState();
  half.update(Uint16Array.of(1, 60000), [1, 2, 1], 0);
  half.update(Float32Array.of(0.1, 0.2), [1, 2, 1], 1);
  const restored = new Normalization().createState(half.toBytes()) as NormalizationState;
  assert.equal(restored.toBytes(), half.toBytes());
  assert.is(restored.count, 2);
  for (const state of [half, restored]) state.update(Uint16Array.of(7, 9), [1, 2, 1], 2);
  assert.equal(restored.statistics(), half.statistics());
  assert.equal(
    newState().toBytes(),
    (new Normalization().createState(newState().toBytes()) as NormalizationState).toBytes(),
  );
});

test('bytes that are no state, or one of other axes, are refused', () => {
  const good = newState();
  good.update(Float32Array.of(1, 2, 3, 4), [2, 1, 2, 1], 0);
  good.update(Uint8Array.of(1, 3), [1, 2, 1], 2);
  const text = new TextDecoder().decode(good.toBytes());
  const read = (changed: string) => new Normalization().createState(new TextEncoder().encode(changed));
  read(text);
  const wrong: [from: string | RegExp, to: string][] = [
    [/.*/s, ''],
    [/.*/s, '{}'],
    [/.*/s, 'null'],
    [/.$/, ''],
    ['-3"', '-2"'],
    ['"kept":[false,false,true]', '"kept":[0,0,1]'],
    ['"shape":[1,1,1]', '"shape":[1,1,2]'],
    ['"shape":[1,1,1]', '"shape":null'],
    ['[0,2,', '[0,3,'],
    ['[0,2,', '[1,2,'],
    ['[0,2,', '[-2,2,'],
    ['"means":"', '"means":"AAAA'],
    ['"rests":"', '"rests":"AAAA'],
    ['"sums":["', '"sums":["-'],
    ['"sums":[', '"sums":["1",'],
    [/"integers":\{.*?\}/, '"integers":{}'],
  ];
  for (const [from, to] of wrong) {
    const changed = text.replace(from, to);
    assert.is.not(changed, text, `${from} is there`);
    throws(() => read(changed), 'E_CONFIG', 'Normalization: not a state of format normalization-state-3');
  }
  throws(
    () => new Normalization({ axis: 1 }).createState(good.toBytes()),
    'E_CONFLICT',
    'Normalization: the state is one of other axes',
  );
});

test('two images of one position are refused, integers as well', () => {
  const part = (pixels: Pixels) => {
    const state = newState();
    state.update(pixels, [3, 1, 1, 1], 5);
    return state;
  };
  const message = (at: number) =>
    `Normalization: two images have the position ${at}; give each part of the data its firstIndex`;
  const state = part(Uint8Array.of(1, 2, 3));
  const bytes = state.toBytes();
  throws(() => state.merge(part(Float32Array.of(1, 2, 3))), 'E_CONFLICT', message(5));
  assert.equal(state.toBytes(), bytes, 'nothing changes');
  throws(() => state.update(Uint8Array.of(1), [1, 1, 1], 7), 'E_CONFLICT', message(7));
  throws(() => state.merge(state), 'E_CONFLICT', message(5));
});

test('states of other axes do not merge, empty ones change nothing', () => {
  throws(() => newState().merge(newState(1)), 'E_TYPE', 'Normalization: only states of the same axes can be merged');
  const state = newState();
  state.update(Uint8Array.of(1, 3), [1, 2, 1], 0);
  state.merge(newState());
  assert.equal(state.statistics(), { mean: [2], variance: [1], shape: [1, 1, 1] });
});

test.run();
