// A long list of file names in little memory. A text of its own for every name would cost three times its characters, so
// names are kept as longer texts of several, without the directory that they have in common.
import type { Pacer } from './pacer.js';

/** Names in one text. Finding the last of them costs about a microsecond. */
const BLOCK = 64;
/** Stands between the names of a text; no file name contains it. */
const SEPARATOR = '\0';

/** The names of one directory's files, in texts of up to 64. */
export interface PackedNames {
  readonly count: number;
  readonly texts: readonly string[];
}

/** Packs `names`, each as `convert` returns it. */
export async function packNames(
  names: readonly string[],
  convert: (name: string) => string,
  pacer: Pacer,
): Promise<PackedNames> {
  const texts: string[] = [];
  for (let start = 0; start < names.length; start += BLOCK) {
    const block = names.slice(start, start + BLOCK).map(convert);
    texts.push(block.join(SEPARATOR));
    if (pacer.due()) await pacer.rest();
  }
  return { count: names.length, texts };
}

/** Paths, each of the names of a directory with the directory's path in front. */
export class NameList {
  readonly #prefixes: string[] = [];
  readonly #texts: string[] = [];
  /** Position of the first name of each text. */
  readonly #starts: number[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** Appends the names of a directory; `prefix` ends with '/' unless it is empty. */
  add(prefix: string, { count, texts }: PackedNames): void {
    texts.forEach((text, index) => {
      this.#prefixes.push(prefix);
      this.#texts.push(text);
      this.#starts.push(this.#length + index * BLOCK);
    });
    this.#length += count;
  }

  /** The path at `position`, within 0..length-1. */
  at(position: number): string {
    const block = this.#blockOf(position);
    const names = (this.#texts[block] as string).split(SEPARATOR);
    return `${this.#prefixes[block]}${names[position - (this.#starts[block] as number)]}`;
  }

  *[Symbol.iterator](): Generator<string, void, void> {
    for (const block of this.blocks()) yield* block;
  }

  /** Up to 64 successive paths at a time. */
  *blocks(): Generator<string[], void, void> {
    for (const [block, text] of this.#texts.entries()) {
      const prefix = this.#prefixes[block];
      yield text.split(SEPARATOR).map((name) => `${prefix}${name}`);
    }
  }

  /** The text that holds `position`: the last one that starts at or before it. */
  #blockOf(position: number): number {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if ((this.#starts[middle] as number) <= position) low = middle;
      else high = middle;
    }
    return low;
  }
}
