// How many instructions the hot passes take, counted by valgrind, against the counts on record. They do not depend on
// the machine's mood, as timings do; valgrind shows the program a CPU with AVX2.
//   node scripts/check-instructions.mjs [--update] [part of a case's name]
// --update records what is counted now. Counts hold for one compiler and instruction set: with others they are shown, not
// judged.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { root } from './bootstrap/run.mjs';

const TOLERANCE = 0.02;
const program = join(root, 'build', 'cmake', 'hot_kernels');
const record = join(root, 'bench', 'native', 'instructions.json');

const { values: options, positionals } = parseArgs({
  options: { update: { type: 'boolean', default: false } },
  allowPositionals: true,
});

function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

function output(command, args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: 'utf8' });
  if (error?.code === 'ENOENT') fail(`${command} is missing: apt-get install ${command}`);
  if (status !== 0) fail(`${[command, ...args].join(' ')} failed:\n${stderr}`);
  return stdout + stderr;
}

/** The compiler that built the program, as the build noted it, and the instruction set that valgrind lets it have. */
function conditions() {
  const cache = readFileSync(join(root, 'build', 'cmake', 'CMakeCache.txt'), 'utf8');
  const path = /^CMAKE_CXX_COMPILER:\w+=(.*)$/m.exec(cache)?.[1] ?? 'c++';
  const compiler = `${output(path, ['-dumpfullversion', '-dumpversion']).trim()} ${output(path, ['-dumpmachine']).trim()}`;
  const target = output('valgrind', ['--tool=none', '--quiet', program, 'time', 'no such case']).trim().split('\n')[0];
  return `${compiler} ${target}`;
}

function instructions(name, times) {
  const tool = ['--tool=callgrind', '--callgrind-out-file=/dev/null'];
  const report = output('valgrind', [...tool, program, 'run', name, String(times)]);
  const count = /Collected : (\d+)/.exec(report)?.[1];
  return count === undefined ? fail(`valgrind counted nothing for '${name}':\n${report}`) : Number(count);
}

/** Of one run, without what starting takes. */
const perRun = (name) => (instructions(name, 3) - instructions(name, 1)) / 2;

if (!existsSync(program)) fail(`there is no ${program}: npm run build:cmake`);
const known = existsSync(record) ? JSON.parse(readFileSync(record, 'utf8')) : { conditions: '', counts: {} };
const filter = positionals.join(' ');
const names = output(program, ['list'])
  .trim()
  .split('\n')
  .filter((name) => name.endsWith(' 224') && name.includes(filter));
if (names.length === 0) fail(`no case's name contains '${filter}'`);
const found = conditions();
const judges = known.conditions === found;
const counts = {};
for (const name of names) {
  counts[name] = Math.round(perRun(name));
  const before = known.counts[name];
  const change = before === undefined ? Number.NaN : counts[name] / before - 1;
  // Written so that a case without a record is over it.
  const fails = !(change <= TOLERANCE) && judges && !options.update;
  const shown = before === undefined ? 'not on record' : `${(100 * change).toFixed(1)} %`;
  console.log(`${fails ? 'FAIL' : 'ok  '} ${name}: ${counts[name]} (${shown})`);
  if (fails) process.exitCode = 1;
}
if (!judges) console.log(`not judged: the record is of ${known.conditions || 'nothing'}, this is ${found}`);
if (options.update) {
  const kept = judges && filter !== '' ? known.counts : {};
  writeFileSync(record, `${JSON.stringify({ conditions: found, counts: { ...kept, ...counts } }, null, 2)}\n`);
} else if (process.exitCode === 1) {
  console.error('More instructions than on record. If that is wanted: node scripts/check-instructions.mjs --update');
}
