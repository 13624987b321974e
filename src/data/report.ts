// What a data set left out or could not read. The library prints nothing; this is where it says so.
import type { ErrorCode } from '../errors.js';

/** A sample that could not be read. */
export interface FailedSample {
  /** File, or '' for an image in memory. */
  path: string;
  /** Position in the whole, unshuffled list; the row for data frames. -1 for files that never got into the list. */
  index: number;
  /** Epoch in which it failed first; -1 for files that never got into the list. */
  epoch: number;
  /** Code of the error; undefined for errors that are not the library's. */
  code: ErrorCode | undefined;
  message: string;
}

/** Why entries of a directory or rows of a frame are not in the data set. */
export interface SkippedCounts {
  /** Names that start with a dot. */
  hidden: number;
  /** Files whose name does not end like an image. */
  suffix: number;
  /** Links to directories, which are followed on request only. */
  links: number;
  /** Rows whose file does not exist or is not a regular file. */
  missing: number;
  /** Rows without a label among classNames. */
  classes: number;
}

/** What was left out and what failed; `dataset.report`. */
export class DatasetReport {
  /** Samples in the whole list, before the split. */
  samples = 0;
  readonly skipped: SkippedCounts = { hidden: 0, suffix: 0, links: 0, missing: 0, classes: 0 };
  /** Rows that name a file again. They are kept. */
  duplicates = 0;
  /** Class directories without an image. */
  emptyClasses: string[] = [];
  /** Classes whose names differ only in case or Unicode form. They stay separate classes. */
  lookalikeClasses: string[][] = [];
  /**
   * Every sample that failed in the batches handed out so far, in their order and once each: a bad file fails again in
   * every epoch. What is being prefetched does not count yet.
   */
  readonly failed: FailedSample[] = [];
  readonly #failedIndices = new Set<number>();

  noteFailure(sample: FailedSample): void {
    if (sample.index >= 0 && this.#failedIndices.has(sample.index)) return;
    this.#failedIndices.add(sample.index);
    this.failed.push(sample);
  }
}

/** Groups of names that are equal once case and Unicode form are ignored. */
export function lookalikes(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const folded = name.normalize('NFC').toLowerCase();
    const group = groups.get(folded);
    if (group) group.push(name);
    else groups.set(folded, [name]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}
