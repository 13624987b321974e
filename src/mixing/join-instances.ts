// Instance masks of a mixed image: a channel per box, of the pixels of its sample that are seen.
import type { Batch } from '../input.js';
import { alignedArray, toArray } from '../memory.js';
import type { PixelArray } from '../types.js';
import type { BoxPart } from './mix-boxes.js';
import type { Region, Size } from './mixture.js';

/** Masks [1, h, w, count] of the boxes of all parts, in their order; undefined when there are none. */
export function joinInstances(parts: readonly BoxPart[], count: number, size: Size): Batch | undefined {
  const dtype = parts.find(({ boxes }) => boxes.masks)?.boxes.masks?.dtype;
  if (dtype === undefined || count === 0) return undefined;
  const data = alignedArray(dtype, size.height * size.width * count);
  let first = 0;
  for (const part of parts) {
    copyPart(part, { data, count, first, width: size.width });
    first += part.boxes.channels.length;
  }
  return { data, dtype, shape: [1, size.height, size.width, count] };
}

interface Target {
  data: PixelArray;
  /** Channels. */
  count: number;
  /** Channel of the part's first box. */
  first: number;
  width: number;
}

function copyPart({ boxes: { masks, channels }, region, later }: BoxPart, target: Target): void {
  if (!masks) return;
  const source = toArray(masks.data, masks.dtype);
  const size = masks.shape[3];
  const { sampleTop, sampleLeft, top, left } = region;
  forEachPixel(region, target.width, (pixel, y, x) => {
    const from = ((y - top + sampleTop) * target.width + (x - left + sampleLeft)) * size;
    for (const [i, channel] of channels.entries()) {
      target.data[pixel * target.count + target.first + i] = source[from + channel] as number;
    }
  });
  for (const other of later) {
    forEachPixel(other, target.width, (pixel) => {
      const at = pixel * target.count + target.first;
      target.data.fill(0, at, at + channels.length);
    });
  }
}

function forEachPixel(
  { top, left, height, width }: Region,
  rowLength: number,
  visit: (pixel: number, y: number, x: number) => void,
): void {
  for (let y = top; y < top + height; y++) {
    for (let x = left; x < left + width; x++) visit(y * rowLength + x, y, x);
  }
}
