// Which samples make the next batch, and what they draw. Plans are made ahead of the batches, so a place in the order
// can be kept and taken up again.

import { Permutation } from '../data/permutation.js';
import type { SampleDraw } from '../draws.js';
import type { RandomState } from './random-state.js';

export interface BatchPlan {
  /** Positions among the samples of the iterator. */
  members: number[];
  epoch: number;
  /** Kept numbers for each member; without them the pipeline draws by its keys. */
  draws?: SampleDraw[];
  /** What tells the files of saved previews apart. */
  hashes?: number[];
}

export interface Place {
  readonly batchIndex: number;
  readonly totalBatchesSeen: number;
}

export interface OrderSpec {
  count: number;
  batchSize: number;
  shuffle: boolean;
}

/** The order of an iterator. next() is endless; `place` is a value that restore() takes back. */
export interface BatchOrder {
  readonly place: Place;
  restore(place: Place): void;
  next(): BatchPlan;
  /** The batch at `index` of the current epoch. */
  item(index: number): BatchPlan;
  /** Lets next() start an epoch. */
  rewind(): void;
  /** Orders anew for item(). */
  reshuffle(): void;
}

function nextIndex({ count, batchSize }: OrderSpec, batchIndex: number): number {
  return count > batchIndex * batchSize + batchSize ? batchIndex + 1 : 0;
}

/** Members `batchIndex` of the batches that `at` puts in order. */
function membersOf({ count, batchSize }: OrderSpec, batchIndex: number, at: (position: number) => number): number[] {
  const first = batchIndex * batchSize;
  return Array.from({ length: Math.max(0, Math.min(batchSize, count - first)) }, (_, i) => at(first + i));
}

interface KeyedPlace extends Place {
  epoch: number;
}

/** The order of each epoch depends on seed and epoch only; draws are keyed by sample. */
export class KeyedOrder implements BatchOrder {
  place: KeyedPlace = { batchIndex: 0, totalBatchesSeen: 0, epoch: -1 };

  constructor(
    private readonly spec: OrderSpec,
    private readonly seed: number,
  ) {}

  restore(place: Place): void {
    this.place = place as KeyedPlace;
  }

  rewind(): void {
    this.place = { ...this.place, batchIndex: 0 };
  }

  reshuffle(): void {
    this.place = { ...this.place, epoch: this.place.epoch + 1 };
  }

  next(): BatchPlan {
    const { batchIndex, totalBatchesSeen } = this.place;
    const epoch = this.place.epoch + (batchIndex === 0 ? 1 : 0);
    this.place = {
      epoch,
      batchIndex: nextIndex(this.spec, batchIndex),
      totalBatchesSeen: totalBatchesSeen + 1,
    };
    return this.plan(batchIndex, epoch);
  }

  item(index: number): BatchPlan {
    const epoch = Math.max(0, this.place.epoch);
    this.place = { ...this.place, epoch, totalBatchesSeen: this.place.totalBatchesSeen + 1 };
    return this.plan(index, epoch);
  }

  private plan(batchIndex: number, epoch: number): BatchPlan {
    const { count, shuffle } = this.spec;
    const order = shuffle ? new Permutation(this.seed, epoch, count) : undefined;
    return { members: membersOf(this.spec, batchIndex, (position) => order?.at(position) ?? position), epoch };
  }
}

interface NumpyPlace extends Place {
  epoch: number;
  order: Uint32Array | undefined;
  /** Where a generator without a seed stands. */
  random: RandomState | undefined;
}

/** What the draws of one batch are for. */
export interface NumpyDraws {
  draw(random: RandomState): SampleDraw;
  /** Least number that is no hash of a saved file; undefined when none is saved. */
  hashLimit: number | undefined;
}

/** The order and draws of keras-preprocessing: one generator, seeded with seed + totalBatchesSeen before each batch. */
export class NumpyOrder implements BatchOrder {
  #place: NumpyPlace;

  constructor(
    private readonly spec: OrderSpec,
    private readonly seed: number | undefined,
    private readonly random: RandomState,
    private readonly draws: NumpyDraws,
  ) {
    this.#place = { batchIndex: 0, totalBatchesSeen: 0, epoch: -1, order: undefined, random: this.copied() };
  }

  get place(): Place {
    return this.#place;
  }

  restore(place: Place): void {
    this.#place = place as NumpyPlace;
  }

  rewind(): void {
    this.#place = { ...this.#place, batchIndex: 0 };
  }

  reshuffle(): void {
    const random = this.takeUp();
    this.#place = {
      ...this.#place,
      order: this.shuffled(random),
      epoch: this.#place.epoch + 1,
      random: this.kept(random),
    };
  }

  next(): BatchPlan {
    const { batchIndex } = this.#place;
    return this.step(batchIndex, batchIndex === 0, nextIndex(this.spec, batchIndex));
  }

  item(index: number): BatchPlan {
    return this.step(index, this.#place.order === undefined, this.#place.batchIndex);
  }

  private step(batchIndex: number, shuffles: boolean, nextBatch: number): BatchPlan {
    const { totalBatchesSeen } = this.#place;
    const random = this.takeUp();
    if (this.seed !== undefined) random.reseed(this.seed + totalBatchesSeen);
    const order = shuffles ? this.shuffled(random) : this.#place.order;
    const epoch = this.#place.epoch + (shuffles ? 1 : 0);
    const members = membersOf(this.spec, batchIndex, (position) => order?.[position] ?? position);
    const plan: BatchPlan = { members, epoch, draws: members.map(() => this.draws.draw(random)) };
    const { hashLimit } = this.draws;
    if (hashLimit !== undefined) plan.hashes = members.map(() => random.integer(hashLimit));
    this.#place = {
      batchIndex: nextBatch,
      totalBatchesSeen: totalBatchesSeen + 1,
      epoch,
      order,
      random: this.kept(random),
    };
    return plan;
  }

  private shuffled(random: RandomState): Uint32Array {
    const { count, shuffle } = this.spec;
    return shuffle ? random.permutation(count) : Uint32Array.from({ length: count }, (_, i) => i);
  }

  private copied(): RandomState | undefined {
    return this.seed === undefined ? this.random.copy() : undefined;
  }

  /** The generator for the next numbers; a kept place must not advance. */
  private takeUp(): RandomState {
    return this.#place.random?.copy() ?? this.random;
  }

  private kept(random: RandomState): RandomState | undefined {
    return this.seed === undefined ? random : undefined;
  }
}
