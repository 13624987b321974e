// What --json prints, and scripts read.
import type { Row } from './report.js';
import type { Trial } from './trials.js';

export interface Result extends Row, Trial {
  /** Array memory that a run takes, in steady state. */
  allocatedBytes?: number | undefined;
}

export interface Results {
  machine: string;
  rows: Result[];
}
