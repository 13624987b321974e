// One assembled segment on the images of a group: its numbers, its job, and the run on pool threads, on the calling thread
// or on a GPU.
import type { BatchSegment, NativeSegment, WhiteningSegment } from './assemble.js';
import { type Device, inTurn, mayRunOnCpu, wantsCuda } from './device.js';
import type { Group } from './groups.js';
import type { Batch } from './input.js';
import { borrowOut, takeOut } from './lend.js';
import { isArray, type ResultMemory, releaseMemory, valueCount } from './memory.js';
import { maskJob, mixJob, mixturesOf } from './mixing/mix-job.js';
import type { Mixture } from './mixing/mixture.js';
import { cudaLibrary, fromNative, type NativeBlock, native, type SliceJob } from './native.js';
import { type DrawReader, drawNumbers } from './numbers.js';
import type { RunOptions } from './run-options.js';
import { type DataFormat, memoryShape } from './samples/settings.js';
import { imagesPerSlice, runSlices } from './scheduler.js';
import { outputOf, sliceJob } from './slice-job.js';
import type { BatchShape, DType, Image, ImageBatch } from './types.js';
import { checkShape, imagesPerWhitening, whitenJob } from './whitening/whiten-job.js';

/** What is known of a result before it is computed. */
export interface Prepared {
  shape: BatchShape;
  dtype: DType;
  numbers: Float64Array;
  /** What a mixing layer makes of the samples; of other segments none. */
  mixtures: readonly Mixture[];
}

/** A segment that runs natively. */
type RunnableSegment = NativeSegment | BatchSegment | WhiteningSegment;

/** Where a segment's result goes: into `out` if it is given, else into `memory`. */
export interface Destination {
  out?: Image | ImageBatch | undefined;
  memory: ResultMemory;
}

/** Draws the numbers of a group, and finds what its result will be. */
export function prepare(
  segment: RunnableSegment,
  group: Group,
  reader: DrawReader | undefined,
  options: RunOptions,
): Prepared {
  const { batch, offset } = group;
  const count = batch.shape[0];
  const shape = batch.shape.slice(1);
  if (segment.kind === 'whitening') checkShape(options.owner, segment.layer, shape);
  try {
    const numbers = reader
      ? reader.read(segment, offset, count)
      : drawNumbers(segment, shape, options.key, offset, count);
    // An empty batch has no draw; any numbers tell its shape.
    const sample = count > 0 ? numbers : new Float64Array(segment.numberCount).fill(1);
    const { shape: image, dtype } = outputOf(segment.plan, shape, batch.dtype, sample);
    return {
      shape: [count, ...image],
      dtype,
      numbers,
      mixtures: segment.kind === 'batch' ? mixturesOf(segment, numbers, batch.shape) : [],
    };
  } catch (error) {
    throw fromNative(error);
  }
}

function dataFormatOf(segment: RunnableSegment): DataFormat {
  return segment.kind === 'native' && segment.planar ? 'channelsFirst' : 'channelsLast';
}

function segmentJob(
  segment: NativeSegment,
  { batch }: Group,
  { numbers }: Prepared,
  input: SliceJob['input'],
  output: Batch,
) {
  return { ...sliceJob(batch, input, output, numbers), planar: dataFormatOf(segment) === 'channelsFirst' };
}

function batchJob(
  { layer }: BatchSegment,
  { batch }: Group,
  prepared: Prepared,
  input: SliceJob['input'],
  output: Batch,
  { samples }: RunOptions,
) {
  const { dtype, mixtures } = prepared;
  if (samples.role === 'masks') return maskJob(mixtures, batch, input, output, samples.maskFillValue);
  return mixJob(mixtures, batch, input, output, { dtype, fillValue: layer.fillValue });
}

/** The whole batch as one job for the GPU, or undefined where it belongs on the CPU. */
function cudaJob(job: Omit<SliceJob, 'first' | 'count'>, from: Batch, to: Batch, device: Device): SliceJob | undefined {
  if (!wantsCuda(device, from.data.byteLength + to.data.byteLength)) return undefined;
  return { ...job, first: 0, count: to.shape[0], cudaLibrary: cudaLibrary() };
}

