// The table of trials: every op on every one of its cases.
import type { Case, Op } from './op.js';
import { ops } from './ops/index.js';

export interface Trial {
  op: keyof typeof ops;
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

/** Trials whose name contains `filter`. */
export function selectTrials(filter: string, quick: boolean): Trial[] {
  const names = Object.keys(ops) as Trial['op'][];
  const cases = (op: Trial['op']) => {
    const { needsBatch = false, cases }: Op = ops[op];
    const usual = quick ? QUICK : op === 'pipeline' ? STREAM : CASES;
    const all = quick ? (cases?.slice(0, 1) ?? usual) : (cases ?? usual);
    return needsBatch ? all.filter(({ count }) => count > 1) : all;
  };
  const trials = names.flatMap((op) => cases(op).map((each) => ({ op, case: each })));
  return trials.filter((trial) => nameOf(trial).includes(filter));
}

export function nameOf({ op, case: { shape, dtype, count } }: Trial): string {
  return `${op} ${shape.join('x')} ${dtype} x${count}`;
}
