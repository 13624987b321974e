// Writes the tables of docs/performance.md from what the benchmark printed.
//   npm run bench -- --json > results.json
//   npm run bench:report -- results.json [more results]
// Of a trial in several files the last one counts, so a part can be measured again.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fill } from './markdown.js';
import { readResults } from './read.js';
import { absentTable, barsTable, fullTable, scalingTable, trialsTable } from './tables.js';

const DOCUMENT = fileURLToPath(new URL('../../docs/performance.md', import.meta.url));

const { positionals: files } = parseArgs({ allowPositionals: true });
if (files.length === 0) {
  console.error('name a file that `npm run bench -- --json` wrote');
  process.exit(1);
}
const { machine, rows } = readResults(files.map((file) => readFileSync(file, 'utf8')));
const document = fill(readFileSync(DOCUMENT, 'utf8'), {
  machine,
  bars: barsTable(rows),
  pipelines: fullTable(rows, ['pipeline', 'keras-chain', 'folder', 'threads']),
  trials: trialsTable(rows),
  scaling: scalingTable(rows),
  absent: absentTable(rows),
});
writeFileSync(DOCUMENT, document);
