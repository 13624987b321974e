// This library over a folder of JPEG files, an epoch a run.
import type { ImagePipeline } from '../../../src/index.js';
import type { PixelArray } from '../../../src/types.js';
import { BATCH, SIZE } from '../../goals/folder.js';
import type { Prepared } from './peer.js';

export async function prepareFolder(pipeline: ImagePipeline, folder: string): Promise<Prepared> {
  const dataset = await pipeline.fromDirectory(folder, {
    labels: null,
    labelMode: null,
    shuffle: false,
    batchSize: BATCH,
    imageSize: [SIZE, SIZE],
  });
  let batches: PixelArray[] = [];
  return {
    async run() {
      batches = [];
      for await (const { xs } of dataset) batches.push(xs.data);
    },
    result(index) {
      const batch = batches[Math.floor(index / BATCH)] as PixelArray;
      const size = SIZE * SIZE * 3;
      return batch.slice((index % BATCH) * size, ((index % BATCH) + 1) * size);
    },
  };
}
