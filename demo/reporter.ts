// What the demo shows: bars on a terminal, plain lines in a log, nothing but one object with --json.
import { SingleBar } from 'cli-progress';

export interface Task {
  /** Sets how much is done; `note` stands beside the bar. */
  update(done: number, note?: string): void;
  /** Ends the task with a last note. */
  finish(note?: string): void;
}

export interface Reporter {
  /** A line of text. */
  line(text: string): void;
  task(title: string, total: number): Task;
}

export function createReporter(json: boolean): Reporter {
  if (json) return silent;
  return process.stdout.isTTY ? bars : plain;
}

const nothing: Task = { update: () => undefined, finish: () => undefined };
const silent: Reporter = { line: () => undefined, task: () => nothing };

const line = (text: string) => void process.stdout.write(`${text}\n`);

const plain: Reporter = {
  line,
  task: (title) => ({
    update: () => undefined,
    finish: (note = 'done') => line(`  ${title}: ${note}`),
  }),
};

const bars: Reporter = {
  line,
  task(title, total) {
    const bar = new SingleBar({
      format: '  {title} [{bar}] {percentage}% {note}',
      clearOnComplete: true,
      hideCursor: true,
    });
    bar.start(total, 0, { title, note: '' });
    return {
      update: (done, note = '') => bar.update(done, { title, note }),
      finish(note = 'done') {
        bar.stop();
        line(`  ${title}: ${note}`);
      },
    };
  },
};

/** Rows as text with aligned columns; the first row is the heading. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => (row[column] ?? '').length)));
  return rows
    .map((row) =>
      row.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0] as number) : cell.padStart(widths[column] as number),
      ),
    )
    .map((cells) => `  ${cells.join('   ')}`)
    .join('\n');
}

export const percent = (fraction: number) => `${(fraction * 100).toFixed(1)} %`;
