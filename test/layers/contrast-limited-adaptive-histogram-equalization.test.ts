import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ContrastLimitedAdaptiveHistogramEqualization as Clahe } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

const NAME = 'ContrastLimitedAdaptiveHistogramEqualization';

test('lowers in training and at inference alike', () => {
  const params = { valueRange: [0, 255], clipLimit: 4, tileGridSize: [8, 8] };
  const stages = [{ kind: 'clahe', params, dtype: 'float32' }];
  assert.equal(new Clahe().lower(), stages);
  const other = { valueRange: [-1, 1], clipLimit: 0, tileGridSize: [3, 1] } as const;
  assert.equal(new Clahe(other).lower()[0]?.params, other);
});

test('every bad option is an error', () => {
  const grid = 'tileGridSize must be [rows, columns] of integers within 1..256';
  throwsForEach(NAME, (options) => new Clahe(options), [
    [{ tileGridSize: 8 }, 'E_TYPE', `${grid}; received 8`],
    [{ tileGridSize: [8] }, 'E_TYPE', `${grid}; received [8]`],
    [{ tileGridSize: [8, '8'] }, 'E_TYPE', `${grid}; received [8, "8"]`],
    [{ tileGridSize: [0, 8] }, 'E_SIZE', `${grid}; received [0, 8]`],
    [{ tileGridSize: [8, 1.5] }, 'E_SIZE', `${grid}; received [8, 1.5]`],
    [{ tileGridSize: [257, 1] }, 'E_SIZE', `${grid}; received [257, 1]`],
    [{ clipLimit: NaN }, 'E_RANGE', 'clipLimit must be a finite number; received NaN'],
    [{ clipLimit: '4' }, 'E_TYPE', 'clipLimit must be a number; received "4"'],
    [{ valueRange: [1, 1] }, 'E_RANGE', 'valueRange must be [min, max] with min < max; received [1, 1]'],
    [
      { seed: 1 },
      'E_OPTION',
      'unknown option "seed"; known options are valueRange, clipLimit, tileGridSize, dataFormat, name, dtype',
    ],
  ]);
});

test('more than 65536 histograms are an error', async () => {
  const layer = new Clahe({ tileGridSize: [256, 256] });
  assert.equal((await layer.apply(float32([1, 1, 1], [9]))).data.length, 1);
  const message = 'clahe: 65536 tiles of 2 channels are over the limit of 65536 histograms';
  await failsWith(() => layer.apply(float32([1, 1, 2], [9, 9])), 'LimitError', 'E_OUTPUT_BYTES', message);
});

test('configs round trip', () => roundTrips(new Clahe({ valueRange: [0, 1], clipLimit: 2.5, tileGridSize: [2, 5] })));

type Shape = readonly [number, number, number];

/** The definition, in doubles and without any table: ranks of every value in four tiles, mixed. */
function definition(data: ArrayLike<number>, shape: Shape, grid: readonly [number, number], clip: number): number[] {
  const [height, width, channels] = shape;
  const [tileHeight, tileWidth] = [Math.ceil(height / grid[0]), Math.ceil(width / grid[1])];
  const fold = (i: number, n: number) => {
    const m = i % (2 * n);
    return m < n ? m : 2 * n - 1 - m;
  };
  const binAt = (y: number, x: number, c: number) => {
    const value = data[(fold(y, height) * width + fold(x, width)) * channels + c] as number;
    return Math.trunc(Math.min(Math.max(value, 0), 255));
  };
  const pixels = tileHeight * tileWidth;
  const tables = new Map<string, number[]>();
  const table = (row: number, column: number, c: number): number[] => {
    const key = `${row} ${column} ${c}`;
    const known = tables.get(key);
    if (known) return known;
    let counts = new Array<number>(256).fill(0);
    for (let y = row * tileHeight; y < (row + 1) * tileHeight; y++) {
      for (let x = column * tileWidth; x < (column + 1) * tileWidth; x++) {
        const bin = binAt(y, x, c);
        counts[bin] = (counts[bin] as number) + 1;
      }
    }
    if (clip > 0) {
      const limit = (clip * pixels) / 256;
      const excess = counts.reduce((sum, count) => sum + Math.max(count - limit, 0), 0);
      counts = counts.map((count) => Math.min(count, limit) + excess / 256);
    }
    let sum = 0;
    const ranks = counts.map((count) => (sum += count));
    const least = ranks[0] as number;
    const made = ranks.map((rank) => Math.min(Math.max(((rank - least) * 255) / (pixels - least || 1), 0), 255));
    tables.set(key, made);
    return made;
  };
  const pair = (i: number, size: number, tiles: number) => {
    const at = Math.min(Math.max((i - size / 2) / size, 0), tiles - 1);
    const first = Math.min(Math.floor(at), tiles - 1);
    return [first, Math.min(first + 1, tiles - 1), at - first] as const;
  };
  return Array.from(data, (_, i) => {
    const c = i % channels;
    const [y, x] = [Math.floor(i / channels / width), Math.floor(i / channels) % width];
    const [top, bottom, fy] = pair(y, tileHeight, grid[0]);
    const [left, right, fx] = pair(x, tileWidth, grid[1]);
    const bin = binAt(y, x, c);
    const of = (row: number, column: number) => table(row, column, c)[bin] as number;
    return (
      (1 - fy) * ((1 - fx) * of(top, left) + fx * of(top, right)) +
      fy * ((1 - fx) * of(bottom, left) + fx * of(bottom, right))
    );
  });
}

