// What the tests of ImageDataGenerator's flows share.
import * as assert from 'uvu/assert';
import type { GeneratorBatch, ImageDataIterator } from '../../src/index.js';
import { failureOf } from '../support/failure-of.js';

/** The next `count` batches. */
export async function take(iterator: ImageDataIterator, count: number): Promise<GeneratorBatch[]> {
  const batches: GeneratorBatch[] = [];
  for (let i = 0; i < count; i++) batches.push((await iterator.next()).value);
  return batches;
}

export const pixels = (batches: readonly GeneratorBatch[]) => batches.map(({ xs }) => [...xs.data]);

/** `act` must throw, or reject, with this code and a sentence that starts so. */
export async function fails(act: () => unknown, code: string, start: string): Promise<void> {
  const { message } = await failureOf(act, code);
  assert.ok(message.startsWith(start), message);
}
