// Reading and making tensors on the real tfjs-node: the same memory on both sides, and all of it back afterwards.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { memory } from '../../src/index.js';
import { alignedArray, isArray, type PixelMemory } from '../../src/memory.js';
import { type NativeBlock, native } from '../../src/native.js';
import { importTensor, readTensor, tensorMemory } from '../../src/tfjs/bridge.js';
import { tensorOps } from '../../src/tfjs/ops.js';
import { failsWith } from '../support/errors.js';
import { addressOf, copyOf, counters, isLazy, makeResident, nodeBackend } from '../support/tensors.js';

/** An imported tensor of 1, 2, 3, ... */
function imported(shape: number[], dtype: 'float32' | 'int32' = 'float32'): tf.Tensor {
  const length = shape.reduce((a, b) => a * b, 1);
  const { data } = tensorMemory(dtype, length);
  const values = dtype === 'float32' ? new Float32Array(length) : new Int32Array(length);
  values.forEach((_, i) => {
    values[i] = i + 1;
  });
  native().copyPixels(values, dtype === 'float32' ? 3 : 2, data as NativeBlock, dtype === 'float32' ? 3 : 2, 0);
  return importTensor(data, shape, dtype) as unknown as tf.Tensor;
}

function addressInside(tensor: tf.Tensor): bigint {
  const { data, release } = readTensor(tensor);
  try {
    assert.not.ok(isArray(data), 'the tensor was read through an array');
    return addressOf(data);
  } finally {
    release();
  }
}

const isBlock = (data: PixelMemory): data is NativeBlock => !isArray(data);

test('a block becomes a tensor at the same address, and is the same block of the pool after dispose', () => {
  const before = counters();
  for (const dtype of ['float32', 'int32'] as const) {
    const { data } = tensorMemory(dtype, 24);
    assert.ok(isBlock(data));
    const address = addressOf(data);
    assert.is(address % 64n, 0n);
    const tensor = importTensor(data, [2, 3, 4], dtype) as unknown as tf.Tensor;
    assert.is(data.byteLength, 0, 'the block is the tensor now');
    assert.instance(tensor, tf.Tensor);
    assert.equal([tensor.shape, tensor.dtype], [[2, 3, 4], dtype]);
    assert.is(addressInside(tensor), address);
    assert.is(memory().inUseBlocks, (before.inUseBlocks as number) + 1);
    tensor.dispose();
    assert.equal(counters(), before);
    const again = new (native().Block)(96);
    assert.is(addressOf(again), address, 'the pool hands out what it got back last');
    again.release();
  }
  assert.equal(counters(), before);
});

test('a tensor over an aligned array is read at the address of the array itself', () => {
  const array = alignedArray('float32', 4 * 4 * 3) as Float32Array;
  const tensor = makeResident(tf.tensor3d(array, [4, 4, 3]));
  assert.is(addressInside(tensor), addressOf(array));
  array[7] = 42;
  assert.is(tensor.dataSync()[7], 42, 'TensorFlow shares it as well');
  tensor.dispose();
});

test('a computed tensor, its clones and its reshapes are read at one address', () => {
  const before = counters();
  const tensor = tf.fill([2, 3, 4], 3);
  const clone = tensor.clone();
  const reshaped = tensor.reshape([6, 4]);
  const other = tf.square(tensor);
  const address = addressInside(tensor);
  assert.is(addressInside(clone), address);
  assert.is(addressInside(reshaped), address);
  assert.is.not(addressInside(other), address);
  tf.dispose([tensor, clone, reshaped, other]);
  assert.equal(counters(), before);
});

test('an array that TensorFlow has not seen is read as it is and stays unseen', () => {
  const array = new Float32Array([1, 2, 3, 4]);
  const tensor = tf.tensor3d(array, [2, 2, 1]);
  const { data, dtype, release } = readTensor(tensor);
  assert.is(data, array);
  assert.is(dtype, 'float32');
  release();
  assert.ok(isLazy(tensor));
  tensor.dispose();
});

