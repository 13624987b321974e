// tf.image.transform on tfjs-node against TensorFlow's ImageProjectiveTransformV3 and values worked out by hand.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure } from '../../src/index.js';
import { installKernels } from '../../src/tfjs/index.js';
import { failureOf } from '../support/failure-of.js';
import { Random } from './random.js';
import { type TransformCase, tensorflowTransform } from './tensorflow-transform.js';

installKernels(tf);

const MODES = ['constant', 'nearest', 'reflect', 'wrap'] as const;

function ourTransform({ image, transforms, interpolation, fillMode, fillValue, size }: TransformCase) {
  const attrs = { interpolation, fillMode, fillValue, outputShape: size };
  return tf.tidy(() => (tf.engine().runKernel('Transform', { image, transforms }, attrs) as tf.Tensor).dataSync());
}

function randomCase(seed: number, dtype: 'float32' | 'int32'): TransformCase {
  const random = new Random(seed);
  const image = random.images(dtype);
  const [count, height, width] = image.shape;
  const rows = Array.from({ length: random.chance(0.3) ? 1 : count }, () => random.transform());
  return {
    image,
    transforms: tf.tensor2d(rows, [rows.length, 8]),
    interpolation: random.pick(['nearest', 'bilinear']),
    fillMode: random.pick(MODES),
    fillValue: random.pick([0, 7, -3.5]),
    size: random.chance(0.5) ? [height, width] : [random.whole(1, 24), random.pick([1, 7, 130, 300])],
  };
}

/**
 * 4 units in the last place of the largest value that may take part: TensorFlow mixes four products, we interpolate
 * three times; both round in float32.
 */
const BILINEAR_TOLERANCE = 255 * 2 ** -22;

function compare(seed: number, dtype: 'float32' | 'int32'): number {
  const given = randomCase(seed, dtype);
  const expected = tensorflowTransform(given);
  const found = ourTransform(given);
  tf.dispose([given.image, given.transforms]);
  assert.is(found.length, expected.length);
  // Cut off, a value that is whole but for rounding may become the integer below.
  const tolerance = given.interpolation === 'nearest' ? 0 : dtype === 'int32' ? 1 : BILINEAR_TOLERANCE;
  let different = 0;
  for (let i = 0; i < expected.length; i++) {
    const distance = Math.abs((expected[i] as number) - (found[i] as number));
    if (distance > 0) different++;
    if (!(distance <= tolerance)) {
      assert.unreachable(
        `case ${seed} ${given.interpolation} ${given.fillMode}: ${expected[i]} at ${i}, got ${found[i]}`,
      );
    }
  }
  return different / expected.length;
}

test('500 random float32 cases are as TensorFlow computes them; nearest bit by bit', () => {
  for (let seed = 1; seed <= 500; seed++) compare(seed, 'float32');
});

test('200 random int32 cases too', () => {
  let different = 0;
  for (let seed = 1001; seed <= 1200; seed++) different += compare(seed, 'int32');
  assert.ok(different / 200 < 0.02, `${different / 2} % of the values differ by 1`);
});

test('the reference executor and the scalar kernels read the same pixels', () => {
  for (let seed = 2001; seed <= 2080; seed++) {
    const given = randomCase(seed, 'float32');
    const expected = ourTransform(given);
    try {
      configure({ executor: 'reference' });
      const reference = ourTransform(given);
      configure({ executor: 'fused', target: 'SCALAR' });
      assert.equal(ourTransform(given), expected);
      for (let i = 0; i < expected.length; i++) {
        const tolerance = given.interpolation === 'nearest' ? 0 : BILINEAR_TOLERANCE;
        assert.ok(Math.abs((reference[i] as number) - (expected[i] as number)) <= tolerance, `case ${seed} at ${i}`);
      }
    } finally {
      configure({ executor: 'fused', target: '' });
    }
  }
});

/** One row of 10 20 30 40 read at `at`, with fill value -1. */
function readAt(at: number, fillMode: (typeof MODES)[number], interpolation: 'nearest' | 'bilinear'): number {
  return tf.tidy(() => {
    const row = tf.tensor4d([10, 20, 30, 40], [1, 1, 4, 1]);
    const result = tf.image.transform(row, [[1, 0, at, 0, 1, 0, 0, 0]], interpolation, fillMode, -1, [1, 1]);
    return result.dataSync()[0] as number;
  });
}

