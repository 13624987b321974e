// What lies outside the image: the four fill modes at measured coordinates, ties, NaN.
// Numbers measured on TensorFlow 2.21 (constant, nearest, reflect) and SciPy 1.17 (grid-wrap) unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FillMode, image } from '../../src/index.js';
import { a45, assertClose, assertExact, gray, sampleAt } from './numbers.js';

const V4 = [10, 20, 30, 40];
const MODES: FillMode[] = ['constant', 'nearest', 'reflect', 'wrap'];

const COORDINATES = [-5, -4.5, -4, -3, -2, -1, -0.5, 3.2, 3.5, 4, 4.5, 5, 6, 7];
const MEASURED: Record<FillMode, number[]> = {
  constant: [-1, -1, -1, -1, -1, -1, 4.5, 31.8, 19.5, -1, -1, -1, -1, -1],
  nearest: [10, 10, 10, 10, 10, 10, 10, 40, 40, 40, 40, 40, 40, 40],
  reflect: [40, 40, 40, 30, 20, 10, 10, 40, 40, 40, 35, 30, 20, 10],
  wrap: [40, 25, 10, 20, 30, 40, 25, 34, 25, 10, 15, 20, 30, 40],
};

for (const mode of MODES) {
  test(`1. fill table, measured: ${mode}`, async () => {
    const values = await Promise.all(COORDINATES.map((t) => sampleAt(V4, t, mode)));
    assertClose(gray(values), [MEASURED[mode]], 1e-4);
  });
}

const clamp = (t: number, n: number) => Math.min(Math.max(t, 0), n - 1);

// TensorFlow's MapCoordinate, written as its documentation of the modes says; wrap is the periodic one.
const FOLD: Record<FillMode, (t: number, n: number) => number> = {
  constant: (t) => t,
  nearest: clamp,
  reflect: (t, n) => {
    let u = t;
    if (u < 0) {
      u += 2 * n * Math.trunc(-u / (2 * n));
      u = u < -n ? u + 2 * n : -u - 1;
    } else if (u > n - 1) {
      u -= 2 * n * Math.trunc(u / (2 * n));
      if (u >= n) u = 2 * n - u - 1;
    }
    return clamp(u, n);
  },
  wrap: (t, n) => t - n * Math.floor(t / n),
};

function tap(row: number[], index: number, mode: FillMode): number {
  return row[mode === 'wrap' ? index % row.length : index] ?? -1;
}

function expectedAt(row: number[], t: number, mode: FillMode, nearest: boolean): number {
  const u = FOLD[mode](t, row.length);
  if (nearest) return tap(row, Math.sign(u) * Math.floor(Math.abs(u) + 0.5) || 0, mode);
  const low = Math.floor(u);
  if (u === low) return tap(row, low, mode);
  return tap(row, low, mode) * (low + 1 - u) + tap(row, low + 1, mode) * (u - low);
}

for (const mode of MODES) {
  for (const interpolation of ['bilinear', 'nearest'] as const) {
    test(`1. fill table, -9 to 12 by halves: ${mode} ${interpolation}`, async () => {
      for (let t = -9; t <= 12; t += 0.5) {
        const value = await sampleAt(V4, t, mode, interpolation);
        assert.is(value, expectedAt(V4, t, mode, interpolation === 'nearest'), `t = ${t}`);
      }
    });
  }
}

test('2. nearest rounds ties away from zero', async () => {
  const values = await Promise.all([-0.5, -0.25, 0.5, 2.5, 3.5].map((t) => sampleAt(V4, t, 'constant', 'nearest')));
  assert.equal(values, [-1, 10, 20, 40, -1]);
});

const SKEW = [0.8, 0.3, -0.6, -0.2, 1.1, 0.4, 0, 0];
const INSIDE = [
  [7, 6.8, 6.6, 6.4],
  [13, 12.8, 12.6, 12.4, 12.2],
];

