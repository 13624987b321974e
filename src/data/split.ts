// Training and validation part of a list: a keyed shuffle of the whole list, whose tail is for validation, as in Keras.
import { makeError } from '../errors.js';
import type { Pacer } from './pacer.js';
import { Permutation, STREAM_SPLIT } from './permutation.js';

export interface SplitSpec {
  count: number;
  validationSplit: number;
  shuffle: boolean;
  seed: number;
}

/** Positions of the samples of one part, ascending. Throws E_SPLIT when the part is empty. */
export async function splitMembers(
  owner: string,
  part: 'training' | 'validation',
  { count, validationSplit, shuffle, seed }: SplitSpec,
  pacer: Pacer,
): Promise<Uint32Array> {
  const validationCount = Math.floor(validationSplit * count);
  const trainingCount = count - validationCount;
  const [start, end] = part === 'training' ? [0, trainingCount] : [trainingCount, count];
  if (start === end) {
    throw makeError(
      'E_SPLIT',
      `${owner}: validationSplit ${validationSplit} of ${count} samples leaves none for the ${part} part`,
    );
  }
  const order = shuffle ? new Permutation(seed, 0, count, STREAM_SPLIT) : undefined;
  const members = new Uint32Array(end - start);
  for (let k = start; k < end; k++) {
    members[k - start] = order ? order.at(k) : k;
    if (pacer.due()) await pacer.rest();
  }
  // A typed array sorts natively: a million in some 50 ms, once.
  return order ? members.sort() : members;
}