test('what was read lives until release(), whatever happens to the tensor', () => {
  const before = counters();
  const tensor = tf.tidy(() => tf.fill([64, 64, 3], 7));
  const { data, release } = readTensor(tensor);
  tensor.dispose();
  for (let i = 0; i < 20; i++) tf.fill([64, 64, 3], i).dispose();
  assert.ok(new Float32Array(copyOf(data, 64 * 64 * 3 * 4).buffer).every((value) => value === 7));
  release();
  release();
  assert.equal(counters(), before);
});

test('a tensor must not be written to', async () => {
  const tensor = tf.fill([2, 2, 1], 2);
  const { data, release } = readTensor(tensor);
  await failsWith(
    async () => {
      try {
        native().copyPixels(new Float32Array(4), 3, data, 3, 0);
      } catch (error) {
        throw (await import('../../src/native.js')).fromNative(error);
      }
    },
    'OwnershipError',
    'E_BOUNDS',
    'must not be written to',
  );
  release();
  assert.equal([...tensor.dataSync()], [2, 2, 2, 2]);
  tensor.dispose();
});

test('an imported tensor works in TensorFlow and may be disposed in any order with what came of it', () => {
  const before = counters();
  const shape = [2, 3, 4];
  const values = Array.from({ length: 24 }, (_, i) => i + 1);
  const orders = [
    [0, 1, 2, 3, 4],
    [4, 3, 2, 1, 0],
    [2, 0, 3, 4, 1],
  ];
  for (const order of orders) {
    const tensor = imported(shape);
    const parts = [tensor, tensor.clone(), tensor.reshape([4, 6]), tensor.slice([1, 0, 0], [1, 3, 4]), tensor.add(1)];
    for (const which of order) {
      const part = parts[which] as tf.Tensor;
      const expected = [values, values, values, values.slice(12), values.map((value) => value + 1)][which];
      assert.equal([...part.dataSync()], expected);
      part.dispose();
    }
    assert.equal(counters(), before);
  }
});

test('int32 tensors, empty tensors and tensors of one value', () => {
  const before = counters();
  for (const shape of [
    [0, 4, 4, 3],
    [1, 1, 1],
    [2, 5],
  ]) {
    for (const dtype of ['float32', 'int32'] as const) {
      const tensor = imported(shape, dtype);
      const length = shape.reduce((a, b) => a * b, 1);
      assert.equal([tensor.shape, tensor.dtype], [shape, dtype]);
      assert.equal(
        [...tensor.dataSync()],
        Array.from({ length }, (_, i) => i + 1),
      );
      const { data, release } = readTensor(tensor);
      assert.is(data.byteLength, length * 4);
      release();
      tensor.dispose();
    }
  }
  assert.equal(counters(), before);
});

test('uint8 and uint16 arrays become int32 tensors with every value as it was', () => {
  const before = counters();
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i);
  const words = Uint16Array.from({ length: 65536 }, (_, i) => i);
  for (const [array, dtype] of [
    [bytes, 'uint8'],
    [words, 'uint16'],
    [bytes.subarray(3, 10), 'uint8'],
  ] as const) {
    const tensor = importTensor(array, [array.length], dtype);
    assert.is(tensor.dtype, 'int32');
    assert.equal([...tensor.dataSync()], [...array]);
    tensor.dispose();
  }
  assert.equal(counters(), before);
});

test('tensors made in a tidy are disposed by it, and a kept one is not', () => {
  const before = counters();
  const kept = tf.tidy(() => {
    imported([3]);
    return tf.keep(imported([4]));
  });
  assert.is(tf.memory().numTensors, (before.numTensors as number) + 1);
  assert.equal([...kept.dataSync()], [1, 2, 3, 4]);
  kept.dispose();
  assert.equal(counters(), before);
});

test('a block that is in use, a part or of another size is refused and given back', () => {
  const before = counters();
  const sizes = new (native().Block)(16);
  assert.throws(() => importTensor(sizes, [5], 'float32'), /in use or has another size/);
  const whole = new (native().Block)(16);
  const part = whole.view(0, 16);
  assert.throws(() => importTensor(whole, [4], 'float32'), /in use/);
  part.release();
  assert.equal(counters(), before);
});

