// What was measured of a bar. Undefined where a run has nothing about it.
import type { Bar, Measure } from '../bars.js';
import { concerns, wantsMore } from '../bars.js';
import type { Result } from '../results.js';
import type { Trial } from '../trials.js';

export interface Measured extends Bar {
  op: Trial['op'];
  value: number | undefined;
  /** The case that decides. */
  trial?: string;
}

const BYTES = { uint8: 1, float32: 4 } as const;

/** Rows by the name of their trial. */
function byTrial(rows: readonly Result[]): Map<string, Result[]> {
  const trials = new Map<string, Result[]>();
  for (const row of rows) trials.set(row.trial, [...(trials.get(row.trial) ?? []), row]);
  return trials;
}

const ratios = (rows: readonly Result[], names: readonly string[]): number[] =>
  rows.flatMap(({ contender, timing }) => (names.includes(contender) && timing ? [timing.ratio.median] : []));
const find = (rows: readonly Result[], name: string) => rows.find(({ contender }) => contender === name);

/** Of one case; undefined when who matters was not timed. */
function ofCase(measure: Measure, rows: readonly Result[]): number | undefined {
  const ours = find(rows, 'ours');
  switch (measure.kind) {
    case 'times':
      return least(ratios(rows, measure.against));
    case 'error':
      return ours?.verdict?.maxError;
    case 'slowdown':
      return greatest(ratios(rows, measure.of).map((ratio) => (ratio - 1) * 100));
    case 'speedup':
      return least(ratios(rows, [measure.of]).map((ratio) => 1 / ratio));
    case 'microseconds':
      return find(rows, measure.of)?.timing?.medianUs;
    case 'buffers':
      return greatest(rows.flatMap(buffers));
    case 'rate':
      return undefined;
  }
}

/** How many whole results fit into what a call allocates. */
function buffers({ allocatedBytes, verdict, case: { count, shape } }: Result): number[] {
  if (allocatedBytes === undefined) return [];
  const values = verdict?.values ?? shape[0] * shape[1] * shape[2];
  return [Math.floor(allocatedBytes / (values * count * BYTES.float32))];
}

const least = (values: readonly number[]) => (values.length > 0 ? Math.min(...values) : undefined);
const greatest = (values: readonly number[]) => (values.length > 0 ? Math.max(...values) : undefined);

/** The slowest variant of the largest case over `ours` of the smallest case, in pixels a second. */
function rate(trials: readonly (readonly Result[])[]): number | undefined {
  const pixels = (rows: readonly Result[]) => (rows[0] as Result).case.shape[0] ** 2;
  const [small, ...others] = [...trials].sort((a, b) => pixels(a) - pixels(b));
  const large = others.at(-1);
  const base = small && find(small, 'ours')?.timing;
  if (!small || !large || !base) return undefined;
  const slowest = greatest(large.flatMap(({ timing }) => (timing ? [timing.medianUs] : [])));
  if (slowest === undefined) return undefined;
  return (100 * (pixels(large) / slowest)) / (pixels(small) / base.medianUs);
}

function ofOp(bar: Bar, op: Trial['op'], rows: readonly Result[]): Measured {
  const concerned = rows.filter((row) => row.op === op && concerns(bar, row));
  const trials = byTrial(concerned);
  if (bar.measure.kind === 'rate') return { ...bar, op, value: rate([...trials.values()]) };
  const found = [...trials].flatMap(([trial, each]) => {
    const value = ofCase(bar.measure, each);
    return value === undefined ? [] : [{ trial, value }];
  });
  const sign = wantsMore(bar.measure) ? 1 : -1;
  const worst = found.sort((a, b) => sign * (a.value - b.value))[0];
  return { ...bar, op, value: worst?.value, ...(worst && { trial: worst.trial }) };
}

/** Every bar for each of its ops. */
export function measureBars(bars: readonly Bar[], rows: readonly Result[]): Measured[] {
  return bars.flatMap((bar) => bar.ops.map((op) => ofOp(bar, op, rows)));
}

export type Standing = 'not measured' | 'missed' | 'reached' | 'aim reached';

export function standing({ value, must, aim, measure }: Measured): Standing {
  if (value === undefined) return 'not measured';
  const reaches = (level: number) => (wantsMore(measure) ? value >= level : value <= level);
  if (!reaches(must)) return 'missed';
  return aim !== undefined && reaches(aim) ? 'aim reached' : 'reached';
}
