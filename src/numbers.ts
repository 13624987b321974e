// The drawn numbers of a segment: from Philox, or from a draw that somebody kept; and back into readable form.
import type { PlannedStages } from './assemble.js';
import type { SampleDraw, StageDraw } from './draws.js';
import { makeError } from './errors.js';
import { show } from './options.js';

/** Key of the draws of one call; the image at position i of the call is sample firstIndex + i. */
export interface CallKey {
  seed: number;
  /** True when the caller gave the seed, which then wins over the layers' own. */
  supersede: boolean;
  epoch: number;
  firstIndex: number;
  /** Sample whose key the stages use that draw once per batch; firstIndex unless the batch is larger than the call. */
  batchIndex?: number | undefined;
  /** Where the images of the call do not follow each other in the data set: the sample that each of them is. */
  indices?: readonly number[] | undefined;
  /** Which of several augmentations of its samples this is; 0 unless given. */
  view?: number | undefined;
  /** With `indices`: the view of each. */
  views?: readonly number[] | undefined;
}

/** Which sample of the data set image `position` of the call is. */
export function sampleIndex({ firstIndex, indices }: CallKey, position: number): number {
  return indices?.[position] ?? firstIndex + position;
}

const SLAB_LENGTH = 2 ** 15;
let slab = new Float64Array(0);
let taken = 0;

/**
 * Zeros of their own, from memory made for many calls at once. While large results are young, older versions of V8 collect
 * garbage whenever an ArrayBuffer is made: with one a call, batches of more than 32 MB took 1.7 times as long.
 */
function newNumbers(length: number): Float64Array {
  if (length > SLAB_LENGTH / 8) return new Float64Array(length);
  if (taken + length > slab.length) {
    slab = new Float64Array(SLAB_LENGTH);
    taken = 0;
  }
  taken += length;
  return slab.subarray(taken - length, taken);
}

/** Draws for `count` images of one shape, the first of which is image `offset` of the call. */
export function drawNumbers(
  { plan, numberCount }: PlannedStages,
  shape: readonly number[],
  key: CallKey,
  offset: number,
  count: number,
): Float64Array {
  const numbers = newNumbers(numberCount * count);
  const { seed, supersede, epoch, firstIndex, batchIndex = firstIndex, indices } = key;
  const placeOf = (position: number) => ({
    index: sampleIndex(key, position),
    view: key.views?.[position] ?? key.view ?? 0,
  });
  const draw = (position: number, images: number, to: Float64Array) =>
    plan.draw(shape, { seed, supersede, epoch, ...placeOf(offset + position), batchIndex }, images, to);
  if (indices) {
    for (let i = 0; i < count; i++) draw(i, 1, numbers.subarray(i * numberCount, (i + 1) * numberCount));
  } else if (count > 0) {
    draw(0, count, numbers);
  }
  return numbers;
}

/** Kept draws must be as many as what they are for. */
export function checkDrawCount(draws: readonly SampleDraw[] | undefined, count: number): void {
  if (draws && draws.length !== count) {
    throw makeError('E_DRAWS', `replay: ${draws.length} draws were given for ${count} images`);
  }
}

/** Hands out the stages of kept draws in order, over all segments of a pipeline. */
export class DrawReader {
  private readonly positions: number[];

  constructor(private readonly draws: readonly SampleDraw[]) {
    this.positions = draws.map(() => 0);
  }

  /** Numbers of `segment` for images offset..offset+count. E_DRAWS when a draw does not belong to these layers. */
  read(segment: PlannedStages, offset: number, count: number): Float64Array {
    const numbers = newNumbers(segment.numberCount * count);
    let at = 0;
    for (let i = offset; i < offset + count; i++) {
      for (const { kind, numbers: names } of segment.draws) {
        const stage = this.next(i, kind);
        for (const name of names) numbers[at++] = readValue(stage, name, i);
      }
    }
    return numbers;
  }

  private next(image: number, kind: string): StageDraw {
    const stage = stagesOf(this.draws, image)[this.positions[image] as number];
    if (stage?.kind !== kind) {
      const found = stage ? `'${stage.kind}'` : 'nothing';
      throw makeError('E_DRAWS', `replay: draw ${image} has ${found} where these layers draw '${kind}'`);
    }
    this.positions[image] = (this.positions[image] as number) + 1;
    return stage;
  }

  /** E_DRAWS when a draw has more stages than these layers used. */
  end(): void {
    this.draws.forEach((_, image) => {
      const stages = stagesOf(this.draws, image);
      if (stages.length !== this.positions[image]) {
        throw makeError(
          'E_DRAWS',
          `replay: draw ${image} has ${stages.length} stages; these layers draw ${this.positions[image]}`,
        );
      }
    });
  }
}

function stagesOf(draws: readonly SampleDraw[], image: number): readonly StageDraw[] {
  const stages: unknown = (draws[image] as SampleDraw | null | undefined)?.stages;
  if (Array.isArray(stages)) return stages as StageDraw[];
  throw makeError('E_DRAWS', `replay: draw ${image} must be { stages: [...] }; received ${show(draws[image])}`);
}

function readValue({ kind, values }: StageDraw, name: string, image: number): number {
  const value: unknown = values?.[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw makeError(
      'E_DRAWS',
      `replay: ${kind}.${name} of draw ${image} must be a finite number; received ${show(value)}`,
    );
  }
  return value;
}

/** Readable form of the numbers of image `i` of a segment. */
export function stageDraws({ draws, numberCount }: PlannedStages, numbers: Float64Array, i: number): StageDraw[] {
  let at = i * numberCount;
  return draws.map(({ layer, kind, numbers: names }) => {
    const values: Record<string, number> = {};
    for (const name of names) values[name] = numbers[at++] as number;
    return { layer, kind, values };
  });
}
