// `out`: a result of an earlier call, lent to a new one. While the work runs its memory is ours alone, by transfer, so
// nothing the caller does can pull it away from under a pool thread.

import { makeError } from './errors.js';
import type { Batch } from './input.js';
import { dtypeOf, isArray, valueCount, viewOf } from './memory.js';
import { invalid, show } from './options.js';
import type { DType, Image, ImageBatch, PixelArray } from './types.js';

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && b.every((entry, i) => a[i] === entry);
}

/** Whether it fits is known when the result's shape is. */
export function parseOut(owner: string, value: unknown): Image | ImageBatch | undefined {
  if (value === undefined || (typeof value === 'object' && value !== null)) return value as Image | undefined;
  throw invalid(owner, 'out', 'a result of an earlier call', value, 'E_TYPE');
}

/**
 * The memory of `out` to write into at once, on the calling thread. It is read once, and must have this shape and dtype
 * and not share memory with `input`.
 */
export function borrowOut(
  owner: string,
  out: Image | ImageBatch,
  shape: readonly number[],
  dtype: DType,
  input: Batch,
): PixelArray {
  if (typeof out !== 'object' || out === null || !Array.isArray(out.shape)) {
    throw invalid(owner, 'out', 'a result of an earlier call', out, 'E_TYPE');
  }
  const { data } = out;
  const found = dtypeOf(data);
  const [count, ...image] = shape;
  const given: readonly unknown[] = out.shape;
  const fits = equalLists(given, shape) || (count === 1 && equalLists(given, image));
  const length = valueCount(shape);
  if (found !== dtype || !fits || data.length !== length) {
    throw makeError(
      'E_SHAPE',
      `${owner}: out must be ${dtype} of shape ${show([...shape])}; received ${found} of ${show(given)}`,
    );
  }
  if (isArray(input.data) && data.buffer === input.data.buffer) {
    throw makeError('E_CONFLICT', `${owner}: out must not share memory with the input, which is never written to`);
  }
  return data;
}

/** Takes the memory of `out` over until giveBack(). */
export function takeOut(owner: string, out: Image | ImageBatch, shape: readonly number[], dtype: DType, input: Batch) {
  const given = borrowOut(owner, out, shape, dtype, input);
  const { buffer, byteOffset, length } = given;
  if (!(buffer instanceof ArrayBuffer) || (buffer as { resizable?: boolean }).resizable) {
    throw makeError('E_RESIZABLE', `${owner}: out must lie in an ordinary ArrayBuffer of fixed size`);
  }
  let taken: ArrayBuffer;
  try {
    taken = structuredClone(buffer, { transfer: [buffer] });
  } catch (cause) {
    throw makeError('E_BOUNDS', `${owner}: the memory of out cannot be lent; pass a result of an earlier call`, {
      cause,
    });
  }
  const data = viewOf(dtype, taken, byteOffset, length);
  const giveBack = () => {
    out.data = data;
  };
  if (given.length !== 0) {
    throw makeError('E_BOUNDS', `${owner}: the memory of out cannot be lent; pass a result of an earlier call`);
  }
  return { data, giveBack };
}
