// The kernels that are one op of TensorFlow against the kernels of tfjs' 'cpu' backend, through the same public calls.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { installKernels } from '../../src/tfjs/index.js';
import { failureOf } from '../support/failure-of.js';

installKernels(tf);

const warnings: unknown[] = [];
console.warn = (...values: unknown[]) => warnings.push(values);

interface Result {
  shape: number[];
  dtype: string;
  values: unknown[];
}

/** Runs `call` on a backend; the tensors that it gives, in order. */
async function on(backend: string, call: () => tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>): Promise<Result[]> {
  await tf.setBackend(backend);
  const results: Result[] = [];
  tf.tidy(() => {
    const out = call();
    const tensors = out instanceof tf.Tensor ? [out] : Object.values(out);
    for (const { shape, dtype, dataSync } of tensors.map((tensor) => ({
      shape: tensor.shape,
      dtype: tensor.dtype,
      dataSync: () => Array.from(tensor.dataSync() as ArrayLike<unknown>),
    }))) {
      results.push({ shape, dtype, values: dataSync() });
    }
  });
  return results;
}

async function sameOnBoth(call: () => tf.Tensor | tf.Tensor[] | Record<string, tf.Tensor>): Promise<Result[]> {
  const expected = await on('cpu', call);
  const before = tf.memory().numTensors;
  const found = await on('tensorflow', call);
  assert.is(tf.memory().numTensors, before);
  assert.equal(found, expected);
  assert.ok(found.length > 0);
  return found;
}

const ints = (values: number[], shape?: number[]) => tf.tensor(values, shape, 'int32');
const kernel = (name: string, inputs: Record<string, unknown>, attrs: Record<string, unknown> = {}) =>
  tf.engine().runKernel(name, inputs as never, attrs as never) as tf.Tensor | tf.Tensor[];

test('BitwiseAnd', async () => {
  const [result] = await sameOnBoth(() => tf.bitwiseAnd(ints([12, -1, 0, 2 ** 31 - 1]), ints([10, 5, 7, -2])));
  assert.equal(result?.values, [8, 5, 0, 2 ** 31 - 2]);
});

test('DenseBincount of vectors and matrices, weighted or not', async () => {
  const none = () => tf.tensor1d([]);
  const x = () => ints([1, 1, 3, 9]) as tf.Tensor1D;
  const matrix = () => ints([0, 2, 2, 1, 4, 1], [2, 3]) as tf.Tensor2D;
  const [counts] = await sameOnBoth(() => tf.denseBincount(x(), none(), 4));
  assert.equal(counts?.values, [0, 2, 0, 1]);
  await sameOnBoth(() => tf.denseBincount(x(), tf.tensor1d([0.5, 1, 2, 4]), 4));
  await sameOnBoth(() => tf.denseBincount(matrix(), none() as never, 3));
  await sameOnBoth(() => tf.denseBincount(matrix(), none() as never, 3, true));
  await sameOnBoth(() => tf.denseBincount(matrix(), tf.tensor2d([1, 2, 3, 4, 5, 6], [2, 3]), 5));
  await sameOnBoth(() => tf.denseBincount(x(), ints([1, 2, 3, 4]) as tf.Tensor1D, 4));
  await sameOnBoth(() => tf.denseBincount(x(), none(), 0));
});

test('MaxPoolWithArgmax', async () => {
  const values = Array.from({ length: 2 * 5 * 4 * 3 }, (_, i) => (i * 37) % 101);
  const x = () => tf.tensor4d(values, [2, 5, 4, 3]);
  // The 'cpu' backend keeps the indexes as float32 behind a tensor that says int32.
  const both = async (...args: [number | [number, number], number, 'same' | 'valid' | 0, boolean]) => {
    const call = () => tf.maxPoolWithArgmax(x(), ...(args as [number, number, 'same', boolean]));
    const [expected, found] = [await on('cpu', call), await on('tensorflow', call)];
    assert.equal(found, expected);
  };
  await both(2, 2, 'valid', false);
  await both(2, 2, 'valid', true);
  await both([3, 2], 1, 'same', false);
  await both(2, 1, 0, true);
  // By hand: the largest of 1 5 / 7 3 is 7 at index 2.
  const [pooled, at] = await on('tensorflow', () =>
    tf.maxPoolWithArgmax(tf.tensor4d([1, 5, 7, 3], [1, 2, 2, 1]), 2, 2, 'valid'),
  );
  assert.equal([pooled?.values, at?.values, at?.dtype], [[7], [2], 'int32']);
  await failureOf(() => tf.maxPoolWithArgmax(x(), 2, 2, 1), 'E_ENUM', 'MaxPoolWithArgmax: pad');
});

test('SearchSorted from both sides, on rows, with equal and outlying values', async () => {
  const sorted = () => tf.tensor2d([0, 3, 3, 9, 1, 2, 4, 8], [2, 4]);
  const values = () => tf.tensor2d([-1, 3, 10, 4, 1, 8], [2, 3]);
  const [left] = await sameOnBoth(() => tf.searchSorted(sorted(), values(), 'left'));
  const [right] = await sameOnBoth(() => tf.searchSorted(sorted(), values(), 'right'));
  assert.equal(
    [left?.values, right?.values],
    [
      [0, 1, 4, 2, 0, 3],
      [0, 3, 4, 3, 1, 4],
    ],
  );
  await sameOnBoth(() => tf.lowerBound(ints([1, 2, 2, 5]), ints([2, 6])));
  await sameOnBoth(() => tf.upperBound(ints([1, 2, 2, 5]), ints([2, 6])));
});

