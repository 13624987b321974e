// What belongs to the images of a group, in the one form that segments work on. Everything but the memory of masks is
// our own copy.
import { type Batch, imageOf, stack } from '../input.js';
import { arrayMemory, releaseMemory } from '../memory.js';

/** Labels of n images: `data` of shape [n] or [n, width]. */
export interface LabelRows {
  data: Float64Array;
  /** Undefined for one number per image. */
  width: number | undefined;
  /** False for arrays and tensors of integers, which cannot hold a mixture of two labels. */
  isFloat: boolean;
}

/** The boxes of one image; entry i of every list is box i. */
export interface ImageBoxes {
  /** x1 y1 x2 y2 in pixels, four numbers a box. */
  corners: Float64Array;
  /** Of the part that is in the image, in pixels. 0 for a box that is lost. */
  areas: Float64Array;
  /** Part of the box's area that is in the image, 0..1. */
  visibilities: Float64Array;
  /** Row of each box in dense data. */
  rows: Int32Array;
  /** Undefined when the boxes have no labels. */
  labels: Float64Array | undefined;
  /** Instance masks [1, h, w, k]; undefined when the boxes have none, or there are no boxes. */
  masks: Batch | undefined;
  /** Channel of `masks` that belongs to each box. */
  channels: Int32Array;
}

/** The boxes of n images. */
export interface BoxList {
  images: readonly ImageBoxes[];
  /** Whether the corners are those of what is visible, so that what will be lost is a part of that. */
  isCut: boolean;
  /** Set by MaxNumBoundingBoxes: each image has so many rows in the end, the missing ones of this value. */
  padding?: { count: number; fillValue: number } | undefined;
}

/** The points of one image. */
export interface ImagePoints {
  /** x y in pixels, two numbers a point. */
  at: Float64Array;
  /** 1 while the point is in the image, else 0. */
  visible: Uint8Array;
}

/** What belongs to the n images of a group. */
export interface Companions {
  labels?: LabelRows | undefined;
  /** [n, h, w, c], h and w as the images. */
  masks?: Batch | undefined;
  boxes?: BoxList | undefined;
  points?: readonly ImagePoints[] | undefined;
}

/** Whether anything has a place in the image, and so depends on its size. */
export function haveAPlace({ masks, boxes, points }: Companions): boolean {
  return masks !== undefined || boxes !== undefined || points !== undefined;
}

/** Those of image `index` alone. Masks are views, which have to be released like Blocks. */
export function companionsOf({ labels, masks, boxes, points }: Companions, index: number): Companions {
  const width = labels?.width ?? 1;
  return {
    labels: labels && { ...labels, data: labels.data.slice(index * width, (index + 1) * width) },
    masks: masks && imageOf(masks, index),
    boxes: boxes && { ...boxes, images: boxes.images.slice(index, index + 1) },
    points: points?.slice(index, index + 1),
  };
}

/** Gives back the views of companionsOf(). */
export function releaseMasks(companions: Companions | undefined): void {
  if (companions?.masks) releaseMemory(companions.masks.data);
}

/** The companions of several groups in a row, all of which have the same kinds. */
export function joinCompanions(
  owner: string,
  groups: readonly { companions?: Companions | undefined }[],
): Companions | undefined {
  const all = groups.flatMap(({ companions }) => companions ?? []);
  const [first] = all;
  if (first === undefined || all.length === 1) return first;
  const { labels, masks, boxes, points } = first;
  return {
    labels: labels && {
      ...labels,
      data: concatenated(all.map((part) => (part.labels as LabelRows).data)),
    },
    masks:
      masks &&
      stack(
        owner,
        all.map((part) => part.masks as Batch),
        arrayMemory,
      ),
    boxes: boxes && { ...boxes, images: all.flatMap((part) => (part.boxes as BoxList).images) },
    points: points && all.flatMap((part) => part.points as readonly ImagePoints[]),
  };
}

/** The numbers of all `parts` in a row. */
export function concatenated(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