test('fill modes fold coordinates as TensorFlow does, with its wrap that is periodic only near the image', () => {
  const places = [-5, -4.5, -4, -3, -2, -1, -0.5, 3.25, 3.5, 4, 4.5, 5, 6, 7];
  // By the formulas of the op, e.g. wrap at 5: 5 - 4 * trunc(5 / 3) = 1, which holds 20.
  const expected: Record<(typeof MODES)[number], number[]> = {
    constant: [-1, -1, -1, -1, -1, -1, 4.5, 29.75, 19.5, -1, -1, -1, -1, -1],
    nearest: [10, 10, 10, 10, 10, 10, 10, 40, 40, 40, 40, 40, 40, 40],
    reflect: [40, 40, 40, 30, 20, 10, 10, 40, 40, 40, 35, 30, 20, 10],
    wrap: [40, 40, 40, 40, 30, 40, 40, 10, 10, 10, 15, 20, 10, 10],
  };
  for (const mode of MODES) {
    assert.equal(
      places.map((at) => readAt(at, mode, 'bilinear')),
      expected[mode],
      mode,
    );
  }
});

test('nearest rounds halves away from zero', () => {
  assert.is(readAt(-0.5, 'constant', 'nearest'), -1);
  assert.is(readAt(-0.25, 'constant', 'nearest'), 10);
  // One step of float32 above -0.5: 0 after rounding.
  assert.is(readAt(-0.5 + 2 ** -25, 'constant', 'nearest'), 10);
  assert.is(readAt(0.5, 'constant', 'nearest'), 20);
  assert.is(readAt(2.5, 'constant', 'nearest'), 40);
  assert.is(readAt(3.5, 'constant', 'nearest'), -1);
  assert.is(readAt(3.5, 'nearest', 'nearest'), 40);
});

test('a zero denominator reads the fill value in every mode and channel', () => {
  tf.tidy(() => {
    const image = tf.ones([1, 3, 3, 3]) as tf.Tensor4D;
    for (const mode of MODES) {
      for (const interpolation of ['nearest', 'bilinear'] as const) {
        // k = 1 - x is 0 in column 1, and sends column 2 to the left of the image.
        const result = tf.image.transform(image, [[1, 0, 0, 0, 1, 0, -1, 0]], interpolation, mode, 9);
        assert.equal(result.slice([0, 0, 1, 0], [1, 3, 1, 3]).dataSync(), new Float32Array(9).fill(9));
        assert.equal(result.slice([0, 0, 0, 0], [1, 3, 1, 3]).dataSync(), new Float32Array(9).fill(1));
      }
    }
  });
});

test('a transform with NaN or infinity shows the fill value and leaves the other images alone', () => {
  tf.tidy(() => {
    const image = tf.ones([3, 2, 2, 1]) as tf.Tensor4D;
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const rows = [0, 1, 2].map((i) => [1, 0, i === 1 ? bad : 0, 0, 1, 0, 0, 0]);
      for (const mode of MODES) {
        for (const interpolation of ['nearest', 'bilinear'] as const) {
          const result = tf.image.transform(image, rows, interpolation, mode, 5);
          assert.equal([...result.dataSync()], [1, 1, 1, 1, 5, 5, 5, 5, 1, 1, 1, 1]);
        }
      }
    }
  });
});

test('coordinates beyond any integer are outside and do no harm', () => {
  tf.tidy(() => {
    const image = tf.ones([1, 4, 4, 2]) as tf.Tensor4D;
    for (const entry of [3e38, -3e38, 1e19, -1e19, 1e10]) {
      for (const mode of MODES) {
        for (const interpolation of ['nearest', 'bilinear'] as const) {
          const values = tf.image
            .transform(image, [[entry, 0, entry, 0, 1, 0, 0, 0]], interpolation, mode, 5)
            .dataSync();
          assert.ok(values.every((value) => value === 1 || value === 5));
        }
      }
    }
  });
});

test('int32 values beyond 2^24 and fill values that are not finite pass nearest samples unchanged', () => {
  tf.tidy(() => {
    const values = [2 ** 24 + 1, -(2 ** 31), 2 ** 31 - 1, 5];
    const image = tf.tensor4d(values, [1, 2, 2, 1], 'int32');
    const attrs = { interpolation: 'nearest', fillMode: 'constant', fillValue: 7 };
    const transforms = tf.tensor2d([[1, 0, 1, 0, 1, 0, 0, 0]]);
    const result = tf.engine().runKernel('Transform', { image, transforms }, attrs) as tf.Tensor;
    assert.is(result.dtype, 'int32');
    assert.equal([...result.dataSync()], [values[1], 7, values[3], 7]);
    const float = tf.ones([1, 1, 2, 2]) as tf.Tensor4D;
    const nan = tf.image.transform(float, [[1, 0, 1, 0, 1, 0, 0, 0]], 'nearest', 'constant', Number.NaN);
    assert.equal([...nan.dataSync()].map(String), ['1', '1', 'NaN', 'NaN']);
  });
});

