// What belongs to the images of a group, through one native segment with the numbers that the images were given.
import type { NativeSegment } from '../assemble.js';
import type { Batch } from '../input.js';
import { alignedArray, valueCount } from '../memory.js';
import { DTYPE_CODES, type MappedShapes, type ShapesJob } from '../native.js';
import { runSlices, sliceSizes, whenAllEnd } from '../scheduler.js';
import { sliceJob } from '../slice-job.js';
import type { BatchShape } from '../types.js';
import { type BoxList, type Companions, concatenated, type ImageBoxes, type ImagePoints } from './companions.js';

/** Images and the draws they go through; `result` is the shape that they get. */
export interface Moved {
  segment: NativeSegment;
  images: Batch;
  result: BatchShape;
  numbers: Float64Array;
  /** Whether boxes are cut off at the border. */
  clip: boolean;
  /** Of segmentation masks; instance masks read 0, which is nothing of the instance. */
  maskFillValue: number;
}

/** The companions of the result. */
export async function moveCompanions(companions: Companions, moved: Moved, signal?: AbortSignal): Promise<Companions> {
  const runMasks = async (masks: Batch | undefined, image?: number) => {
    const job = masks && maskJob(masks, moved, image);
    if (!job) return undefined;
    const pixels = job.masks.shape[1] * job.masks.shape[2];
    await runSlices(
      job.masks.shape[0],
      sliceSizes(pixels),
      (first, count) => moved.segment.plan.execute({ ...job.native, first, count }),
      signal,
    );
    return job.masks;
  };
  const job = shapesJob(companions, moved);
  const boxes = companions.boxes?.images ?? [];
  const [masks, instances, mapped] = await whenAllEnd([
    runMasks(companions.masks),
    whenAllEnd(boxes.map((image, i) => runMasks(image.masks, i))),
    job ? moved.segment.plan.mapShapes(job) : Promise.resolve(undefined),
  ] as const);
  return assembled(companions, masks, instances, mapped, moved.clip);
}

/** moveCompanions() on the calling thread. */
export function moveCompanionsSync(companions: Companions, moved: Moved): Companions {
  const runMasks = (masks: Batch | undefined, image?: number) => {
    const job = masks && maskJob(masks, moved, image);
    if (job) moved.segment.plan.executeSync({ ...job.native, first: 0, count: job.masks.shape[0] });
    return job?.masks;
  };
  const masks = runMasks(companions.masks);
  const instances = companions.boxes?.images.map((boxes, image) => runMasks(boxes.masks, image)) ?? [];
  const job = shapesJob(companions, moved);
  return assembled(companions, masks, instances, job && moved.segment.plan.mapShapesSync(job), moved.clip);
}

/** The job of the masks of all images, or of the masks of image `image`, and where its result goes. */
function maskJob(masks: Batch, { segment, images, result, numbers, maskFillValue }: Moved, image?: number) {
  const [, height, width] = result;
  const shape: BatchShape = [masks.shape[0], height, width, masks.shape[3]];
  const data = alignedArray(masks.dtype, valueCount(shape));
  const stride = segment.numberCount;
  const own = image === undefined ? numbers : numbers.subarray(image * stride, (image + 1) * stride);
  const moved: Batch = { data, dtype: masks.dtype, shape };
  const native = {
    ...sliceJob(masks, masks.data, moved, own),
    maskedShape: images.shape.slice(1),
    maskedDtype: DTYPE_CODES[images.dtype],
    maskFillValue: image === undefined ? maskFillValue : 0,
  };
  return { native, masks: moved };
}

function shapesJob({ boxes, points }: Companions, { images, numbers, clip }: Moved): ShapesJob | undefined {
  const count = images.shape[0];
  if ((!boxes && !points) || count === 0) return undefined;
  const counts = (of: readonly { length: number }[] | undefined, each: number) =>
    Int32Array.from({ length: count }, (_, i) => (of?.[i]?.length ?? 0) / each);
  const corners = boxes?.images.map((image) => image.corners);
  const places = points?.map(({ at }) => at);
  return {
    inputShape: images.shape.slice(1),
    inputDtype: DTYPE_CODES[images.dtype],
    numbers,
    clip,
    boxCounts: counts(corners, 4),
    pointCounts: counts(places, 2),
    boxes: concatenated(corners ?? []),
    points: concatenated(places ?? []),
  };
}

function assembled(
  { labels, boxes, points }: Companions,
  masks: Batch | undefined,
  instances: readonly (Batch | undefined)[],
  mapped: MappedShapes | undefined,
  clip: boolean,
): Companions {
  return {
    labels,
    masks,
    boxes: boxes && mapped ? movedBoxes(boxes, instances, mapped.boxes, clip) : boxes,
    points: points && (mapped ? movedPoints(points, mapped.points) : points),
  };
}

const BOX_NUMBERS = 6;

function movedBoxes(
  list: BoxList,
  masks: readonly (Batch | undefined)[],
  mapped: Float64Array,
  clip: boolean,
): BoxList {
  let row = 0;
  const images = list.images.map((boxes, image) => {
    const count = boxes.areas.length;
    const column = (i: number, k: number) => mapped[(row + i) * BOX_NUMBERS + k] as number;
    const moved: ImageBoxes = {
      ...boxes,
      masks: masks[image],
      corners: Float64Array.from({ length: 4 * count }, (_, i) => column(i >> 2, i & 3)),
      areas: Float64Array.from({ length: count }, (_, i) => column(i, 4)),
      visibilities: boxes.visibilities.map((before, i) =>
        list.isCut ? before * column(i, 5) : Math.min(before, column(i, 5)),
      ),
    };
    row += count;
    return moved;
  });
  return { ...list, images, isCut: clip };
}

const POINT_NUMBERS = 3;

function movedPoints(points: readonly ImagePoints[], mapped: Float64Array): ImagePoints[] {
  let row = 0;
  return points.map(({ visible }) => {
    const column = (i: number, k: number) => mapped[(row + i) * POINT_NUMBERS + k] as number;
    const moved: ImagePoints = {
      at: Float64Array.from({ length: 2 * visible.length }, (_, i) => column(i >> 1, i & 1)),
      visible: visible.map((before, i) => before & column(i, 2)),
    };
    row += visible.length;
    return moved;
  });
}
