// One value for each image, merged along a tree that only the positions of the images decide: a node of level n stands
// for the 2^n positions from a multiple of 2^n on, and two halves merge as soon as both are there. So rounding is the
// same for any batches, any order, and any parts that are merged in any order. Images that come in order leave as many
// nodes as their count has bits set.
import { makeError } from '../errors.js';

export interface TreeNode<T> {
  /** First of the `size` positions, a multiple of size, which is a power of two. */
  readonly start: number;
  readonly size: number;
  readonly value: T;
}

/** a stands before b. */
export type Merge<T> = (a: T, b: T) => T;

export class PositionTree<T> {
  readonly #owner: string;
  readonly #merge: Merge<T>;
  /** By position; no two of them overlap and no two are halves of one node. */
  readonly #nodes: TreeNode<T>[] = [];
  #count = 0;

  constructor(owner: string, merge: Merge<T>) {
    this.#owner = owner;
    this.#merge = merge;
  }

  /** Positions so far. */
  get count(): number {
    return this.#count;
  }

  /** By position; the same for the same positions and values, whatever the way they came in. */
  get nodes(): readonly TreeNode<T>[] {
    return this.#nodes;
  }

  /** @throws ArgumentError E_CONFLICT, and nothing changes, when one of the positions is taken. */
  add(node: TreeNode<T>): void {
    const place = this.#placeOf(node);
    this.#nodes.splice(place, 0, node);
    this.#count += node.size;
    this.#join(place);
  }

  /** @throws ArgumentError E_CONFLICT, and nothing changes, when both have one position. */
  merge(other: PositionTree<T>): void {
    for (const node of other.#nodes) this.#placeOf(node);
    // A copy, because a tree that is merged with itself is a conflict only where it is not empty.
    for (const node of [...other.#nodes]) this.add(node);
  }

  /** All values together, those of incomplete halves in the order of their positions; undefined without any. */
  total(): T | undefined {
    const [first, ...rest] = this.#nodes;
    return first && rest.reduce((sum, { value }) => this.#merge(sum, value), first.value);
  }

  /** Where the node goes among the nodes. */
  #placeOf({ start, size }: TreeNode<T>): number {
    let low = 0;
    let high = this.#nodes.length;
    // Images mostly come in order.
    if (high > 0 && (this.#nodes[high - 1] as TreeNode<T>).start < start) low = high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#nodes[middle] as TreeNode<T>).start < start) low = middle + 1;
      else high = middle;
    }
    const before = this.#nodes[low - 1];
    const after = this.#nodes[low];
    if (before && before.start + before.size > start) throw this.#conflict(start);
    if (after && after.start < start + size) throw this.#conflict(after.start);
    return low;
  }

  /** Merges the node at `place` with its other half, and so on upwards. */
  #join(place: number): void {
    for (let at = place; ; ) {
      const { start, size } = this.#nodes[at] as TreeNode<T>;
      const isFirst = (start / size) % 2 === 0;
      const left = isFirst ? at : at - 1;
      const [a, b] = [this.#nodes[left], this.#nodes[left + 1]];
      if (!a || !b || a.size !== b.size || a.start + a.size !== b.start) return;
      this.#nodes.splice(left, 2, { start: a.start, size: 2 * size, value: this.#merge(a.value, b.value) });
      at = left;
    }
  }

  #conflict(position: number) {
    return makeError(
      'E_CONFLICT',
      `${this.#owner}: two images have the position ${position}; give each part of the data its firstIndex`,
      { index: position },
    );
  }
}
