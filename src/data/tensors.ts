// Batches as tensors, for tfjs: the same iteration, each batch handed over as it comes.
import { dtypeOf } from '../memory.js';
import { importTensor, type TensorLike } from '../tensor.js';
import type { DType } from '../types.js';
import type { DatasetBatch, MadeBatch } from './batch.js';
import type { LabelBatch } from './labels.js';

/** A batch whose pixels, labels and weights are tensors. Whoever receives it disposes them. */
export interface TensorBatch extends Omit<DatasetBatch, 'xs' | 'ys' | 'weights'> {
  xs: TensorLike;
  ys?: TensorLike | TensorLike[];
  weights?: TensorLike;
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
  const { xs, ys, weights, ...rest } = batch;
  const result: TensorBatch = { ...rest, xs: importTensor(xs.data, xs.shape, xs.dtype) };
  const convert = ({ data, shape }: LabelBatch) => importTensor(data, shape, dtypeOf(data) as DType);
  if (ys) result.ys = Array.isArray(ys) ? ys.map(convert) : convert(ys);
  if (weights) result.weights = importTensor(weights, [weights.length], 'float32');
  return result;
}

/** Without weights: tfjs 4 takes no sample weights in fitDataset. */
export async function* fitElements(batches: AsyncIterable<MadeBatch>): AsyncGenerator<FitElement, void, void> {
  for await (const { weights: _, ...batch } of batches) {
    const { xs, ys } = toTensorBatch(batch);
    yield ys === undefined ? { xs } : { xs, ys };
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
