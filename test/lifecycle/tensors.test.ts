// Tensors in workers, at the end of workers and processes, and with two copies of tfjs-node.
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inChild } from '../support/in-child.js';

const ROOT = new URL('../..', import.meta.url).pathname;
const WORKER = new URL('../support/tensor-worker.mjs', import.meta.url).href;

const startWorkers = `
  import { Worker } from 'node:worker_threads';
  const start = (workerData) => new Worker(new URL(${JSON.stringify(WORKER)}), { workerData, stdout: true, stderr: true });
  const ended = (worker) => new Promise((resolve, reject) => {
    let message;
    worker.on('message', (value) => { message = value; });
    worker.on('error', reject);
    worker.on('exit', (code) => code === 0 ? resolve(message) : reject(new Error('exit ' + code)));
  });
`;

test('8 workers of 1,250 batches start and end beside the main thread; native memory returns to nothing', async () => {
  const { code, signal, output, lines } = await inChild(`
    ${startWorkers}
    const tf = await import('@tensorflow/tfjs-node');
    const pipeline = new library.ImagePipeline([new library.RandomFlip()], { seed: 1 });
    const input = tf.fill([2, 8, 8, 3], 1);
    let running = true;
    const main = (async () => {
      while (running) {
        (await pipeline.apply(input)).dispose();
        await new Promise(setImmediate);
      }
    })();
    const results = [];
    for (let round = 0; round < 2; round++) {
      results.push(...await Promise.all(Array.from({ length: 4 }, () => ended(start({ batches: 1250 })))));
    }
    running = false;
    await main;
    input.dispose();
    const { inUseBytes, inUseBlocks, borrowedTensors } = library.memory();
    console.log(JSON.stringify({ results, left: [inUseBytes, inUseBlocks, borrowedTensors], tensors: tf.memory().numTensors }));
  `);
  assert.equal([code, signal], [0, null], output);
  const found = JSON.parse(lines.at(-1) as string);
  assert.equal(found.results, Array(8).fill({ mode: 'zero-copy', grown: [0, 0, 0] }));
  assert.equal([found.left, found.tensors], [[0, 0, 0], 0]);
});

test('tfjs-node may be loaded by workers only, one after the other', async () => {
  const { code, signal, output, lines } = await inChild(`
    ${startWorkers}
    for (let i = 0; i < 3; i++) console.log(JSON.stringify(await ended(start({ batches: 20 }))));
    console.log(JSON.stringify(library.memory()));
  `);
  assert.equal([code, signal], [0, null], output);
  const found = lines.map((line) => JSON.parse(line));
  assert.equal(found.slice(0, 3), Array(3).fill({ mode: 'zero-copy', grown: [0, 0, 0] }));
  assert.equal([found[3].inUseBytes, found[3].borrowedTensors], [0, 0]);
});

test('workers are terminated in mid-flight without a signal, and what they borrowed comes back', async () => {
  const { code, signal, output, lines } = await inChild(`
    ${startWorkers}
    for (let i = 0; i < 6; i++) {
      const worker = start({ shared: i % 2 === 0 });
      await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
      await new Promise((resolve) => setTimeout(resolve, 30 + 60 * i));
      await worker.terminate();
    }
    const { inUseBytes, borrowedTensors } = library.memory();
    console.log(JSON.stringify([inUseBytes, borrowedTensors]));
  `);
  assert.equal([code, signal], [0, null], output);
  assert.equal(JSON.parse(lines.at(-1) as string), [0, 0]);
});

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
