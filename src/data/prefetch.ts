// Computes a bounded number of results ahead of the one in use, in order.

/**
 * Yields the results of `jobs` in order while up to `ahead` later ones are being computed. `jobs` must be quick to step:
 * it starts work and gives its promise. Whatever is under way when the consumer stops is waited for, after `stop()`, and
 * handed to `drop`.
 */
export async function* prefetch<T>(
  jobs: Iterator<() => Promise<T>>,
  ahead: number,
  stop: () => void,
  drop: (value: T) => void,
): AsyncGenerator<T, void, void> {
  const pending: Promise<T>[] = [];
  const fill = (limit: number) => {
    while (pending.length < limit) {
      const job = jobs.next();
      if (job.done) return;
      const result = job.value();
      // A failure is thrown when its turn comes; until then Node must not see it as unhandled.
      result.catch(() => {});
      pending.push(result);
    }
  };
  try {
    for (;;) {
      fill(1 + ahead);
      const head = pending.shift();
      if (head === undefined) return;
      const value = await head;
      fill(ahead);
      yield value;
    }
  } finally {
    stop();
    for (const result of await Promise.allSettled(pending)) if (result.status === 'fulfilled') drop(result.value);
  }
}
