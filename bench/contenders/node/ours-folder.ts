// This library over a folder of JPEG files, an epoch a run: into tensors, whose memory goes back when they are disposed, as
// in training; or into arrays, which are the caller's to keep and the collector's to free.
import type { ImagePipeline } from '../../../src/index.js';
import type { PixelArray } from '../../../src/types.js';
import { BATCH, SIZE } from '../../goals/folder.js';
import type { Prepared } from './peer.js';

const VALUES = SIZE * SIZE * 3;

/** Result memory of one batch, with a way to look into it. */
interface Held {
  values(): PixelArray;
  dispose(): void;
}

export async function prepareFolder(pipeline: ImagePipeline, folder: string, variant = 'tensors'): Promise<Prepared> {
  const dataset = await pipeline.fromDirectory(folder, {
    labels: null,
    labelMode: null,
    shuffle: false,
    batchSize: BATCH,
    imageSize: [SIZE, SIZE],
  });
  if (variant === 'tensors') await import('@tensorflow/tfjs-node');
  let batches: Held[] = [];
  return {
    async run() {
      for (const batch of batches) batch.dispose();
      batches = [];
      if (variant === 'tensors') for await (const { xs } of dataset.tensors()) batches.push(heldTensor(xs));
      else for await (const { xs } of dataset) batches.push({ values: () => xs.data, dispose: () => {} });
    },
    result(index) {
      const batch = batches[Math.floor(index / BATCH)] as Held;
      return batch.values().slice((index % BATCH) * VALUES, ((index % BATCH) + 1) * VALUES);
    },
  };
}

/** tfjs types its tensors by classes that the library does not import. */
function heldTensor(tensor: object): Held {
  const { dataSync, dispose } = tensor as { dataSync(): Float32Array; dispose(): void };
  return { values: () => dataSync.call(tensor), dispose: () => dispose.call(tensor) };
}
