// The addon's Whitening and whiten(): what crosses the boundary, and what is refused there. The sums themselves are
// tested in test/native/whitening_test.cc.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DTYPE_CODES, native, type WhiteningNumbers, type WhitenJob } from '../src/native.js';

const { uint8, int32, float32 } = DTYPE_CODES;

// y = (x - (1, 2)) [[2, 1], [1, 3]].
const MATRIX: WhiteningNumbers = {
  features: 2,
  mean: Float64Array.of(1, 2),
  matrix: Float32Array.of(2, 1, 1, 3),
};
// y = 2 (x - (1, 2)) + 3 ((x - (1, 2)) . (1, -1)) (1, -1).
const VECTORS: WhiteningNumbers = {
  features: 2,
  mean: Float64Array.of(1, 2),
  vectors: Float32Array.of(1, -1),
  gains: Float32Array.of(3),
  baseGain: 2,
};
const IMAGES = Uint8Array.of(1, 2, 3, 2, 0, 4, 200, 100);
const WHITENED = [0, 0, 4, 2, 0, 5, 496, 493];

function jobOf(numbers: WhiteningNumbers, overrides: Partial<WhitenJob> = {}) {
  const output = new Float32Array(8).fill(-7);
  const job: WhitenJob = {
    whitening: new (native().Whitening)(numbers),
    input: IMAGES,
    inputDtype: uint8,
    output,
    outputDtype: float32,
    first: 0,
    count: 4,
    applied: new Float64Array(0),
    reference: false,
    cudaLibrary: '',
    ...overrides,
  };
  return { job, output };
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
}

for (const reference of [false, true]) {
  test(`whitens by a matrix and by vectors, reference ${reference}`, async () => {
    const dense = jobOf(MATRIX, { reference });
    native().whitenSync(dense.job);
    assert.equal([...dense.output], WHITENED);

    const low = jobOf(VECTORS, { reference });
    await native().whiten(low.job);
    assert.equal([...low.output], [0, 0, 10, -6, -11, 13, 701, -107]);
  });

  test(`whitens only the images asked for and chosen, reference ${reference}`, () => {
    const { job, output } = jobOf(MATRIX, { reference, first: 1, count: 2, applied: Float64Array.of(1, 0, 1, 1) });
    native().whitenSync(job);
    assert.equal([...output], [-7, -7, 3, 2, 0, 5, -7, -7]);
  });
}

test('rounds to integers half to even and saturates', () => {
  const halves = { ...MATRIX, matrix: Float32Array.of(0.25, 0, 0, 1) };
  const bytes = new Uint8Array(8);
  native().whitenSync(jobOf(halves, { output: bytes, outputDtype: uint8 }).job);
  assert.equal([...bytes], [0, 0, 0, 0, 0, 2, 50, 98]);

  const { job } = jobOf(MATRIX, { output: bytes, outputDtype: uint8 });
  native().whitenSync(job);
  assert.equal(
    [...bytes],
    WHITENED.map((value) => Math.min(value, 255)),
  );

  const ints = new Int32Array(8);
  native().whitenSync(jobOf(MATRIX, { output: ints, outputDtype: int32 }).job);
  assert.equal([...ints], WHITENED);
});

test('works on blocks', async () => {
  const { Block, copyPixels } = native();
  const output = new Block(8 * 4);
  await native().whiten(jobOf(MATRIX, { input: new Block(IMAGES), output }).job);
  const values = new Float32Array(8);
  copyPixels(output, float32, values, float32, 0);
  assert.equal([...values], WHITENED);
});

test('gives back what it was made of', () => {
  const dense = new (native().Whitening)(MATRIX);
  assert.equal([dense.features, dense.dense, dense.rank, dense.baseGain], [2, true, 0, 0]);
  assert.equal([...dense.mean()], [1, 2]);
  assert.equal([...dense.rows(0, 2)], [2, 1, 1, 3]);
  assert.equal([...dense.rows(1, 1)], [1, 3]);
  assert.equal([...dense.rows(2, 0)], []);
  assert.is(dense.gains().length, 0);
  assert.ok(dense.byteLength >= 2 * 2 * 4 + 2 * 8);

  const low = new (native().Whitening)(VECTORS);
  assert.equal([low.features, low.dense, low.rank, low.baseGain], [2, false, 1, 2]);
  assert.equal([...low.gains()], [3]);
  assert.equal([...low.rows(0, 1)], [1, -1]);
});

test('numbers that do not fit together are refused', () => {
  const wrong: Partial<WhiteningNumbers>[] = [
    { features: 3 },
    { matrix: Float32Array.of(2, 1, 1) },
    { matrix: new Float32Array(8) },
    { features: 0, mean: new Float64Array(0), matrix: new Float32Array(0) },
  ];
  for (const numbers of wrong) {
    assert.is(
      codeOf(() => new (native().Whitening)({ ...MATRIX, ...numbers })),
      'E_BOUNDS',
    );
  }
  assert.is(
    codeOf(() => new (native().Whitening)({ ...VECTORS, gains: Float32Array.of(3, 4) })),
    'E_BOUNDS',
  );
  const whitening = new (native().Whitening)(MATRIX);
  for (const [first, count] of [
    [-1, 1],
    [0, 3],
    [2, 1],
    [0.5, 1],
    [0, Number.NaN],
  ] as const) {
    assert.is(
      codeOf(() => whitening.rows(first, count)),
      'E_BOUNDS',
    );
  }
});

test('jobs that reach outside are refused and write nothing', () => {
  const wrong: Partial<WhitenJob>[] = [
    { count: 5 },
    { first: 1 },
    { first: -1 },
    { count: -1 },
    { count: 1.5 },
    { first: Number.NaN },
    { inputDtype: float32 },
    { applied: Float64Array.of(1, 1, 1) },
    { input: new Uint8Array(0) },
  ];
  for (const overrides of wrong) {
    const { job, output } = jobOf(MATRIX, overrides);
    assert.is(
      codeOf(() => native().whitenSync(job)),
      'E_BOUNDS',
      JSON.stringify(overrides),
    );
    assert.ok(output.every((value) => value === -7));
  }
  assert.is(
    codeOf(() => native().whitenSync(jobOf(MATRIX, { whitening: {} as never }).job)),
    'E_TYPE',
  );
  assert.is(
    codeOf(() => native().whitenSync(jobOf(MATRIX, { outputDtype: 9 }).job)),
    'E_DTYPE',
  );
});

test('no images are no work', () => {
  const { job, output } = jobOf(MATRIX, { count: 0 });
  native().whitenSync(job);
  assert.ok(output.every((value) => value === -7));
});

test('gives its memory back', async () => {
  const before = native().memory().inUseBytes;
  await native().whiten(jobOf(MATRIX, { output: new Uint8Array(8), outputDtype: uint8 }).job);
  (global as { gc?: () => void }).gc?.();
  await new Promise((resolve) => setTimeout(resolve, 20));
  (global as { gc?: () => void }).gc?.();
  assert.ok(native().memory().inUseBytes <= before + 2 * 4096);
});

test.run();
