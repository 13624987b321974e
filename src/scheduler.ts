// Bounds how much work is queued on libuv's pool. A slice is short, so that cancelling, ending a worker and other users
// of the pool never wait long, and no more slices than settings().threads are in flight in one environment.
import { settings } from './settings.js';

let inFlight = 0;
const waiting: (() => void)[] = [];

/** Runs `work` when a place is free. Work that got its place always ends before the place is given on. */
export async function withPlace<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  while (inFlight >= settings().threads) await new Promise<void>((resolve) => waiting.push(resolve));
  inFlight++;
  try {
    signal?.throwIfAborted();
    return await work();
  } finally {
    inFlight--;
    waiting.shift()?.();
  }
}

/** Promise.all() that settles only when all have, so that nothing goes on behind the back of whoever caught the error. */
export async function whenAllEnd<T extends readonly Promise<unknown>[]>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const failed = (await Promise.allSettled(promises)).find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
  return Promise.all(promises);
}

/** How many images one work item may take. */
export interface SliceSizes {
  least: number;
  most: number;
}

/** Handing over a work item takes as long as some pixels. */
const LEAST_PIXELS = 50_000;
// About 2 ms of work at a rate that one core exceeds for all but the heaviest work.
const MOST_PIXELS = 200_000;

/** For images of `pixels` pixels. */
export function sliceSizes(pixels: number): SliceSizes {
  const images = (most: number) => Math.max(1, Math.floor(most / Math.max(1, pixels)));
  return { least: images(LEAST_PIXELS), most: images(MOST_PIXELS) };
}

interface Range {
  first: number;
  count: number;
}

/**
 * Cuts 0..count into slices and runs them: each thread takes its share of what is left. `run` may say that there was time
 * for fewer images; the others are cut again. After a failure or an abort no further slice starts, and the promise rejects
 * only when those under way have ended, so the caller's memory is free to use.
 */
export function runSlices(
  count: number,
  sizes: SliceSizes,
  run: (first: number, count: number) => Promise<number | undefined>,
  signal?: AbortSignal,
): Promise<void> {
  const left: Range[] = count > 0 ? [{ first: 0, count }] : [];
  let running = 0;
  let failure: { error: unknown } | undefined;
  return new Promise((resolve, reject) => {
    const runOne = async (range: Range) => {
      running++;
      try {
        const done = await withPlace(async () => (failure ? undefined : run(range.first, range.count)), signal);
        if (done !== undefined && done < range.count) putBack(left, range, done);
      } catch (error) {
        failure ??= { error };
      }
      running--;
      fill();
    };
    const fill = () => {
      while (!failure && left.length > 0 && running < settings().threads) void runOne(takeShare(left, sizes));
      if (running > 0) return;
      // An abort while the last slices ran counts too, so that it does not depend on how fast they are.
      if (signal?.aborted) failure ??= { error: signal.reason };
      if (failure) reject(failure.error);
      else resolve();
    };
    fill();
  });
}

/** A thread's share of all that is left, from the front of one range. */
function takeShare(left: Range[], { least, most }: SliceSizes): Range {
  const total = left.reduce((sum, { count }) => sum + count, 0);
  const range = left.pop() as Range;
  const share = Math.max(least, Math.ceil(total / settings().threads));
  const count = Math.min(range.count, share, most);
  if (count < range.count) putBack(left, range, count);
  return { first: range.first, count };
}

function putBack(left: Range[], { first, count }: Range, done: number): void {
  left.push({ first: first + done, count: count - done });
}
