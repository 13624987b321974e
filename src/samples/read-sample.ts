// A sample as users hand it in -> images and what belongs to them; and back.
import { makeError } from '../errors.js';
import { type Batch, type Input, openInput } from '../input.js';
import { readOptions } from '../options.js';
import { isTensor } from '../tensor.js';
import type { BatchShape } from '../types.js';
import { type OpenBoxes, openBoxes } from './boxes.js';
import type { Companions } from './companions.js';
import { type OpenKeypoints, openKeypoints } from './keypoints.js';
import { type OpenLabels, openLabels } from './labels.js';
import { type OpenMasks, openMasks } from './masks.js';
import type { SampleSettings } from './settings.js';

const KEYS = ['images', 'labels', 'segmentationMasks', 'boundingBoxes', 'keypoints'];

export interface OpenSample {
  input: Input;
  /** Undefined for images alone. */
  companions: Companions | undefined;
  /** Gives the images' memory and the companions' back; the second call does nothing. */
  release(): void;
  /** What apply() returns: `images` as they came, and the companions in the form they came. */
  write(images: unknown, shape: BatchShape, companions: Companions | undefined): unknown;
}

/** True for an object with the key `images`, which no image, batch or tensor has. */
export function isSample(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isTensor(value)) return false;
  return Object.hasOwn(value, 'images') && !Object.hasOwn(value, 'data');
}

/**
 * Images or a sample, read where they lie; `async` when threads will read them, after which memory that the caller can
 * change has been copied, except that of the images.
 */
export function openSample(owner: string, value: unknown, settings: SampleSettings, async: boolean): OpenSample {
  if (!isSample(value)) {
    const input = openInput(owner, value);
    return { input, companions: undefined, release: input.release, write: (images) => images };
  }
  const raw = readOptions(owner, value, KEYS);
  const input = openInput(owner, raw.images);
  const opened: Opened = { releases: [input.release] };
  try {
    openCompanions(owner, raw, input, settings, async, opened);
  } catch (error) {
    releaseAll(opened);
    throw error;
  }
  const { labels, masks, boxes, points } = opened;
  return {
    input,
    companions: {
      labels: labels?.rows,
      masks: masks?.batch,
      boxes: boxes?.list,
      points: points?.points,
    },
    release: () => releaseAll(opened),
    write: (images, shape, result) => ({
      images,
      ...(labels && result?.labels ? { labels: labels.write(result.labels) } : {}),
      ...(masks && result?.masks ? { segmentationMasks: masks.write(result.masks) } : {}),
      ...(boxes && result?.boxes ? { boundingBoxes: boxes.write(result.boxes, shape) } : {}),
      ...(points && result?.points ? { keypoints: points.write(result.points) } : {}),
    }),
  };
}

/** How many images there are, without looking into them. */
export function countOf(owner: string, value: unknown, settings: SampleSettings): number {
  const sample = openSample(owner, value, settings, false);
  sample.release();
  return sample.input.batch.shape[0];
}

interface Opened {
  labels?: OpenLabels;
  masks?: OpenMasks;
  boxes?: OpenBoxes;
  points?: OpenKeypoints;
  releases: (() => void)[];
}

function openCompanions(
  owner: string,
  raw: Record<string, unknown>,
  { batch, container }: Input,
  settings: SampleSettings,
  async: boolean,
  opened: Opened,
): void {
  const [count] = batch.shape;
  const single = container === 'image' || container === 'tensor3';
  const images = { shape: batch.shape, single, async };
  const { labels, segmentationMasks, boundingBoxes, keypoints } = raw;
  if (labels !== undefined) opened.labels = openLabels(owner, labels, count, single);
  if (keypoints !== undefined) opened.points = openKeypoints(owner, keypoints, count, single);
  if (segmentationMasks !== undefined) {
    opened.masks = openMasks(owner, 'segmentationMasks', segmentationMasks, images, settings.maskFillValue);
    opened.releases.push(opened.masks.release);
  }
  if (boundingBoxes !== undefined) {
    opened.boxes = openBoxes(owner, boundingBoxes, images, settings);
    opened.releases.push(opened.boxes.release);
  }
}

function releaseAll({ releases }: Opened): void {
  for (const release of releases.splice(0)) release();
}

/** E_HOOK_RESULT when a custom function changed the size under boxes, masks or points. */
export function checkSameSize(owner: string, before: Batch, after: Batch): void {
  const [, height, width] = before.shape;
  if (after.shape[1] === height && after.shape[2] === width) return;
  throw makeError(
    'E_HOOK_RESULT',
    `${owner}: a custom function must keep the size ${height}x${width} of images with masks, boxes or keypoints; ` +
      `it returned ${after.shape[1]}x${after.shape[2]}`,
  );
}
