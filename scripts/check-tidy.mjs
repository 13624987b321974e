// clang-tidy over the C++ sources, with the compile commands of the CMake build. Kernels are left out: they are
// compiled once per SIMD target through Highway's re-inclusion, which multiplies the time and the same finding.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './bootstrap/run.mjs';
import { findLlvmTool } from './llvm.mjs';

const PROCESSES = 2;
// The compile commands may be those of GCC, whose warning flags clang need not know.
const FOREIGN_FLAGS = '--extra-arg=-Wno-unknown-warning-option';
const database = join(root, 'build', 'cmake');
const tool = findLlvmTool('clang-tidy');
const files = JSON.parse(readFileSync(join(database, 'compile_commands.json'), 'utf8'))
  .map(({ file }) => relative(root, file))
  .filter((file) => file.startsWith('native/') && !file.startsWith('native/kernels/'));

function check(file) {
  return new Promise((resolve) => {
    const child = spawn(tool, ['-p', database, '--quiet', FOREIGN_FLAGS, file], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (output += chunk));
    child.on('close', (code) => resolve({ ok: code === 0, output }));
  });
}

const queue = [...files];
async function worker() {
  for (let file = queue.shift(); file; file = queue.shift()) {
    const { ok, output } = await check(file);
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${file}`);
    if (ok) continue;
    console.log(output);
    process.exitCode = 1;
  }
}
await Promise.all(Array.from({ length: PROCESSES }, worker));
if (files.length === 0) {
  console.error('FAIL clang-tidy saw no file');
  process.exitCode = 1;
}
