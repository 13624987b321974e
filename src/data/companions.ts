// What belongs to the samples of a data set besides labels: masks, boxes and keypoints, before and after the pipeline.
import type { ImageBatch } from '../types.js';

/** What belongs to one sample, in pixels of its file turned upright. */
export interface SampleCompanions {
  /** File of the segmentation mask. */
  mask?: string;
  boxes?: ListedBoxes;
  /** [x, y] or [x, y, visibility] each. */
  keypoints?: readonly (readonly number[])[];
}

/** Boxes of one sample, as they are in the table. */
export interface ListedBoxes {
  boxes: readonly (readonly number[])[];
  labels?: readonly number[];
}

/** Companions of one sample behind the layers that take one at a time. Only the runner looks into it. */
export type MovedCompanions = object;

/** Boxes of the images of a batch. */
export interface DatasetBoxes {
  /** Rows of four numbers of each image, in the format of the data set. */
  boxes: number[][][];
  /** A number per box; absent without labels. */
  labels?: number[][];
}

/** What belongs to the images of a batch. */
export interface BatchCompanions {
  /** Class numbers [n, h, w, 1], uint8 or uint16 as in the files. */
  masks?: ImageBatch;
  boxes?: DatasetBoxes;
  /** Rows of every image, with padding; absent where images have different numbers of boxes. */
  boxRows?: number | undefined;
  /** [x, y] or [x, y, visibility] of each point of each image. */
  keypoints?: number[][][];
}

/** The companions of the only sample of a batch. */
export function unbatchCompanions({ masks, boxes, keypoints }: BatchCompanions): BatchCompanions {
  const single: Record<string, unknown> = {};
  if (masks) single.masks = { data: masks.data, shape: masks.shape.slice(1) };
  if (boxes) {
    const [labels] = boxes.labels ?? [];
    single.boxes = { boxes: boxes.boxes[0], ...(labels ? { labels } : {}) };
  }
  if (keypoints) single.keypoints = keypoints[0];
  return single as BatchCompanions;
}
