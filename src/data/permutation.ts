// A shuffled order of 0..count-1 that needs no memory: a keyed Feistel network with cycle walking. Any position is found
// in O(1), so a resumed or sharded epoch has the same order as a whole one.
import { type Key, keyOfSeed, philox4x32 } from '../philox.js';

/** Separates the orders that one seed and epoch give. */
const STREAM_SHUFFLE = 0x53485546;
export const STREAM_SPLIT = 0x53504c54;

const ROUNDS = 8;

export class Permutation {
  readonly #key: Key;
  readonly #epoch: number;
  readonly #stream: number;
  readonly #count: number;
  /** The network works on pairs (left, right) of 0..rows-1 x 0..columns-1, the tightest near-square grid over count. */
  readonly #rows: number;
  readonly #columns: number;

  /** The order depends on these four numbers only. `count` is within 0..2^32. */
  constructor(seed: number, epoch: number, count: number, stream = STREAM_SHUFFLE) {
    this.#key = keyOfSeed(seed);
    this.#epoch = epoch;
    this.#stream = stream;
    this.#count = count;
    this.#rows = Math.max(1, Math.ceil(Math.sqrt(count)));
    this.#columns = Math.max(1, Math.ceil(count / this.#rows));
  }

  /** The element at `position`, both within 0..count-1. */
  at(position: number): number {
    let value = position;
    // The grid has at most sqrt(count) cells beyond count; walking the cycle on leaves them.
    do {
      value = this.#encrypt(value);
    } while (value >= this.#count);
    return value;
  }

  #encrypt(value: number): number {
    let left = Math.floor(value / this.#columns);
    let right = value % this.#columns;
    for (let round = 0; round < ROUNDS; round += 2) {
      left = (left + this.#mix(right, round)) % this.#rows;
      right = (right + this.#mix(left, round + 1)) % this.#columns;
    }
    return left * this.#columns + right;
  }

  #mix(half: number, round: number): number {
    return philox4x32([half, round, this.#epoch >>> 0, this.#stream], this.#key)[0];
  }
}
