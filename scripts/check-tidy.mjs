// clang-tidy over the C++ sources, with the compile commands of the CMake build. Kernels are left out: they are
// compiled once per SIMD target through Highway's re-inclusion, which multiplies the time and the same finding.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { root } from './bootstrap/run.mjs';
import { findLlvmTool } from './llvm.mjs';
import { inParallel, tryRunAsync } from './parallel.mjs';

// The compile commands may be those of GCC, whose warning flags clang need not know.
const FOREIGN_FLAGS = '--extra-arg=-Wno-unknown-warning-option';
const database = join(root, 'build', 'cmake');
const tool = findLlvmTool('clang-tidy');
const files = JSON.parse(readFileSync(join(database, 'compile_commands.json'), 'utf8'))
  .map(({ file }) => relative(root, file))
  .filter((file) => file.startsWith('native/') && !file.startsWith('native/kernels/'));

await inParallel(files, async (file) => {
  const { ok, output } = await tryRunAsync(tool, ['-p', database, '--quiet', FOREIGN_FLAGS, file]);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${file}`);
  if (ok) return;
  console.log(output);
  process.exitCode = 1;
});
if (files.length === 0) {
  console.error('FAIL clang-tidy saw no file');
  process.exitCode = 1;
}
