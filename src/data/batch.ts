// One batch: all its samples at once through the runner, then failures, then labels.
import type { SampleDraw } from '../draws.js';
import { ImagePipelineError } from '../errors.js';
import { copyPixels, type PixelMemory, type ResultMemory, releaseMemory, viewValues } from '../memory.js';
import { mixRows } from '../mixing/labels.js';
import type { Mixture } from '../mixing/mixture.js';
import type { BatchShape, DType, Image, ImageBatch, ImageShape, PixelArray } from '../types.js';
import { decide, locate, type OnError, substitutes } from './failures.js';
import type { DatasetHost } from './host.js';
import type { LabelBatch } from './labels.js';
import type { FailedSample } from './report.js';
import type { BatchPixels, BatchRunner, SampleKey, SampleRunner } from './runner.js';
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

/** A batch before it is handed out; whoever drops it releases its pixels. */
export interface MadeBatch extends Omit<DatasetBatch, 'xs'> {
  xs: BatchPixels;
}

export interface BatchContext {
  host: DatasetHost;
  runner: SampleRunner;
  samples: SampleList;
  onError: OnError;
}

interface Slots {
  target: PixelMemory;
  dtype: DType;
  memory: ResultMemory;
  shape: ImageShape;
  /** Values of one slot. */
  length: number;
  positions: readonly number[];
  keys: readonly SampleKey[];
}

/**
 * The batch of the samples at `positions` of the list, or undefined when none of them is readable. `draws` are kept
 * numbers, one for each sample, instead of new ones.
 */
export async function makeBatch(
  context: BatchContext,
  positions: readonly number[],
  epoch: number,
  signal: AbortSignal,
  memory: ResultMemory,
  draws?: readonly SampleDraw[],
): Promise<MadeBatch | undefined> {
  const { mixing } = context.runner;
  if (!mixing) return runSamples(context, positions, epoch, signal, memory, draws);
  const batch = await runSamples(context, positions, epoch, signal, context.host.arrayMemory, draws);
  return batch && mixBatch(mixing, batch, context.samples.drawIndex(positions[0] as number), memory, signal);
}

/** Each sample by itself, as far as the pipeline takes them so. */
async function runSamples(
  context: BatchContext,
  positions: readonly number[],
  epoch: number,
  signal: AbortSignal,
  memory: ResultMemory,
  draws?: readonly SampleDraw[],
): Promise<MadeBatch | undefined> {
  const slots = openSlots(context, positions, epoch, memory, draws);
  let complete = false;
  try {
    const runs = slots.keys.map((_, slot) => runSlot(context, slots, slot, signal));
    const results = await Promise.allSettled(runs);
    signal.throwIfAborted();
    complete = results.every((result) => result.status === 'fulfilled');
    if (complete) return assemble(context, slots, positions, epoch, slots.target);
    return await recover(context, slots, results, epoch, signal);
  } finally {
    if (!complete) releaseMemory(slots.target);
  }
}

/** The readable samples together, through the layers that mix them and all behind. */
async function mixBatch(
  mixing: BatchRunner,
  batch: MadeBatch,
  batchIndex: number,
  memory: ResultMemory,
  signal: AbortSignal,
): Promise<MadeBatch> {
  const { xs, ys, indices, epoch } = batch;
  const keys = indices.map((index) => ({ index, batchIndex, epoch }));
  const { pixels, mixtures } = await mixing.run(xs, keys, memory, signal);
  const mixed: MadeBatch = { ...batch, xs: pixels };
  if (ys) mixed.ys = Array.isArray(ys) ? ys.map((labels) => mixLabels(mixtures, labels)) : mixLabels(mixtures, ys);
  return mixed;
}

/** makeDatasets() has made sure that labels can be mixed. */
function mixLabels(mixtures: readonly (readonly Mixture[])[], { data, shape }: LabelBatch): LabelBatch {
  const width = shape[1] as number;
  return { data: mixtures.reduce((rows, each) => mixRows(each, rows, width), data as Float32Array), shape };
}

function openSlots(
  { runner, samples }: BatchContext,
  positions: readonly number[],
  epoch: number,
  memory: ResultMemory,
  draws: readonly SampleDraw[] | undefined,
): Slots {
  const batchIndex = samples.drawIndex(positions[0] as number);
  const keys = positions.map((position, slot) => ({
    index: samples.drawIndex(position),
    batchIndex,
    epoch,
    draw: draws?.[slot],
  }));
  const { shape, dtype } = runner.outputSpec({ index: batchIndex, batchIndex, epoch });
  const length = shape[0] * shape[1] * shape[2];
  const target = memory(dtype, length * positions.length);
  return { target: target.data, dtype: target.dtype, memory, shape, length, positions, keys };
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
): Promise<MadeBatch | undefined> {
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
  return { ...assemble(context, slots, positions, epoch, gatherPixels(slots, sources)), errors };
}

/** The pixels of the slots `sources`, in that order, in memory of their own. */
function gatherPixels({ target, dtype, length, memory }: Slots, sources: readonly number[]): PixelMemory {
  const { data } = memory(dtype, sources.length * length);
  sources.forEach((source, slot) => {
    const pixels = viewValues(target, dtype, source * length, length);
    copyPixels(pixels, dtype, data, dtype, slot * length);
    releaseMemory(pixels);
  });
  return data;
}

function assemble(
  { samples }: BatchContext,
  slots: Slots,
  positions: readonly number[],
  epoch: number,
  data: PixelMemory,
): MadeBatch {
  const shape: BatchShape = [positions.length, ...slots.shape];
  const { labels, weights } = samples;
  const batch: MadeBatch = {
    xs: { data, dtype: slots.dtype, shape },
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
export function unbatch(batch: MadeBatch): MadeBatch {
  const single: MadeBatch = { ...batch, xs: { ...batch.xs, shape: batch.xs.shape.slice(1) } };
  if (batch.ys) single.ys = Array.isArray(batch.ys) ? batch.ys.map(dropFirst) : dropFirst(batch.ys);
  return single;
}

/** A batch in arrayMemory as data sets hand it out. */
export function toArrayBatch<X extends Image | ImageBatch>({ xs, ...rest }: MadeBatch): DatasetBatch<X> {
  return { ...rest, xs: { data: xs.data as PixelArray, shape: xs.shape } as unknown as X };
}

function dropFirst({ data, shape }: LabelBatch): LabelBatch {
  return { data, shape: shape.slice(1) };
}
