// Tensors in workers that run to their end.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inChild } from '../support/in-child.js';

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
        await new Promise((resolve) => setTimeout(resolve, 5));
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
    for (let i = 0; i < 2; i++) console.log(JSON.stringify(await ended(start({ batches: 20 }))));
    console.log(JSON.stringify(library.memory()));
  `);
  assert.equal([code, signal], [0, null], output);
  const found = lines.map((line) => JSON.parse(line));
  assert.equal(found.slice(0, 2), Array(2).fill({ mode: 'zero-copy', grown: [0, 0, 0] }));
  assert.equal([found[2].inUseBytes, found[2].borrowedTensors], [0, 0]);
});

test.run();
