// A data set of eleven files in two classes, with a double in place of the engine.
import type { DatasetBatch } from '../../src/data/batch.js';
import type { ImageDataset } from '../../src/data/dataset.js';
import { createDirectoryDataset, type DirectoryOptions } from '../../src/data/directory.js';
import { hostDouble } from './dataset-host.js';
import { tempFiles } from './temp-dir.js';

export const COUNT = 11;
export const directory = tempFiles(Array.from({ length: COUNT }, (_, i) => `${i % 2 ? 'odd' : 'even'}/${100 + i}.png`));
// In list order: even/100 even/102 ... even/110 (0..5), odd/101 ... odd/109 (6..10).

export async function open(options: DirectoryOptions = {}, host = hostDouble()): Promise<ImageDataset> {
  return await createDirectoryDataset(host, directory, { batchSize: 4, ...options });
}

export const indicesOf = (batches: readonly DatasetBatch[]) => batches.flatMap(({ indices }) => indices);
export const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);
export const upTo = (count: number) => Array.from({ length: count }, (_, i) => i);
