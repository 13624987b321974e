// One batch: all its samples at once through the runner, then failures, then labels.
import type { SampleDraw } from '../draws.js';
import { ImagePipelineError } from '../errors.js';
import { copyPixels, type PixelMemory, type ResultMemory, releaseMemory, viewValues } from '../memory.js';
import { mixRows } from '../mixing/labels.js';
import type { Mixture } from '../mixing/mixture.js';
import type { BatchShape, DType, Image, ImageBatch, ImageShape, PixelArray } from '../types.js';
import { type BatchCompanions, type DatasetBoxes, type MovedCompanions, unbatchCompanions } from './companions.js';
import { decide, locate, type OnError, substitutes } from './failures.js';
import type { DatasetHost } from './host.js';
import { gatherLabels, type LabelBatch } from './labels.js';
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
  /** Class numbers [b, h, w, 1] that went through the draws of `xs`; uint8, or uint16 where files have 16 bits. */
  masks?: X;
  /** Boxes of each image of `xs`, in the format that the data set was given; of single images their rows alone. */
  boxes?: DatasetBoxes;
  /** Points [x, y] or [x, y, visibility] of each image of `xs`, in its pixels; of single images their rows alone. */
  keypoints?: number[][][];
  /** File of each sample, '' for images in memory. */
  paths: string[];
  /** Position of each sample in the whole, unshuffled list (the row for data frames): the key of its draws. */
  indices: number[];
  /** Which augmentation of its sample each row is: 0, 1, ..., 0, 1, ...; absent without `repeat`. */
  views?: number[];
  /** Counted from 0 for the first iteration of the data set. */
  epoch: number;
  /** Samples of this batch that could not be read. */
  errors?: FailedSample[];
}

/** A batch before it is handed out; whoever drops it releases its pixels. */
export interface MadeBatch extends Omit<DatasetBatch, 'xs'>, Pick<BatchCompanions, 'boxRows'> {
  xs: BatchPixels;
}

/** A batch whose companions are still with the runner. */
interface RunBatch {
  batch: MadeBatch;
  moved: readonly MovedCompanions[];
}

export interface BatchContext {
  host: DatasetHost;
  runner: SampleRunner;
  samples: SampleList;
  onError: OnError;
  /** Takes the samples that could not be read, in the order of the batch. */
  noteFailure?: (sample: FailedSample) => void;
  /** How many augmentations of each sample a batch has, one after the other. */
  repeat?: number;
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
  /** What run() gave for each slot. */
  moved: (MovedCompanions | undefined)[];
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
  const { runner, repeat = 1 } = context;
  const { together } = runner;
  const rows = repeat === 1 ? positions : positions.flatMap((position) => Array<number>(repeat).fill(position));
  if (!together) {
    const run = await runSamples(context, rows, epoch, signal, memory, draws);
    return run && collect(context, run);
  }
  const run = await runSamples(context, rows, epoch, signal, context.host.arrayMemory, draws);
  return run && finishTogether(together, run, context.samples.drawIndex(positions[0] as number), memory, signal);
}

function collect({ runner }: BatchContext, { batch, moved }: RunBatch): MadeBatch {
  if (moved.length === 0) return batch;
  try {
    return { ...batch, ...runner.collect(moved) };
  } catch (error) {
    releaseMemory(batch.xs.data);
    throw error;
  }
}

/** Each sample by itself, as far as the pipeline takes them so. */
async function runSamples(
  context: BatchContext,
  positions: readonly number[],
  epoch: number,
  signal: AbortSignal,
  memory: ResultMemory,
  draws?: readonly SampleDraw[],
): Promise<RunBatch | undefined> {
  const slots = openSlots(context, positions, epoch, memory, draws);
  let complete = false;
  try {
    const runs = slots.keys.map((_, slot) => runSlot(context, slots, slot, signal));
    const results = await Promise.allSettled(runs);
    signal.throwIfAborted();
    complete = results.every((result) => result.status === 'fulfilled');
    const all = [...slots.keys.keys()];
    if (complete) return { batch: assemble(context, slots, all, epoch, slots.target), moved: movedOf(slots, all) };
    return await recover(context, slots, results, epoch, signal);
  } finally {
    if (!complete) releaseMemory(slots.target);
  }
}

/** The readable samples together, through the first layer that takes batches and all behind. */
async function finishTogether(
  together: BatchRunner,
  { batch, moved }: RunBatch,
  batchIndex: number,
  memory: ResultMemory,
  signal: AbortSignal,
): Promise<MadeBatch> {
  const { xs, ys, indices, views, epoch } = batch;
  const keys = indices.map((index, row) => ({ index, view: views?.[row] ?? 0, batchIndex, epoch }));
  const { pixels, mixtures, companions } = await together.run(xs, keys, memory, signal, moved);
  const mixed: MadeBatch = { ...batch, ...companions, xs: pixels };
  if (ys) mixed.ys = Array.isArray(ys) ? ys.map((labels) => mixLabels(mixtures, labels)) : mixLabels(mixtures, ys);
  return mixed;
}

