// Runs the test suite and ends with one line, `N passed, N failed`.
//   node test/run.mjs [--no-native] [--node <path>] [substring of a file's path ...]
// Each test file runs in a process of its own, so a crash is one failed file and nothing leaks from file to file.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { runNativeTests } from '../scripts/native-tests.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const FILES_AT_ONCE = 2;
const FILE_LIMIT_MS = 5 * 60 * 1000;

const { values: options, positionals: filters } = parseArgs({
  options: { native: { type: 'boolean', default: true }, node: { type: 'string', default: process.execPath } },
  allowNegative: true,
  allowPositionals: true,
});

// From Node 23 on tfjs-node needs src/compat.ts, also in the processes that tests start. Such a Node reads TypeScript.
const major = Number.parseInt(
  execFileSync(options.node, ['--print', 'process.versions.node'], { encoding: 'utf8' }),
  10,
);
const compat = major < 23 ? '' : `--import=${pathToFileURL(join(root, 'src', 'compat.ts'))}`;
const environment = {
  ...process.env,
  NO_COLOR: '1',
  NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ''} ${compat}`.trim(),
};

function findTestFiles() {
  return readdirSync(join(root, 'test'), { recursive: true })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => join('test', file).split(sep).join('/'))
    .filter((file) => filters.length === 0 || filters.some((filter) => file.includes(filter)))
    .sort();
}

/** Runs one file; the outcome is its counts plus everything it printed. */
function runFile(file) {
  return new Promise((resolve) => {
    const start = performance.now();
    const child = spawn(options.node, ['--expose-gc', '--import', 'tsx', file], {
      cwd: root,
      env: environment,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: FILE_LIMIT_MS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => (output += `${error.message}\n`));
    child.on('close', (code, signal) => {
      resolve({ file, output, seconds: (performance.now() - start) / 1000, ...judge(output, code, signal) });
    });
  });
}

/** uvu ends with `Total:`, `Passed:` and `Skipped:`. A skipped test is a failure: nobody would notice it otherwise. */
function judge(output, code, signal) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what is removed
  const plain = output.replace(/\x1b\[[0-9;]*m/g, '');
  const count = (name) => Number([...plain.matchAll(new RegExp(`^\\s*${name}:\\s+(\\d+)`, 'gm'))].at(-1)?.[1] ?? 0);
  const total = count('Total');
  const passed = count('Passed');
  const skipped = count('Skipped');
  const failed = total - passed + skipped;
  if (signal) return { passed, failed: Math.max(failed, 1), reason: `ended by ${signal}` };
  if (total === 0) return { passed, failed: 1, reason: `ran no test (exit code ${code})` };
  if (failed > 0) return { passed, failed, ...(skipped > 0 && { reason: `${skipped} skipped` }) };
  if (code !== 0) return { passed, failed: 1, reason: `exit code ${code} after its tests passed` };
  return { passed, failed };
}

function report({ file, passed, failed, seconds, output, reason }) {
  const verdict = failed === 0 ? 'ok  ' : 'FAIL';
  console.log(
    `${verdict} ${file}  ${passed} passed, ${failed} failed${reason ? ` (${reason})` : ''}  ${seconds.toFixed(1)} s`,
  );
  if (failed > 0) console.log(output.trimEnd().replace(/^/gm, '    '));
}

async function runAll(files) {
  const queue = [...files];
  const results = [];
  const worker = async () => {
    for (let file = queue.shift(); file; file = queue.shift()) {
      const result = await runFile(file);
      report(result);
      results.push(result);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, worker));
  return results;
}

const results = await runAll(findTestFiles());
if (options.native && filters.length === 0) {
  const native = await runNativeTests();
  report(native);
  results.push(native);
}
if (results.length === 0) console.log(`no test file matches ${filters.join(' ')}`);
const sum = (key) => results.reduce((total, result) => total + result[key], 0);
const failed = results.length === 0 ? 1 : sum('failed');
console.log(`\n${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
