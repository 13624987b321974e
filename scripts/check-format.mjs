// clang-format over the C++ sources: fails when a file would change, or rewrites it with --fix.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root, tryRun } from './bootstrap/run.mjs';
import { listFiles } from './bootstrap/stamp.mjs';
import { findLlvmTool } from './llvm.mjs';

const tool = findLlvmTool('clang-format');
const mode = process.argv.includes('--fix') ? ['-i'] : ['--dry-run', '--Werror'];
const files = ['native', 'test/native', 'bench/cuda', 'bench/native']
  .map((folder) => join(root, folder))
  .filter((folder) => existsSync(folder))
  .flatMap(listFiles)
  .filter((file) => /\.(cc|h|cu)$/.test(file));

const result = tryRun(tool, [...mode, ...files]);
if (!result.ok) console.error(result.output);
console.log(`${result.ok ? 'ok  ' : 'FAIL'} clang-format (${files.length} files)`);
process.exitCode = result.ok && files.length > 0 ? 0 : 1;
