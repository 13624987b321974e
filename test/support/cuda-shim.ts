// The CUDA library without a GPU: test/native/cuda_shim.cc as a shared library, built when its sources are newer.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const source = join(root, 'test', 'native', 'cuda_shim.cc');
const target = join(root, 'build', 'cuda-shim', 'libimagepipeline_cuda_shim.so');

function newest(folder: string): number {
  const times = readdirSync(join(root, 'native', folder)).map(
    (name) => statSync(join(root, 'native', folder, name)).mtimeMs,
  );
  return Math.max(...times);
}

function isFresh(): boolean {
  const built = statSync(target, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return built > Math.max(statSync(source).mtimeMs, newest('cuda'), newest('core'), newest('kernels'));
}

/** Path of the shim. */
export function cudaShim(): string {
  if (isFresh()) return target;
  mkdirSync(dirname(target), { recursive: true });
  // Two test processes may both build it; each puts a whole file in place.
  const made = `${target}.${process.pid}`;
  const flags = [
    '-std=c++20',
    '-O2',
    '-shared',
    '-fPIC',
    '-ffp-contract=off',
    '-fno-math-errno',
    '-fvisibility=hidden',
  ];
  const { status, stderr } = spawnSync('c++', [...flags, `-I${join(root, 'native')}`, source, '-o', made], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`the CUDA shim could not be built:\n${stderr}`);
  renameSync(made, target);
  return target;
}
