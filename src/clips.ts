// Sequence mode: the images of a call are clips of so many frames, and all frames of a clip draw the same.
import type { Segment } from './assemble.js';
import type { SampleDraw } from './draws.js';
import { makeError } from './errors.js';
import type { CallKey } from './numbers.js';
import { invalid, parseSize } from './options.js';

/** How many frames a clip has; 1 without sequence mode. */
export function parseFrames(owner: string, value: unknown, count: number): number {
  if (value === undefined) return 1;
  const frames = parseSize(owner, 'frames', value);
  if (count % frames === 0) return frames;
  throw invalid(owner, 'frames', `a divisor of the ${count} images`, value, 'E_SIZE');
}

/** E_CONFLICT where a layer mixes images. */
export function checkUnmixed(owner: string, segments: readonly Segment[]): void {
  const mixing = segments.find((segment) => segment.kind === 'batch');
  if (mixing === undefined) return;
  throw makeError('E_CONFLICT', `${owner}: frames cannot be used with ${mixing.layer.className}, which mixes images`);
}

/** The key of `count` images, from that of their clips. */
export function keyOfFrames(key: CallKey, frames: number, count: number): CallKey {
  if (frames === 1) return key;
  return { ...key, indices: Array.from({ length: count }, (_, i) => key.firstIndex + Math.floor(i / frames)) };
}

/** The draws of images, from those of their clips. */
export function drawsOfFrames(draws: readonly SampleDraw[] | undefined, frames: number) {
  return frames === 1 ? draws : draws?.flatMap((draw) => Array.from({ length: frames }, () => draw));
}
