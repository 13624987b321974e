// Kernels that stand in for tfjs-node's give the same bits, and leave to them what they do not take.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure } from '../../src/index.js';
import { installKernels } from '../../src/tfjs/index.js';
import { Random } from './random.js';

type Call = () => tf.Tensor;

/** Past tf.image.flipLeftRight(), which takes float32 alone. */
const flip = (image: tf.Tensor) => tf.engine().runKernel('FlipLeftRight', { image }) as tf.Tensor;

/** Runs `call` with tfjs-node's kernels and with ours: dtype, shape and bytes. */
function both(call: Call): [unknown[], unknown[]] {
  const run = () =>
    tf.tidy(() => {
      const out = call();
      const { buffer, byteOffset, byteLength } = out.dataSync();
      return [out.dtype, out.shape, Buffer.from(buffer, byteOffset, byteLength).toString('hex')];
    });
  const theirs = run();
  const { kernels, uninstall } = installKernels(tf);
  assert.ok(kernels.includes('FlipLeftRight') && kernels.includes('ResizeNearestNeighbor'));
  try {
    return [theirs, run()];
  } finally {
    uninstall();
  }
}

function assertSameBits(call: Call, label: string): void {
  const [theirs, ours] = both(call);
  assert.equal(ours, theirs, label);
}

test('FlipLeftRight on random images', () => {
  for (let seed = 1; seed <= 120; seed++) {
    const random = new Random(seed);
    const image = random.images(random.pick(['float32', 'int32']));
    assertSameBits(() => flip(image), `case ${seed}`);
    image.dispose();
  }
});

test('ResizeNearestNeighbor to random sizes, with every placing of pixels', () => {
  for (let seed = 1001; seed <= 1300; seed++) {
    const random = new Random(seed);
    const image = random.images(random.pick(['float32', 'int32']));
    const size: [number, number] = [random.pick([1, 2, random.whole(1, 70)]), random.pick([1, 3, random.whole(1, 70)])];
    const [ends, half] = random.pick([
      [false, false],
      [true, false],
      [false, true],
    ] as const);
    assertSameBits(() => tf.image.resizeNearestNeighbor(image, size, ends, half), `case ${seed}`);
    image.dispose();
  }
});

test('ResizeNearestNeighbor of long sides, where float32 positions round', () => {
  const row = tf.tensor4d(
    Int32Array.from({ length: 5003 }, (_, i) => i),
    [1, 1, 5003, 1],
    'int32',
  );
  for (const width of [1, 2, 4999, 5002, 5003, 7919, 10007, 65537]) {
    for (const [ends, half] of [
      [false, false],
      [true, false],
      [false, true],
    ] as const) {
      assertSameBits(() => tf.image.resizeNearestNeighbor(row, [1, width], ends, half), `${width} ${ends} ${half}`);
    }
  }
  row.dispose();
});

test('both executors place pixels alike', () => {
  const image = new Random(5).images();
  try {
    configure({ executor: 'reference' });
    for (const size of [1, 2, 5, 31]) {
      for (const ends of [true, false]) {
        assertSameBits(() => tf.image.resizeNearestNeighbor(image, [size, size + 3], ends), `${size} ${ends}`);
      }
    }
  } finally {
    configure({ executor: 'fused' });
  }
});

test('NaN, infinity, -0 and every int32 pass unchanged', () => {
  const bits = Int32Array.of(0x7fc00001, 0x7f800000, -0x800000, -0x80000000, 1, 0x7fffffff);
  const floats = tf.tensor4d(new Float32Array(bits.buffer), [1, 2, 3, 1]);
  const ints = tf.tensor4d(Int32Array.of(2 ** 24 + 1, -(2 ** 31), 2 ** 31 - 1, 0, -1, 7), [1, 2, 3, 1], 'int32');
  for (const image of [floats, ints]) {
    assertSameBits(() => flip(image), 'flip');
    assertSameBits(() => tf.image.resizeNearestNeighbor(image, [5, 4]), 'resize');
  }
  tf.dispose([floats, ints]);
});

test('computed and single images, empty batches and other dtypes', () => {
  const single = tf.ones([3, 4, 2]) as tf.Tensor3D;
  assertSameBits(() => tf.image.resizeNearestNeighbor(single, [2, 2]), 'rank 3');
  assertSameBits(() => flip(tf.range(0, 24).reshape([2, 3, 4, 1])), 'computed');
  assertSameBits(() => flip(tf.zeros([0, 3, 4, 1])), 'empty batch');
  assertSameBits(() => flip(tf.zeros([2, 3, 0, 1])), 'no columns');
  const flags = tf.tensor4d([1, 0, 0, 1, 1, 0], [1, 2, 3, 1], 'bool');
  assertSameBits(() => flip(flags), 'bool');
  tf.dispose([single, flags]);
});

test('a uint8 tensor of TensorFlow stays one', async () => {
  const png = await tf.node.encodePng(tf.tensor3d([3, 200, 255], [1, 3, 1]));
  const backend = tf.backend() as unknown as { decodePng(bytes: Uint8Array, channels: number): tf.Tensor3D };
  const decoded = backend.decodePng(png, 1);
  assertSameBits(() => flip(decoded.expandDims(0)).toFloat(), 'uint8');
  decoded.dispose();
});

test('what TensorFlow refuses is still refused by TensorFlow, and sizes beyond any memory by us', () => {
  const image = tf.ones([1, 2, 2, 1]) as tf.Tensor4D;
  const bad: [Call, RegExp][] = [
    [() => tf.image.resizeNearestNeighbor(image, [0, 2]), /positive|must be/i],
    [() => tf.image.resizeNearestNeighbor(image, [-1, 2]), /positive|must be/i],
    [() => tf.image.resizeNearestNeighbor(image, [2 ** 31 - 1, 2 ** 31 - 1]), /the limit is/],
  ];
  const { uninstall } = installKernels(tf);
  try {
    for (const [call, message] of bad) assert.throws(call, (error: Error) => message.test(error.message));
    assert.equal([...tf.image.resizeNearestNeighbor(image, [1, 1]).dataSync()], [1]);
  } finally {
    uninstall();
    image.dispose();
  }
});

test('nothing leaks', () => {
  const { uninstall } = installKernels(tf);
  const image = tf.ones([2, 4, 4, 3]) as tf.Tensor4D;
  const before = tf.memory().numTensors;
  tf.image.flipLeftRight(image).dispose();
  tf.image.resizeNearestNeighbor(image, [3, 3]).dispose();
  assert.is(tf.memory().numTensors, before);
  image.dispose();
  uninstall();
});

test.run();
