// Prints the parity table from the committed golden files; with --write, also docs/parity.md.
import { writeFileSync } from 'node:fs';
import { configure } from '../../src/index.js';
import { type Measured, measureGroup } from '../../test/conformance/golden-run.js';
import { type GoldenGroup, readGoldens } from '../../test/conformance/goldens.js';
import { DIFFERENCES } from './differences.js';

interface Row {
  layer: string;
  peer: string;
  cases: number;
  absolute: number;
  relative: number;
  tolerance: number;
  steps: number;
  far: number;
}

const HEAD = ['Layer', 'Peer', 'Cases', 'Max error', 'Relative', 'Tolerance', 'Integer steps'];

async function measure(group: GoldenGroup): Promise<Row> {
  const measured: Measured[] = [];
  for (const executor of ['fused', 'reference'] as const) {
    configure({ executor });
    measured.push(...(await measureGroup(group)));
  }
  const floats = measured.filter(({ variant }) => variant === 'float32').map(({ distance }) => distance);
  const integers = measured.filter(({ variant }) => variant === 'input').map(({ distance }) => distance);
  return {
    layer: group.layer,
    peer: group.peer,
    cases: group.cases.length,
    absolute: Math.max(0, ...floats.map(({ absolute }) => absolute)),
    relative: Math.max(0, ...floats.map(({ relative }) => relative)),
    tolerance: group.tolerance,
    steps: Math.max(0, ...integers.map(({ absolute }) => absolute)),
    far: measured.filter(({ distance }) => !distance.close).length,
  };
}

function cells({ layer, peer, cases, absolute, relative, tolerance, steps }: Row): string[] {
  const short = (value: number) => (value === 0 ? '0' : value.toExponential(1));
  return [layer, peer, String(cases), short(absolute), short(relative), short(tolerance), String(steps)];
}

function markdownTable(head: string[], rows: string[][]): string {
  const line = (columns: string[]) => `| ${columns.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function markdown(rows: Row[]): string {
  const total = rows.reduce((sum, { cases }) => sum + cases, 0);
  const differences = DIFFERENCES.map(({ what, peer, here, why, test }) => [what, peer, here, why, test]);
  return `# Parity

${total} random cases, computed by Keras, TensorFlow, SciPy, NumPy and Pillow and stored in test/conformance/goldens,
against this library: sizes from 1x1 to 48x64, 1 to 4 channels (up to 40 for whitening), uint8, uint16, int32 and float32
images. Written by \`npm run parity\`; \`npm run parity -- --check\` repeats the comparison with the stored numbers, and so
does every test run.

Each case runs with \`fuse: true\` and \`fuse: false\` (where both mean the same) and on both executors; the errors are the
largest of all runs. "Max error" is in units of the values, so it is large where images have 16 bits. "Relative" is that error
over the largest value of the case, at least 1, and is what the tolerance bounds. "Integer steps" is the largest difference of
integer results, computed with \`dtype: 'input'\`, from the peer's result rounded half to even; 1 is allowed. Parameters that
a peer would draw at random are drawn once and given to both sides.

${markdownTable(
  HEAD,
  rows.map((row) => cells(row)),
)}

## Deliberate differences

${markdownTable(['What', 'Peer', 'Here', 'Why', 'Test'], differences)}

[semantics.md](semantics.md#differences-from-keras) has the whole list, with what the peers do not have at all.
`;
}

function plainTable(rows: string[][]): string {
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => (row[column] as string).length)));
  return rows.map((row) => row.map((cell, i) => cell.padEnd(widths[i] as number)).join('  ')).join('\n');
}

const rows: Row[] = [];
for (const group of readGoldens()) rows.push(await measure(group));
console.log(plainTable([HEAD, ...rows.map(cells)]));
if (process.argv.includes('--write')) writeFileSync(new URL('../../docs/parity.md', import.meta.url), markdown(rows));
const far = rows.filter((row) => row.far > 0);
for (const row of far) console.error(`${row.layer} against ${row.peer}: ${row.far} results are outside the tolerance`);
console.log(`${rows.length - far.length} groups within their tolerance, ${far.length} outside`);
process.exitCode = far.length === 0 ? 0 : 1;
