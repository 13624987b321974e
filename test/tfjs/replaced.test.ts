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

/** Results of fewer values are TensorFlow's. */
const FEWEST_VALUES = 2 ** 13;

// Counts the calls of tfjs-node's kernels.
let theirCalls = 0;
for (const kernelName of ['FlipLeftRight', 'ResizeNearestNeighbor']) {
  const config = tf.getKernel(kernelName, 'tensorflow');
  tf.unregisterKernel(kernelName, 'tensorflow');
  tf.registerKernel({
    ...config,
    kernelFunc: (call) => {
      theirCalls++;
      return config.kernelFunc(call);
    },
  });
}

/** dtype, shape and bytes of the result, and whether tfjs-node's kernel made it. */
function run(call: Call): { bits: unknown[]; theirs: boolean; values: number } {
  const before = theirCalls;
  return tf.tidy(() => {
    const out = call();
    const { buffer, byteOffset, byteLength } = out.dataSync();
    const bits = [out.dtype, out.shape, Buffer.from(buffer, byteOffset, byteLength).toString('hex')];
    return { bits, theirs: theirCalls > before, values: out.size };
  });
}

/** Fails unless both give the same bits and, but for small results, ours come from our kernel. */
function assertSameBits(call: Call, label: string, byUs?: boolean): void {
  const theirs = run(call);
  assert.ok(theirs.theirs);
  const { kernels, uninstall } = installKernels(tf);
  assert.ok(kernels.includes('FlipLeftRight') && kernels.includes('ResizeNearestNeighbor'));
  try {
    const ours = run(call);
    assert.equal(ours.bits, theirs.bits, label);
    assert.is(ours.theirs, !(byUs ?? ours.values >= FEWEST_VALUES), `${label}: by tfjs-node`);
  } finally {
    uninstall();
  }
}

/** A batch of 8192 values and more, most of the time. */
function largeImages(random: Random): tf.Tensor4D {
  const shape: [number, number, number, number] = [
    random.whole(1, 3),
    random.pick([1, 53, random.whole(40, 90)]),
    random.pick([64, random.whole(40, 300)]),
    random.pick([1, 3, 4, random.whole(2, 6)]),
  ];
  const values = Array.from({ length: shape.reduce((a, b) => a * b) }, () => random.whole(-(2 ** 30), 2 ** 30));
  return tf.tensor4d(values, shape, random.pick(['float32', 'int32']));
}

test('FlipLeftRight on random images', () => {
  let byUs = 0;
  for (let seed = 1; seed <= 100; seed++) {
    const image = largeImages(new Random(seed));
    if (image.size >= FEWEST_VALUES) byUs++;
    assertSameBits(() => flip(image), `case ${seed}`);
    image.dispose();
  }
  assert.ok(byUs > 50 && byUs < 100);
});

test('ResizeNearestNeighbor to random sizes, with every placing of pixels', () => {
  for (let seed = 1001; seed <= 1150; seed++) {
    const random = new Random(seed);
    const image = largeImages(random);
    const size: [number, number] = [
      random.pick([1, 2, random.whole(1, 90)]),
      random.pick([1, 3, random.whole(90, 400)]),
    ];
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
  for (const width of [1, 2, 4999, 8192, 10006, 10007, 12007, 65537]) {
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
    for (const size of [97, 100, 131]) {
      for (const ends of [true, false]) {
        assertSameBits(() => tf.image.resizeNearestNeighbor(image, [size, size + 3], ends), `${size} ${ends}`, true);
      }
    }
  } finally {
    configure({ executor: 'fused' });
  }
});

test('NaN, infinity, -0 and every int32 pass unchanged', () => {
  const bits = [0x7fc00001, 0x7f800000, -0x800000, -0x80000000, 1, 0x7fffffff];
  const many = Int32Array.from({ length: 9216 }, (_, i) => bits[i % 6] as number);
  const floats = tf.tensor4d(new Float32Array(many.buffer), [1, 32, 96, 3]);
  const ints = tf.tensor4d(many, [1, 32, 96, 3], 'int32');
  for (const image of [floats, ints]) {
    assertSameBits(() => flip(image), 'flip', true);
    assertSameBits(() => tf.image.resizeNearestNeighbor(image, [50, 70]), 'resize', true);
  }
  tf.dispose([floats, ints]);
});

test('computed and single images; empty batches and other dtypes stay theirs', () => {
  const single = tf.ones([30, 40, 2]) as tf.Tensor3D;
  assertSameBits(() => tf.image.resizeNearestNeighbor(single, [90, 90]), 'rank 3', true);
  assertSameBits(() => flip(tf.range(0, 24000).reshape([2, 30, 400, 1])), 'computed', true);
  assertSameBits(() => flip(tf.zeros([0, 3, 4, 1])), 'empty batch', false);
  assertSameBits(() => flip(tf.zeros([2, 3, 0, 1])), 'no columns', false);
  const flags = tf.zeros([1, 100, 100, 1], 'bool');
  assertSameBits(() => flip(flags), 'bool', false);
  tf.dispose([single, flags]);
});

test('a uint8 tensor of TensorFlow stays one', async () => {
  const png = await tf.node.encodePng(tf.range(0, 10000).mod(256).reshape([100, 100, 1]) as tf.Tensor3D);
  const backend = tf.backend() as unknown as { decodePng(bytes: Uint8Array, channels: number): tf.Tensor3D };
  const decoded = backend.decodePng(png, 1);
  assertSameBits(() => flip(decoded.expandDims(0)).toFloat(), 'uint8', false);
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
  const image = tf.ones([2, 64, 64, 3]) as tf.Tensor4D;
  const before = tf.memory().numTensors;
  tf.image.flipLeftRight(image).dispose();
  tf.image.resizeNearestNeighbor(image, [90, 90]).dispose();
  assert.is(tf.memory().numTensors, before);
  image.dispose();
  uninstall();
});

test.run();
