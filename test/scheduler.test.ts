// Slices of a batch: every image exactly once, however few a slice has time for, and nothing more after a failure.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure } from '../src/index.js';
import { runSlices, sliceSizes } from '../src/scheduler.js';

const later = () => new Promise<void>((resolve) => setImmediate(resolve));
const ONE_EACH = { least: 1, most: Number.POSITIVE_INFINITY };

/** Runs `count` images, of which a slice has time for `most`; gives how often each was run and the most slices at once. */
async function runAll(count: number, sizes: { least: number; most: number }, most: number) {
  const runs = new Array<number>(count).fill(0);
  let running = 0;
  let together = 0;
  const asked: number[] = [];
  await runSlices(count, sizes, async (first, images) => {
    together = Math.max(together, ++running);
    asked.push(images);
    await later();
    const done = Math.min(images, most);
    for (let i = first; i < first + done; i++) runs[i] = (runs[i] ?? 0) + 1;
    running--;
    return done === images ? undefined : done;
  });
  return { runs, together, asked };
}

test.before(() => configure({ threads: 2 }));

test('every image is run once, also where a slice ends early', async () => {
  for (const count of [0, 1, 2, 3, 7, 64]) {
    for (const most of [1, 3, 1000]) {
      const { runs, together } = await runAll(count, ONE_EACH, most);
      assert.equal(runs, new Array(count).fill(1), `${count} images, ${most} at a time`);
      assert.is(together, Math.min(count, 2));
    }
  }
});

test('each thread takes its share, within the limits of a slice', async () => {
  assert.equal((await runAll(8, ONE_EACH, 1000)).asked, [4, 2, 1, 1]);
  assert.equal((await runAll(8, { least: 3, most: 3 }, 1000)).asked, [3, 3, 2]);
  assert.equal((await runAll(8, { least: 8, most: 100 }, 1000)).asked, [8]);
});

test('large images come one by one, small ones many at a time', () => {
  assert.equal(sliceSizes(4096 * 4096), { least: 1, most: 1 });
  assert.equal(sliceSizes(8 * 8), { least: 781, most: 3125 });
  assert.equal(sliceSizes(0), { least: 50_000, most: 200_000 });
});

test('after a failure no slice starts, and the others have ended before it is reported', async () => {
  let started = 0;
  let running = 0;
  const failed = await runSlices(100, { least: 1, most: 1 }, async () => {
    const number = started++;
    running++;
    await later();
    if (number === 1) await later();
    running--;
    if (number === 0) throw new Error('the first one');
    return undefined;
  }).catch((error: Error) => error);
  assert.is((failed as Error).message, 'the first one');
  assert.is(started, 2);
  assert.is(running, 0);
});

test('an abort while the last slice runs counts', async () => {
  const controller = new AbortController();
  const reason = new Error('enough');
  const run = async () => {
    controller.abort(reason);
    return undefined;
  };
  const caught = await runSlices(1, ONE_EACH, run, controller.signal).catch((error: unknown) => error);
  assert.is(caught, reason);
});

test('an aborted signal stops before the next slice', async () => {
  const controller = new AbortController();
  let started = 0;
  const run = async () => {
    started++;
    controller.abort(new Error('enough'));
    await later();
    return undefined;
  };
  const failed = await runSlices(100, { least: 1, most: 1 }, run, controller.signal).catch((error: Error) => error);
  assert.is((failed as Error).message, 'enough');
  assert.ok(started <= 2, `${started} slices`);
});

test.run();
