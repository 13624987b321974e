// What the memory allows: copies of the same run, and the share of their rate that a trial reaches.
import type { Result } from '../results.js';
import { opOf } from '../trials.js';

const BYTES = { uint8: 1, float32: 4 } as const;

/** Bytes that must be read and written for one image, whatever the method; undefined of who was not verified. */
export function bytesOf(row: Result): number | undefined {
  const { case: each, verdict } = row;
  if (verdict === undefined) return undefined;
  const [height, width, channels] = each.shape;
  const to = opOf(row).result === 'input' ? each.dtype : 'float32';
  return height * width * channels * BYTES[each.dtype] + verdict.values * BYTES[to];
}

/** Bytes a microsecond, read and written, of the copy whose working set is nearest to `bytes`; undefined without copies. */
export function copyRate(rows: readonly Result[], bytes: number): number | undefined {
  const copies = rows.flatMap(({ op, case: { shape }, timing }) => {
    const moved = 2 * shape[0] * shape[1];
    return op === 'copy' && timing ? [{ moved, rate: moved / timing.medianUs }] : [];
  });
  const distance = (moved: number) => Math.abs(Math.log(moved / bytes));
  return copies.sort((a, b) => distance(a.moved) - distance(b.moved))[0]?.rate;
}
