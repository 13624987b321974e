// Which boxes stay: how much of each is in the image, and what the pipeline's options say about that.
import type { ImageBoxes } from './companions.js';
import type { BoxSpace, Corners } from './formats.js';
import type { SampleSettings } from './settings.js';

function within(value: number, max: number): number {
  return Math.min(Math.max(value, 0), max);
}

/** The part of a box that is in the image. */
export function clippedCorners([x1, y1, x2, y2]: Corners, { height, width }: BoxSpace): Corners {
  return [within(x1, width), within(y1, height), within(x2, width), within(y2, height)];
}

/** The corners of all boxes, those outside the image moved to its border. */
export function clipAll(corners: Float64Array, { height, width }: BoxSpace): Float64Array {
  return corners.map((value, i) => within(value, i % 2 === 0 ? width : height));
}

/** `areas` and `visibilities` of boxes that nothing has been done to yet. */
export function measure(corners: Float64Array, space: BoxSpace): Pick<ImageBoxes, 'areas' | 'visibilities'> {
  const areas = areasOf(clipAll(corners, space));
  const whole = areasOf(corners);
  return { areas, visibilities: areas.map((area, i) => (area > 0 ? area / (whole[i] as number) : 0)) };
}

function areasOf(corners: Float64Array): Float64Array {
  const side = (i: number, axis: number) => (corners[4 * i + 2 + axis] as number) - (corners[4 * i + axis] as number);
  return Float64Array.from({ length: corners.length / 4 }, (_, i) => side(i, 0) * side(i, 1));
}

/** The boxes that the options keep, by index. What is not in the image at all never stays. */
export function keptBoxes({ areas, visibilities }: ImageBoxes, options: SampleSettings['boundingBoxes']): number[] {
  const { minArea, minVisibility } = options;
  const kept: number[] = [];
  areas.forEach((area, i) => {
    if (area > 0 && area >= minArea && (visibilities[i] as number) >= minVisibility) kept.push(i);
  });
  return kept;
}

/** The boxes of these indexes alone. `rows` says their new rows of dense data; without it they keep theirs. */
export function pickBoxes(boxes: ImageBoxes, indexes: readonly number[], rows?: readonly number[]): ImageBoxes {
  if (rows === undefined && indexes.length === boxes.areas.length) return boxes;
  const pick = (values: Float64Array) => Float64Array.from(indexes, (i) => values[i] as number);
  return {
    corners: Float64Array.from({ length: 4 * indexes.length }, (_, at) => {
      return boxes.corners[4 * (indexes[at >> 2] as number) + (at & 3)] as number;
    }),
    areas: pick(boxes.areas),
    visibilities: pick(boxes.visibilities),
    rows: Int32Array.from(rows ?? indexes.map((i) => boxes.rows[i] as number)),
    labels: boxes.labels && pick(boxes.labels),
    masks: boxes.masks,
    channels: Int32Array.from(indexes, (i) => boxes.channels[i] as number),
  };
}
