// What a contender in Node is to the server: it gets a job, and then runs it as often as it is told.
import type { PixelArray } from '../../../src/types.js';
import type { Case, Step, Values } from '../../op.js';
import type { Trial } from '../../trials.js';

export interface Job extends Case {
  op: Trial['op'];
  threads: number;
  folder?: string;
  how?: 'applySync' | 'apply';
  variant?: string;
  /** dtype of the result. */
  result: 'uint8' | 'float32';
  /** Per image. */
  steps: Step[][];
  values: Values[];
}

export interface Prepared {
  /** All images once. */
  run(): unknown;
  /** What the last run made of image `index`. */
  result(index: number): PixelArray;
  /** Bytes that the contender holds outside of JavaScript. */
  heldBytes?(): number;
}

export interface NodePeer {
  versions: Readonly<Record<string, string>>;
  prepare(job: Job): Prepared | Promise<Prepared>;
}
