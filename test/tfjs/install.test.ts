// Installing and uninstalling: once, twice, by two copies, beside others; quietly and without touching anything else.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type * as tfjs from '../../src/tfjs/index.js';
import { installKernels } from '../../src/tfjs/index.js';
import { copyOfSources } from '../support/copy-of-sources.js';
import { failureOf } from '../support/failure-of.js';

/** A second copy of the library in this process. */
const folder = copyOfSources();
const copy = (await import(pathToFileURL(join(folder, 'src/tfjs/index.ts')).href)) as typeof tfjs;

test.after(() => rmSync(folder, { recursive: true }));

const BACKENDS = ['tensorflow', 'cpu', 'webgl'];

/** Everything that is registered, by name and function. */
function registered(): Map<string, unknown> {
  const entries = BACKENDS.flatMap((backend) =>
    tf.getKernelsForBackend(backend).map((config): [string, unknown] => [`${backend} ${config.kernelName}`, config]),
  );
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function assertSame(after: Map<string, unknown>, before: Map<string, unknown>): void {
  assert.equal([...after.keys()], [...before.keys()]);
  for (const [name, config] of before) assert.is(after.get(name), config, name);
}

const rotates = () =>
  tf.tidy(() =>
    tf.image
      .rotateWithOffset(tf.ones([1, 2, 2, 1]) as tf.Tensor4D, 0)
      .dataSync()
      .every((value) => value === 1),
  );

// The 'cpu' backend greets Node at its first use.
await tf.setBackend('cpu');
tf.tidy(() => tf.ones([1]).dataSync());
await tf.setBackend('tensorflow');

const printed: unknown[] = [];
for (const name of ['log', 'info', 'warn', 'error', 'debug'] as const) {
  console[name] = (...values: unknown[]) => printed.push([name, ...values]);
}

test.after.each(() => {
  assert.equal(printed.splice(0), []);
});

test('the two copies are two', () => {
  assert.is.not(copy.installKernels, installKernels);
});

test('uninstall restores what was registered, object by object', () => {
  const before = registered();
  const gradient = tf.getGradient('ResizeBilinear');
  assert.not(before.has('tensorflow Transform'));
  assert.throws(rotates, /Kernel 'RotateWithOffset' not registered/);
  const { kernels, uninstall } = installKernels(tf);
  assert.ok(['RotateWithOffset', 'SearchSorted', 'Transform'].every((name) => kernels.includes(name)));
  assert.ok(rotates());
  const during = registered();
  for (const [name, config] of before) {
    const [backend, kernel] = name.split(' ') as [string, string];
    const ours = backend === 'tensorflow' && kernels.includes(kernel);
    if (!ours) assert.is(during.get(name), config, name);
  }
  uninstall();
  assertSame(registered(), before);
  assert.is(tf.getGradient('ResizeBilinear'), gradient);
  assert.throws(rotates, /not registered/);
  uninstall();
  assertSame(registered(), before);
});

for (const [title, second] of [
  ['installed twice', installKernels],
  ['installed by two copies', copy.installKernels],
] as const) {
  test(`${title}, uninstalled in either order`, () => {
    const before = registered();
    for (const order of [
      [0, 1],
      [1, 0],
    ] as const) {
      const both = [installKernels(tf), second(tf)];
      assert.equal(both[0]?.kernels, both[1]?.kernels);
      both[order[0]]?.uninstall();
      assert.ok(rotates(), 'the other is still there');
      both[order[1]]?.uninstall();
      assertSame(registered(), before);
    }
  });
}

test('a kernel that somebody else registered first stays theirs', () => {
  const theirs = { kernelName: 'Transform', backendName: 'tensorflow', kernelFunc: () => [] };
  tf.registerKernel(theirs);
  const { kernels, uninstall } = installKernels(tf);
  assert.not(kernels.includes('Transform'));
  assert.is(tf.getKernel('Transform', 'tensorflow'), theirs);
  uninstall();
  assert.is(tf.getKernel('Transform', 'tensorflow'), theirs);
  tf.unregisterKernel('Transform', 'tensorflow');
});

test('a kernel that somebody else registered over ours survives uninstall', () => {
  const before = registered();
  const { uninstall } = installKernels(tf);
  const theirs = { kernelName: 'Transform', backendName: 'tensorflow', kernelFunc: () => [] };
  tf.unregisterKernel('Transform', 'tensorflow');
  tf.registerKernel(theirs);
  const again = installKernels(tf);
  assert.not(again.kernels.includes('Transform'));
  again.uninstall();
  uninstall();
  assert.is(tf.getKernel('Transform', 'tensorflow'), theirs);
  tf.unregisterKernel('Transform', 'tensorflow');
  assertSame(registered(), before);
});

test('other backends compute as before', async () => {
  const { uninstall } = installKernels(tf);
  const cpu = tf.getKernel('RotateWithOffset', 'cpu');
  await tf.setBackend('cpu');
  try {
    assert.is(tf.getKernel('RotateWithOffset', 'cpu'), cpu);
    tf.tidy(() => {
      const image = tf.tensor4d([1, 2], [1, 1, 2, 1]);
      assert.equal([...tf.image.rotateWithOffset(image, 0).dataSync()], [1, 2]);
      assert.equal([...tf.image.resizeBilinear(image, [1, 4]).dataSync()], [1, 1.5, 2, 2]);
    });
  } finally {
    await tf.setBackend('tensorflow');
    uninstall();
  }
});

test('gradients go through the kernels as before', () => {
  const weigh = (resize: (x: tf.Tensor4D) => tf.Tensor) => {
    const image = tf.tensor4d(
      Array.from({ length: 48 }, (_, i) => i * i),
      [1, 4, 4, 3],
    );
    return [
      ...tf
        .grad((x: tf.Tensor) => resize(x as tf.Tensor4D).square())(image)
        .dataSync(),
    ];
  };
  const resizes = [false, true].flatMap((half) => [
    (x: tf.Tensor4D) => tf.image.resizeBilinear(x, [7, 3], false, half),
    (x: tf.Tensor4D) => tf.image.resizeNearestNeighbor(x, [7, 3], false, half),
  ]);
  const before = resizes.map(weigh);
  const { uninstall } = installKernels(tf);
  assert.equal(resizes.map(weigh), before);
  assert.ok(before.flat().some((value) => value !== 0));
  uninstall();
});

test('anything but tfjs is refused', async () => {
  for (const bad of [undefined, null, 5, {}, { engine: () => {} }, tf.image]) {
    await failureOf(() => installKernels(bad as never), 'E_TYPE', 'installKernels: tf must be tfjs');
  }
});

test.run();
