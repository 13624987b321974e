// Order, draws, shards, resume, failures and life cycle of a data set, with a double in place of the engine.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatasetBatch } from '../../src/data/batch.js';
import type { ImageDataset } from '../../src/data/dataset.js';
import { createDirectoryDataset, type DirectoryOptions } from '../../src/data/directory.js';
import type { DatasetState } from '../../src/data/state.js';
import { hostDouble } from '../support/dataset-host.js';
import { failureOf } from '../support/failure-of.js';
import { tempFiles } from '../support/temp-dir.js';

const COUNT = 11;
const directory = tempFiles(Array.from({ length: COUNT }, (_, i) => `${i % 2 ? 'odd' : 'even'}/${100 + i}.png`));
// In list order: even/100 even/102 ... even/110 (0..5), odd/101 ... odd/109 (6..10).

async function open(options: DirectoryOptions = {}, host = hostDouble()): Promise<ImageDataset> {
  return await createDirectoryDataset(host, directory, { batchSize: 4, ...options });
}

async function epochOf(data: AsyncIterable<DatasetBatch>): Promise<DatasetBatch[]> {
  const batches: DatasetBatch[] = [];
  for await (const batch of data) batches.push(batch);
  return batches;
}

const indicesOf = (batches: readonly DatasetBatch[]) => batches.flatMap(({ indices }) => indices);
const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);

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

test('a state goes on where it was taken, with another batch size', async () => {
  const whole = indicesOf(await epochOf(await open()));
  const data = await open();
  let state: DatasetState | undefined;
  for await (const _ of data) {
    state = data.state();
    break;
  }
  assert.is(state?.position, 4);
  const stored = JSON.stringify(state);
  assert.ok(stored.length < 1024);
  const other = await open({ batchSize: 3 });
  other.resume(JSON.parse(stored));
  const rest = await epochOf(other);
  assert.equal(indicesOf(rest), whole.slice(4));
  assert.equal(
    rest.map(({ indices }) => indices.length),
    [3, 3, 1],
  );
  assert.equal([other.state().epoch, other.state().position], [1, 0]);
  assert.is((await epochOf(other))[0]?.epoch, 1);
});

test('a state of shards in step resumes with another number of shards', async () => {
  const whole = indicesOf(await epochOf(await open()));
  const two = [0, 1].map(async (index) => {
    const shard = (await open({ batchSize: 3 })).shard(2, index);
    for await (const { indices } of shard) return { state: shard.state(), indices };
    throw new Error('no batch');
  });
  const [a, b] = await Promise.all(two);
  assert.equal(a?.state, b?.state);
  const one = await open();
  one.resume(a?.state as DatasetState);
  const seen = [...(a?.indices ?? []), ...(b?.indices ?? []), ...indicesOf(await epochOf(one))];
  assert.equal(sorted(seen), upTo(COUNT));
  assert.equal(seen.slice(6), whole.slice(6));
});

test('resume wins over an iteration that is still running', async () => {
  const data = await open();
  const start = data.state();
  const running = data[Symbol.asyncIterator]();
  await running.next();
  data.resume({ ...start, position: 8 });
  await running.next();
  assert.is(data.state().position, 8);
  assert.is(indicesOf(await epochOf(data)).length, 3);
  await running.return();
});

test('a state of another data set is refused with every field that differs', async () => {
  const data = await open();
  const state = data.state();
  const foreign = (await open({ seed: 1, shuffle: false })).state();
  await failureOf(() => data.resume(foreign), 'E_STATE', 'seed is 1', 'fingerprint');
  await failureOf(() => data.resume({ ...state, version: 9 }), 'E_STATE', 'version is 9 where this data set has 1');
  await failureOf(() => data.resume({ ...state, position: 12 }), 'E_STATE', 'position is 12', '0..11');
  await failureOf(() => data.resume({ ...state, epoch: -1 }), 'E_STATE', 'epoch is -1');
  await failureOf(() => data.resume(null as unknown as DatasetState), 'E_STATE', 'received null');
  assert.is((await epochOf(data))[0]?.epoch, 0);
});

test('C23 throw: the error names file and index, and the next iteration works', async () => {
  const host = hostDouble();
  host.broken.add('103.png');
  const data = await open({ shuffle: false }, host);
  const seen: number[] = [];
  const error = await failureOf(
    async () => {
      for await (const { indices } of data) seen.push(...indices);
    },
    'E_CORRUPT',
    '103.png',
  );
  assert.equal([error.index, error.path], [7, join(directory, 'odd/103.png')]);
  assert.equal(seen, [0, 1, 2, 3]);
  assert.is(data.state().position, 4);
  assert.is(host.active, 0);
  host.broken.clear();
  assert.equal(indicesOf(await epochOf(data)), upTo(COUNT));
});

test('C23 skip: the others come in order, the report has the file once', async () => {
  const host = hostDouble();
  for (const name of ['103.png', '105.png', '107.png', '109.png', '100.png']) host.broken.add(name);
  const data = await open({ shuffle: false, onError: 'skip' }, host);
  const batches = await epochOf(data);
  assert.equal(
    batches.map(({ indices }) => indices),
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
  );
  assert.equal([...(batches[0]?.xs.data ?? [])], [1, 0, 2, 0, 3, 0]);
  assert.equal(batches[1]?.ys, { data: Int32Array.of(0, 0, 1), shape: [3] });
  assert.equal(
    batches[0]?.errors?.map(({ index, code }) => [index, code]),
    [[0, 'E_CORRUPT']],
  );
  await epochOf(data);
  assert.equal(
    data.report.failed.map(({ index, epoch }) => [index, epoch]),
    [
      [0, 0],
      [7, 0],
      [8, 0],
      [9, 0],
      [10, 0],
    ],
  );
});

test('C23 substitute: the next readable sample of the batch, else the one before', async () => {
  const host = hostDouble();
  for (const name of ['100.png', '102.png', '103.png']) host.broken.add(name);
  const batches = await epochOf(await open({ shuffle: false, onError: 'substitute' }, host));
  assert.equal(
    batches.map(({ indices }) => indices),
    [
      [2, 2, 2, 3],
      [4, 5, 6, 6],
      [8, 9, 10],
    ],
  );
  assert.equal([...(batches[0]?.xs.data ?? [])], [2, 0, 2, 0, 2, 0, 3, 0]);
  assert.is(batches[1]?.paths[3], batches[1]?.paths[2]);
});

test('onError as a function decides for each sample, also with an image', async () => {
  const host = hostDouble();
  for (const name of ['100.png', '104.png']) host.broken.add(name);
  const asked: unknown[] = [];
  const image = { data: Uint8Array.of(77, 0), shape: [1, 2, 1] as const };
  const data = await open(
    {
      shuffle: false,
      onError: (error, sample) => {
        asked.push([(error as { code: string }).code, sample.index, sample.path.slice(-7)]);
        return sample.index === 0 ? image : 'skip';
      },
    },
    host,
  );
  const [first] = await epochOf(data);
  assert.equal(first?.indices, [0, 1, 3]);
  assert.equal([...(first?.xs.data ?? [])], [77, -1, 1, 0, 3, 0]);
  assert.equal(asked, [
    ['E_CORRUPT', 0, '100.png'],
    ['E_CORRUPT', 2, '104.png'],
  ]);
  const wrong = await open({ shuffle: false, onError: () => 'ignore' as 'skip' }, host);
  await failureOf(() => epochOf(wrong), 'E_HOOK_RESULT', "'substitute'", 'received "ignore"');
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
