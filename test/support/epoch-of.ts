// What a data set hands out.
import type { DatasetBatch } from '../../src/index.js';

/** The batches of one epoch. */
export async function epochOf(data: AsyncIterable<DatasetBatch>): Promise<DatasetBatch[]> {
  const batches: DatasetBatch[] = [];
  for await (const batch of data) batches.push(batch);
  return batches;
}