test('uint8 tensors of TensorFlow are read as what they are', async () => {
  const png = await tf.node.encodePng(tf.tensor3d([3, 200, 255], [1, 3, 1]));
  const backend = tf.backend() as unknown as { decodePng(bytes: Uint8Array, channels: number): tf.Tensor3D };
  const decoded = backend.decodePng(png, 1);
  tf.tidy(() => {
    const image = decoded.expandDims(0);
    const plain = tf.node.decodePng(png, 1).toFloat().expandDims(0) as tf.Tensor4D;
    const transforms = tf.tensor2d([[-1, 0, 2, 0, 1, 0, 0, 0]]);
    for (const interpolation of ['nearest', 'bilinear'] as const) {
      const attrs = { interpolation, fillMode: 'constant', fillValue: 0 };
      const result = tf.engine().runKernel('Transform', { image, transforms }, attrs) as tf.Tensor;
      assert.is(result.dtype, 'int32');
      assert.equal([...result.dataSync()], [...plain.dataSync()].reverse());
    }
  });
  decoded.dispose();
});

test('an empty batch gives an empty batch of the output size', () => {
  tf.tidy(() => {
    const empty = tf.zeros([0, 4, 5, 3]) as tf.Tensor4D;
    const transforms = tf.ones([1, 8]) as tf.Tensor2D;
    assert.equal(tf.image.transform(empty, transforms, 'nearest', 'constant', 0, [2, 3]).shape, [0, 2, 3, 3]);
    assert.equal(tf.image.transform(tf.zeros([0, 4, 5, 3]), tf.zeros([0, 8])).shape, [0, 4, 5, 3]);
    assert.equal(tf.image.transform(tf.zeros([2, 0, 5, 3]), transforms).shape, [2, 0, 5, 3]);
    assert.equal(tf.image.transform(tf.zeros([2, 4, 5, 0]), transforms).shape, [2, 4, 5, 0]);
  });
});

const run = (inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown> = {}) => {
  const image = tf.ones([2, 3, 3, 1]);
  const transforms = tf.tensor2d([[1, 0, 0, 0, 1, 0, 0, 0]]);
  return tf.engine().runKernel('Transform', { image, transforms, ...inputs }, attrs as never);
};

test('bad input is an error with a code, and the next call works', async () => {
  const bad: [string, () => unknown][] = [
    ['E_RANK', () => run({ image: tf.ones([3, 3, 1]) })],
    ['E_DTYPE', () => run({ image: tf.ones([1, 3, 3, 1], 'bool') })],
    ['E_MATRIX', () => run({ transforms: tf.ones([3, 8]) })],
    ['E_MATRIX', () => run({ transforms: tf.ones([2, 9]) })],
    ['E_MATRIX', () => run({ transforms: tf.ones([8]) })],
    ['E_EMPTY_IMAGE', () => run({ image: tf.ones([1, 0, 3, 1]) }, { outputShape: [2, 2] })],
    ['E_SIZE', () => run({}, { outputShape: [0, 2] })],
    ['E_SIZE', () => run({}, { outputShape: [1.5, 2] })],
    ['E_SIZE', () => run({}, { outputShape: [Number.NaN, 2] })],
    ['E_SIZE', () => run({}, { outputShape: ['2', 2] })],
    ['E_SIZE', () => run({}, { outputShape: [2, 2, 2] })],
    ['E_OUTPUT_BYTES', () => run({}, { outputShape: [1879048192, 1879048192] })],
    ['E_OUTPUT_BYTES', () => run({}, { outputShape: [2 ** 53 - 1, 2 ** 53 - 1] })],
    ['E_ENUM', () => run({}, { interpolation: 'bicubic' })],
    ['E_ENUM', () => run({}, { fillMode: 'mirror' })],
    ['E_TYPE', () => run({}, { fillValue: '0' })],
    ['E_RANGE', () => run({}, { fillValue: Number.NaN, interpolation: 'bilinear' })],
  ];
  const before = tf.memory().numTensors;
  for (const [code, call] of bad) {
    tf.engine().startScope();
    try {
      await failureOf(call, code, code === 'E_OUTPUT_BYTES' ? 'bytes' : 'Transform: ');
    } finally {
      tf.engine().endScope();
    }
  }
  tf.tidy(() => assert.equal([...(run({}) as tf.Tensor).dataSync()], new Array(18).fill(1)));
  assert.is(tf.memory().numTensors, before);
});

test('nothing leaks, and tf.image.transform still takes float32 alone', () => {
  const image = tf.ones([2, 5, 5, 3]) as tf.Tensor4D;
  const before = tf.memory().numTensors;
  for (const mode of MODES) tf.image.transform(image, [[1, 0, 0, 0, 1, 0, 0, 0]], 'bilinear', mode).dispose();
  assert.is(tf.memory().numTensors, before);
  assert.throws(() => tf.image.transform(image.toInt(), [[1, 0, 0, 0, 1, 0, 0, 0]]), /must be float32 tensor/);
  assert.ok(
    image.dataSync().every((value) => value === 1),
    'inputs are not written',
  );
});

test.run();
