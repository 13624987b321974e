// The table of trials: every op on every one of its cases. bench/ops/ has one for each layer, bench/goals/ what the goals of
// docs/performance.md need besides.
import { goals } from './goals/index.js';
import type { Case, Op } from './op.js';
import { ops } from './ops/index.js';

const all = { ...ops, ...goals };

export interface Trial {
  op: keyof typeof all;
  case: Case;
}

const SMALL = [224, 224, 3] as const;
const LARGE = [512, 512, 3] as const;

const CASES: readonly Case[] = [
  { shape: SMALL, dtype: 'uint8', count: 1 },
  { shape: SMALL, dtype: 'uint8', count: 32 },
  { shape: SMALL, dtype: 'float32', count: 1 },
  { shape: LARGE, dtype: 'uint8', count: 1 },
  { shape: LARGE, dtype: 'float32', count: 1 },
];

/** 64 different images do not fit into the caches, as in training. */
const STREAM: readonly Case[] = [
  { shape: SMALL, dtype: 'uint8', count: 64 },
  { shape: LARGE, dtype: 'uint8', count: 16 },
];

const QUICK: readonly Case[] = [{ shape: SMALL, dtype: 'uint8', count: 4 }];

/** Trials whose name contains one of these parts, separated by commas. */
export function selectTrials(filter: string, quick: boolean): Trial[] {
  const names = Object.keys(all) as Trial['op'][];
  const cases = (op: Trial['op']) => {
    const { needsBatch = false, cases }: Op = all[op];
    const usual = quick ? QUICK : op === 'pipeline' ? STREAM : CASES;
    const found = quick ? (cases?.slice(0, 1) ?? usual) : (cases ?? usual);
    return needsBatch ? found.filter(({ count }) => count > 1) : found;
  };
  const trials = names.flatMap((op) => cases(op).map((each) => ({ op, case: each })));
  const parts = filter.split(',');
  return trials.filter((trial) => parts.some((part) => nameOf(trial).includes(part)));
}

export function opOf({ op }: Trial): Op {
  return all[op];
}

export function nameOf(trial: Trial): string {
  const { shape, dtype, count } = trial.case;
  const { threads } = opOf(trial);
  return `${trial.op} ${shape.join('x')} ${dtype} x${count}${threads === undefined ? '' : `, ${threads} threads`}`;
}
