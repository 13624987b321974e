// Rows A23 to A26 and A36: matrices, positions that are no numbers, and pixels that are none.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, configure, type Image, image, RandomFlip, Rescaling } from '../../src/index.js';
import { bytesOf } from '../support/images.js';
import { assertIntact, refuses, type Wrong } from './support.js';

/** 10 20 30 / 40 50 60 */
const six: Image = { data: new Float32Array([10, 20, 30, 40, 50, 60]), shape: [2, 3, 1] };
const IDENTITY = [1, 0, 0, 0, 1, 0, 0, 0];

for (const [name, call, code, part] of [
  ['A23 five numbers', (x) => image.affine(x, [1, 0, 0, 0, 1]), 'E_MATRIX', '6 or 9 numbers'],
  ['A23 no numbers', (x) => image.affine(x, []), 'E_MATRIX', 'received []'],
  ['A23 nine numbers for eight', (x) => image.projective(x, [...IDENTITY, 1]), 'E_MATRIX', '8 numbers'],
  ['A23 a third row', (x) => image.affine(x, [1, 0, 0, 0, 1, 0, 0, 0.1, 1]), 'E_MATRIX', '0 0 1'],
  ['A23 rows of unequal length', (x) => image.projective(x, [IDENTITY, [1]]), 'E_MATRIX', '8 numbers'],
  ['A23 two rows for one image', (x) => image.projective(x, [IDENTITY, IDENTITY]), 'E_MATRIX', 'received 2 for 1'],
  ['A23 words', (x) => image.affine(x, ['a', 0, 0, 0, 1, 0] as Wrong), 'E_TYPE', '"a"'],
  ['A23 a hole', (x) => image.affine(x, Object.assign(Array(6), [1, 0]) as Wrong), 'E_TYPE', 'undefined'],
] as [string, (picture: Image) => unknown, string, string][]) {
  test(name, async () => {
    await refuses(call, ['ArgumentError', code, part]);
  });
}

for (const bad of [NaN, Infinity, -Infinity]) {
  test(`A23 ${bad} in a matrix`, async () => {
    const row = [...IDENTITY];
    row[2] = bad;
    await refuses((x) => image.affine(x, row.slice(0, 6)), ['NumericError', 'E_COORD', String(bad)]);
    await refuses((x) => image.projective(x, new Float64Array(row)), ['NumericError', 'E_COORD', 'must be finite']);
    await refuses((x) => image.projective(x, [row]), ['NumericError', 'E_COORD', String(bad)]);
  });
}

test('A24 a singular matrix needs no inverse here: every pixel reads one place', async () => {
  assert.equal([...(await image.affine(six, [0, 0, 1, 0, 0, 1])).data], Array(6).fill(50));
  assert.equal([...(await image.affine(six, [0, 0, 0, 0, 1, 0])).data], [10, 10, 10, 40, 40, 40]);
  await assertIntact();
});

test('A25 where k is 0 the result is fillValue, and beyond it the picture comes back', async () => {
  // k = 1 - x: pixel 0 reads x = 0; pixel 1 has k = 0; pixel 2 has k = -1 and reads x = -2, y = -y.
  const out = await image.projective(six, [1, 0, 0, 0, 1, 0, -1, 0], { fillValue: 7 });
  assert.equal([...out.data], [10, 7, 7, 40, 7, 7]);
  const nearest = await image.projective(six, [1, 0, 0, 0, 1, 0, -1, 0], { fillMode: 'nearest', fillValue: 7 });
  assert.equal([...nearest.data], [10, 7, 10, 40, 7, 10]);
});

test('A26 positions of 1e38, of -0 and below the normal numbers are defined, and equal for every target', async () => {
  const rows: [number[], number[]][] = [
    [[1, 0, 1e38, 0, 1, 0, 0, 0], Array(6).fill(7)],
    [[1, 0, 0, 0, 1, -1e308, 0, 0], Array(6).fill(7)],
    [
      [1, 0, -0, -0, 1, -0, -0, 0],
      [10, 20, 30, 40, 50, 60],
    ],
    [
      [1, 0, 5e-324, 0, 1, 5e-324, 0, 0],
      [10, 20, 30, 40, 50, 60],
    ],
    [
      [1, 0, 0, 0, 1, 0, 1e38, 0],
      [10, 10, 10, 40, 10, 10],
    ],
  ];
  const { targets } = capabilities();
  assert.ok(targets.length > 0);
  try {
    for (const target of targets) {
      configure({ target });
      for (const [row, wanted] of rows) {
        assert.equal([...(await image.projective(six, row, { fillValue: 7 })).data], wanted, `${target} ${row}`);
      }
    }
  } finally {
    configure({ target: '' });
  }
});

test('A26 the same positions in every fill mode, dtype and target give the same bytes', async () => {
  const { targets } = capabilities();
  const far = [1e38, 0, 1e38, 0, 1e-310, 1e300, 1e20, -1e-320];
  for (const fillMode of ['constant', 'nearest', 'reflect', 'wrap'] as const) {
    for (const make of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const input: Image = { data: make.from([10, 20, 30, 40, 50, 60]), shape: [2, 3, 1] };
      const results = new Set<string>();
      for (const target of targets) {
        configure({ target });
        results.add(bytesOf(await image.projective(input, far, { fillMode, dtype: 'input' })).toString('hex'));
      }
      configure({ target: '' });
      assert.is(results.size, 1, `${fillMode} ${make.name}`);
    }
  }
});

test('A36 NaN and infinities pass through float results', async () => {
  const odd: Image = { data: new Float32Array([NaN, Infinity, -Infinity, 1]), shape: [1, 4, 1] };
  const flipped = await new RandomFlip({ mode: 'horizontal' }).apply(odd, { training: false });
  assert.equal([...flipped.data].map(String), ['NaN', 'Infinity', '-Infinity', '1']);
  assert.equal([...(await image.flipLeftRight(odd)).data].map(String), ['1', '-Infinity', 'Infinity', 'NaN']);
  assert.equal([...(await image.rescale(odd, 2, 1)).data].map(String), ['NaN', 'Infinity', '-Infinity', '3']);
});

test('A36 as integers NaN is 0 and the rest is clamped', async () => {
  const data = new Float32Array([NaN, Infinity, -Infinity, 300, -5, 0.5, 1.5, 4e9]);
  const odd: Image = { data, shape: [2, 4, 1] };
  for (const [dtype, low, high] of [
    ['uint8', 0, 255],
    ['uint16', 0, 65535],
    ['int32', -(2 ** 31), 2 ** 31 - 1],
  ] as const) {
    const wanted = [0, high, low, Math.min(300, high), Math.max(-5, low), 0, 2, Math.min(4e9, high)];
    for (const executor of ['fused', 'reference'] as const) {
      configure({ executor });
      assert.equal([...(await new Rescaling({ scale: 1, dtype }).apply(odd)).data], wanted, `${dtype} ${executor}`);
    }
    configure({ executor: 'fused' });
  }
});

test.run();
