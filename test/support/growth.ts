// Growth of the resident memory over many equal steps.

const WARM_UP = 500;
const SAMPLES = 40;

function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] as number;
}

/**
 * Growth of the resident memory over `steps` steps, as a share of it: the median of the last quarter of the samples over
 * that of the first, because single readings jump with the collector. A leak of one small batch in ten would show as some
 * 10 %.
 */
export async function growth(steps: number, step: (i: number) => Promise<void>): Promise<number> {
  for (let i = 0; i < WARM_UP; i++) await step(i);
  const samples: number[] = [];
  for (let i = 0; i < steps; i++) {
    if (i % (steps / SAMPLES) === 0) samples.push(residentBytes());
    await step(i);
  }
  samples.push(residentBytes());
  const quarter = Math.floor(samples.length / 4);
  return median(samples.slice(-quarter)) / median(samples.slice(0, quarter)) - 1;
}
