// The layers of every op land on the pixels of its steps in float64, on small images.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { Contender } from '../../bench/contenders/contender.js';
import { prepare } from '../../bench/contenders/node/ours.js';
import { makeTask } from '../../bench/contenders/task.js';
import type { Case, Op } from '../../bench/op.js';
import { opOf, selectTrials, type Trial } from '../../bench/trials.js';
import { verify } from '../../bench/verify.js';

const SMALL: Case = { shape: [64, 80, 3], dtype: 'uint8', count: 2 };
/** They learn from images of one size, and the reference takes long for it. */
const WHITENING: readonly Trial['op'][] = ['zca-whitening', 'random-zca-whitening', 'zca-whiten'];

function casesOf(op: Op): Case[] {
  if (op.fromFolder) return [];
  return [SMALL, { ...SMALL, dtype: 'float32' }];
}

async function check(trial: Trial, { name, variant }: { name: string; variant?: string }): Promise<void> {
  const task = await makeTask(trial);
  const { run, result } = await prepare({
    ...{ ...trial.case, op: trial.op, threads: 1, how: 'applySync', ...(variant !== undefined && { variant }) },
    ...{ result: task.resultDtype, steps: task.steps, values: task.values },
  });
  run();
  const contender: Contender = { name, time: async () => 0, result: async (i) => result(i), close: async () => {} };
  const { verified, maxError } = await verify(contender, task);
  assert.ok(verified, `${name} is off by ${maxError}`);
}

const names = [...new Set(selectTrials('', false).map(({ op }) => op))].filter((op) => !WHITENING.includes(op));
for (const op of names) {
  const about = opOf({ op, case: SMALL });
  for (const each of casesOf(about))
    test(`${op} of ${each.dtype}`, async () => {
      for (const ours of about.ours ?? [{ name: 'ours' }]) await check({ op, case: each }, ours);
    });
}

test.run();
