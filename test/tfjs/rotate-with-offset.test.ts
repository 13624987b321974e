// tf.image.rotateWithOffset on tfjs-node against the kernel of tfjs' own 'cpu' backend.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure } from '../../src/index.js';
import { installKernels } from '../../src/tfjs/index.js';
import { failureOf } from '../support/failure-of.js';
import { Random } from './random.js';

installKernels(tf);

interface Attrs {
  radians: number;
  fillValue: number | number[];
  center: number | [number, number];
}

interface CpuBackend {
  write(values: unknown, shape: number[], dtype: string): object;
  data: { get(dataId: object): { values: Float32Array | Int32Array } };
}

/** What the 'cpu' backend gives, kernel to kernel. */
function cpuRotate(image: tf.Tensor4D, attrs: Attrs): Float32Array | Int32Array {
  const backend = tf.engine().findBackend('cpu') as unknown as CpuBackend;
  const info = {
    dataId: backend.write(image.dataSync().slice(), image.shape, image.dtype),
    shape: image.shape,
    dtype: image.dtype,
  };
  const kernel = tf.getKernel('RotateWithOffset', 'cpu');
  const out = kernel.kernelFunc({ inputs: { image: info }, attrs: attrs as never, backend }) as tf.TensorInfo;
  return backend.data.get(out.dataId).values;
}

function ourRotate(image: tf.Tensor4D, attrs: Attrs): Float32Array | Int32Array {
  return tf.tidy(() =>
    (tf.engine().runKernel('RotateWithOffset', { image }, attrs as never) as tf.Tensor).dataSync(),
  ) as Float32Array;
}

function randomCase(seed: number) {
  const random = new Random(seed);
  const image = random.images(random.pick(['float32', 'float32', 'int32']));
  const turn = Math.PI / 4;
  const attrs: Attrs = {
    radians: random.chance(0.5) ? random.whole(-8, 8) * turn : random.between(-7, 7),
    fillValue: random.pick<number | number[]>([0, 17, [1, 2, 3], [9, 9, 9], [5], 0.5]),
    center: random.pick<number | [number, number]>([0.5, 0, 1, [0.25, 0.75], [random.between(-1, 2), 0.5]]),
  };
  return { image, attrs };
}

const plain = (values: ArrayLike<number>) => Array.from(values, String);

test('500 random cases are bit by bit what tfjs computes', () => {
  let quarterTurns = 0;
  for (let seed = 1; seed <= 500; seed++) {
    const { image, attrs } = randomCase(seed);
    if (attrs.radians % (Math.PI / 2) === 0) quarterTurns++;
    assert.equal(
      plain(ourRotate(image, attrs)),
      plain(cpuRotate(image, attrs)),
      `case ${seed} ${JSON.stringify(attrs)}`,
    );
    image.dispose();
  }
  // Quarter turns of odd by even images put every sample between two pixels: only the same arithmetic rounds alike.
  assert.ok(quarterTurns > 50);
});

test('both executors and the scalar kernels agree', () => {
  for (let seed = 1001; seed <= 1060; seed++) {
    const { image, attrs } = randomCase(seed);
    const expected = plain(ourRotate(image, attrs));
    try {
      configure({ executor: 'reference' });
      assert.equal(plain(ourRotate(image, attrs)), expected);
      configure({ executor: 'fused', target: 'SCALAR' });
      assert.equal(plain(ourRotate(image, attrs)), expected);
    } finally {
      configure({ executor: 'fused', target: '' });
    }
    image.dispose();
  }
});

test('a quarter turn about the centre turns counter-clockwise', () => {
  tf.tidy(() => {
    // By hand: with centre (1, 1) the pixel at (x, y) reads (2 - y, x) for +90 degrees.
    const image = tf.tensor4d([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 3, 3, 1]);
    const turned = tf.image.rotateWithOffset(image, Math.PI / 2, 0, 1 / 3);
    assert.equal([...turned.dataSync()], [3, 6, 9, 2, 5, 8, 1, 4, 7]);
  });
});

test('an array fills channel by channel, and the fourth is opaque', () => {
  tf.tidy(() => {
    const image = tf.ones([2, 1, 2, 4]) as tf.Tensor4D;
    // Half a turn about pixel 0 moves pixel 1 out of the image.
    const turned = tf.image.rotateWithOffset(image, Math.PI, [7, 8, 9], 0);
    const one = [1, 1, 1, 1, 7, 8, 9, 255];
    assert.equal([...turned.dataSync()], [...one, ...one]);
    const scalar = tf.image.rotateWithOffset(image, Math.PI, 7, 0);
    assert.equal([...scalar.dataSync()].slice(4, 8), [7, 7, 7, 7]);
  });
});

test('an angle or centre that is not finite shows the fill value', () => {
  tf.tidy(() => {
    const image = tf.ones([1, 2, 2, 1]) as tf.Tensor4D;
    assert.equal([...tf.image.rotateWithOffset(image, Number.NaN, 3).dataSync()], [3, 3, 3, 3]);
    assert.equal([...tf.image.rotateWithOffset(image, 1, 3, Number.POSITIVE_INFINITY).dataSync()], [3, 3, 3, 3]);
  });
});

test('empty batches and bad input', async () => {
  tf.tidy(() => {
    assert.equal(tf.image.rotateWithOffset(tf.zeros([0, 3, 4, 2]), 1).shape, [0, 3, 4, 2]);
    assert.equal(tf.image.rotateWithOffset(tf.zeros([2, 0, 4, 2]), 1).shape, [2, 0, 4, 2]);
  });
  const image = tf.ones([1, 3, 3, 1]);
  const run = (inputs: Record<string, tf.Tensor>, attrs: Record<string, unknown>) => () =>
    tf.engine().runKernel('RotateWithOffset', { image, ...inputs }, {
      radians: 1,
      fillValue: 0,
      center: 0.5,
      ...attrs,
    } as never);
  await failureOf(run({ image: tf.ones([3, 3, 1]) }, {}), 'E_RANK', 'RotateWithOffset: ');
  await failureOf(run({ image: tf.ones([1, 3, 3, 1], 'bool') }, {}), 'E_DTYPE', 'RotateWithOffset: ');
  await failureOf(run({}, { radians: '1' }), 'E_TYPE', 'RotateWithOffset: radians');
  await failureOf(run({}, { fillValue: ['red'] }), 'E_TYPE', 'RotateWithOffset: fillValue');
  await failureOf(run({}, { center: [0.5] }), 'E_TYPE', 'RotateWithOffset: center');
});

test.run();
