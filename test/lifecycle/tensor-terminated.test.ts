// Workers that are ended while tensors are in use.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { inChild } from '../support/in-child.js';

const WORKER = new URL('../support/tensor-worker.mjs', import.meta.url).href;

const startWorkers = `
  import { Worker } from 'node:worker_threads';
  const start = (workerData) => new Worker(new URL(${JSON.stringify(WORKER)}), { workerData, stdout: true, stderr: true });
`;

test('workers are terminated in mid-flight without a signal, and what they borrowed comes back', async () => {
  const { code, signal, output, lines } = await inChild(`
    ${startWorkers}
    for (let i = 0; i < 4; i++) {
      const worker = start({ shared: i % 2 === 0 });
      await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
      await new Promise((resolve) => setTimeout(resolve, 30 + 90 * i));
      await worker.terminate();
    }
    const { inUseBytes, borrowedTensors } = library.memory();
    console.log(JSON.stringify([inUseBytes, borrowedTensors]));
  `);
  assert.equal([code, signal], [0, null], output);
  assert.equal(JSON.parse(lines.at(-1) as string), [0, 0]);
});

test.run();
