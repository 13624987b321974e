// Runs assembled segments in turn, on the images of a call and on what belongs to them.
import type { BatchSegment, CompanionSegment, NativeSegment, Segment } from './assemble.js';
import { callAsync, callSync } from './call-function.js';
import { finish, type Group, keepPixels, regroup, releaseViews, splitFor } from './groups.js';
import type { Batch } from './input.js';
import { arrayMemory, releaseMemory } from './memory.js';
import { checkCompanions, type Mixed, mixCompanions, mixCompanionsSync } from './mixing/mix-companions.js';
import { fromNative } from './native.js';
import { DrawReader } from './numbers.js';
import { type Destination, prepare, runNative, runNativeSync } from './run-native.js';
import type { RunOptions } from './run-options.js';
import { type Companions, haveAPlace, joinCompanions } from './samples/companions.js';
import { limitBoxes } from './samples/limit-boxes.js';
import { type Moved, moveCompanions, moveCompanionsSync } from './samples/move-companions.js';
import { checkSameSize } from './samples/read-sample.js';
import { whenAllEnd } from './scheduler.js';
import type { Prepared } from './segment-work.js';

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
  if (segment.kind === 'whitening' || !companions || !haveAPlace(companions)) {
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
  if (segment.kind === 'whitening' || !companions || !(mixed || haveAPlace(companions)))
    return { ...group, batch, owned: true };
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
