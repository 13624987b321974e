// Nobody is timed who has not shown the right pixels.
import type { Contender } from './contenders/contender.js';
import { stepsOf, type Task } from './contenders/task.js';
import type { Step } from './op.js';
import type { Picture } from './reference/picture.js';
import { runSteps } from './reference/run.js';

/** Largest differences allowed, relative to the range of 0 and the expected values. */
const OUR_LIMIT = 4e-4;
/** Peers may round to whole numbers in between or quantise coordinates; the error is shown beside the time. */
const PEER_LIMIT = 0.04;
const ROUNDING = 0.5;
const IMAGES_CHECKED = 2;

export interface Verdict {
  maxError: number;
  /** In the result for one image. */
  values: number;
  verified: boolean;
}

function pictureOf(task: Task, index: number): Picture {
  const [height, width, channels] = task.trial.case.shape;
  const size = height * width * channels;
  const data = Float64Array.from(task.pixels.subarray(index * size, (index + 1) * size));
  return { data, height, width, channels };
}

function expectedOf(task: Task, index: number, steps: readonly Step[]): Float64Array {
  return runSteps(pictureOf(task, index), steps, (other) => pictureOf(task, other)).data;
}

function largestDifference(result: ArrayLike<number>, expected: Float64Array): number {
  if (result.length !== expected.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    const difference = Math.abs((result[i] as number) - (expected[i] as number));
    // Written so that NaN counts as the largest.
    if (!(difference <= largest)) largest = Number.isNaN(difference) ? Infinity : difference;
  }
  return largest;
}

export async function verify(contender: Contender, task: Task): Promise<Verdict> {
  const ours = contender.name.startsWith('ours');
  const rounding = task.resultDtype === 'uint8' ? ROUNDING : 0;
  const verdict = { maxError: 0, values: 0, verified: true };
  for (let index = 0; index < Math.min(IMAGES_CHECKED, task.trial.case.count); index++) {
    const result = await contender.result(index);
    verdict.values = result.length;
    const candidates = stepsOf(contender.name, task, index).map((steps) => {
      const expected = expectedOf(task, index, steps);
      const [lo, hi] = expected.reduce(([low, high], value) => [Math.min(low, value), Math.max(high, value)], [0, 0]);
      return {
        error: largestDifference(result, expected),
        limit: (ours ? OUR_LIMIT : PEER_LIMIT) * (hi - lo) + rounding,
      };
    });
    const best = candidates.reduce((a, b) => (b.error < a.error ? b : a));
    verdict.maxError = Math.max(verdict.maxError, best.error);
    verdict.verified &&= best.error <= best.limit;
  }
  return verdict;
}
