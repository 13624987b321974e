// Fits and whitenings that are cut short, and on any number of threads.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, ImagePipeline, memory, ZCAWhitening, type ZCAWhiteningOptions } from '../../src/index.js';
import { settings } from '../../src/settings.js';
import type { DType, ImageBatch } from '../../src/types.js';
import { bytesOf, makeBatch, sliceBatch } from '../support/images.js';
import { inChild } from '../support/in-child.js';

const WORKER = new URL('../support/whitening-worker.mjs', import.meta.url).href;

test('workers are terminated while they fit or whiten, without a signal', async () => {
  const { code, signal, output, lines } = await inChild(`
    import { Worker } from 'node:worker_threads';
    const jobs = [
      { work: 'fit', typeName: 'Uint8Array', count: 1500 },
      { work: 'fit', typeName: 'Float32Array', count: 1500 },
      { work: 'fit', typeName: 'Float32Array', count: 300 },
      { work: 'apply', typeName: 'Uint8Array', count: 800 },
      { work: 'apply', typeName: 'Float32Array', count: 300 },
    ];
    for (const [i, workerData] of jobs.entries()) {
      const worker = new Worker(new URL(${JSON.stringify(WORKER)}), { workerData });
      await new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
      await new Promise((resolve) => setTimeout(resolve, 5 + 40 * i));
      await worker.terminate();
    }
    const { inUseBytes } = library.memory();
    const data = new Uint8Array([1, 2, 3, 5, 0, 4]);
    const pipeline = new library.ImagePipeline([new library.ZCAWhitening()]);
    await pipeline.adapt({ data, shape: [3, 1, 2, 1] });
    const { data: white } = await pipeline.apply({ data, shape: [3, 1, 2, 1] });
    console.log(JSON.stringify([white.length, inUseBytes]));
  `);
  assert.equal([code, signal], [0, null], output);
  assert.equal(JSON.parse(lines.at(-1) as string), [6, 0]);
});

test('process.exit while a whitening is fitted ends with the expected code and no signal', async () => {
  const { code, signal, output } = await inChild(`
    const shape = [1500, 16, 16, 3];
    const data = Float32Array.from({ length: 1500 * 768 }, (_, i) => (i * 7919) % 251);
    const pipeline = new library.ImagePipeline([new library.ZCAWhitening()]);
    pipeline.adapt({ data, shape }).catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, 30));
    process.exit(7);
  `);
  assert.equal([code, signal], [7, null], output);
});

/** Aborts `work` after `delayMs`; tells how long it went on after that. */
async function aborted(work: (signal: AbortSignal) => Promise<unknown>, delayMs: number) {
  const controller = new AbortController();
  const reason = new Error('enough');
  const promise = work(controller.signal).then(
    () => 'done',
    (error: unknown) => error,
  );
  await sleep(delayMs);
  const start = performance.now();
  controller.abort(reason);
  return { isReason: (await promise) === reason, afterMs: performance.now() - start };
}

test('an abort while a whitening learns rejects with its reason, and the layer keeps what it had', async () => {
  const small = makeBatch([5, 20, 20, 3], 'float32', 2);
  // Its solver takes seconds, so that all of the delays end before it does.
  const large = makeBatch([2000, 28, 28, 3], 'float32');
  for (const before of [undefined, small]) {
    const layer = new ZCAWhitening({ epsilon: 1 });
    const pipeline = new ImagePipeline([layer]);
    if (before) await pipeline.adapt(before);
    const { report, stateVersion } = layer;
    // In the products, and in the solver.
    for (const delayMs of [0, 10, 100, 300]) {
      const { isReason, afterMs } = await aborted((signal) => pipeline.adapt(large, { signal }), delayMs);
      assert.ok(isReason, `after ${delayMs} ms`);
      assert.ok(afterMs < 2000, `went on for ${afterMs} ms`);
      assert.is(layer.report, report);
    }
    await pipeline.adapt(small);
    assert.is(layer.report?.images, 5);
    await sleep(50);
    assert.is(layer.report?.images, 5, 'not undone by an earlier call');
    assert.ok(layer.stateVersion > stateVersion);
  }
});

test('an abort between batches and while whitening', async () => {
  const batch = makeBatch([6, 20, 20, 3], 'float32');
  const layer = new ZCAWhitening({ epsilon: 1 });
  const pipeline = new ImagePipeline([layer]);
  const controller = new AbortController();
  const reason = new Error('enough');
  async function* parts() {
    yield sliceBatch(batch, 0, 3);
    controller.abort(reason);
    yield sliceBatch(batch, 3, 3);
  }
  const caught = await pipeline.adapt(parts(), { signal: controller.signal }).catch((error: unknown) => error);
  assert.is(caught, reason);
  assert.is(layer.adapted, false);
  await pipeline.adapt(makeBatch([1300, 20, 20, 3]));
  const { threads } = settings();
  try {
    // In several slices, one after the other.
    configure({ threads: 1 });
    const large = makeBatch([9000, 20, 20, 3], 'float32');
    const { inUseBytes } = memory();
    const { isReason } = await aborted((signal) => pipeline.apply(large, { signal }), 1);
    assert.ok(isReason);
    // Matrices of earlier tests may be collected meanwhile.
    assert.ok(memory().inUseBytes <= inUseBytes);
  } finally {
    configure({ threads });
  }
  assert.is((await pipeline.apply(sliceBatch(batch, 0, 2))).shape[0], 2);
});

/** What a fit is, with all its bits. */
async function fitted(
  options: ZCAWhiteningOptions,
  batch: ImageBatch,
): Promise<{ layer: ZCAWhitening; bytes: Buffer }> {
  const layer = new ZCAWhitening(options);
  await new ImagePipeline([layer]).adapt(batch);
  const arrays = layer.weights().map(({ shape, rows }) => rows(0, shape[0] as number));
  const bytes = Buffer.concat(arrays.map((array) => Buffer.from(array.buffer, array.byteOffset, array.byteLength)));
  return { layer, bytes };
}

for (const dtype of ['uint8', 'float32'] as const satisfies DType[]) {
  test(`1, 2 and 3 threads give the same bytes of ${dtype}, fitted and applied`, async () => {
    const { threads } = settings();
    const made = makeBatch([1100, 9, 7, 3], dtype, 3);
    const batch = dtype === 'float32' ? { ...made, data: made.data.map((value) => value / 7 - 11) } : made;
    try {
      // Of all images a matrix, and with few of them or of the directions low rank.
      for (const [options, count] of [
        [{}, 1100],
        [{ rank: 20 }, 1100],
        [{}, 100],
      ] as const) {
        const part = sliceBatch(batch, 0, count);
        const found = new Set<string>();
        for (const number of [1, 2, 3]) {
          configure({ threads: number });
          const { layer, bytes } = await fitted({ epsilon: 1, ...options }, part);
          const white = bytesOf(await layer.apply(batch));
          found.add(`${bytes.toString('base64')} ${white.toString('base64')}`);
          assert.is(layer.report?.form, count === 100 || 'rank' in options ? 'lowRank' : 'dense');
        }
        assert.is(found.size, 1, `${JSON.stringify(options)}, ${count} images`);
      }
    } finally {
      configure({ threads });
    }
  });
}

test.run();
