// Runs assembled segments on the images of a call, slice by slice on pool threads or all at once on this one.
import type { NativeSegment, Segment } from './assemble.js';
import { callAsync, callSync } from './call-function.js';
import { type Device, inTurn, mayRunOnCpu, wantsCuda } from './device.js';
import { finish, type Group, regroup, splitFor } from './groups.js';
import type { Batch } from './input.js';
import { borrowOut, takeOut } from './lend.js';
import { alignedArray, valueCount } from './memory.js';
import { cudaLibrary, DTYPE_CODES, DTYPES, fromNative, type NativeBlock, native, type SliceJob } from './native.js';
import { DrawReader, drawNumbers } from './numbers.js';
import type { RunOptions } from './run-options.js';
import { imagesPerSlice, runSlices } from './scheduler.js';
import { settings } from './settings.js';
import type { BatchShape, DType, Image, ImageBatch } from './types.js';

interface Prepared {
  shape: BatchShape;
  dtype: DType;
  numbers: Float64Array;
}

/** All segments in turn; the result is one dense batch. */
export async function runSegments(segments: readonly Segment[], batch: Batch, options: RunOptions): Promise<Batch> {
  const reader = options.draws && new DrawReader(options.draws);
  let groups: Group[] = [{ batch, offset: 0, owned: false }];
  for (const [position, segment] of segments.entries()) {
    const last = position === segments.length - 1;
    const parts = splitFor(segment, groups, reader, options);
    const results: Group[] = [];
    for (const group of parts) {
      if (segment.kind === 'function') {
        results.push({ batch: await callAsync(segment, group, options), offset: group.offset, owned: true });
      } else {
        const out = last && parts.length === 1 ? options.out : undefined;
        const prepared = prepare(segment, group, reader, options);
        results.push({
          batch: await runNative(segment, group, prepared, out, options),
          offset: group.offset,
          owned: true,
        });
      }
    }
    groups = regroup(results);
  }
  reader?.end();
  return finish(options.owner, groups);
}

/** runSegments() on the calling thread. */
export function runSegmentsSync(segments: readonly Segment[], batch: Batch, options: RunOptions): Batch {
  const reader = options.draws && new DrawReader(options.draws);
  let groups: Group[] = [{ batch, offset: 0, owned: false }];
  for (const [position, segment] of segments.entries()) {
    const last = position === segments.length - 1;
    const parts = splitFor(segment, groups, reader, options);
    const results = parts.map((group): Group => {
      if (segment.kind === 'function') return { ...group, batch: callSync(segment, group, options), owned: true };
      const out = last && parts.length === 1 ? options.out : undefined;
      const prepared = prepare(segment, group, reader, options);
      return { ...group, batch: runNativeSync(segment, group, prepared, out, options), owned: true };
    });
    groups = regroup(results);
  }
  reader?.end();
  return finish(options.owner, groups);
}

function prepare(segment: NativeSegment, group: Group, reader: DrawReader | undefined, options: RunOptions): Prepared {
  const { batch, offset } = group;
  const count = batch.shape[0];
  const shape = batch.shape.slice(1);
  try {
    const numbers = reader
      ? reader.read(segment, offset, count)
      : drawNumbers(segment, shape, options.key, offset, count);
    // An empty batch has no draw; any numbers tell its shape.
    const sample = count > 0 ? numbers : new Float64Array(segment.numberCount).fill(1);
    const [height, width, channels, code] = segment.plan.output(shape, DTYPE_CODES[batch.dtype], sample, 0);
    return {
      shape: [count, height as number, width as number, channels as number],
      dtype: DTYPES[code as number] as DType,
      numbers,
    };
  } catch (error) {
    throw fromNative(error);
  }
}

function sliceJob(group: Group, prepared: Prepared, input: SliceJob['input'], output: SliceJob['output']) {
  return {
    input,
    inputDtype: DTYPE_CODES[group.batch.dtype],
    inputShape: group.batch.shape.slice(1),
    output,
    outputDtype: DTYPE_CODES[prepared.dtype],
    outputShape: prepared.shape.slice(1),
    outputOffset: 0,
    numbers: prepared.numbers,
    reference: settings().executor === 'reference',
    cudaLibrary: '',
  };
}

/** The whole batch as one job for the GPU, or undefined where it belongs on the CPU. */
function cudaJob(job: Omit<SliceJob, 'first' | 'count'>, count: number, device: Device): SliceJob | undefined {
  if (!wantsCuda(device, job.output.byteLength + count * valueCount(job.inputShape))) return undefined;
  return { ...job, first: 0, count, cudaLibrary: cudaLibrary() };
}

async function runNative(
  segment: NativeSegment,
  group: Group,
  prepared: Prepared,
  out: Image | ImageBatch | undefined,
  { owner, signal, device }: RunOptions,
): Promise<Batch> {
  const { shape, dtype } = prepared;
  signal?.throwIfAborted();
  const lent = out && takeOut(owner, out, shape, dtype, group.batch);
  const [count, height, width] = shape;
  let block: NativeBlock | undefined;
  try {
    const output = lent?.data ?? alignedArray(dtype, valueCount(shape));
    if (count === 0) return { data: output, dtype, shape };
    // Memory that the caller can still change, detach or shrink is copied before any thread looks at it.
    if (!group.owned) block = new (native().Block)(group.batch.data);
    const job = sliceJob(group, prepared, block ?? group.batch.data, output);
    const onCuda = cudaJob(job, count, device);
    if (onCuda && (await runOnCuda(segment, onCuda, device))) return { data: output, dtype, shape };
    const pixels = Math.max(height * width, group.batch.shape[1] * group.batch.shape[2]);
    await runSlices(
      count,
      imagesPerSlice(pixels),
      (first, images) => segment.plan.execute({ ...job, first, count: images }),
      signal,
    );
    return { data: output, dtype, shape };
  } catch (error) {
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

function runNativeSync(
  segment: NativeSegment,
  group: Group,
  prepared: Prepared,
  out: Image | ImageBatch | undefined,
  { owner, device }: RunOptions,
): Batch {
  const { shape, dtype } = prepared;
  const output = out ? borrowOut(owner, out, shape, dtype, group.batch) : alignedArray(dtype, valueCount(shape));
  if (shape[0] === 0) return { data: output, dtype, shape };
  try {
    const job = sliceJob(group, prepared, group.batch.data, output);
    const onCuda = cudaJob(job, shape[0], device);
    if (onCuda && runOnCudaSync(segment, onCuda, device)) return { data: output, dtype, shape };
    segment.plan.executeSync({ ...job, first: 0, count: shape[0] });
  } catch (error) {
    throw fromNative(error);
  }
  return { data: output, dtype, shape };
}
