// Boxes of a mixed batch: those of all samples that are seen, each cut to where its sample is seen.
import { type BoxList, concatenated, type ImageBoxes } from '../samples/companions.js';
import { pickBoxes } from '../samples/visible-boxes.js';
import { joinInstances } from './join-instances.js';
import { FILL, type Mixture, type Region, type Size, wholeOf } from './mixture.js';

type Corners = readonly [x1: number, y1: number, x2: number, y2: number];

/** Boxes of one sample in a mixture, and where that sample is seen: in `region`, except where `later` ones lie on it. */
export interface BoxPart {
  boxes: ImageBoxes;
  region: Region;
  later: readonly Region[];
}

/** Boxes in the rows 0, 1, ... of each image, those of the sample itself first. */
export function mixBoxes(list: BoxList, mixtures: readonly Mixture[], size: Size): BoxList {
  if (mixtures.every(isUnmixed)) return list;
  const regional = mixtures.some(({ regions }) => regions !== undefined);
  return {
    images: mixtures.map((mixture) => mixedBoxes(list, mixture, size)),
    isCut: list.isCut || regional,
  };
}

function isUnmixed({ shares, regions }: Mixture): boolean {
  return shares.length === 1 && regions === undefined;
}

function mixedBoxes(list: BoxList, { shares, regions }: Mixture, size: Size): ImageBoxes {
  const seen = shares.filter(({ weight }) => weight !== 0);
  const placed = regions ?? seen.map(({ sample }) => wholeOf(sample, size));
  const parts = placed.flatMap((region, i): BoxPart[] => {
    const boxes = list.images[region.sample];
    if (region.sample === FILL || !boxes) return [];
    // Blended samples are all seen through each other.
    const part = { boxes, region, later: regions ? placed.slice(i + 1) : [] };
    return [keepSeen(regions ? { ...part, boxes: seenBoxes(part, list.isCut) } : part)];
  });
  return joinParts(parts, size);
}

/** The boxes of a sample where they come to lie, and how much of each is seen there. */
function seenBoxes({ boxes, region, later }: BoxPart, isCut: boolean): ImageBoxes {
  const count = boxes.areas.length;
  const corners = new Float64Array(4 * count);
  const areas = new Float64Array(count);
  const visibilities = new Float64Array(count);
  const [dx, dy] = [region.left - region.sampleLeft, region.top - region.sampleTop];
  for (let i = 0; i < count; i++) {
    const [x1, y1, x2, y2] = boxes.corners.subarray(4 * i, 4 * i + 4) as unknown as [number, number, number, number];
    const whole: Corners = [x1 + dx, y1 + dy, x2 + dx, y2 + dy];
    let visible = intersection(whole, cornersOf(region));
    let area = (boxes.areas[i] as number) > 0 ? areaOf(visible) : 0;
    for (const other of later) {
      area -= areaOf(intersection(visible, cornersOf(other)));
      visible = without(visible, cornersOf(other));
    }
    corners.set(visible, 4 * i);
    areas[i] = area;
    const part = areaOf(whole) > 0 ? area / areaOf(whole) : 0;
    const before = boxes.visibilities[i] as number;
    visibilities[i] = isCut ? before * part : Math.min(before, part);
  }
  return { ...boxes, corners, areas, visibilities };
}

function keepSeen(part: BoxPart): BoxPart {
  const { boxes } = part;
  const kept = Array.from(boxes.areas.keys()).filter((i) => (boxes.areas[i] as number) > 0);
  return { ...part, boxes: pickBoxes(boxes, kept) };
}

function joinParts(parts: readonly BoxPart[], size: Size): ImageBoxes {
  const join = (values: (boxes: ImageBoxes) => Float64Array) => concatenated(parts.map(({ boxes }) => values(boxes)));
  const areas = join((boxes) => boxes.areas);
  const numbered = Int32Array.from(areas.keys());
  const labelled = parts.every(({ boxes }) => boxes.labels !== undefined);
  return {
    corners: join((boxes) => boxes.corners),
    areas,
    visibilities: join((boxes) => boxes.visibilities),
    rows: numbered,
    labels: labelled ? join((boxes) => boxes.labels as Float64Array) : undefined,
    masks: joinInstances(parts, areas.length, size),
    channels: numbered,
  };
}

function cornersOf({ top, left, height, width }: Region): Corners {
  return [left, top, left + width, top + height];
}

function areaOf([x1, y1, x2, y2]: Corners): number {
  return Math.max(x2 - x1, 0) * Math.max(y2 - y1, 0);
}

function intersection(a: Corners, b: Corners): Corners {
  return [Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])];
}

/** The hull of what is left of `box` without `other`: smaller only where `other` covers it from edge to edge. */
function without(box: Corners, other: Corners): Corners {
  const [x1, y1, x2, y2] = box;
  const [left, top, right, bottom] = other;
  if (top <= y1 && bottom >= y2) {
    if (left <= x1 && right > x1) return [Math.min(right, x2), y1, x2, y2];
    if (right >= x2 && left < x2) return [x1, y1, Math.max(left, x1), y2];
  }
  if (left <= x1 && right >= x2) {
    if (top <= y1 && bottom > y1) return [x1, Math.min(bottom, y2), x2, y2];
    if (bottom >= y2 && top < y2) return [x1, y1, x2, Math.max(top, y1)];
  }
  return box;
}