test('3. skewed 4x5, constant blends at the border', async () => {
  const result = await image.projective(a45(), SKEW, { fillMode: 'constant', fillValue: -5 });
  assertClose(result, [
    [-2.2, 1.2, 1, 0.44, -0.44],
    [3.75, ...(INSIDE[0] as number[])],
    INSIDE[1] as number[],
    [1.09, 5.55, 10.33, 15.43, 18],
  ]);
});

for (const fillMode of ['nearest', 'reflect'] as const) {
  test(`3. skewed 4x5, ${fillMode}`, async () => {
    assertClose(await image.projective(a45(), SKEW, { fillMode }), [
      [2, 1.2, 1, 1.8, 2.6],
      [7.5, ...(INSIDE[0] as number[])],
      INSIDE[1] as number[],
      [15.3, 16.1, 16.9, 17.7, 18],
    ]);
  });
}

test('3. skewed 4x5, reflect, nearest interpolation', async () => {
  assertExact(await image.projective(a45(), SKEW, { fillMode: 'reflect', interpolation: 'nearest' }), [
    [0, 0, 1, 2, 3],
    [10, 6, 6, 7, 8],
    [15, 11, 12, 12, 13],
    [15, 16, 17, 18, 19],
  ]);
});

test('3. skewed 4x5, wrap is periodic (TensorFlow gives 6 for the first pixel)', async () => {
  const result = await image.projective(a45(), SKEW, { fillMode: 'wrap' });
  // By hand: pixel (0, 0) reads (-0.6, 0.4): columns -1 = 4 and 0 with weights .6 and .4, plus 5 * .4 for the row.
  assert.ok(Math.abs((result.data[0] as number) - (4 * 0.6 + 2)) < 1e-5);
  assertClose({ data: result.data.slice(11, 14), shape: [1, 3, 1] }, [[12.8, 12.6, 12.4]]);
});

test('8. NaN: a tap of weight zero is not read (Keras turns its left neighbour into NaN too)', async () => {
  const input = gray([1, NaN, 3, 4], [NaN, 6, 7, 8]);
  // in_x = x + y / 2: the first row reads whole coordinates in both axes.
  const result = await image.projective(input, [1, 0.5, 0, 0, 1, 0, 0, 0], { fillMode: 'nearest' });
  assertExact(result, [
    [1, NaN, 3, 4],
    [NaN, 6.5, 7.5, 8],
  ]);
});

test('8. infinity: a tap of weight zero is not read', async () => {
  const input = gray([1, Infinity, 3, 4], [-Infinity, 6, 7, 8]);
  const result = await image.projective(input, [1, 0.5, 0, 0, 1, 0, 0, 0], { fillMode: 'nearest' });
  // Between -infinity and 6 Keras gives -infinity, a + (b - a) w gives NaN: both say that nothing finite is known.
  assert.not(Number.isFinite(result.data[4]));
  result.data[4] = NaN;
  assertExact(result, [
    [1, Infinity, 3, 4],
    [NaN, 6.5, 7.5, 8],
  ]);
});

test('8. NaN between pixels spreads to both sides', async () => {
  const result = await image.projective(gray([1, NaN, 3, 4]), [1, 0, 0.5, 0, 1, 0, 0, 0], { fillMode: 'nearest' });
  assertExact(result, [[NaN, NaN, 3.5, 4]]);
});

test('9. a 1x1 image of 7', async () => {
  const coordinates = [-3, -0.5, 0, 0.4, 2];
  const constant = await Promise.all(coordinates.map((t) => sampleAt([7], t, 'constant')));
  assertClose(gray(constant), [[-1, 3, 7, 3.8, -1]], 1e-5);
  for (const mode of ['nearest', 'reflect', 'wrap'] as const) {
    assert.equal(await Promise.all(coordinates.map((t) => sampleAt([7], t, mode))), [7, 7, 7, 7, 7]);
  }
});

test.run();
