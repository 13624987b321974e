// One assembled segment on the images of a group: its numbers, its job, and the run on pool threads, on the calling thread
// or on a GPU.
import { type Device, inTurn, mayRunOnCpu, wantsCuda } from './device.js';
import type { Group } from './groups.js';
import type { Batch } from './input.js';
import { borrowOut, takeOut } from './lend.js';
import { isArray, type ResultMemory, releaseMemory, valueCount } from './memory.js';
import { mixturesOf } from './mixing/mix-job.js';
import { fromNative, type NativeBlock, native } from './native.js';
import { type DrawReader, drawNumbers } from './numbers.js';
import type { RunOptions } from './run-options.js';
import { type DataFormat, memoryShape } from './samples/settings.js';
import { runSlices } from './scheduler.js';
import { type Prepared, type RunnableSegment, type Work, workOf } from './segment-work.js';
import { outputOf } from './slice-job.js';
import type { Image, ImageBatch } from './types.js';
import { checkShape } from './whitening/whiten-job.js';

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

/** Runs a segment slice by slice on pool threads. */
export async function runNative(
  segment: RunnableSegment,
  group: Group,
  prepared: Prepared,
  { out, memory }: Destination,
  options: RunOptions,
): Promise<Batch> {
  const { owner, signal } = options;
  const { shape, dtype } = prepared;
  signal?.throwIfAborted();
  const lent = out && takeOut(owner, out, memoryShape(shape, dataFormatOf(segment)), dtype, group.batch);
  const [count] = shape;
  const { data } = group.batch;
  let result: Batch | undefined;
  let block: NativeBlock | undefined;
  try {
    result = { shape, ...(lent ? { data: lent.data, dtype } : memory(dtype, valueCount(shape))) };
    if (count === 0) return result;
    // Memory that the caller can still change, detach or shrink is copied before any thread looks at it.
    if (!group.owned && isArray(data)) {
      const pinned = wantsCuda(options.device, data.byteLength + result.data.byteLength);
      block = new (native().Block)(data, pinned);
    }
    const work = workOf(segment, group, prepared, block ?? data, result, options);
    if (work.cuda && (await runOnCuda(work.cuda, options.device))) {
      signal?.throwIfAborted();
      return result;
    }
    await runSlices(count, work.sizes, work.run, signal);
    return result;
  } catch (error) {
    if (result) releaseMemory(result.data);
    throw fromNative(error);
  } finally {
    block?.release();
    lent?.giveBack();
  }
}

type CudaWork = NonNullable<Work['cuda']>;

/** False when the GPU could not and the CPU may. */
async function runOnCuda(work: CudaWork, device: Device): Promise<boolean> {
  try {
    await inTurn(() => work.run());
    return true;
  } catch (error) {
    if (!mayRunOnCpu(device, error)) throw error;
    return false;
  }
}

function runOnCudaSync(work: CudaWork, device: Device): boolean {
  try {
    work.runSync();
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
  const { owner } = options;
  const { shape, dtype } = prepared;
  const place = out
    ? { data: borrowOut(owner, out, memoryShape(shape, dataFormatOf(segment)), dtype, group.batch), dtype }
    : memory(dtype, valueCount(shape));
  const result: Batch = { shape, ...place };
  if (shape[0] === 0) return result;
  try {
    const work = workOf(segment, group, prepared, group.batch.data, result, options);
    if (work.cuda && runOnCudaSync(work.cuda, options.device)) return result;
    work.runSync();
  } catch (error) {
    releaseMemory(result.data);
    throw fromNative(error);
  }
  return result;
}