/** Runs a segment slice by slice on pool threads. */
export async function runNative(
  segment: RunnableSegment,
  group: Group,
  prepared: Prepared,
  { out, memory }: Destination,
  options: RunOptions,
): Promise<Batch> {
  const { owner, signal, device } = options;
  const { shape, dtype } = prepared;
  signal?.throwIfAborted();
  const lent = out && takeOut(owner, out, memoryShape(shape, dataFormatOf(segment)), dtype, group.batch);
  const [count, height, width] = shape;
  const { data } = group.batch;
  let result: Batch | undefined;
  let block: NativeBlock | undefined;
  try {
    result = { shape, ...(lent ? { data: lent.data, dtype } : memory(dtype, valueCount(shape))) };
    if (count === 0) return result;
    // Memory that the caller can still change, detach or shrink is copied before any thread looks at it.
    if (!group.owned && isArray(data)) block = new (native().Block)(data);
    const pixels = Math.max(height * width, group.batch.shape[1] * group.batch.shape[2]);
    const perSlice = imagesPerSlice(pixels);
    if (segment.kind === 'batch') {
      const job = batchJob(segment, group, prepared, block ?? data, result, options);
      await runSlices(count, perSlice, (first, images) => native().mix({ ...job, first, count: images }), signal);
      return result;
    }
    if (segment.kind === 'whitening') {
      const job = whitenJob(segment.layer, group.batch, prepared.numbers, block ?? data, result);
      const run = (first: number, images: number) => native().whiten({ ...job, first, count: images });
      await runSlices(count, imagesPerWhitening(segment.layer, count), run, signal);
      return result;
    }
    const job = segmentJob(segment, group, prepared, block ?? data, result);
    const onCuda = cudaJob(job, group.batch, result, device);
    if (onCuda && (await runOnCuda(segment, onCuda, device))) return result;
    await runSlices(count, perSlice, (first, images) => segment.plan.execute({ ...job, first, count: images }), signal);
    return result;
  } catch (error) {
    if (result) releaseMemory(result.data);
    throw fromNative(error);
  } finally {
    block?.release();
    lent?.giveBack();
  }
}

/** False when the GPU could not and the CPU may. */
async function runOnCuda(segment: NativeSegment, job: SliceJob, device: Device): Promise<boolean> {
  try {
    await inTurn(() => segment.plan.execute(job));
    return true;
  } catch (error) {
    if (!mayRunOnCpu(device, error)) throw error;
    return false;
  }
}

function runOnCudaSync(segment: NativeSegment, job: SliceJob, device: Device): boolean {
  try {
    segment.plan.executeSync(job);
    return true;
  } catch (error) {
    if (!mayRunOnCpu(device, error)) throw error;
    return false;
  }
}

/** runNative() on the calling thread. */
export function runNativeSync(
  segment: RunnableSegment,
  group: Group,
  prepared: Prepared,
  { out, memory }: Destination,
  options: RunOptions,
): Batch {
  const { owner, device } = options;
  const { shape, dtype } = prepared;
  const place = out
    ? { data: borrowOut(owner, out, memoryShape(shape, dataFormatOf(segment)), dtype, group.batch), dtype }
    : memory(dtype, valueCount(shape));
  const result: Batch = { shape, ...place };
  if (shape[0] === 0) return result;
  try {
    if (segment.kind === 'batch') {
      const job = batchJob(segment, group, prepared, group.batch.data, result, options);
      native().mixSync({ ...job, first: 0, count: shape[0] });
      return result;
    }
    if (segment.kind === 'whitening') {
      const job = whitenJob(segment.layer, group.batch, prepared.numbers, group.batch.data, result);
      native().whitenSync({ ...job, first: 0, count: shape[0] });
      return result;
    }
    const job = segmentJob(segment, group, prepared, group.batch.data, result);
    const onCuda = cudaJob(job, group.batch, result, device);
    if (onCuda && runOnCudaSync(segment, onCuda, device)) return result;
    segment.plan.executeSync({ ...job, first: 0, count: shape[0] });
  } catch (error) {
    releaseMemory(result.data);
    throw fromNative(error);
  }
  return result;
}
