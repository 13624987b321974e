// Runs assembled segments on images. A call's images travel as groups: dense batches of one shape, which stay whole
// unless a layer or a custom function gives its images different sizes.
import type { FunctionSegment, NativeSegment, Segment } from './assemble.js';
import type { SampleDraw } from './draws.js';
import { makeError } from './errors.js';
import { type Batch, imageOf, readInput, stack } from './input.js';
import { borrowOut, takeOut } from './lend.js';
import { alignedArray } from './memory.js';
import { DTYPE_CODES, DTYPES, fromNative, native, type NativeBlock, type SliceJob } from './native.js';
import { type CallKey, DrawReader, drawNumbers } from './numbers.js';
import { imagesPerSlice, runSlices } from './scheduler.js';
import { settings } from './settings.js';
import type { BatchShape, DType, Image, ImageBatch } from './types.js';

export interface RunOptions {
  owner: string;
  key: CallKey;
  training: boolean;
  signal?: AbortSignal | undefined;
  out?: Image | ImageBatch | undefined;
  /** Kept draws instead of new ones, one per image. */
  draws?: readonly SampleDraw[] | undefined;
}

/** A dense batch of images offset, offset + 1, ... of the call. `owned`: made by us, nobody else can see it. */
interface Group {
  batch: Batch;
  offset: number;
  owned: boolean;
}

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
    const results: Group[] = [];
    for (const group of splitFor(segment, groups, reader, options)) {
      if (segment.kind === 'function') {
        results.push({ batch: await callAsync(segment, group, options), offset: group.offset, owned: true });
      } else {
        const out = last && groups.length === 1 ? options.out : undefined;
        const prepared = prepare(segment, group, reader, options);
        results.push({ batch: await runNative(segment, group, prepared, out, options), offset: group.offset, owned: true });
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
    const results = splitFor(segment, groups, reader, options).map((group): Group => {
      if (segment.kind === 'function') return { ...group, batch: callSync(segment, group, options), owned: true };
      const out = last && groups.length === 1 ? options.out : undefined;
      const prepared = prepare(segment, group, reader, options);
      return { ...group, batch: runNativeSync(segment, group, prepared, out, options), owned: true };
    });
    groups = regroup(results);
  }
  reader?.end();
  return finish(options.owner, groups);
}

// Single images where the segment may treat images of one group differently, whole groups otherwise.
function splitFor(segment: Segment, groups: Group[], reader: DrawReader | undefined, options: RunOptions): Group[] {
  return groups.flatMap((group) => {
    const count = group.batch.shape[0];
    if (count <= 1) return [group];
    if (segment.kind === 'native' && (!segment.dynamicSize || uniformSize(segment, group, reader, options))) return [group];
    return Array.from({ length: count }, (_, i) => ({
      batch: imageOf(group.batch, i),
      offset: group.offset + i,
      owned: group.owned,
    }));
  });
}

// Whether a size-drawing segment gives all images of the group one size. Kept draws may differ, so they never count.
function uniformSize(segment: NativeSegment, group: Group, reader: DrawReader | undefined, options: RunOptions): boolean {
  if (reader) return false;
  const { batch, offset } = group;
  const shape = batch.shape.slice(1);
  const count = batch.shape[0];
  const numbers = drawNumbers(segment, shape, options.key, offset, count);
  const sizes = new Set<string>();
  for (let i = 0; i < count && sizes.size < 2; i++) {
    sizes.add(segment.plan.output(shape, DTYPE_CODES[batch.dtype], numbers, i * segment.numberCount).join());
  }
  return sizes.size === 1;
}

function regroup(groups: Group[]): Group[] {
  const first = groups[0];
  if (!first || groups.length === 1) return groups;
  const same = groups.every(
    ({ batch }) => batch.dtype === first.batch.dtype && batch.shape.slice(1).join() === first.batch.shape.slice(1).join(),
  );
  if (!same) return groups;
  return [{ batch: stack('', groups.map(({ batch }) => batch)), offset: first.offset, owned: true }];
}

function finish(owner: string, groups: readonly Group[]): Batch {
  return stack(
    owner,
    groups.map(({ batch }) => batch),
  );
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
  };
}

function valueCount(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

async function runNative(
  segment: NativeSegment,
  group: Group,
  prepared: Prepared,
  out: Image | ImageBatch | undefined,
  { owner, signal }: RunOptions,
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

function runNativeSync(
  segment: NativeSegment,
  group: Group,
  prepared: Prepared,
  out: Image | ImageBatch | undefined,
  { owner }: RunOptions,
): Batch {
  const { shape, dtype } = prepared;
  const output = out ? borrowOut(owner, out, shape, dtype, group.batch) : alignedArray(dtype, valueCount(shape));
  if (shape[0] === 0) return { data: output, dtype, shape };
  try {
    segment.plan.executeSync({ ...sliceJob(group, prepared, group.batch.data, output), first: 0, count: shape[0] });
  } catch (error) {
    throw fromNative(error);
  }
  return { data: output, dtype, shape };
}

function callFunction({ layer }: FunctionSegment, { batch, offset, owned }: Group, options: RunOptions): unknown {
  const [, height, width, channels] = batch.shape;
  const { key, training, signal } = options;
  // The function may write to its image, so it never gets the caller's memory.
  const image: Image = { data: owned ? batch.data : batch.data.slice(), shape: [height, width, channels] };
  const context = { index: key.firstIndex + offset, epoch: key.epoch, training, ...(signal ? { signal } : {}) };
  return layer.function(image, context);
}

function readResult(owner: string, result: unknown): Batch {
  try {
    const { batch, container } = readInput(owner, result);
    if (container === 'image') return batch;
  } catch (cause) {
    throw makeError('E_HOOK_RESULT', `${owner}: a custom function must return an image { data, shape: [h, w, c] }`, { cause });
  }
  throw makeError('E_HOOK_RESULT', `${owner}: a custom function must return one image { data, shape: [h, w, c] }`);
}

async function callAsync(segment: FunctionSegment, group: Group, options: RunOptions): Promise<Batch> {
  if (group.batch.shape[0] === 0) return group.batch;
  options.signal?.throwIfAborted();
  return readResult(options.owner, await callFunction(segment, group, options));
}

function callSync(segment: FunctionSegment, group: Group, options: RunOptions): Batch {
  if (group.batch.shape[0] === 0) return group.batch;
  const result = callFunction(segment, group, options);
  if (result instanceof Promise) {
    throw makeError('E_HOOK_RESULT', `${options.owner}: a custom function returned a promise; use apply() instead of applySync()`);
  }
  return readResult(options.owner, result);
}
