// Samples in whatever form they came, as one plain sample per image. The result of a pipeline for a plain sample is read
// in the same way.
import type { Batch } from '../input.js';
import { toArray } from '../memory.js';
import { isList } from '../options.js';
import type { BoxList, Companions, LabelRows } from '../samples/companions.js';
import { readDense, readList } from '../samples/dense.js';
import { isSample, openSample } from '../samples/read-sample.js';
import type { SampleSettings } from '../samples/settings.js';
import type { Image, PixelArray } from '../types.js';

/** Boxes of one image, without padding. */
export interface PlainBoxes {
  /** x1, y1, x2, y2 in pixels. */
  boxes: number[][];
  labels?: number[];
  format: 'xyxy';
}

/** One image and what belongs to it, without tensors; pixels may be views on the caller's. */
export interface PlainSample {
  images: Image;
  labels?: number | number[];
  segmentationMasks?: Image;
  boundingBoxes?: PlainBoxes;
  /** [x, y] or [x, y, visibility] each. */
  keypoints?: number[][];
}

/** The samples of `value`, an image, a batch, a tensor, or a sample with one of those. `owner` starts the sentences of errors. */
export function readPlainSamples(owner: string, value: unknown, settings: SampleSettings): PlainSample[] {
  const sample = openSample(owner, value, settings, false);
  try {
    const { batch, container } = sample.input;
    const images = eachImage(batch);
    const single = container === 'image' || container === 'tensor3';
    const keypoints = isSample(value) ? value.keypoints : undefined;
    const visibilities = readVisibilities(owner, keypoints, images.length, single);
    const masks = sample.companions?.masks;
    const maskImages = masks && eachImage(masks);
    return images.map((image, i) => ({
      images: image,
      ...(maskImages ? { segmentationMasks: maskImages[i] as Image } : {}),
      ...companionsOf(sample.companions ?? {}, i, visibilities[i] ?? []),
    }));
  } finally {
    sample.release();
  }
}

function eachImage({ data, dtype, shape }: Batch): Image[] {
  const all = toArray(data, dtype);
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  return Array.from({ length: count }, (_, i) => ({
    data: all.subarray(i * size, (i + 1) * size) as PixelArray,
    shape: [height, width, channels],
  }));
}

function companionsOf(
  { labels, boxes, points }: Companions,
  index: number,
  visibilities: readonly (number | undefined)[],
): Omit<PlainSample, 'images'> {
  const at = points?.[index]?.at;
  const keypoints =
    at &&
    Array.from({ length: at.length / 2 }, (_, i) => {
      const visibility = visibilities[i];
      const point = [at[2 * i] as number, at[2 * i + 1] as number];
      return visibility === undefined ? point : [...point, visibility];
    });
  return {
    ...(labels ? { labels: labelsOf(labels, index) } : {}),
    ...(boxes ? { boundingBoxes: boxesOf(boxes, index) } : {}),
    ...(keypoints ? { keypoints } : {}),
  };
}

function labelsOf({ data, width }: LabelRows, index: number): number | number[] {
  if (width === undefined) return data[index] as number;
  return Array.from(data.subarray(index * width, (index + 1) * width));
}

function boxesOf({ images }: BoxList, index: number): PlainBoxes {
  const own = images[index];
  const corners = own?.corners ?? new Float64Array();
  const boxes = Array.from({ length: corners.length / 4 }, (_, i) => Array.from(corners.subarray(4 * i, 4 * i + 4)));
  return { boxes, ...(own?.labels ? { labels: Array.from(own.labels) } : {}), format: 'xyxy' };
}

/** The third column of keypoints that have been checked, image by image; empty lists where there is none. */
function readVisibilities(owner: string, keypoints: unknown, count: number, single: boolean): (number | undefined)[][] {
  if (keypoints === undefined) return [];
  const dense = readDense(owner, 'keypoints', keypoints);
  if (dense) {
    const [perImage = 0, columns] = dense.shape.slice(-2);
    if (columns !== 3) return [];
    return Array.from({ length: count }, (_, image) =>
      Array.from({ length: perImage }, (__, point) => dense.data[(image * perImage + point) * 3 + 2]),
    );
  }
  const expected = 'an array of points';
  const images = single ? [keypoints] : readList(owner, 'keypoints', keypoints, expected);
  return images.map((points) =>
    readList(owner, 'keypoints', points, expected).map((point) => {
      const visibility = isList(point) ? point[2] : undefined;
      return typeof visibility === 'number' ? visibility : undefined;
    }),
  );
}
