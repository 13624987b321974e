// This library, on one thread and into the result of the call before, as a training loop would.
import type { Image, ImageBatch, PixelArray } from '../../src/types.js';
import type { Contender } from './contender.js';
import type { Task } from './task.js';

const KEY = { epoch: 0, firstIndex: 0 } as const;

/** applySync() on the JS thread, or apply() on the thread pool. */
export function createOurs(task: Task, how: 'applySync' | 'apply'): Contender {
  const { pipeline, pixels } = task;
  const { shape, count } = task.trial.case;
  const images: Image | ImageBatch =
    count === 1 ? { data: pixels, shape } : { data: pixels, shape: [count, ...shape] as const };
  // A function of the user makes its own results.
  const reuses = task.trial.op !== 'lambda';
  let out: Image | ImageBatch | undefined;
  const run = async () => {
    const options = { ...KEY, ...(reuses && out ? { out } : {}) };
    out = how === 'applySync' ? pipeline.applySync(images, options) : await pipeline.apply(images, options);
  };
  return {
    name: how === 'applySync' ? 'ours' : 'ours, apply()',
    async time(calls) {
      const start = process.hrtime.bigint();
      for (let i = 0; i < calls; i++) await run();
      return Number(process.hrtime.bigint() - start) / calls / count;
    },
    async result(index) {
      await run();
      const data = (out as Image).data as PixelArray;
      const size = data.length / count;
      return data.slice(index * size, (index + 1) * size);
    },
    async close() {},
  };
}
