// The JS thread stays free, libuv's pool stays usable, and ending a worker or the process in mid-flight does no harm.
import { readFile } from 'node:fs/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, ImagePipeline, RandomRotation } from '../../src/index.js';
import { bytesOf, makeBatch } from '../support/images.js';
import { inChild } from '../support/in-child.js';

const WORKER = new URL('../support/worker.mjs', import.meta.url).href;

test('a timer ticks and files are read while batches are computed', async () => {
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.2 })], { seed: 1 });
  const batch = makeBatch([64, 224, 224, 3]);
  await pipeline.apply(makeBatch([1, 8, 8, 3]));
  const during = { ticks: 0, reads: 0 };
  // As many batches as it takes, since how long one takes depends on the machine. A call that kept the thread to itself
  // would leave nothing to be counted between its start and its end.
  for (let i = 0; i < 500 && Math.min(during.ticks, during.reads) < 3; i++) {
    let done = false;
    const count = (name: keyof typeof during) => () => {
      if (!done) during[name]++;
    };
    const promise = pipeline.apply(batch).finally(() => {
      done = true;
    });
    const timer = setInterval(count('ticks'), 1);
    const read = readFile(new URL(import.meta.url)).then(count('reads'));
    await Promise.all([promise, read]);
    clearInterval(timer);
  }
  assert.ok(during.ticks >= 3, `${during.ticks} ticks`);
  assert.ok(during.reads >= 3, `${during.reads} reads`);
});

test('any number of slices in flight gives the same bytes', async () => {
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.2 })], { seed: 1 });
  const batch = makeBatch([9, 300, 200, 3]);
  const results: string[] = [];
  for (const threads of [1, 2, 4]) {
    configure({ threads });
    results.push(bytesOf(await pipeline.apply(batch, { firstIndex: 0 })).toString('base64'));
  }
  configure({ threads: 2 });
  assert.is(new Set(results).size, 1);
});

test('8 workers load, run and end; others are terminated with work queued', async () => {
  const script = `
    import { Worker } from 'node:worker_threads';
    const start = (endless) => new Worker(new URL(${JSON.stringify(WORKER)}), { workerData: { endless } });
    await Promise.all(Array.from({ length: 8 }, () => new Promise((resolve, reject) => start(false).on('exit', (code) => code === 0 ? resolve() : reject(new Error('exit ' + code))).on('error', reject))));
    for (let i = 0; i < 6; i++) {
      const worker = start(true);
      await new Promise((resolve) => worker.on('online', resolve));
      await new Promise((resolve) => setTimeout(resolve, 400 + 100 * i));
      await worker.terminate();
    }
    const pipeline = new library.ImagePipeline([new library.RandomRotation({ factor: 0.2 })], { seed: 1 });
    await pipeline.apply({ data: new Uint8Array(12), shape: [2, 2, 3] });
    if (library.memory().inUseBytes !== 0) throw new Error('bytes in use: ' + library.memory().inUseBytes);
    console.log('survived');
  `;
  const { code, signal, output } = await inChild(script);
  assert.equal([code, signal], [0, null], output);
  assert.match(output, 'survived');
});

test('process.exit and an uncaught error in mid-flight end with the expected code and no signal', async () => {
  const begin = `
    const pipeline = new library.ImagePipeline([new library.RandomRotation({ factor: 0.2 })], { seed: 1 });
    for (let i = 0; i < 4; i++) pipeline.apply({ data: new Uint8Array(32 * 224 * 224 * 3), shape: [32, 224, 224, 3] }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 5));
  `;
  const exit = await inChild(`${begin} process.exit(7);`);
  assert.equal([exit.code, exit.signal], [7, null], exit.output);
  const thrown = await inChild(`${begin} throw new Error('mine');`);
  assert.equal([thrown.code, thrown.signal], [1, null], thrown.output);
});

test('the library prints nothing', async () => {
  const { output } = await inChild(`
    const pipeline = new library.ImagePipeline([new library.RandomRotation({ factor: 0.2 })]);
    await pipeline.apply({ data: new Uint8Array(12), shape: [2, 2, 3] });
    await pipeline.apply(5).catch(() => {});
  `);
  assert.is(output, '');
});

test.run();
