// Batches as tensors, for tfjs: the same iteration, each batch handed over as it comes.
import { dtypeOf } from '../memory.js';
import { importTensor, type TensorLike } from '../tensor.js';
import type { DType } from '../types.js';
import type { DatasetBatch, MadeBatch } from './batch.js';
import type { DatasetBoxes } from './companions.js';
import type { LabelBatch } from './labels.js';

/** A batch whose pixels, labels, weights and masks are tensors. Whoever receives it disposes them. */
export interface TensorBatch extends Omit<DatasetBatch, 'xs' | 'ys' | 'weights' | 'masks' | 'boxes'> {
  xs: TensorLike;
  ys?: TensorLike | TensorLike[];
  weights?: TensorLike;
  /** int32. */
  masks?: TensorLike;
  /** Arrays as in DatasetBatch; behind MaxNumBoundingBoxes float32 tensors [b, k, 4] and [b, k]. */
  boxes?: DatasetBoxes | { boxes: TensorLike; labels?: TensorLike };
}

/** What model.fitDataset and tf.data take of a batch. */
export interface FitElement {
  xs: TensorLike;
  ys?: TensorLike | TensorLike[];
}

/** The part of a tfjs iterator that fitDataset and evaluateDataset use. */
export interface FitIterator {
  next(): Promise<IteratorResult<FitElement, null>>;
  /** Frees what was computed ahead. */
  return(): Promise<IteratorReturnResult<null>>;
}

export function toTensorBatch(batch: MadeBatch): TensorBatch {
  const { xs, ys, weights, masks, boxes, boxRows, ...rest } = batch;
  const result: TensorBatch = { ...rest, xs: importTensor(xs.data, xs.shape, xs.dtype) };
  const convert = ({ data, shape }: LabelBatch) => importTensor(data, shape, dtypeOf(data) as DType);
  if (ys) result.ys = Array.isArray(ys) ? ys.map(convert) : convert(ys);
  if (weights) result.weights = importTensor(weights, [weights.length], 'float32');
  if (masks) result.masks = importTensor(masks.data, masks.shape, dtypeOf(masks.data) as DType);
  if (boxes) result.boxes = boxRows === undefined ? boxes : boxTensors(boxes, boxRows);
  return result;
}

/** Boxes of which every image has `rows`; those of a single image stay without a batch axis. */
function boxTensors({ boxes, labels }: DatasetBoxes, rows: number): { boxes: TensorLike; labels?: TensorLike } {
  const values = Float32Array.from(boxes.flat(2));
  const outer = [rows];
  const single = boxes.length > 0 && typeof boxes[0]?.[0] === 'number';
  if (!single) outer.unshift(boxes.length);
  const result = { boxes: importTensor(values, [...outer, 4], 'float32') };
  if (!labels) return result;
  return { ...result, labels: importTensor(Float32Array.from(labels.flat()), outer, 'float32') };
}

/**
 * Without weights: tfjs 4 takes no sample weights in fitDataset. Masks are what is learned where there are no labels, as
 * float32, because the losses of tfjs refuse integers.
 */
export async function* fitElements(batches: AsyncIterable<MadeBatch>): AsyncGenerator<FitElement, void, void> {
  for await (const { xs: pixels, ys: labels, masks, paths, indices, epoch } of batches) {
    const { xs, ys } = toTensorBatch({ xs: pixels, ...(labels ? { ys: labels } : {}), paths, indices, epoch });
    const target = ys ?? (masks && importTensor(Float32Array.from(masks.data), masks.shape, 'float32'));
    yield target === undefined ? { xs } : { xs, ys: target };
  }
}

export function fitIterator(elements: AsyncGenerator<FitElement, void, void>): FitIterator {
  return {
    async next() {
      const result = await elements.next();
      return result.done ? { value: null, done: true } : { value: result.value, done: false };
    },
    async return() {
      await elements.return();
      return { value: null, done: true };
    },
  };
}
