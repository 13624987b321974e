// Resizing [10, 20, 40, 80] by every method. Numbers measured on TensorFlow 2.21 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image, type ResizeInterpolation, Resizing } from '../../src/index.js';
import { assertClose, assertExact, gray, ramp } from './numbers.js';

const Q4 = [10, 20, 40, 80];

// Per method: width 2, 3, 8 without and width 2, 3 with antialias.
const TABLE: [ResizeInterpolation, number[], number[], number[], number[], number[]][] = [
  ['nearest', [20, 80], [10, 40, 80], [10, 10, 20, 20, 40, 40, 80, 80], [20, 80], [10, 40, 80]],
  [
    'bilinear',
    [15, 60],
    [11.66667, 30, 73.33334],
    [10, 12.5, 17.5, 25, 35, 50, 70, 80],
    [18.57143, 54.28572],
    [13, 30, 68],
  ],
  [
    'bicubic',
    [13.52941, 62.35294],
    [10.92103, 28.125, 75.65715],
    [9.11765, 11.45985, 16.41222, 23.82812, 33.35938, 50.22901, 72.84672, 83.52942],
    [15.57851, 57.06612],
    [11.32723, 28.94396, 71.25858],
  ],
  ['area', [15, 60], [12.5, 30, 70], [10, 10, 20, 20, 40, 40, 80, 80], [15, 60], [12.5, 30, 70]],
  [
    'lanczos3',
    [13.37408, 63.78973],
    [10.5859, 25.71428, 75.93269],
    [9.45621, 11.0757, 16.63511, 22.77724, 30.9494, 51.88226, 73.40344, 84.46329],
    [14.01856, 57.82835],
    [11.08308, 28.125, 72.12455],
  ],
  [
    'lanczos5',
    [15.62085, 62.8085],
    [11.74823, 23.84664, 75.14866],
    [7.88195, 12.69388, 18.22578, 21.25106, 30.05843, 51.62347, 72.38992, 85.69183],
    [13.27658, 58.19859],
    [11.44702, 27.79741, 72.24548],
  ],
  [
    'gaussian',
    [15, 60],
    [12.08609, 30, 71.65566],
    [10.47426, 12.68941, 18.10741, 24.83874, 36.21483, 49.67748, 69.24234, 78.10297],
    [20.14262, 52.88383],
    [13.62942, 31.43024, 66.42561],
  ],
  [
    'mitchellcubic',
    [14.16108, 61.34228],
    [11.51802, 28.95834, 73.48327],
    [9.69108, 12.06955, 17.01454, 24.47048, 34.38368, 50.55603, 70.85666, 81.2357],
    [17.71498, 54.95169],
    [12.35536, 30.11824, 68.84016],
  ],
];

for (const [method, two, three, eight, twoSmooth, threeSmooth] of TABLE) {
  test(`25. ${method}: 4 pixels to 2, 3 and 8, with and without antialias, along both axes`, async () => {
    const cases: [number[], boolean][] = [
      [two, false],
      [three, false],
      [eight, false],
      [twoSmooth, true],
      [threeSmooth, true],
    ];
    for (const [wanted, antialias] of cases) {
      const options = { method, antialias };
      assertClose(await image.resize(gray(Q4), [1, wanted.length], options), [wanted], 1e-3);
      const column = await image.resize(gray(...Q4.map((value) => [value])), [wanted.length, 1], options);
      assertClose(column, [wanted], 1e-3);
    }
  });

  test(`25. ${method}: both axes at once are the product of the two`, async () => {
    const product = (rows: number[], columns: number[]) =>
      rows.map((row) => columns.map((value) => (row * value) / 80));
    const result = await image.resize(gray(...product(Q4, Q4)), [3, 8], { method });
    assertClose(result, product(three, eight), 1e-3);
  });

  test(`25. ${method}: 1 to n copies, n to 1 stays within the values, equal size is the identity`, async () => {
    assertClose(
      await image.resize(gray([7]), [3, 4], { method }),
      Array.from({ length: 3 }, () => [7, 7, 7, 7]),
      1e-5,
    );
    for (const antialias of [false, true]) {
      const { data } = await image.resize(gray(Q4), [1, 1], { method, antialias });
      assert.ok((data[0] as number) > 10 && (data[0] as number) < 80);
    }
    // Gaussian and Mitchell blur even at equal size; the others interpolate.
    if (method !== 'gaussian' && method !== 'mitchellcubic') {
      assertClose(await image.resize(gray(Q4), [1, 4], { method }), [Q4], 1e-4);
    }
  });
}

test('25. odd and even sizes on both axes (by hand: averages of two by two)', async () => {
  const result = await image.resize(ramp(4, 6, 0), [2, 3]);
  assertClose(result, [
    [3.5, 5.5, 7.5],
    [15.5, 17.5, 19.5],
  ]);
});

test('26. uint8 results round half to even and saturate', async () => {
  const small = { data: Uint8Array.of(10, 21, 40, 81), shape: [1, 4, 1] as const };
  assert.equal((await image.resize(small, [1, 2])).data, Uint8Array.of(16, 60));
  const steps = { data: Uint8Array.of(0, 255, 0, 255), shape: [1, 4, 1] as const };
  const result = await image.resize(steps, [1, 8], { method: 'bicubic' });
  assert.equal(result.data, Uint8Array.of(0, 54, 216, 215, 40, 39, 201, 255));
});

test('27. cropToAspectRatio takes the centre', async () => {
  const layer = new Resizing({ height: 2, width: 2, interpolation: 'nearest', cropToAspectRatio: true });
  assertExact(await layer.apply(ramp(2, 5, 0)), [
    [1, 2],
    [6, 7],
  ]);
});

test('27. padToAspectRatio drops an odd row, as Keras does', async () => {
  const layer = new Resizing({ height: 4, width: 4, interpolation: 'nearest', padToAspectRatio: true, fillValue: 9 });
  assertExact(await layer.apply(ramp(2, 3, 1)), [
    [1, 2, 2, 3],
    [1, 2, 2, 3],
    [4, 5, 5, 6],
    [4, 5, 5, 6],
  ]);
});

test('27. padToAspectRatio puts the same border on both sides (by hand)', async () => {
  const layer = new Resizing({ height: 4, width: 4, interpolation: 'nearest', padToAspectRatio: true, fillValue: 9 });
  assertExact(await layer.apply(ramp(2, 4, 1)), [
    [9, 9, 9, 9],
    [1, 2, 3, 4],
    [5, 6, 7, 8],
    [9, 9, 9, 9],
  ]);
});

test('NaN reaches only the pixels that read it', async () => {
  assertClose(await image.resize(gray([1, NaN, 3, 4]), [1, 8]), [[1, NaN, NaN, NaN, NaN, 3.25, 3.75, 4]]);
});

test.run();
