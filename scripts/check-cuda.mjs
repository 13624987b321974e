// Compiles the CUDA library for every GPU generation it is built for, and the bench for one, without a GPU: warnings are
// errors, no kernel may spill registers, and none may contract into FMA. `skipped: no nvcc` where there is none.
//   node scripts/check-cuda.mjs [--fetch] [sm_90 ...]
// --fetch installs nvcc into the per-user cache with pip: 105 MB to download, 290 MB on disk.
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import { cacheFolder, publish } from './bootstrap/cache.mjs';
import { root, run } from './bootstrap/run.mjs';
import { inParallel, tryRunAsync } from './parallel.mjs';

const VERSION = '13.0';
const PACKAGES = ['nvidia-cuda-nvcc', 'nvidia-cuda-crt', 'nvidia-cuda-runtime', 'nvidia-cuda-cccl', 'nvidia-nvvm'];
const GENERATIONS = ['sm_75', 'sm_80', 'sm_90', 'sm_100', 'sm_120'];
// As in native/cuda/CMakeLists.txt.
const FLAGS = [
  '-O3',
  '-std=c++20',
  '-fmad=false',
  '--expt-relaxed-constexpr',
  '-Werror=all-warnings',
  '-Xcompiler=-fPIC,-ffp-contract=off,-fvisibility=hidden,-Wall,-Wextra',
  `-I${join(root, 'native')}`,
];

const { values, positionals } = parseArgs({ options: { fetch: { type: 'boolean' } }, allowPositionals: true });
const generations = positionals.length > 0 ? positionals : GENERATIONS;
const fetched = join(cacheFolder(), `nvcc-${VERSION}`);
const source = join(root, 'native', 'cuda', 'library.cu');
const bench = join(root, 'bench', 'cuda', 'bench.cu');
const target = join(root, 'build', 'cuda-check');

function findNvcc() {
  const { CUDA_HOME, PATH = '' } = process.env;
  const folders = [...(CUDA_HOME ? [join(CUDA_HOME, 'bin')] : []), ...PATH.split(delimiter)];
  return [...folders, '/usr/local/cuda/bin', join(fetched, 'nvidia', 'cu13', 'bin')]
    .map((folder) => join(folder, 'nvcc'))
    .find(existsSync);
}

function fetchNvcc() {
  const packages = PACKAGES.map((name) => `${name}==${VERSION}.*`);
  const install = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target'];
  publish(fetched, (folder) => run('python3', [...install, folder, ...packages]));
}

/** What ptxas says: how many kernels, the most registers, and the kernels that use local memory. */
function readReport(output) {
  const entries = output.split(/Compiling entry function '/).slice(1);
  const registers = entries.map((entry) => Number(/Used (\d+) registers/.exec(entry)?.[1]));
  const spilling = entries.filter(
    (entry) => !/0 bytes stack frame, 0 bytes spill stores, 0 bytes spill loads/.test(entry),
  );
  return { kernels: entries.length, registers: Math.max(...registers), spilling: spilling.map((e) => e.split("'")[0]) };
}

async function checkGeneration(nvcc, generation) {
  const object = join(target, `${generation}.o`);
  const compile = [...FLAGS, `-arch=${generation}`, '-Xptxas=-v', '-c', source, '-o', object];
  const { ok, output } = await tryRunAsync(nvcc, compile);
  if (!ok) return [`${generation}: ${output}`];
  const report = readReport(output);
  console.log(`${generation}: ${report.kernels} kernels, at most ${report.registers} registers`);
  if (report.kernels === 0) return ['no kernel was compiled'];
  return report.spilling.map((kernel) => `${generation}: ${kernel} uses local memory`);
}

async function checkContraction(nvcc) {
  const ptx = join(target, 'library.ptx');
  const { ok, output } = await tryRunAsync(nvcc, [...FLAGS, '-arch=compute_75', '-ptx', source, '-o', ptx]);
  if (!ok) return [`PTX: ${output}`];
  const text = readFileSync(ptx, 'utf8');
  const products = text.match(/\bmul\.(rn\.)?f32\b/g)?.length ?? 0;
  const contracted = text.match(/\bfma\.\S+/g) ?? [];
  console.log(`PTX: ${products} float32 products, ${contracted.length} contracted`);
  return products === 0 || contracted.length > 0 ? [`PTX: ${contracted.length} FMA, ${products} products`] : [];
}

/** It runs where there is a GPU; here it must compile. */
async function checkBench(nvcc) {
  // As in native/cuda/CMakeLists.txt.
  const flags = [`-I${join(root, 'test', 'native')}`, '-diag-suppress=2810'];
  const compile = [...FLAGS, ...flags, '-arch=sm_90', '-c', bench, '-o', join(target, 'bench.o')];
  const { ok, output } = await tryRunAsync(nvcc, compile);
  if (!ok) return [`bench: ${output}`];
  console.log('bench: compiles');
  return [];
}

if (values.fetch && !findNvcc()) fetchNvcc();
const nvcc = findNvcc();
if (!nvcc) {
  console.log('skipped: no nvcc');
} else {
  mkdirSync(target, { recursive: true });
  const checks = [
    () => checkContraction(nvcc),
    () => checkBench(nvcc),
    ...generations.map((generation) => () => checkGeneration(nvcc, generation)),
  ];
  const problems = (await inParallel(checks, (check) => check())).flat();
  for (const problem of problems) console.log(`FAIL ${problem}`);
  console.log(`cuda: ${problems.length === 0 ? 'ok' : `${problems.length} problems`}`);
  process.exitCode = problems.length === 0 ? 0 : 1;
}