/** makeDatasets() has made sure that labels can be mixed. */
function mixLabels(mixtures: readonly (readonly Mixture[])[], { data, shape }: LabelBatch): LabelBatch {
  const width = shape[1] as number;
  return { data: mixtures.reduce((rows, each) => mixRows(each, rows, width), data as Float32Array), shape };
}

function openSlots(
  { runner, samples, repeat = 1 }: BatchContext,
  positions: readonly number[],
  epoch: number,
  memory: ResultMemory,
  draws: readonly SampleDraw[] | undefined,
): Slots {
  const batchIndex = samples.drawIndex(positions[0] as number);
  const keys = positions.map((position, slot) => ({
    index: samples.drawIndex(position),
    view: slot % repeat,
    batchIndex,
    epoch,
    draw: draws?.[slot],
  }));
  const { shape, dtype } = runner.outputSpec({ index: batchIndex, view: 0, batchIndex, epoch });
  const length = shape[0] * shape[1] * shape[2];
  const target = memory(dtype, length * positions.length);
  return { target: target.data, dtype: target.dtype, memory, shape, length, positions, keys, moved: [] };
}

async function runSlot(context: BatchContext, slots: Slots, slot: number, signal: AbortSignal, image?: Image) {
  const own = context.samples.source(slots.positions[slot] as number);
  const source = image ? { image, companions: own.companions } : own;
  const key = slots.keys[slot] as SampleKey;
  slots.moved[slot] = await context.runner.run(source, slots.target, slot * slots.length, key, signal);
}

async function recover(
  context: BatchContext,
  slots: Slots,
  results: readonly PromiseSettledResult<void>[],
  epoch: number,
  signal: AbortSignal,
): Promise<RunBatch | undefined> {
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
    context.noteFailure?.(failure);
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
  const batch = assemble(context, slots, sources, epoch, gatherPixels(slots, sources));
  return { batch: { ...batch, errors }, moved: movedOf(slots, sources) };
}

/** What run() gave for the slots `sources`; empty for images alone. */
function movedOf({ moved }: Slots, sources: readonly number[]): MovedCompanions[] {
  return sources.flatMap((slot) => moved[slot] ?? []);
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

/** The batch of the slots `sources`. */
function assemble(
  { samples, repeat = 1 }: BatchContext,
  slots: Slots,
  sources: readonly number[],
  epoch: number,
  data: PixelMemory,
): MadeBatch {
  const positions = sources.map((source) => slots.positions[source] as number);
  const shape: BatchShape = [positions.length, ...slots.shape];
  const { labels, weights } = samples;
  const batch: MadeBatch = {
    xs: { data, dtype: slots.dtype, shape },
    paths: positions.map((position) => samples.path(position)),
    indices: positions.map((position) => samples.drawIndex(position)),
    ...(repeat === 1 ? {} : { views: sources.map((source) => (slots.keys[source] as SampleKey).view) }),
    epoch,
  };
  if (labels !== null) batch.ys = gatherLabels(labels, positions);
  if (weights !== null) batch.weights = Float32Array.from(positions, (position) => weights[position] as number);
  return batch;
}

function describe(error: unknown, path: string, index: number, epoch: number): FailedSample {
  const code = error instanceof ImagePipelineError ? error.code : undefined;
  return { path, index, epoch, code, message: error instanceof Error ? error.message : String(error) };
}

/** A batch of one as a single image. */
export function unbatch(batch: MadeBatch): MadeBatch {
  const xs = { ...batch.xs, shape: batch.xs.shape.slice(1) };
  const single: MadeBatch = { ...batch, ...unbatchCompanions(batch), xs };
  if (batch.ys) single.ys = Array.isArray(batch.ys) ? batch.ys.map(dropFirst) : dropFirst(batch.ys);
  return single;
}

/** A batch in arrayMemory as data sets hand it out. */
export function toArrayBatch<X extends Image | ImageBatch>({ xs, boxRows: _, ...rest }: MadeBatch): DatasetBatch<X> {
  return { ...rest, xs: { data: xs.data as PixelArray, shape: xs.shape } } as unknown as DatasetBatch<X>;
}

function dropFirst({ data, shape }: LabelBatch): LabelBatch {
  return { data, shape: shape.slice(1) };
}