test('RaggedGather, RaggedRange', async () => {
  const [splits, values] = await sameOnBoth(
    () =>
      kernel(
        'RaggedGather',
        {
          paramsNestedSplits: [ints([0, 3, 3, 5, 6])],
          paramsDenseValues: tf.tensor1d([0.1, 0.2, 0.3, 0.4, 0.5, 0.6]),
          indices: ints([2, 1, 0, 3]),
        },
        { outputRaggedRank: 1 },
      ) as tf.Tensor[],
  );
  assert.equal(splits?.values, [0, 2, 2, 5, 6]);
  assert.equal(values?.values, Array.from(Float32Array.of(0.4, 0.5, 0.1, 0.2, 0.3, 0.6)));
  const [rows, range] = await sameOnBoth(() =>
    kernel('RaggedRange', { starts: ints([0, 5, 8]), limits: ints([3, 5, 2]), deltas: ints([1, 1, -2]) }),
  );
  assert.equal(
    [rows?.values, range?.values],
    [
      [0, 3, 3, 6],
      [0, 1, 2, 8, 6, 4],
    ],
  );
});

test('SparseFillEmptyRows, SparseReshape', async () => {
  const fill = () =>
    tf.sparse.sparseFillEmptyRows(
      [
        [0, 0],
        [1, 0],
        [1, 3],
        [3, 2],
      ],
      [0, 10, 13, 32],
      [5, 6],
      -1,
    );
  const [indices, values, empty, map] = await sameOnBoth(fill);
  assert.equal(indices?.values, [0, 0, 1, 0, 1, 3, 2, 0, 3, 2, 4, 0]);
  assert.equal(
    [values?.values, empty?.values, map?.values],
    [
      [0, 10, 13, -1, 32, -1],
      [0, 0, 1, 0, 1],
      [0, 1, 2, 4],
    ],
  );
  const reshape = () =>
    tf.sparse.sparseReshape(
      [
        [0, 0, 0],
        [0, 0, 1],
        [1, 2, 3],
      ],
      [2, 3, 6],
      [9, -1],
    );
  const [moved, shape] = await sameOnBoth(reshape);
  assert.equal(
    [moved?.values, shape?.values],
    [
      [0, 0, 0, 1, 8, 1],
      [9, 4],
    ],
  );
});

test('SparseSegmentSum, SparseSegmentMean', async () => {
  const data = () => tf.tensor2d([1, 2, 3, 4, -1, -2, -3, -4, 6, 7, 8, 9], [3, 4]);
  const [sum] = await sameOnBoth(() =>
    tf.sparse.sparseSegmentSum(data(), ints([0, 1, 2]) as tf.Tensor1D, ints([0, 0, 1]) as tf.Tensor1D),
  );
  assert.equal(sum?.values, [0, 0, 0, 0, 6, 7, 8, 9]);
  const [mean] = await sameOnBoth(() =>
    tf.sparse.sparseSegmentMean(data(), ints([0, 2, 1]) as tf.Tensor1D, ints([0, 0, 2]) as tf.Tensor1D),
  );
  assert.equal(mean?.values, [3.5, 4.5, 5.5, 6.5, 0, 0, 0, 0, -1, -2, -3, -4]);
});

test('StringNGrams, StringSplit, StringToHashBucketFast', async () => {
  const [grams, splits] = await sameOnBoth(() =>
    tf.string.stringNGrams(
      ['a', 'b', 'c', 'd', 'é'],
      ints([0, 3, 5]) as tf.Tensor1D,
      '|',
      [1, 2],
      'LP',
      'RP',
      -1,
      false,
    ),
  );
  assert.equal(grams?.values.slice(0, 7), ['a', 'b', 'c', 'LP|a', 'a|b', 'b|c', 'c|RP']);
  assert.equal(splits?.dtype, 'int32');
  for (const skipEmpty of [true, false]) {
    const [at, split] = await sameOnBoth(() => tf.string.stringSplit(['hello  world', 'ä b', ''], ' ', skipEmpty));
    assert.equal([at?.dtype, split?.values.at(0)], ['int32', 'hello']);
  }
  // The example of TensorFlow's documentation.
  const words = ['Hello', 'TensorFlow', '2.x'];
  const [buckets] = await sameOnBoth(() => tf.string.stringToHashBucketFast(words, 3));
  assert.equal([buckets?.dtype, buckets?.values], ['int32', [0, 2, 2]]);
});

test('nothing was printed, not even for the int64 results of TensorFlow', () => {
  assert.equal(
    warnings.filter((warning) => !String(warning).includes('running TensorFlow.js in Node.js')),
    [],
  );
});

test('errors of TensorFlow leave no tensor behind', async () => {
  await tf.setBackend('tensorflow');
  const binding = (tf.backend() as unknown as { binding: { getNumOfTensors(): number } }).binding;
  const counts = [tf.memory().numTensors, binding.getNumOfTensors()];
  for (let i = 0; i < 3; i++) {
    tf.engine().startScope();
    assert.throws(() => tf.sparse.sparseReshape([[9, 9]], [2, 2], [3, 5]), /reshape|shape/i);
    tf.engine().endScope();
  }
  assert.equal([tf.memory().numTensors, binding.getNumOfTensors()], counts);
});

test.run();
