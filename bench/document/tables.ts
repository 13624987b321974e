// The tables of docs/performance.md.
import { bars } from '../bars.js';
import type { Result } from '../results.js';
import type { Trial } from '../trials.js';
import { bytesOf, copyRate } from './bandwidth.js';
import { digits, table } from './markdown.js';
import { type Measured, measureBars, standing } from './measures.js';

const isOurs = ({ contender }: Result) => contender.startsWith('ours');
const error = ({ verdict }: Result) => (verdict ? digits(verdict.maxError) : '');
/** Trials with tables of their own. */
const ELSEWHERE: readonly Trial['op'][] = ['pipeline', 'keras-chain', 'folder', 'threads', 'batches', 'sizes', 'copy'];

export function barsTable(rows: readonly Result[]): string {
  const cells = (each: Measured): string[] => {
    const unit = each.unit ?? (each.measure.kind === 'times' || each.measure.kind === 'speedup' ? 'x' : '');
    const number = (value: number | undefined) => (value === undefined ? '' : `${digits(value)}${unit}`);
    const goal = each.ops.length > 1 ? `${each.goal}: ${each.op}` : each.goal;
    return [goal, number(each.must), number(each.aim), number(each.value), each.trial ?? '', standing(each)];
  };
  return table(['goal', 'must', 'aim', 'measured', 'where', ''], measureBars(bars, rows).map(cells));
}

/** Everybody in full, for the trials of these ops. */
export function fullTable(rows: readonly Result[], ops: readonly Trial['op'][]): string {
  const cells = (row: Result): string[] => {
    const { timing, trial, contender, note = '' } = row;
    if (!timing) return [`${trial} ${contender}`, note, '', '', '', error(row)];
    const { median, min, max } = timing.ratio;
    const spread = `${digits(min)}..${digits(max)}`;
    return [`${trial} ${contender}`, digits(timing.medianUs), digits(timing.minUs), digits(median), spread, error(row)];
  };
  const header = ['us an image', 'median', 'fastest', 'times ours', 'spread', 'largest error'];
  return table(header, rows.filter(({ op }) => ops.includes(op)).map(cells));
}

/** Ours in full, and the others' times over it; who was faster is printed bold. */
export function trialsTable(rows: readonly Result[]): string {
  const header = ['trial', 'us an image', 'error', 'bytes a pixel', 'of a copy', 'times ours'];
  const ours = rows.filter((row) => row.contender === 'ours' && !ELSEWHERE.includes(row.op));
  return table(
    header,
    ours.map((row) => [...oursCells(row, rows), othersCell(row, rows)]),
  );
}

function oursCells(row: Result, rows: readonly Result[]): string[] {
  const { trial, timing, note = '', case: each } = row;
  const bytes = bytesOf(row);
  if (!timing || bytes === undefined) return [trial, note, error(row), '', ''];
  const rate = copyRate(rows, bytes * each.count);
  const share = rate === undefined ? '' : `${digits((100 * bytes) / rate / timing.medianUs)}%`;
  return [trial, digits(timing.medianUs), error(row), digits(bytes / (each.shape[0] * each.shape[1])), share];
}

function othersCell({ trial }: Result, rows: readonly Result[]): string {
  const others = rows.filter((row) => row.trial === trial && row.contender !== 'ours');
  const timed = others.flatMap(({ contender, timing }) => (timing ? [{ contender, times: timing.ratio.median }] : []));
  const isLoss = (contender: string, times: number) =>
    times < 1 && contender !== 'memcpy' && !contender.startsWith('ours');
  const words = ({ contender, times }: { contender: string; times: number }) =>
    isLoss(contender, times) ? `**${contender} ${digits(times)}**` : `${contender} ${digits(times)}`;
  return timed
    .sort((a, b) => a.times - b.times)
    .map(words)
    .join(', ');
}

/** Nanoseconds a pixel over batches and sizes. */
export function scalingTable(rows: readonly Result[]): string {
  const cells = ({ op, timing, case: { shape, count } }: Result): string[] => {
    const us = timing?.medianUs ?? Number.NaN;
    const what = op === 'batches' ? `batch of ${count}` : `${shape[0]}x${shape[1]}`;
    return [what, digits(us), digits((us * 1000) / (shape[0] * shape[1]))];
  };
  const chosen = rows.filter(({ op }) => op === 'batches' || op === 'sizes');
  return table(['warp and scaling, uint8 to float32', 'us an image', 'ns a pixel'], chosen.map(cells));
}

/** Who did not take part, and why. */
export function absentTable(rows: readonly Result[]): string {
  const reasons = new Map<string, Set<string>>();
  for (const row of rows) {
    if (row.note === undefined || isOurs(row)) continue;
    const key = `${row.contender} | ${row.note.replace('absent: ', '').replaceAll('|', ' ')}`;
    reasons.set(key, (reasons.get(key) ?? new Set()).add(`${row.op} ${row.case.dtype}`));
  }
  const cells = [...reasons].map(([key, ops]) => [...key.split(' | '), [...ops].join(', ')]);
  return table(['peer', 'why not', 'trials'], cells);
}
