// clang-tidy over the C++ sources, a folder at a time: it spends most of its time in the same headers. Kernels are left
// out: they are compiled once per SIMD target through Highway's re-inclusion, which multiplies the time and the same
// finding.
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { root, run } from './bootstrap/run.mjs';
import { findLlvmTool } from './llvm.mjs';
import { inParallel, tryRunAsync } from './parallel.mjs';

// The compile commands may be those of GCC, whose warning flags clang need not know.
const FOREIGN_FLAGS = '--extra-arg=-Wno-unknown-warning-option';
// The analyzer looks into the functions of a unit's files only where the unit's path has this word.
const out = join('build', 'UnifiedSource');
const database = join(root, out);
const cmakeJs = join(root, 'node_modules', 'cmake-js', 'bin', 'cmake-js');
run(process.execPath, [cmakeJs, 'configure', '--out', out, '--config', 'Release', '--CDIMAGEPIPELINE_UNITY=ON']);
const tool = findLlvmTool('clang-tidy');
const files = JSON.parse(readFileSync(join(database, 'compile_commands.json'), 'utf8'))
  .map(({ file }) => file)
  .filter((file) => basename(file).startsWith('unity_'));

await inParallel(files, async (file) => {
  const { ok, output } = await tryRunAsync(tool, ['-p', database, '--quiet', FOREIGN_FLAGS, file]);
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${basename(file)}`);
  if (ok) return;
  console.log(output);
  process.exitCode = 1;
});
if (files.length === 0) {
  console.error('FAIL clang-tidy saw no file');
  process.exitCode = 1;
}
