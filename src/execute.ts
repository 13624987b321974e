// Runs assembled segments on the images of a call, slice by slice on pool threads or all at once on this one.
import type { BatchSegment, CompanionSegment, NativeSegment, Segment } from './assemble.js';
import { callAsync, callSync } from './call-function.js';
import { type Device, inTurn, mayRunOnCpu, wantsCuda } from './device.js';
import { finish, type Group, keepPixels, regroup, releaseViews, splitFor } from './groups.js';
import type { Batch } from './input.js';
import { borrowOut, takeOut } from './lend.js';
import { arrayMemory, isArray, type ResultMemory, releaseMemory, valueCount } from './memory.js';
import { checkCompanions, type Mixed, mixCompanions, mixCompanionsSync } from './mixing/mix-companions.js';
import { maskJob, mixJob, mixturesOf } from './mixing/mix-job.js';
import type { Mixture } from './mixing/mixture.js';
import { cudaLibrary, DTYPE_CODES, DTYPES, fromNative, type NativeBlock, native, type SliceJob } from './native.js';
import { DrawReader, drawNumbers } from './numbers.js';
import type { RunOptions } from './run-options.js';
import { type Companions, haveAPlace, joinCompanions } from './samples/companions.js';
import { limitBoxes } from './samples/limit-boxes.js';
import { type Moved, moveCompanions, moveCompanionsSync } from './samples/move-companions.js';
import { checkSameSize } from './samples/read-sample.js';
import { type DataFormat, memoryShape } from './samples/settings.js';
import { imagesPerSlice, runSlices, whenAllEnd } from './scheduler.js';
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

/** Images of a call and what belongs to them. */
export interface RunData {
  batch: Batch;
  companions?: Companions | undefined;
}

/** All segments in turn; the result is one dense batch. `owned`: nobody else can see or change the images. */
export async function runSegments(
  segments: readonly Segment[],
  data: RunData,
  options: RunOptions,
  owned = false,
): Promise<RunData> {
  const reader = options.draws && new DrawReader(options.draws);
  let groups: Group[] = [{ ...data, offset: 0, owned }];
  for (const [position, segment] of segments.entries()) {
    const last = position === segments.length - 1;
    const parts = keepPixels(splitFor(segment, groups, reader, options));
    const to = last && parts.length === 1 ? options : BETWEEN;
    const results: Group[] = [];
    try {
      for (const group of parts) {
        results.push(await runGroup(segment, group, reader, to, options));
      }
    } finally {
      releaseViews(parts, groups);
    }
    groups = regroup(results);
  }
  return endRun(groups, reader, options);
}

async function runGroup(
  segment: Segment,
  group: Group,
  reader: DrawReader | undefined,
  to: Destination,
  options: RunOptions,
): Promise<Group> {
  if (segment.kind === 'companions') return limited(segment, group, options);
  if (segment.kind === 'function') return called(group, await callAsync(segment, group, options), options);
  const prepared = prepare(segment, group, reader, options);
  const { companions } = group;
  if (segment.kind === 'batch') {
    const mixed = mixedBy(segment, group, prepared, options);
    const [batch, moved] = await whenAllEnd([
      runNative(segment, group, prepared, to, options),
      companions ? mixCompanions(companions, mixed, options.signal).catch(rethrow) : Promise.resolve(undefined),
    ] as const);
    return { ...group, batch, owned: true, companions: moved };
  }
  if (!companions || !haveAPlace(companions)) {
    const batch = await runNative(segment, group, prepared, to, options);
    return { ...group, batch, owned: true };
  }
  const [batch, moved] = await whenAllEnd([
    runNative(segment, group, prepared, to, options),
    moveCompanions(companions, movedBy(segment, group, prepared, options), options.signal).catch(rethrow),
  ] as const);
  return { ...group, batch, owned: true, companions: moved };
}

