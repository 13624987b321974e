// What belongs to the samples of data sets, on its way through the engine: from files and tables to Companions and back.
import type { BatchCompanions, DatasetBoxes, SampleCompanions } from './data/companions.js';
import { type DecodedMask, decodeMask, maskError } from './data/decode-mask.js';
import type { Batch } from './input.js';
import { toArray } from './memory.js';
import { openBoxes } from './samples/boxes.js';
import { type Companions, joinCompanions } from './samples/companions.js';
import { openKeypoints } from './samples/keypoints.js';
import { type OpenSample, openSample } from './samples/read-sample.js';
import type { SampleSettings } from './samples/settings.js';
import { withPlace } from './scheduler.js';
import type { BatchShape, Image, ImageBatch } from './types.js';

/** What belongs to one sample, behind some layers. */
export interface MovedSample {
  given: SampleCompanions;
  companions: Companions;
  /** Of the image, as a batch of one. */
  shape: BatchShape;
}

/**
 * The decoded image `image` with what belongs to it, which the caller releases.
 * @throws E_MASK for a mask of another size, and what decodeMask() throws.
 */
export async function openWithCompanions(
  owner: string,
  image: Image,
  { mask, boxes, keypoints }: SampleCompanions,
  settings: SampleSettings,
  maxPixels: number,
): Promise<OpenSample> {
  const segmentationMasks = mask === undefined ? undefined : await readMask(mask, image, maxPixels);
  const sample = {
    images: image,
    ...(segmentationMasks ? { segmentationMasks } : {}),
    ...(boxes ? { boundingBoxes: boxes } : {}),
    ...(keypoints ? { keypoints } : {}),
  };
  return openSample(owner, sample, settings, true);
}

async function readMask(path: string, { shape }: Image, maxPixels: number): Promise<DecodedMask> {
  const mask = await withPlace(() => decodeMask(path, maxPixels));
  const [height, width] = mask.shape;
  if (height === shape[0] && width === shape[1]) return mask;
  throw maskError(path, `has ${height}x${width} pixels where its image has ${shape[0]}x${shape[1]}`);
}

/** The companions of several samples as those of one batch. */
export function joinMoved(owner: string, moved: readonly MovedSample[]): Companions {
  const masks = moved.map(({ companions }) => companions.masks);
  const isDeep = masks.some((mask) => mask?.dtype === 'uint16');
  const groups = moved.map(({ companions }, i) => ({
    companions: { ...companions, masks: isDeep ? widened(masks[i]) : masks[i] },
  }));
  return joinCompanions(owner, groups) as Companions;
}

/** Class numbers of 8 bits beside others of 16: the same numbers. */
function widened(mask: Batch | undefined): Batch | undefined {
  if (mask?.dtype !== 'uint8') return mask;
  return { ...mask, data: Uint16Array.from(toArray(mask.data, 'uint8')), dtype: 'uint16' };
}

/** Companions of the batch that `moved` became, whose images have the size of `shape`, as data sets hand them out. */
export function writeMoved(
  owner: string,
  moved: readonly MovedSample[],
  { masks, boxes, points }: Companions,
  settings: SampleSettings,
  shape = (moved[0] as MovedSample).shape,
): BatchCompanions {
  const size: BatchShape = [moved.length, shape[1], shape[2], shape[3]];
  const written: BatchCompanions = {};
  if (masks) written.masks = { data: toArray(masks.data, masks.dtype), shape: masks.shape } satisfies ImageBatch;
  if (boxes) {
    const given = moved.map((sample) => sample.given.boxes ?? { boxes: [] });
    const labels = given.every((each) => each.labels) ? { labels: given.map((each) => each.labels) } : {};
    const images = { shape: size, single: false, async: false };
    const open = openBoxes(owner, { boxes: given.map((each) => each.boxes), ...labels }, images, settings);
    written.boxes = open.write(boxes, size) as DatasetBoxes;
    written.boxRows = boxes.padding?.count;
  }
  if (points) {
    const given = moved.map((sample) => sample.given.keypoints ?? []);
    written.keypoints = openKeypoints(owner, given, moved.length, false).write(points) as number[][][];
  }
  return written;
}
