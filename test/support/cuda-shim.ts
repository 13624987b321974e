// The CUDA library and cuSOLVER without a GPU: test/native/cuda_shim.cc and test/native/libraries/cusolver_shim.cc as shared
// libraries, built when their sources are newer.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const FLAGS = ['-std=c++20', '-O2', '-shared', '-fPIC', '-ffp-contract=off', '-fno-math-errno', '-fvisibility=hidden'];

function newest(folder: string): number {
  const times = readdirSync(join(root, folder)).map((name) => statSync(join(root, folder, name)).mtimeMs);
  return Math.max(...times);
}

/** Path of the library of `sources`, built when something in `folders` is newer. */
function build(name: string, sources: readonly string[], folders: readonly string[]): string {
  const target = join(root, 'build', 'cuda-shim', name);
  const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...folders.map(newest))) return target;
  mkdirSync(dirname(target), { recursive: true });
  // Two test processes may both build it; each puts a whole file in place.
  const made = `${target}.${process.pid}`;
  const includes = ['native', 'test/native'].map((folder) => `-I${join(root, folder)}`);
  const files = sources.map((source) => join(root, source));
  const { status, stderr } = spawnSync('c++', [...FLAGS, ...includes, ...files, '-o', made], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} could not be built:\n${stderr}`);
  renameSync(made, target);
  return target;
}

/** Path of the CUDA library's shim. */
export function cudaShim(): string {
  const folders = ['test/native', 'native/cuda', 'native/core', 'native/kernels'];
  return build('libimagepipeline_cuda_shim.so', ['test/native/cuda_shim.cc'], folders);
}

/** Path of cuSOLVER's shim. */
export function cusolverShim(): string {
  const sources = ['test/native/libraries/cusolver_shim.cc', 'native/linalg/symmetric_eigen.cc'];
  return build('libcusolver_shim.so', sources, ['test/native/libraries', 'native/linalg']);
}
