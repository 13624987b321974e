// Which sample comes when: the epoch's order, this shard's part of it, and the batches cut from there.
import { Permutation } from './permutation.js';

/** One process of several that share the work of each epoch. */
export interface Shard {
  count: number;
  index: number;
}

export interface OrderSpec {
  seed: number;
  shuffle: boolean;
  /** Samples of the data set over all shards. */
  count: number;
  shard: Shard;
  batchSize: number;
  dropRemainder: boolean;
}

export interface BatchPlan {
  /** Positions within the data set, before the split's selection. */
  members: number[];
  /** Samples of the epoch's global order that are done after this batch, over all shards in step. */
  positionAfter: number;
}

/** Samples this shard sees in an epoch. */
export function shardLength({ count, shard }: Pick<OrderSpec, 'count' | 'shard'>): number {
  return Math.max(0, Math.ceil((count - shard.index) / shard.count));
}

/** Batches this shard sees in a whole epoch. */
export function batchCount(spec: OrderSpec): number {
  const batches = shardLength(spec) / spec.batchSize;
  return spec.dropRemainder ? Math.floor(batches) : Math.ceil(batches);
}

/** The batches of `epoch` from the global position `start` on. Sample k of the epoch's order belongs to shard k % count. */
export function* batchPlans(spec: OrderSpec, epoch: number, start: number): Generator<BatchPlan, void, void> {
  const { count, shard, batchSize } = spec;
  const order = spec.shuffle ? new Permutation(spec.seed, epoch, count) : undefined;
  let next = start + ((((shard.index - start) % shard.count) + shard.count) % shard.count);
  let done = start;
  while (next < count) {
    const members: number[] = [];
    for (; members.length < batchSize && next < count; next += shard.count) {
      members.push(order ? order.at(next) : next);
    }
    if (members.length < batchSize && spec.dropRemainder) return;
    done += members.length * shard.count;
    yield { members, positionAfter: Math.min(done, count) };
  }
}
