// Somebody who can run a trial.
export interface Contender {
  name: string;
  /** Nanoseconds for one image when the whole trial is run `calls` times. */
  time(calls: number): Promise<number>;
  /** The result for image `index`. */
  result(index: number): Promise<ArrayLike<number>>;
  close(): Promise<void>;
}

/** Why a contender does not take part, in a word. */
export interface Absent {
  name: string;
  reason: string;
}
