// Which boxes stay: how much of each is in the image, and what the pipeline's options say about that.
import type { ImageBoxes } from './companions.js';
import type { BoxSpace, Corners } from './formats.js';
import type { SampleSettings } from './settings.js';

/** The part of the box at `at` that is in the image. */
export function clippedCorners(corners: ArrayLike<number>, at: number, { height, width }: BoxSpace): Corners {
  const within = (value: number, max: number) => Math.min(Math.max(value, 0), max);
  return [
    within(corners[at] as number, width),
    within(corners[at + 1] as number, height),
    within(corners[at + 2] as number, width),
    within(corners[at + 3] as number, height),
  ];
}

/** `areas` and `visibilities` of boxes that nothing has been done to yet. */
export function measure(corners: Float64Array, space: BoxSpace): Pick<ImageBoxes, 'areas' | 'visibilities'> {
  const count = corners.length / 4;
  const areas = new Float64Array(count);
  const visibilities = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const [x1, y1, x2, y2] = clippedCorners(corners, 4 * i, space);
    const [left, top, right, bottom] = corners.subarray(4 * i, 4 * i + 4) as unknown as Corners;
    const whole = (right - left) * (bottom - top);
    areas[i] = (x2 - x1) * (y2 - y1);
    visibilities[i] = whole > 0 ? (areas[i] as number) / whole : 0;
  }
  return { areas, visibilities };
}

/** The boxes that the options keep, by index. What is not in the image at all never stays. */
export function keptBoxes({ areas, visibilities }: ImageBoxes, options: SampleSettings['boundingBoxes']): number[] {
  const { minArea, minVisibility } = options;
  const all = Array.from(areas, (_, i) => i);
  return all.filter((i) => {
    const [area, visibility] = [areas[i] as number, visibilities[i] as number];
    return area > 0 && area >= minArea && visibility >= minVisibility;
  });
}

/** The boxes of these indexes alone. `rows` says their new rows of dense data; without it they keep theirs. */
export function pickBoxes(boxes: ImageBoxes, indexes: readonly number[], rows?: readonly number[]): ImageBoxes {
  const pick = (values: Float64Array) => Float64Array.from(indexes, (i) => values[i] as number);
  return {
    corners: Float64Array.from(indexes.flatMap((i) => Array.from(boxes.corners.subarray(4 * i, 4 * i + 4)))),
    areas: pick(boxes.areas),
    visibilities: pick(boxes.visibilities),
    rows: Int32Array.from(rows ?? indexes.map((i) => boxes.rows[i] as number)),
    labels: boxes.labels && pick(boxes.labels),
    masks: boxes.masks,
    channels: Int32Array.from(indexes, (i) => boxes.channels[i] as number),
  };
}
