// A merge sort that gives way to the event loop: sorting a million names in one go would block it for a second.
import type { Pacer } from './pacer.js';

const RUN_LENGTH = 1024;

/** A sorted copy of `items`, in the order of the < operator. */
export async function sortPaced(items: readonly string[], pacer: Pacer): Promise<string[]> {
  let source: string[] = [];
  for (let start = 0; start < items.length; start += RUN_LENGTH) {
    const run = items.slice(start, start + RUN_LENGTH).sort(byUnits);
    for (const item of run) source.push(item);
    await pacer.rest();
  }
  let target = new Array<string>(source.length);
  for (let width = RUN_LENGTH; width < source.length; width *= 2) {
    for (let start = 0; start < source.length; start += 2 * width) {
      await mergeRuns(source, target, start, width, pacer);
    }
    [source, target] = [target, source];
  }
  return source;
}

async function mergeRuns(source: string[], target: string[], start: number, width: number, pacer: Pacer) {
  const middle = Math.min(start + width, source.length);
  const end = Math.min(start + 2 * width, source.length);
  let left = start;
  let right = middle;
  for (let out = start; out < end; out++) {
    const takeLeft = right >= end || (left < middle && (source[left] as string) <= (source[right] as string));
    target[out] = source[takeLeft ? left++ : right++] as string;
    if (pacer.due()) await pacer.rest();
  }
}

/** Order of two texts by code point: that of their UTF-8 bytes, and of Python. */
export function byCodePoint(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function byUnits(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