function runGroupSync(
  segment: Segment,
  group: Group,
  reader: DrawReader | undefined,
  to: Destination,
  options: RunOptions,
): Group {
  if (segment.kind === 'companions') return limited(segment, group, options);
  if (segment.kind === 'function') return called(group, callSync(segment, group, options), options);
  const prepared = prepare(segment, group, reader, options);
  const mixed = segment.kind === 'batch' ? mixedBy(segment, group, prepared, options) : undefined;
  const batch = runNativeSync(segment, group, prepared, to, options);
  const { companions } = group;
  if (!companions || !(mixed || haveAPlace(companions))) return { ...group, batch, owned: true };
  try {
    const moved =
      segment.kind === 'batch'
        ? mixCompanionsSync(companions, mixed as Mixed)
        : moveCompanionsSync(companions, movedBy(segment, group, prepared, options));
    return { ...group, batch, owned: true, companions: moved };
  } catch (error) {
    releaseMemory(batch.data);
    throw fromNative(error);
  }
}

function movedBy(segment: NativeSegment, group: Group, { shape, numbers }: Prepared, { samples }: RunOptions): Moved {
  const { boundingBoxes, maskFillValue } = samples;
  return { segment, images: group.batch, result: shape, numbers, clip: boundingBoxes.clip, maskFillValue };
}

/** What becomes of the group's samples, when what belongs to them can be mixed. */
function mixedBy({ layer }: BatchSegment, group: Group, { mixtures, shape }: Prepared, options: RunOptions): Mixed {
  const { owner, samples, onMix } = options;
  checkCompanions(owner, layer.className, group.companions);
  onMix?.(mixtures);
  return { mixtures, shape, maskFillValue: samples.maskFillValue };
}

function rethrow(error: unknown): never {
  throw fromNative(error);
}

/** The result of a custom function, which sees the image alone. */
function called(group: Group, batch: Batch, { owner }: RunOptions): Group {
  if (group.companions && haveAPlace(group.companions)) checkSameSize(owner, group.batch, batch);
  return { ...group, batch, owned: true };
}

function limited({ layer }: CompanionSegment, group: Group, { samples }: RunOptions): Group {
  const { companions } = group;
  if (!companions?.boxes) return group;
  const boxes = limitBoxes(companions.boxes, layer.maxNumber, layer.fillValue, samples.boundingBoxes);
  return { ...group, companions: { ...companions, boxes } };
}

/** runSegments() on the calling thread. */
export function runSegmentsSync(segments: readonly Segment[], data: RunData, options: RunOptions): RunData {
  const reader = options.draws && new DrawReader(options.draws);
  let groups: Group[] = [{ ...data, offset: 0, owned: false }];
  for (const [position, segment] of segments.entries()) {
    const last = position === segments.length - 1;
    const parts = splitFor(segment, groups, reader, options);
    const to = last && parts.length === 1 ? options : BETWEEN;
    try {
      groups = regroup(parts.map((group) => runGroupSync(segment, group, reader, to, options)));
    } finally {
      releaseViews(parts, groups);
    }
  }
  return endRun(groups, reader, options);
}

function endRun(groups: readonly Group[], reader: DrawReader | undefined, { owner, memory }: RunOptions): RunData {
  try {
    reader?.end();
    return { batch: finish(owner, groups, memory), companions: joinCompanions(owner, groups) };
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

function sliceJob(
  segment: NativeSegment,
  group: Group,
  { numbers }: Prepared,
  input: SliceJob['input'],
  output: Batch,
) {
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
    planar: dataFormatOf(segment) === 'channelsFirst',
    cudaLibrary: '',
  };
}

function dataFormatOf(segment: RunnableSegment): DataFormat {
  return segment.kind === 'native' && segment.planar ? 'channelsFirst' : 'channelsLast';
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

async function runNative(
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
    const job = sliceJob(segment, group, prepared, block ?? data, result);
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
    const job = sliceJob(segment, group, prepared, group.batch.data, result);
    const onCuda = cudaJob(job, group.batch, result, device);
    if (onCuda && runOnCudaSync(segment, onCuda, device)) return result;
    segment.plan.executeSync({ ...job, first: 0, count: shape[0] });
  } catch (error) {
    releaseMemory(result.data);
    throw fromNative(error);
  }
  return result;
}