const SHAPES: readonly Shape[] = [
  [1, 1, 1],
  [1, 9, 3],
  [11, 1, 4],
  [5, 7, 2],
  [16, 16, 1],
  [19, 37, 3],
  [33, 20, 5],
];

test('every dtype, channel count, shape and grid against the definition', async () => {
  for (const shape of SHAPES) {
    const count = shape[0] * shape[1] * shape[2];
    // Clustered, so that clipping has something to do.
    const values = Array.from({ length: count }, (_, i) => ((i * i * 7) % 40) + ((i * 13) % 3) * 90);
    for (const Data of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      for (const [grid, clipLimit] of [
        [[8, 8], 4],
        [[2, 3], 1.5],
        [[1, 1], 0],
        [[3, 2], -1],
      ] as const) {
        const layer = new Clahe({ tileGridSize: grid, clipLimit });
        const { data } = await layer.apply({ data: Data.from(values), shape });
        near(data, definition(values, shape, grid, clipLimit), 2e-4);
      }
    }
  }
});

test('fractions are truncated to bins, and values outside the range go to the outer ones', async () => {
  const values = [-30, 0.99, 1, 254.99, 255, 1000, 128.5, 128];
  const { data } = await new Clahe({ tileGridSize: [1, 1] }).apply(float32([2, 4, 1], values));
  near(data, definition(values, [2, 4, 1], [1, 1], 4), 2e-4);
  assert.is(data[0], data[1]);
  assert.is(data[4], data[5]);
  assert.is(data[6], data[7]);
});

test('another value range is the same on its scale', async () => {
  const values = Array.from({ length: 48 }, (_, i) => (i * 37) % 256);
  const shape: Shape = [6, 8, 1];
  const wanted = definition(values, shape, [2, 2], 4);
  const layer = new Clahe({ tileGridSize: [2, 2], valueRange: [-1, 1] });
  // A little above the edges of bins, which float32 would otherwise miss on either side.
  const { data } = await layer.apply(
    float32(
      shape,
      values.map((value) => (value + 0.01) / 127.5 - 1),
    ),
  );
  near(
    data,
    wanted.map((value) => value / 127.5 - 1),
    2e-6,
  );
});

test('integers are rounded half to even with an integer dtype (Keras truncates)', async () => {
  const image = { data: Uint8Array.from({ length: 16 }, (_, i) => 16 * i), shape: [4, 4, 1] as const };
  const { data } = await new Clahe({ tileGridSize: [2, 2], dtype: 'input' }).apply(image);
  assert.equal(data, Uint8Array.of(0, 19, 34, 53, 69, 88, 103, 121, 129, 146, 161, 177, 192, 211, 224, 241));
});

test('NaN stays, counts nowhere and spoils nothing', async () => {
  const values = Array.from({ length: 24 }, (_, i) => i * 10);
  const data = Float32Array.from([NaN, ...values]);
  const result = await new Clahe({ tileGridSize: [2, 2] }).apply({ data, shape: [5, 5, 1] });
  assert.equal([...result.data].map(Number.isNaN), [true, ...values.map(() => false)]);
  assert.ok([...result.data].slice(1).every((value) => value >= 0 && value <= 255));
});

test('every image by itself', async () => {
  const one = Uint8Array.from({ length: 60 }, (_, i) => (i * 29) % 256);
  const two = Uint8Array.from({ length: 60 }, (_, i) => (i * i) % 100);
  const layer = new Clahe({ tileGridSize: [2, 2] });
  const both = await layer.apply({ data: Uint8Array.from([...one, ...two]), shape: [2, 5, 4, 3] });
  const [first, second] = await Promise.all([one, two].map((data) => layer.apply({ data, shape: [5, 4, 3] })));
  assert.equal([...both.data], [...(first?.data ?? []), ...(second?.data ?? [])]);
});

test.run();
