// The tables of docs/performance.md say what was measured.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Bar, bars, concerns } from '../../bench/bars.js';
import { copyRate } from '../../bench/document/bandwidth.js';
import { digits, fill } from '../../bench/document/markdown.js';
import { measureBars, standing } from '../../bench/document/measures.js';
import { readResults } from '../../bench/document/read.js';
import { trialsTable } from '../../bench/document/tables.js';
import type { Result } from '../../bench/results.js';
import { selectTrials, type Trial } from '../../bench/trials.js';

interface Told {
  contender?: string;
  us?: number;
  times?: number;
  maxError?: number;
  count?: number;
  allocatedBytes?: number;
}

function row(op: Trial['op'], side: number, told: Told = {}): Result {
  const { contender = 'ours', us = 10, times = 1, maxError = 0, count = 1, ...rest } = told;
  const ratio = { median: times, min: times, max: times };
  return {
    ...{ trial: `${op} ${side} x${count}`, op, contender, case: { shape: [side, side, 3], dtype: 'uint8', count } },
    verdict: { maxError, verified: true, values: side * side * 3 },
    timing: { medianUs: us, minUs: us, ratio },
    ...rest,
  };
}

const affine = (measure: Bar['measure'], must: number, aim?: number): Bar => ({
  ...{ goal: 'goal', ops: ['affine'], measure, must },
  ...(aim !== undefined && { aim }),
});

const measured = (bar: Bar, rows: readonly Result[]) => {
  const [found] = measureBars([bar], rows);
  if (!found) throw new Error('nothing measured');
  return { value: found.value, standing: standing(found), trial: found.trial };
};

test('the fastest peer of the worst case decides', () => {
  const rows = [224, 512].flatMap((side) => [
    row('affine', side),
    row('affine', side, { contender: 'cv2-4.14', times: side / 100 }),
    row('affine', side, { contender: 'cv2-5.0', times: 4 }),
    row('affine', side, { contender: 'tf', times: 0.5 }),
  ]);
  const bar = affine({ kind: 'times', against: ['cv2-4.14', 'cv2-5.0'] }, 2, 3);
  assert.equal(measured(bar, rows), { value: 2.24, standing: 'reached', trial: 'affine 224 x1' });
});

test('an error is measured where it is largest, and less is better', () => {
  const rows = [row('affine', 224, { maxError: 0.5 }), row('affine', 512, { maxError: 0.52 })];
  assert.equal(measured(affine({ kind: 'error' }, 0.51), rows), {
    value: 0.52,
    standing: 'missed',
    trial: 'affine 512 x1',
  });
});

test('a level and an aim are reached exactly at their numbers', () => {
  const rows = [row('affine', 224), row('affine', 224, { contender: 'ours, wrap', times: 1.0625 })];
  const of = ['ours, wrap'];
  assert.is(measured(affine({ kind: 'slowdown', of }, 6.25, 5), rows).standing, 'reached');
  assert.is(measured(affine({ kind: 'slowdown', of }, 10, 6.25), rows).standing, 'aim reached');
});

test('the rate of a large image is that of its slowest variant', () => {
  const rows = [row('affine', 100, { us: 10 }), row('affine', 200, { us: 40 })];
  rows.push(row('affine', 200, { contender: 'ours, 90 deg', us: 80 }));
  assert.is(measured(affine({ kind: 'rate' }, 60), rows).value, 50);
});

test('two threads in half the time are twice as fast', () => {
  const rows = [row('affine', 224), row('affine', 224, { contender: 'ours, 2 threads', times: 0.5 })];
  assert.is(measured(affine({ kind: 'speedup', of: 'ours, 2 threads' }, 1.75), rows).value, 2);
});

test('allocations count from a whole result on', () => {
  const result = 8 * 8 * 3 * 2 * 4;
  const count = (allocatedBytes: number) =>
    measured(affine({ kind: 'buffers' }, 0), [row('affine', 8, { count: 2, allocatedBytes })]);
  assert.equal(count(result - 1), { value: 0, standing: 'reached', trial: 'affine 8 x2' });
  assert.is(count(result).standing, 'missed');
});

test('without its peers or its trials a bar is not measured', () => {
  const bar = affine({ kind: 'times', against: ['cv2-5.0'] }, 2);
  assert.is(measured(bar, [row('affine', 224)]).standing, 'not measured');
  assert.is(measured(bar, []).standing, 'not measured');
});

test('every bar has a trial in the table of trials', () => {
  const trials = selectTrials('', false);
  for (const bar of bars)
    for (const op of bar.ops)
      assert.ok(
        trials.some((trial) => trial.op === op && concerns(bar, trial)),
        `${bar.goal}: ${op}`,
      );
});

test('a copy of about the same bytes is the bound', () => {
  const rows = [row('copy', 128, { us: 1 }), row('copy', 4096, { us: 3355 })];
  assert.is(copyRate(rows, 40_000), 32768);
  assert.is(Math.round(copyRate(rows, 10_000_000) as number), 10001);
  assert.is(copyRate([], 1), undefined);
});

test('of a trial in several files the last one counts, in its old place', () => {
  const text = (rows: Result[]) =>
    `> npm\n${JSON.stringify({ machine: `CPU; peers of ${rows.length}`, rows }, null, 2)}`;
  const first = [row('affine', 224, { us: 1 }), row('flip', 224)];
  const { machine, rows } = readResults([text(first), text([row('affine', 224, { us: 2 })])]);
  assert.is(machine, 'CPU; peers of 2; peers of 1');
  assert.equal(
    rows.map(({ op, timing }) => [op, timing?.medianUs]),
    [
      ['affine', 2],
      ['flip', 10],
    ],
  );
  assert.throws(() => readResults(['nothing']), /--json/);
});

test('who is faster is printed bold', () => {
  const rows = [row('flip', 224), row('flip', 224, { contender: 'cv2-5.0', times: 0.5 })];
  rows.push(row('flip', 224, { contender: 'numpy', times: 2 }));
  assert.match(trialsTable(rows), /\| \*\*cv2-5\.0 0\.5\*\*, numpy 2 \|$/);
});

test('only what is between the marks changes', () => {
  const document = 'a\n<!-- bench x -->\nold\n<!-- /bench -->\nb\n<!-- bench y -->\nkept\n<!-- /bench -->\n';
  const filled = 'a\n<!-- bench x -->\n\n$& new\n\n<!-- /bench -->\nb\n<!-- bench y -->\nkept\n<!-- /bench -->\n';
  assert.is(fill(document, { x: '$& new' }), filled);
  assert.throws(() => fill(document, { z: 'new' }), /no place/);
});

test('numbers have three digits', () => {
  assert.equal([0, 0.00007, 0.123456, 12.34, 98765].map(digits), ['0', '7e-5', '0.123', '12.3', '98765']);
});

test.run();
