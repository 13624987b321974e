// The addon's FeatureMoments: what crosses the boundary, and what is refused while work runs. The sums themselves are
// tested in test/native/feature_moments_test.cc and fit_whitening_test.cc.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { DTYPE_CODES, type MomentsSpec, type NativeMoments, native } from '../src/native.js';

const { uint8, float32 } = DTYPE_CODES;
const OPTIONS = { epsilon: 0.1, singular: false, perFeature: false, rank: 0, shrinkage: 0, cudaLibrary: '' };

// Three images of 1 x 2 pixels in one channel; mean 2.5, variances 7/2 and 7/3.
const HAND = [1, 2, 3, 5, 0, 4];

function empty(overrides: Partial<MomentsSpec> = {}): NativeMoments {
  return new (native().FeatureMoments)({
    features: 2,
    channels: 1,
    dtype: uint8,
    maxSamples: 0,
    seed: 0,
    ...overrides,
  });
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
}

async function rejectionOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return (error as { code: string }).code;
  }
  return 'none';
}

function near(actual: ArrayLike<number>, expected: number[], tolerance = 1e-6): void {
  assert.is(actual.length, expected.length);
  expected.forEach((value, i) => {
    assert.ok(Math.abs((actual[i] ?? NaN) - value) <= tolerance, `${actual[i]} is not ${value}`);
  });
}

test('solves the case worked by hand', async () => {
  for (const [dtype, data] of [
    [uint8, Uint8Array.from(HAND)],
    [float32, Float32Array.from(HAND)],
  ] as const) {
    const moments = empty({ dtype });
    assert.is(moments.add(data, 0, 3, 0), 3);
    assert.is(moments.count, 3);
    const fit = await moments.solve(OPTIONS);
    near(fit.whitening.rows(0, 2), [0.584054, 0.057007, 0.057007, 0.584054]);
    near(fit.whitening.mean(), [2.5, 2.5]);
    near(fit.spectrum, [3.5, 7 / 3], 1e-12);
    assert.is(fit.count, 3);
    assert.is(fit.rank, 2);
    assert.ok(Math.abs(fit.condition - 1.5) < 1e-12);
    const singular = await moments.solve({ ...OPTIONS, singular: true });
    near(singular.whitening.rows(0, 2), [0.574666, 0.056145, 0.056145, 0.574666]);
  }
});

test('goes through bytes and merges', async () => {
  const first = empty();
  const second = empty();
  first.add(Uint8Array.from(HAND), 0, 1, 0);
  second.add(Uint8Array.from(HAND), 1, 2, 1);
  const copy = native().FeatureMoments.fromBytes(await second.toBytes());
  assert.is(copy.count, 2);
  assert.is(copy.features, 2);
  assert.is(copy.channels, 1);
  assert.is(copy.dtype, uint8);
  await first.merge(copy);
  const whole = empty();
  whole.add(Uint8Array.from(HAND), 0, 3, 0);
  assert.equal(await first.toBytes(), await whole.toBytes());
});

test('wants full blocks multiplied, share by share', async () => {
  const data = Uint8Array.from({ length: 2 * 5000 }, (_, i) => (i * i * 31) % 251);
  const moments = empty();
  let taken = 0;
  while (taken < 5000) {
    const some = moments.add(data, taken, 5000 - taken, taken);
    taken += some;
    if (taken === 5000) break;
    assert.ok(some > 0);
    const shares = [moments.multiply(1, 2), moments.multiply(0, 2)];
    assert.is(
      codeOf(() => moments.add(data, 0, 1, 0)),
      'E_BUSY',
    );
    assert.is(
      codeOf(() => moments.settle()),
      'E_BUSY',
    );
    assert.is(
      codeOf(() => moments.solve(OPTIONS)),
      'E_BUSY',
    );
    assert.is(
      codeOf(() => moments.toBytes()),
      'E_BUSY',
    );
    assert.is(
      codeOf(() => moments.merge(empty())),
      'E_BUSY',
    );
    assert.is(
      codeOf(() => empty().merge(moments)),
      'E_BUSY',
    );
    assert.is(moments.count, taken);
    assert.ok(moments.byteLength > 0);
    await Promise.all(shares);
    assert.is(
      codeOf(() => moments.add(data, 0, 1, 0)),
      'E_BUSY',
    );
    moments.settle();
  }
  assert.is(moments.count, 5000);
  const { whitening } = await moments.solve(OPTIONS);
  assert.is(whitening.features, 2);
});

test('is usable again after an error', async () => {
  const moments = empty({ dtype: float32 });
  assert.is(await rejectionOf(moments.solve(OPTIONS)), 'E_TOO_FEW');
  assert.is(
    codeOf(() => moments.add(Float32Array.of(1, NaN), 0, 1, 0)),
    'E_NONFINITE',
  );
  moments.add(Float32Array.from(HAND), 0, 3, 0);
  assert.is(
    codeOf(() => moments.add(Float32Array.from(HAND), 0, 1, 2)),
    'E_CONFLICT',
  );
  assert.is(await rejectionOf(moments.solve({ ...OPTIONS, epsilon: 0 })), 'E_RANGE');
  assert.is(await rejectionOf(moments.merge(moments)), 'E_CONFLICT');
  assert.is(await rejectionOf(moments.merge(empty())), 'E_CONFLICT');
  assert.is(moments.count, 3);
});

test('refuses what does not fit', () => {
  const data = Uint8Array.from(HAND);
  for (const [first, count, index] of [
    [0, 4, 0],
    [4, 0, 0],
    [-1, 1, 0],
    [0, 0.5, 0],
    [0, 1, -1],
    [0, NaN, 0],
  ] as const) {
    assert.is(
      codeOf(() => empty().add(data, first, count, index)),
      'E_BOUNDS',
    );
  }
  assert.is(
    codeOf(() => empty({ features: 0 })),
    'E_RANGE',
  );
  assert.is(
    codeOf(() => empty({ seed: -1 })),
    'E_BOUNDS',
  );
  assert.is(
    codeOf(() => native().FeatureMoments.fromBytes(new Uint8Array(10))),
    'E_CONFIG',
  );
  assert.is(
    codeOf(() => empty().merge({} as NativeMoments)),
    'E_TYPE',
  );
});

test('says which LAPACK it uses, or why none', () => {
  const choice = native().lapack() as { path?: string; reason?: string };
  assert.is(Object.keys(choice).length, 1);
  assert.ok((choice.path ?? choice.reason ?? '').length > 0);
});

test.run();
