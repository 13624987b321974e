// Samples: images with what belongs to them, in Keras' keys. docs/semantics.md#samples says what happens to each.
import type { TensorLike } from '../tensor.js';
import type { Image, ImageBatch, PixelArray } from '../types.js';

/** Numbers without tfjs: row-major `data` of `shape`. */
export interface NumberArray {
  data: PixelArray | Float64Array | Int8Array | Int16Array | Uint32Array;
  shape: readonly number[];
}

/**
 * Labels of the images: one number or one row of numbers (one-hot or soft) each. For a batch of n an array of n of those,
 * `{ data, shape }` of shape [n] or [n, k], or a tensor; for one image a number, a row, or `{ data, shape }` of shape
 * [] or [k], or a tensor.
 */
export type Labels = number | readonly number[] | readonly (readonly number[])[] | NumberArray | TensorLike;

/**
 * Class numbers of the pixels, of the images' height and width: [h, w] or [h, w, c], for a batch [n, h, w] or
 * [n, h, w, c]; any dtype that images have.
 */
export type SegmentationMasks = { data: PixelArray; shape: readonly number[] } | TensorLike;

export const BOX_FORMATS = [
  'xyxy',
  'yxyx',
  'xywh',
  'centerXywh',
  'centerYxhw',
  'relXyxy',
  'relYxyx',
  'relXywh',
  'relCenterXywh',
  'relCenterYxhw',
] as const;
/**
 * The four numbers of a box: corners, corner and size, or centre and size, in pixels or (rel) in parts of the image's
 * width and height. Keras' spelling (`'center_xywh'`, `'rel_xyxy'`) is accepted too, in upper or lower case.
 */
export type BoxFormat = (typeof BOX_FORMATS)[number];

/** A word that is read as a BoxFormat. */
export type BoxFormatWord = BoxFormat | (string & {});

/** Boxes of one image, as rows of four numbers. */
export type BoxRows = readonly ArrayLike<number>[];

/**
 * Boxes. Ragged: an array of [4] rows per image (for one image one such array). Dense: `{ data, shape: [n, k, 4] }`
 * (for one image [k, 4]) or a tensor, padded with rows of -1 whose label is -1.
 */
export interface BoundingBoxes {
  boxes: readonly BoxRows[] | BoxRows | NumberArray | TensorLike;
  /** One number per box, in the form of `boxes`. A box that is dropped takes its label with it. */
  labels?: readonly (readonly number[])[] | readonly number[] | NumberArray | TensorLike;
  /** Instance masks, whose channel k belongs to box k: [h, w, k] for each image, dense [n, h, w, k]. */
  masks?: readonly SegmentationMasks[] | SegmentationMasks;
  /** Default: `boundingBoxes.format` of the pipeline. */
  format?: BoxFormatWord;
}

/**
 * Points in pixels, [x, y] or [x, y, visibility] each. Ragged: an array of rows per image (for one image one such
 * array). Dense: `{ data, shape: [n, k, 2] }` or [n, k, 3] (for one image without n), or a tensor.
 */
export type Keypoints = readonly BoxRows[] | BoxRows | NumberArray | TensorLike;

/** Images and what belongs to them; apply() moves everything by the same draw. */
export interface Sample {
  images: Image | ImageBatch | TensorLike;
  labels?: Labels;
  segmentationMasks?: SegmentationMasks;
  boundingBoxes?: BoundingBoxes;
  keypoints?: Keypoints;
}

/** Option `boundingBoxes` of ImagePipeline. */
export interface BoundingBoxOptions {
  /** Format of boxes that do not say their own. */
  format?: BoxFormatWord;
  /** Boxes are cut off at the border of the image. Default `true`. */
  clip?: boolean;
  /** Boxes of which less than this area is in the image, in pixels, are dropped; at least 0. Default `0`. */
  minArea?: number;
  /** Boxes of which less than this part is in the image are dropped; within 0..1. Default `0`. */
  minVisibility?: number;
}
