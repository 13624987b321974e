// What belongs to the samples of a batch, mixed as their images are.
import type { Batch } from '../input.js';
import { alignedArray, valueCount } from '../memory.js';
import { native } from '../native.js';
import type { Companions, LabelRows } from '../samples/companions.js';
import { runSlices, sliceSizes } from '../scheduler.js';
import type { BatchShape } from '../types.js';
import { hardLabels, mixRows, unmixedKeypoints } from './labels.js';
import { mixBoxes } from './mix-boxes.js';
import { maskJob } from './mix-job.js';
import type { Mixture } from './mixture.js';

/** What becomes of the samples of a batch of this shape. */
export interface Mixed {
  mixtures: readonly Mixture[];
  shape: BatchShape;
  maskFillValue: number;
}

/** Errors for what cannot be mixed, however many samples there are: class numbers and keypoints. */
export function checkCompanions(owner: string, layer: string, companions: Companions | undefined): void {
  const { labels, points } = companions ?? {};
  if (labels?.width === undefined && labels) throw hardLabels(owner, layer, 'one number per image');
  if (labels?.isFloat === false) throw hardLabels(owner, layer, `integers of shape [n, ${labels.width}]`);
  if (points !== undefined) throw unmixedKeypoints(owner, layer);
}

/** The companions of the mixed samples. */
export async function mixCompanions(companions: Companions, mixed: Mixed, signal?: AbortSignal): Promise<Companions> {
  const { masks } = companions;
  const { job, result } = (masks && masksOf(masks, mixed)) ?? {};
  if (job && masks) {
    const [count, height, width] = masks.shape;
    await runSlices(
      count,
      sliceSizes(height * width),
      (first, images) => native().mix({ ...job, first, count: images }),
      signal,
    );
  }
  return assembled(companions, mixed, result);
}

/** mixCompanions() on the calling thread. */
export function mixCompanionsSync(companions: Companions, mixed: Mixed): Companions {
  const { masks } = companions;
  const { job, result } = (masks && masksOf(masks, mixed)) ?? {};
  if (job && masks) native().mixSync({ ...job, first: 0, count: masks.shape[0] });
  return assembled(companions, mixed, result);
}

/** The job that mixes the masks, and where its result goes. Undefined for an empty batch. */
function masksOf(masks: Batch, { mixtures, maskFillValue }: Mixed) {
  if (masks.shape[0] === 0) return { job: undefined, result: masks };
  const { shape, dtype } = masks;
  const result: Batch = { shape, dtype, data: alignedArray(dtype, valueCount(shape)) };
  return { job: maskJob(mixtures, masks, masks.data, result, maskFillValue), result };
}

function assembled({ labels, boxes }: Companions, { mixtures, shape }: Mixed, masks: Batch | undefined): Companions {
  const [, height, width] = shape;
  return {
    labels: labels && mixedLabels(labels, mixtures),
    masks,
    boxes: boxes && mixBoxes(boxes, mixtures, { height, width }),
  };
}

function mixedLabels(labels: LabelRows, mixtures: readonly Mixture[]): LabelRows {
  return { ...labels, data: mixRows(mixtures, labels.data, labels.width as number) };
}
