// A call's images travel as groups: dense batches of one shape, which stay whole unless a layer or a custom function
// gives its images different sizes.
import type { BatchSegment, NativeSegment, Segment } from './assemble.js';
import { makeError } from './errors.js';
import { type Batch, imageOf, stack, stacksWith } from './input.js';
import { arrayMemory, isArray, type ResultMemory, releaseMemory } from './memory.js';
import { DTYPE_CODES } from './native.js';
import { type DrawReader, drawNumbers } from './numbers.js';
import type { RunOptions } from './run-options.js';
import { type Companions, companionsOf, joinCompanions, releaseMasks } from './samples/companions.js';

/** A dense batch of images offset, offset + 1, ... of the call. `owned`: made by us, nobody else can see it. */
export interface Group {
  batch: Batch;
  offset: number;
  owned: boolean;
  /** What belongs to these images. */
  companions?: Companions | undefined;
}

// All images for a layer that mixes them; single images where the segment may treat images of one group differently; whole
// groups otherwise.
export function splitFor(
  segment: Segment,
  groups: Group[],
  reader: DrawReader | undefined,
  options: RunOptions,
): Group[] {
  if (segment.kind === 'batch') return oneSize(segment, groups, options);
  return groups.flatMap((group) => {
    const count = group.batch.shape[0];
    if (count <= 1 || segment.kind === 'companions' || segment.kind === 'whitening') return [group];
    if (segment.kind === 'native' && (!segment.dynamicSize || uniformSize(segment, group, reader, options)))
      return [group];
    return Array.from({ length: count }, (_, i) => ({
      batch: imageOf(group.batch, i),
      offset: group.offset + i,
      owned: group.owned,
      companions: group.companions && companionsOf(group.companions, i),
    }));
  });
}

function oneSize({ layer }: BatchSegment, groups: Group[], { owner }: RunOptions): Group[] {
  const [first, second] = groups.map(({ batch }) => `${batch.dtype} of ${batch.shape.slice(1)}`);
  if (second === undefined) return groups;
  throw makeError(
    'E_RAGGED',
    `${owner}: ${layer.className} mixes images of one size, and here come ${first} and ${second}; ` +
      'put a layer that fixes the size, such as Resizing, in front of it',
  );
}

/** Parts of which all but the first are read later, when the caller may have changed its memory: their own copies. */
export function keepPixels(parts: readonly Group[]): readonly Group[] {
  if (parts.length <= 1) return parts;
  return parts.map((part) => {
    const { batch, owned } = part;
    if (owned || !isArray(batch.data)) return part;
    return { ...part, batch: { ...batch, data: batch.data.slice() }, owned: true };
  });
}

/** Gives back the views that splitFor() made of Blocks. */
export function releaseViews(parts: readonly Group[], groups: readonly Group[]): void {
  for (const part of parts) {
    if (groups.includes(part)) continue;
    releaseMemory(part.batch.data);
    releaseMasks(part.companions);
  }
}

// Whether a size-drawing segment gives all images of the group one size. Kept draws may differ, so they never count.
function uniformSize(
  segment: NativeSegment,
  group: Group,
  reader: DrawReader | undefined,
  options: RunOptions,
): boolean {
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

export function regroup(groups: Group[]): Group[] {
  const first = groups[0];
  if (!first || groups.length === 1) return groups;
  if (!groups.every(({ batch }) => stacksWith(batch, first.batch))) return groups;
  const companions = joinCompanions('', groups);
  return [{ batch: finish('', groups, arrayMemory), offset: first.offset, owned: true, companions }];
}

/** All groups as one dense batch, stacked in `memory` if there are several. */
export function finish(owner: string, groups: readonly Group[], memory: ResultMemory): Batch {
  return stack(
    owner,
    groups.map(({ batch }) => batch),
    memory,
  );
}