test('a failure inside tfjs gives the block back and leaves the thread ready for the next call', () => {
  const backend = nodeBackend();
  const before = counters();
  const original = backend.executeSingleOutput;
  for (const failing of [
    () => {
      throw new Error('mine');
    },
    // Runs, but fails behind the op.
    function (this: unknown, ...args: Parameters<typeof original>) {
      original.apply(backend, args).dispose();
      throw new Error('mine');
    },
  ]) {
    backend.executeSingleOutput = failing;
    try {
      assert.throws(() => imported([4]), 'mine');
    } finally {
      backend.executeSingleOutput = original;
    }
    assert.equal(counters(), before);
  }
  const good = imported([4]);
  assert.equal([...good.dataSync()], [1, 2, 3, 4]);
  good.dispose();
  assert.equal(counters(), before);
});

test('the ops refuse to run outside a call of ours', () => {
  const backend = nodeBackend();
  const found = tensorOps(backend);
  assert.ok('ops' in found);
  const { exportOp, importOp } = found.ops;
  const before = counters();
  const attributes = [{ name: 'T', type: backend.binding.TF_ATTR_TYPE, value: backend.binding.TF_FLOAT }];
  const tensor = tf.fill([2, 2], 2);
  for (let i = 0; i < 3; i++) {
    assert.throws(() => backend.executeSingleOutput(importOp, attributes, []), /belongs to tfjs-image-pipeline/);
    assert.throws(() => backend.executeMultipleOutputs(exportOp, [], [tensor], 0), /belongs to tfjs-image-pipeline/);
  }
  // With a frame of the other kind.
  assert.throws(
    () => native().exportTensor(found.ops.handle, () => backend.executeSingleOutput(importOp, attributes, [])),
    /belongs to tfjs-image-pipeline/,
  );
  assert.throws(() => native().exportTensor(found.ops.handle, () => {}), /has not run/);
  const block = new (native().Block)(16);
  assert.is(
    native().importTensor(found.ops.handle, block, [4], 3, () => 'nothing'),
    'nothing',
  );
  assert.is(block.byteLength, 0);
  tensor.dispose();
  assert.equal(counters(), before);
});

test('calls nest: a frame inside a frame leaves the outer one as it was', () => {
  const backend = nodeBackend();
  const found = tensorOps(backend);
  assert.ok('ops' in found);
  const { ops } = found;
  const before = counters();
  const outer = tf.fill([2, 2], 5);
  const exported = native().exportTensor(ops.handle, () => {
    imported([3]).dispose();
    backend.executeMultipleOutputs(ops.exportOp, [], [outer], 0);
    imported([3]).dispose();
  });
  assert.equal([...new Float32Array(copyOf(exported.block, 16).buffer)], [5, 5, 5, 5]);
  exported.block.release();
  outer.dispose();
  assert.equal(counters(), before);
});

test('tensors that hold no pixels are refused by their real type', () => {
  const warn = console.warn;
  console.warn = () => {};
  const backend = nodeBackend();
  const { TF_ATTR_TYPE, TF_INT32 } = backend.binding;
  const int32 = makeResident(tf.tensor1d([1, 2], 'int32'));
  const long = backend.executeSingleOutput(
    'Cast',
    [
      { name: 'SrcT', type: TF_ATTR_TYPE, value: TF_INT32 },
      { name: 'DstT', type: TF_ATTR_TYPE, value: 9 },
    ],
    [int32],
  ) as unknown as tf.Tensor;
  console.warn = warn;
  assert.is(long.dtype, 'int32');
  assert.throws(
    () => readTensor(long),
    (error: { code: string }) => error.code === 'E_DTYPE',
  );
  const bool = tf.ones([2], 'bool');
  assert.throws(
    () => readTensor(bool),
    (error: { code: string }) => error.code === 'E_DTYPE',
  );
  tf.dispose([int32, long, bool]);
  assert.is(memory().borrowedTensors, 0);
});

test.run();
