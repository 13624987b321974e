// Batches, order, draws, shards and life cycle of a data set, with a double in place of the engine.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatasetBatch } from '../../src/data/batch.js';
import { createDirectoryDataset, type DirectoryOptions } from '../../src/data/directory.js';
import { hostDouble } from '../support/dataset-host.js';
import { COUNT, directory, indicesOf, open, sorted, upTo } from '../support/double-dataset.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';

test('batches hold pixels, labels, paths and indices that belong together', async () => {
  const data = await open({ shuffle: false });
  const batches = await epochOf(data);
  assert.is(data.size, 3);
  assert.is(data.length, COUNT);
  assert.equal(
    batches.map(({ xs }) => xs.shape),
    [
      [4, 1, 2, 1],
      [4, 1, 2, 1],
      [3, 1, 2, 1],
    ],
  );
  assert.equal(indicesOf(batches), upTo(COUNT));
  const [, second] = batches;
  // The double writes [index, epoch].
  assert.equal([...(second as DatasetBatch).xs.data], [4, 0, 5, 0, 6, 0, 7, 0]);
  assert.equal(second?.ys, { data: Int32Array.of(0, 0, 1, 1), shape: [4] });
  assert.equal(
    second?.paths,
    ['even/108.png', 'even/110.png', 'odd/101.png', 'odd/103.png'].map((name) => join(directory, name)),
  );
});

test('label modes have their shapes and dtypes', async () => {
  const first = async (options: DirectoryOptions) =>
    (await epochOf(await open({ shuffle: false, batchSize: 8, ...options })))[0]?.ys;
  assert.equal(await first({ labelMode: 'binary' }), { data: Float32Array.of(0, 0, 0, 0, 0, 0, 1, 1), shape: [8, 1] });
  assert.equal(await first({ labelMode: 'categorical', batchSize: 7 }), {
    data: Float32Array.of(1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 0, 1),
    shape: [7, 2],
  });
  assert.is(await first({ labelMode: null }), undefined);
  assert.is(await first({ labels: null }), undefined);
});

test('batchSize null gives single images', async () => {
  const host = hostDouble();
  const data = await open({ batchSize: null, shuffle: false, labelMode: 'categorical' }, host);
  const singles = await epochOf(data);
  assert.is(singles.length, COUNT);
  assert.equal([...(singles[6]?.xs.shape ?? [])], [1, 2, 1]);
  assert.equal(singles[6]?.ys, { data: Float32Array.of(0, 1), shape: [2] });
});

test('every iteration is the next epoch, with another order and other draws', async () => {
  const data = await open();
  const [first, second] = [await epochOf(data), await epochOf(data)];
  assert.equal(sorted(indicesOf(first)), upTo(COUNT));
  assert.equal(sorted(indicesOf(second)), upTo(COUNT));
  assert.is.not(indicesOf(first).join(), indicesOf(second).join());
  assert.equal(
    second.map(({ epoch }) => epoch),
    [1, 1, 1],
  );
  assert.is(second[0]?.xs.data[1], 1);
  assert.is.not(indicesOf(first).join(), upTo(COUNT).join());
});

test('order and draw keys do not depend on batch size or prefetch', async () => {
  const orders = [];
  for (const options of [{ batchSize: 1, prefetch: 0 }, { batchSize: 4 }, { batchSize: 7, prefetch: 9 }]) {
    orders.push(indicesOf(await epochOf(await open(options))).join());
  }
  assert.is(new Set(orders).size, 1);
});

test('the seed of the data set supersedes the one of the pipeline', async () => {
  const host = hostDouble(3);
  await open({}, host);
  await open({ seed: 9 }, host);
  assert.equal(
    host.runners.map(({ spec }) => [spec.seed, spec.supersedeSeeds]),
    [
      [3, false],
      [9, true],
    ],
  );
  const own = indicesOf(await epochOf(await open({ seed: 9 }))).join();
  assert.is(own, indicesOf(await epochOf(await open({}, hostDouble(9)))).join());
});

