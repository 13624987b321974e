// MaxNumBoundingBoxes on the boxes of a group.
import type { BoxList } from './companions.js';
import type { SampleSettings } from './settings.js';
import { keptBoxes, pickBoxes } from './visible-boxes.js';

/** The first `count` boxes of each image that the options keep, in rows 0, 1, ...; the writer adds what is missing. */
export function limitBoxes(
  list: BoxList,
  count: number,
  fillValue: number,
  options: SampleSettings['boundingBoxes'],
): BoxList {
  const images = list.images.map((boxes) => {
    const kept = keptBoxes(boxes, options).slice(0, count);
    return pickBoxes(boxes, kept, Array.from(kept.keys()));
  });
  return { ...list, images, padding: { count, fillValue } };
}
