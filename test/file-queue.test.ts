// The files of a batch through a double of the plan: shares, leftovers, and errors of one file, of a call and of an abort.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { FileQueue } from '../src/file-queue.js';
import { configure } from '../src/index.js';
import type { FilesJob, NativePlan } from '../src/native.js';

type Run = (paths: readonly string[], places: Float64Array) => (boolean | Error)[];

function queueOf(run: Run, signal?: AbortSignal) {
  const plan = {
    executeFiles: async ({ paths, places }: FilesJob) => {
      await new Promise((resolve) => setImmediate(resolve));
      return run(paths, places);
    },
  } as unknown as NativePlan;
  return new FileQueue(plan, {} as Omit<FilesJob, 'paths' | 'places'>, signal);
}

const file = (i: number) => ({ path: `${i}.jpg`, offset: 10 * i, index: 100 + i, view: i % 2 });

test.before(() => configure({ threads: 2 }));

test('every file is run once with its own place, also when a call ends early', async () => {
  const seen: [string | undefined, ...number[]][] = [];
  const queue = queueOf((paths, places) => {
    const done = Math.min(paths.length, 3);
    for (let i = 0; i < done; i++) seen.push([paths[i], ...places.subarray(3 * i, 3 * i + 3)]);
    return new Array(done).fill(true);
  });
  const results = await Promise.all(Array.from({ length: 20 }, (_, i) => queue.run(file(i))));
  assert.equal(results, new Array(20).fill(true));
  const expected = Array.from({ length: 20 }, (_, i) => [`${i}.jpg`, 10 * i, 100 + i, i % 2]);
  assert.equal(
    seen.sort(([, a = 0], [, b = 0]) => a - b),
    expected,
  );
});

test('a file that fails, or is no JPEG, takes no other with it', async () => {
  const queue = queueOf((paths) => paths.map((path) => (path === '1.jpg' ? new Error('broken') : path !== '2.jpg')));
  const results = await Promise.allSettled([0, 1, 2, 3].map((i) => queue.run(file(i))));
  assert.equal(
    results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.message)),
    [true, 'broken', false, true],
  );
});

test('a call that cannot be made fails its files, and the queue goes on', async () => {
  let calls = 0;
  const queue = queueOf((paths) => {
    if (calls++ === 0) throw new Error('no call');
    return paths.map(() => true);
  });
  await queue.run(file(0)).then(
    () => assert.unreachable(),
    (error: Error) => assert.is(error.message, 'no call'),
  );
  assert.is(await queue.run(file(1)), true);
});

test('an abort rejects what has not been started', async () => {
  const controller = new AbortController();
  let started = 0;
  const queue = queueOf((paths) => {
    started += paths.length;
    controller.abort(new Error('enough'));
    return paths.slice(0, 1).map(() => true);
  }, controller.signal);
  const results = await Promise.allSettled(Array.from({ length: 40 }, (_, i) => queue.run(file(i))));
  const rejected = results.filter((result) => result.status === 'rejected');
  assert.ok(rejected.length >= 38, `${rejected.length} rejected`);
  for (const { reason } of rejected) assert.is(reason.message, 'enough');
  assert.ok(started <= 40);
});

test.run();