test('the split keeps a tail, shares nothing and keeps draw keys', async () => {
  const host = hostDouble();
  const options = { validationSplit: 0.3, subset: 'both', batchSize: 4 } as const;
  const [training, validation] = await createDirectoryDataset(host, directory, options);
  // int(0.3 * 11) = 3.
  assert.equal([training.length, validation.length], [8, 3]);
  const parts = [indicesOf(await epochOf(training)), indicesOf(await epochOf(validation))];
  assert.equal(sorted(parts.flat()), upTo(COUNT));
  assert.equal(
    host.runners.map(({ spec }) => spec.training),
    [true, false],
  );
  assert.is(validation.filePaths.length, 3);
  const alone = await open({ validationSplit: 0.3, subset: 'validation' });
  assert.equal(alone.filePaths, validation.filePaths);
  const plain = await open({ validationSplit: 0.3, subset: 'validation', shuffle: false, training: true }, host);
  assert.equal(indicesOf(await epochOf(plain)), [8, 9, 10]);
  assert.is(host.runners[2]?.spec.training, true);
});

test('shards share an epoch: sample k of its order goes to shard k % count', async () => {
  const whole = indicesOf(await epochOf(await open()));
  const data = await open();
  const shards = [data.shard(3, 0), data.shard(3, 1), data.shard(3, 2)];
  assert.equal(
    shards.map(({ length }) => length),
    [4, 4, 3],
  );
  for (const [index, shard] of shards.entries()) {
    assert.equal(
      indicesOf(await epochOf(shard)),
      whole.filter((_, k) => k % 3 === index),
    );
  }
  assert.throws(() => data.shard(2, 2), /shard index must be within 0..1; received 2/);
  assert.throws(() => data.shard(0, 0), /shard count/);
});

test('dropRemainder leaves out the short batch', async () => {
  const data = await open({ dropRemainder: true });
  assert.is(data.size, 2);
  assert.equal(
    (await epochOf(data)).map(({ indices }) => indices.length),
    [4, 4],
  );
});

test('prefetch bounds the batches in flight', async () => {
  for (const [ahead, most] of [
    [0, 4],
    [1, 8],
  ] as const) {
    const host = hostDouble();
    await epochOf(await open({ prefetch: ahead }, host));
    assert.is(host.mostActive, most);
  }
});

test('break stops the work and frees everything', async () => {
  const host = hostDouble();
  const data = await open({ batchSize: 1, prefetch: 3 }, host);
  for await (const _ of data) break;
  assert.is(host.active, 0);
  assert.ok(host.runs.length <= 4);
});

test('an abort ends an iteration with its reason; the data set stays usable without the signal', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const host = hostDouble();
  host.delay = (_, signal) =>
    new Promise((resolve) => (signal?.aborted ? resolve() : signal?.addEventListener('abort', () => resolve())));
  const data = await open({ signal: controller.signal }, host);
  const next = data[Symbol.asyncIterator]().next();
  setImmediate(() => controller.abort(reason));
  assert.is(await next.catch((error) => error), reason);
  assert.is(host.active, 0);
});

test('close ends what runs and refuses what comes', async () => {
  const data = await open({ batchSize: 1 });
  const iterator = data[Symbol.asyncIterator]();
  await iterator.next();
  await data.close();
  await failureOf(() => iterator.next(), 'E_CLOSED', 'closed');
  await failureOf(() => epochOf(data), 'E_CLOSED', 'closed');
});

test('an abandoned iterator does not keep the process alive', () => {
  const script = `
    import { createDirectoryDataset } from './src/data/directory.js';
    import { hostDouble } from './test/support/dataset-host.js';
    createDirectoryDataset(hostDouble(), ${JSON.stringify(directory)}, { batchSize: 1 })
      .then((data) => data[Symbol.asyncIterator]().next()).then(() => console.log('first'));`;
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const args = ['--import', 'tsx', '--input-type=module', '-e', script];
  assert.is(execFileSync(process.execPath, args, { cwd: root, encoding: 'utf8', timeout: 30_000 }).trim(), 'first');
});

test.run();
