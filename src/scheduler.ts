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

// About 2 ms of work at a rate that one core exceeds for all but the heaviest plans.
const PIXELS_PER_SLICE = 200_000;

/** How many images of `pixels` pixels make a slice. */
export function imagesPerSlice(pixels: number): number {
  return Math.max(1, Math.floor(PIXELS_PER_SLICE / Math.max(1, pixels)));
}

/**
 * Cuts 0..count into slices of `size` and runs them. After a failure or an abort no further slice starts, and the promise
 * rejects only when those under way have ended, so the caller's memory is free to use.
 */
export async function runSlices(
  count: number,
  size: number,
  run: (first: number, count: number) => Promise<void>,
  signal?: AbortSignal,
): Promise<void> {
  let failure: { error: unknown } | undefined;
  const pending: Promise<void>[] = [];
  for (let first = 0; first < count; first += size) {
    const slice = withPlace(async () => {
      if (!failure) await run(first, Math.min(size, count - first));
    }, signal);
    pending.push(
      slice.catch((error: unknown) => {
        failure ??= { error };
      }),
    );
  }
  await Promise.all(pending);
  if (failure) throw failure.error;
}
