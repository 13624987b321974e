// Results of several runs as those of one.
import type { Results } from '../results.js';

/** npm prints a line or two before the JSON. */
function parse(text: string): Results {
  const start = text.search(/^\{$/m);
  if (start < 0) throw new Error('no results: was it written with --json?');
  return JSON.parse(text.slice(start)) as Results;
}

/** Of a trial in several texts the last one counts; the order is that of the first appearance. */
export function readResults(texts: readonly string[]): Results {
  const runs = texts.map(parse);
  const trials = new Map<string, Results['rows']>();
  for (const { rows } of runs) {
    for (const name of new Set(rows.map(({ trial }) => trial))) {
      trials.set(
        name,
        rows.filter(({ trial }) => trial === name),
      );
    }
  }
  const words = new Set(runs.flatMap(({ machine }) => machine.split('; ')));
  return { machine: [...words].join('; '), rows: [...trials.values()].flat() };
}
