// Somebody who can run a trial.
export interface Contender {
  name: string;
  /** Nanoseconds for one image when the whole trial is run `calls` times. */
  time(calls: number): Promise<number>;
  /** The result for image `index`. */
  result(index: number): Promise<ArrayLike<number> & { byteLength?: number }>;
  /** Bytes of array memory that a run takes, in steady state; Node only. */
  allocations?(): Promise<number>;
  close(): Promise<void>;
}

/** Why a contender does not take part, in a few words. */
export interface Absent {
  name: string;
  reason: string;
}

/** Who is invited to a trial. */
export interface Entrant {
  name: string;
  /** Threads it may use. */
  threads: number;
  /** Not held to one core although there is one thread, because the JS thread waits for it. */
  free?: boolean;
  /** How this library is called: on the JS thread, or on the pool. */
  how?: 'applySync' | 'apply';
  /** Which of the op's layers this library runs; the op's peerSteps say under this contender's name what they do. */
  variant?: string;
}
