// Tensors at the end of a process, and with two copies of tfjs-node in one.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inChild } from '../support/in-child.js';

const ROOT = new URL('../..', import.meta.url).pathname;

test('process.exit, an uncaught error and a natural end in mid-flight: the expected code and no signal', async () => {
  const begin = `
    const tf = await import('@tensorflow/tfjs-node');
    const pipeline = new library.ImagePipeline([new library.RandomRotation({ factor: 0.2 })], { seed: 1 });
    const input = tf.fill([32, 224, 224, 3], 1);
    const kept = await pipeline.apply(input);
    for (let i = 0; i < 4; i++) pipeline.apply(input).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
  `;
  const exit = await inChild(`${begin} process.exit(7);`);
  assert.equal([exit.code, exit.signal], [7, null], exit.output);
  const thrown = await inChild(`${begin} throw new Error('mine');`);
  assert.equal([thrown.code, thrown.signal], [1, null], thrown.output);
  const natural = await inChild(begin);
  assert.equal([natural.code, natural.signal], [0, null], natural.output);
});

test('two copies of tfjs-node in one process share the ops of their TensorFlow', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-pipeline-'));
  try {
    const modules = join(ROOT, 'node_modules');
    const scope = join(folder, 'node_modules', '@tensorflow');
    mkdirSync(scope, { recursive: true });
    for (const name of readdirSync(modules)) {
      if (name !== '@tensorflow') symlinkSync(join(modules, name), join(folder, 'node_modules', name));
    }
    for (const name of readdirSync(join(modules, '@tensorflow'))) {
      if (name !== 'tfjs-node') symlinkSync(join(modules, '@tensorflow', name), join(scope, name));
    }
    const original = join(modules, '@tensorflow', 'tfjs-node');
    for (const name of ['dist', 'lib', 'package.json']) {
      cpSync(join(original, name), join(scope, 'tfjs-node', name), { recursive: true });
    }
    symlinkSync(join(original, 'deps'), join(scope, 'tfjs-node', 'deps'));
    const { code, signal, output } = await inChild(`
      import { createRequire } from 'node:module';
      import assert from 'node:assert';
      const tf = await import('@tensorflow/tfjs-node');
      const other = createRequire(${JSON.stringify(`${folder}/`)});
      const second = other('./node_modules/@tensorflow/tfjs-node/lib/napi-v8/tfjs_binding.node');
      const { NodeJSKernelBackend } = other('./node_modules/@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js');
      assert.notEqual(second, tf.backend().binding);
      tf.registerBackend('second', () => new NodeJSKernelBackend(second, '@tensorflow/tfjs-node'));
      const pipeline = new library.ImagePipeline([new library.Rescaling({ scale: 2 })]);
      for (const name of ['tensorflow', 'second', 'tensorflow']) {
        tf.setBackend(name);
        assert.equal(library.capabilities().tfjs.mode, 'zero-copy', name + ': ' + library.capabilities().tfjs.reason);
        assert.equal(library.capabilities().tfjs.backend, name);
        // Fill is registered for 'tensorflow' only; the array is uploaded by Export.
        const input = tf.tensor3d(new Float32Array(12).fill(3), [2, 2, 3]);
        const once = await pipeline.apply(input);
        const twice = pipeline.applySync(once);
        assert.deepEqual([...twice.dataSync()], Array(12).fill(12));
        tf.dispose([input, once, twice]);
      }
      assert.equal(library.memory().inUseBytes, 0);
      console.log('all good');
    `);
    assert.equal([code, signal], [0, null], output);
    assert.match(output, 'all good');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
