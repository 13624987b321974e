// The table.
import type { Timing } from './measure.js';
import type { Verdict } from './verify.js';

export interface Row {
  trial: string;
  contender: string;
  verdict?: Verdict;
  timing?: Timing;
  /** Why there is no timing. */
  note?: string;
}

const COLUMNS = ['contender', 'us/image', 'min', 'times ours', 'spread', 'max error'] as const;
const WIDTHS = [15, 10, 10, 11, 15, 10] as const;

const digits = (value: number): string => (value === 0 ? '0' : value.toPrecision(value >= 100 ? 4 : 3));
const plain = (value: number): string => (value >= 1000 ? value.toFixed(0) : digits(value));

function cells({ contender, verdict, timing, note }: Row): string[] {
  const error =
    verdict === undefined
      ? ''
      : verdict.maxError < 0.001
        ? verdict.maxError.toExponential(0)
        : digits(verdict.maxError);
  if (timing === undefined) return [contender, note ?? '', '', '', '', error];
  const { median, min, max } = timing.ratio;
  return [contender, plain(timing.medianUs), plain(timing.minUs), plain(median), `${plain(min)}..${plain(max)}`, error];
}

const line = (values: readonly string[]): string =>
  `  ${values.map((value, i) => (i === 0 ? value.padEnd(WIDTHS[0]) : value.padStart(WIDTHS[i] as number))).join(' ')}`.trimEnd();

export function header(): string {
  return line(COLUMNS);
}

/** The rows of one trial. */
export function block(rows: readonly Row[]): string {
  return [rows[0]?.trial ?? '', ...rows.map((row) => line(cells(row)))].join('\n');
}
