// Runs assembled segments on the images of a call, slice by slice on pool threads or all at once on this one.
import type { BatchSegment, NativeSegment, Segment } from './assemble.js';
import { callAsync, callSync } from './call-function.js';
import { type Device, inTurn, mayRunOnCpu, wantsCuda } from './device.js';
import { finish, type Group, keepPixels, regroup, releaseViews, splitFor } from './groups.js';
import type { Batch } from './input.js';
import { borrowOut, takeOut } from './lend.js';
import { arrayMemory, isArray, type ResultMemory, releaseMemory, valueCount } from './memory.js';
import { mixJob, mixturesOf } from './mixing/mix-job.js';
import type { Mixture } from './mixing/mixture.js';
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
  /** What a mixing layer makes of the samples; of other segments none. */
  mixtures: readonly Mixture[];
}

/** A segment that runs natively. */
type RunnableSegment = NativeSegment | BatchSegment;

/** Where a segment's result goes: into `out` if it is given, else into `memory`. */
interface Destination {
  out?: Image | ImageBatch | undefined;
  memory: ResultMemory;
}

const BETWEEN: Destination = { memory: arrayMemory };

/** All segments in turn; the result is one dense batch. */
export async function runSegments(segments: readonly Segment[], batch: Batch, options: RunOptions): Promise<Batch> {
  const reader = options.draws && new DrawReader(options.draws);
  let groups: Group[] = [{ batch, offset: 0, owned: false }];
  for (const [position, segment] of segments.entries()) {
    const last = position === segments.length - 1;
    const parts = keepPixels(splitFor(segment, groups, reader, options));
    const to = last && parts.length === 1 ? options : BETWEEN;
    const results: Group[] = [];
    try {
      for (const group of parts) {
        const result =
          segment.kind === 'function'
            ? await callAsync(segment, group, options)
            : await runNative(segment, group, prepare(segment, group, reader, options), to, options);
        results.push({ batch: result, offset: group.offset, owned: true });
      }
    } finally {
      releaseViews(parts, groups);
    }
    groups = regroup(results);
  }
  return endRun(groups, reader, options);
}

/** runSegments() on the calling thread. */
export function runSegmentsSync(segments: readonly Segment[], batch: Batch, options: RunOptions): Batch {
  const reader = options.draws && new DrawReader(options.draws);
  let groups: Group[] = [{ batch, offset: 0, owned: false }];
  for (const [position, segment] of segments.entries()) {
    const last = position === segments.length - 1;
    const parts = splitFor(segment, groups, reader, options);
    const to = last && parts.length === 1 ? options : BETWEEN;
    try {
      const results = parts.map((group): Group => {
        const result =
          segment.kind === 'function'
            ? callSync(segment, group, options)
            : runNativeSync(segment, group, prepare(segment, group, reader, options), to, options);
        return { batch: result, offset: group.offset, owned: true };
      });
      groups = regroup(results);
    } finally {
      releaseViews(parts, groups);
    }
  }
  return endRun(groups, reader, options);
}

function endRun(groups: readonly Group[], reader: DrawReader | undefined, { owner, memory }: RunOptions): Batch {
  try {
    reader?.end();
    return finish(owner, groups, memory);
  } catch (error) {
    for (const { batch } of groups) releaseMemory(batch.data);
    throw error;
  }
}

function prepare(
  segment: RunnableSegment,
  group: Group,
  reader: DrawReader | undefined,
  options: RunOptions,
): Prepared {
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
      mixtures: segment.kind === 'batch' ? mixturesOf(segment, numbers, batch.shape) : [],
    };
  } catch (error) {
    throw fromNative(error);
  }
}

function sliceJob(group: Group, { numbers }: Prepared, input: SliceJob['input'], output: Batch) {
  return {
    input,
    inputDtype: DTYPE_CODES[group.batch.dtype],
    inputShape: group.batch.shape.slice(1),
    output: output.data,
    outputDtype: DTYPE_CODES[output.dtype],
    outputShape: output.shape.slice(1),
    outputOffset: 0,
    numbers,
    reference: settings().executor === 'reference',
    cudaLibrary: '',
  };
}

function batchJob(
  { layer }: BatchSegment,
  { batch }: Group,
  prepared: Prepared,
  input: SliceJob['input'],
  output: Batch,
) {
  const { dtype, mixtures } = prepared;
  return mixJob(mixtures, batch, input, output, { dtype, fillValue: layer.fillValue });
}

/** The whole batch as one job for the GPU, or undefined where it belongs on the CPU. */
function cudaJob(job: Omit<SliceJob, 'first' | 'count'>, from: Batch, to: Batch, device: Device): SliceJob | undefined {
  if (!wantsCuda(device, from.data.byteLength + to.data.byteLength)) return undefined;
  return { ...job, first: 0, count: to.shape[0], cudaLibrary: cudaLibrary() };
}

async function runNative(
  segment: RunnableSegment,
  group: Group,
  prepared: Prepared,
  { out, memory }: Destination,
  { owner, signal, device, onMix }: RunOptions,
): Promise<Batch> {
  const { shape, dtype } = prepared;
  signal?.throwIfAborted();
  const lent = out && takeOut(owner, out, shape, dtype, group.batch);
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
      onMix?.(prepared.mixtures);
      const job = batchJob(segment, group, prepared, block ?? data, result);
      await runSlices(count, perSlice, (first, images) => native().mix({ ...job, first, count: images }), signal);
      return result;
    }
    const job = sliceJob(group, prepared, block ?? data, result);
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

function runNativeSync(
  segment: RunnableSegment,
  group: Group,
  prepared: Prepared,
  { out, memory }: Destination,
  { owner, device }: RunOptions,
): Batch {
  const { shape, dtype } = prepared;
  const place = out
    ? { data: borrowOut(owner, out, shape, dtype, group.batch), dtype }
    : memory(dtype, valueCount(shape));
  const result: Batch = { shape, ...place };
  if (shape[0] === 0) return result;
  try {
    if (segment.kind === 'batch') {
      native().mixSync({ ...batchJob(segment, group, prepared, group.batch.data, result), first: 0, count: shape[0] });
      return result;
    }
    const job = sliceJob(group, prepared, group.batch.data, result);
    const onCuda = cudaJob(job, group.batch, result, device);
    if (onCuda && runOnCudaSync(segment, onCuda, device)) return result;
    segment.plan.executeSync({ ...job, first: 0, count: shape[0] });
  } catch (error) {
    releaseMemory(result.data);
    throw fromNative(error);
  }
  return result;
}
