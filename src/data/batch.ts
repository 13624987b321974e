// One batch: all its samples at once through the runner, then failures, then labels.
import { ImagePipelineError } from '../errors.js';
import type { BatchShape, DType, Image, ImageBatch, ImageShape, PixelArray } from '../types.js';
import { decide, locate, type OnError, substitutes } from './failures.js';
import type { DatasetHost } from './host.js';
import type { LabelBatch } from './labels.js';
import type { FailedSample } from './report.js';
import type { SampleKey, SampleRunner } from './runner.js';
import type { SampleList } from './samples.js';

/** What a data set yields. With batchSize null, `xs` is one Image and the shapes lack their first dimension. */
export interface DatasetBatch<X extends Image | ImageBatch = ImageBatch> {
  /** Pixels, in 64-byte aligned memory that is the caller's to keep. */
  xs: X;
  /** Labels; an array of them for several outputs; absent without labels. */
  ys?: LabelBatch | LabelBatch[];
  /** Sample weights, of shape [b]; absent without weightColumn. */
  weights?: Float32Array;
  /** File of each sample, '' for images in memory. */
  paths: string[];
  /** Position of each sample in the whole, unshuffled list (the row for data frames): the key of its draws. */
  indices: number[];
  /** Counted from 0 for the first iteration of the data set. */
  epoch: number;
  /** Samples of this batch that could not be read. */
  errors?: FailedSample[];
}

export interface BatchContext {
  host: DatasetHost;
  runner: SampleRunner;
  samples: SampleList;
  onError: OnError;
}

interface Slots {
  target: PixelArray;
  dtype: DType;
  shape: ImageShape;
  /** Values of one slot. */
  length: number;
  positions: readonly number[];
  keys: readonly SampleKey[];
}

/** The batch of the samples at `positions` of the list, or undefined when none of them is readable. */
export async function makeBatch(
  context: BatchContext,
  positions: readonly number[],
  epoch: number,
  signal: AbortSignal,
): Promise<DatasetBatch | undefined> {
  const slots = openSlots(context, positions, epoch);
  const runs = slots.keys.map((_, slot) => runSlot(context, slots, slot, signal));
  const results = await Promise.allSettled(runs);
  signal.throwIfAborted();
  if (results.every((result) => result.status === 'fulfilled')) {
    return assemble(context, slots, positions, epoch, slots.target);
  }
  return await recover(context, slots, results, epoch, signal);
}

function openSlots({ host, runner, samples }: BatchContext, positions: readonly number[], epoch: number): Slots {
  const batchIndex = samples.drawIndex(positions[0] as number);
  const keys = positions.map((position) => ({ index: samples.drawIndex(position), batchIndex, epoch }));
  const { shape, dtype } = runner.outputSpec({ index: batchIndex, batchIndex, epoch });
  const length = shape[0] * shape[1] * shape[2];
  return { target: host.alignedArray(dtype, length * positions.length), dtype, shape, length, positions, keys };
}

async function runSlot(context: BatchContext, slots: Slots, slot: number, signal: AbortSignal, image?: Image) {
  const source = image ? { image } : context.samples.source(slots.positions[slot] as number);
  const key = slots.keys[slot] as SampleKey;
  await context.runner.run(source, slots.target, slot * slots.length, key, signal);
}

async function recover(
  context: BatchContext,
  slots: Slots,
  results: readonly PromiseSettledResult<void>[],
  epoch: number,
  signal: AbortSignal,
): Promise<DatasetBatch | undefined> {
  const { owner } = context.samples;
  const readable: boolean[] = results.map((result) => result.status === 'fulfilled');
  const wanted = readable.map(() => false);
  const errors: FailedSample[] = [];
  for (const [slot, result] of results.entries()) {
    if (result.status === 'fulfilled') continue;
    const identity = {
      path: context.samples.path(slots.positions[slot] as number),
      index: (slots.keys[slot] as SampleKey).index,
    };
    const error = locate(owner, result.reason, identity);
    const failure = describe(error, identity.path, identity.index, epoch);
    errors.push(failure);
    context.samples.report.noteFailure(failure);
    const action = await decide(owner, context.onError, error, identity);
    if (action === 'throw') throw error;
    if (action === 'substitute') wanted[slot] = true;
    if (typeof action === 'object') {
      await runSlot(context, slots, slot, signal, action);
      readable[slot] = true;
    }
  }
  const sources = substitutes(readable, wanted).filter((source) => source !== -1);
  if (sources.length === 0) return undefined;
  const positions = sources.map((source) => slots.positions[source] as number);
  return { ...assemble(context, slots, positions, epoch, gatherPixels(context, slots, sources)), errors };
}

/** The pixels of the slots `sources`, in that order, in memory of their own. */
function gatherPixels({ host }: BatchContext, slots: Slots, sources: readonly number[]): PixelArray {
  const pixels = host.alignedArray(slots.dtype, sources.length * slots.length);
  sources.forEach((source, slot) => {
    pixels.set(slots.target.subarray(source * slots.length, (source + 1) * slots.length), slot * slots.length);
  });
  return pixels;
}

function assemble(
  { samples }: BatchContext,
  slots: Slots,
  positions: readonly number[],
  epoch: number,
  data: PixelArray,
): DatasetBatch {
  const shape: BatchShape = [positions.length, ...slots.shape];
  const { labels, weights } = samples;
  const batch: DatasetBatch = {
    xs: { data, shape },
    paths: positions.map((position) => samples.path(position)),
    indices: positions.map((position) => samples.drawIndex(position)),
    epoch,
  };
  if (labels !== null) {
    batch.ys = 'gather' in labels ? labels.gather(positions) : labels.map((column) => column.gather(positions));
  }
  if (weights !== null) batch.weights = Float32Array.from(positions, (position) => weights[position] as number);
  return batch;
}

function describe(error: unknown, path: string, index: number, epoch: number): FailedSample {
  const code = error instanceof ImagePipelineError ? error.code : undefined;
  return { path, index, epoch, code, message: error instanceof Error ? error.message : String(error) };
}

/** A batch of one as a single image. */
export function unbatch(batch: DatasetBatch): DatasetBatch<Image> {
  const [, ...shape] = batch.xs.shape;
  const single: DatasetBatch<Image> = { ...batch, xs: { data: batch.xs.data, shape } } as DatasetBatch<Image>;
  if (batch.ys) single.ys = Array.isArray(batch.ys) ? batch.ys.map(dropFirst) : dropFirst(batch.ys);
  return single;
}

function dropFirst({ data, shape }: LabelBatch): LabelBatch {
  return { data, shape: shape.slice(1) };
}
