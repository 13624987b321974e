// This library, into the result of the call before, as a training loop would.
import { configure, memory } from '../../../src/index.js';
import type { Image, ImageBatch, PixelArray } from '../../../src/types.js';
import { makeTask } from '../task.js';
import { prepareFolder } from './ours-folder.js';
import type { Job, Prepared } from './peer.js';

const KEY = { epoch: 0, firstIndex: 0 };

export const versions = {};

export async function prepare({ op, shape, dtype, count, how, variant, threads }: Job): Promise<Prepared> {
  configure({ threads });
  const { pipeline, pixels, folder, otherIndex } = await makeTask({ op, case: { shape, dtype, count } }, variant);
  if (folder !== undefined) return prepareFolder(pipeline, folder, variant);
  const images: Image | ImageBatch =
    count === 1 ? { data: pixels, shape } : { data: pixels, shape: [count, ...shape] as const };
  // A function of the user makes its own results.
  const reuses = op !== 'lambda';
  let out = await pipeline.apply(images, KEY);
  const options = { ...KEY, ...(reuses ? { out } : {}) };
  // Every second call draws other numbers, as in use: what is made of them would serve the next call otherwise.
  const drawAnew = () => {
    options.firstIndex = otherIndex - options.firstIndex;
  };
  return {
    run:
      how === 'apply'
        ? async () => {
            drawAnew();
            out = await pipeline.apply(images, options);
          }
        : () => {
            drawAnew();
            out = pipeline.applySync(images, options);
          },
    heldBytes() {
      const { inUseBytes, idleBytes } = memory();
      return inUseBytes + idleBytes;
    },
    result(index) {
      if (options.firstIndex !== 0) out = pipeline.applySync(images, KEY);
      const data = out.data as PixelArray;
      const size = data.length / count;
      return data.slice(index * size, (index + 1) * size);
    },
  };
}
