// Samples that cannot be read, with a double in place of the engine.
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { hostDouble } from '../support/dataset-host.js';
import { COUNT, directory, indicesOf, open, upTo } from '../support/double-dataset.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';

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

test('the report has failures in the order of the batches, however fast each is read', async () => {
  const names = ['100.png', '108.png', '107.png'];
  for (const onError of ['skip', 'throw'] as const) {
    const host = hostDouble();
    for (const name of names) host.broken.add(name);
    // The first batch comes last.
    host.delay = ({ batchIndex }) => new Promise((resolve) => setTimeout(resolve, batchIndex === 0 ? 40 : 0));
    const data = await open({ shuffle: false, onError, prefetch: 2 }, host);
    const failed = () => data.report.failed.map(({ index }) => index);
    if (onError === 'throw') {
      await failureOf(() => epochOf(data), 'E_CORRUPT', '100.png');
      assert.equal(failed(), [0]);
      continue;
    }
    const reported: number[][] = [];
    for await (const _ of data) reported.push(failed());
    assert.equal(reported, [[0], [0, 4], [0, 4, 9]]);
  }
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

test.run();
