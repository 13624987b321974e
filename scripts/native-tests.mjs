// Builds and runs native_tests (test/native) under AddressSanitizer and UndefinedBehaviorSanitizer.
import { join } from 'node:path';
import { root, tryRun } from './bootstrap/run.mjs';
import { inParallel, tryRunAsync } from './parallel.mjs';

const BUILD = join(root, 'build', 'native-tests');
const RUN_LIMIT_MS = 10 * 60 * 1000;

/** The outcome in the form of a test file's: counts, seconds and, for a failure, everything that was printed. */
export async function runNativeTests() {
  const start = performance.now();
  const outcome = await buildAndRun();
  return { file: 'test/native (sanitized)', seconds: (performance.now() - start) / 1000, ...outcome };
}

async function buildAndRun() {
  const werror = `-DIMAGEPIPELINE_WERROR=${process.env.IMAGEPIPELINE_WERROR === '1' ? 'ON' : 'OFF'}`;
  const kind = ['-DIMAGEPIPELINE_TESTS=ON', '-DIMAGEPIPELINE_SANITIZE=ON', '-DIMAGEPIPELINE_UNITY=ON'];
  const options = ['-DCMAKE_BUILD_TYPE=Debug', werror, ...kind];
  const configured = tryRun('cmake', ['-S', root, '-B', BUILD, ...options]);
  if (!configured.ok) return failure('cmake failed', configured.output);
  const built = tryRun('cmake', ['--build', BUILD, '--parallel', '2']);
  if (!built.ok) return failure('the build failed', built.output);

  const parts = await inParallel([0, 1], runPart);
  return {
    passed: parts[0].passed + parts[1].passed,
    failed: parts[0].failed + parts[1].failed,
    reason: parts.map(({ reason }) => reason).find(Boolean),
    output: parts.map(({ output }) => output).join(''),
  };
}

async function runPart(part) {
  const ran = await tryRunAsync(join(BUILD, 'native_tests'), [`${part}/2`], { timeout: RUN_LIMIT_MS });
  const counts = [...ran.output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1);
  if (!counts) return failure('it printed no closing line', ran.output);
  const [passed, failed] = [Number(counts[1]), Number(counts[2])];
  if (passed + failed === 0) return failure('it ran no test', ran.output);
  if (!ran.ok && failed === 0) return { passed, failed: 1, reason: 'it exited with an error', output: ran.output };
  return { passed, failed, output: ran.output };
}

function failure(reason, output) {
  return { passed: 0, failed: 1, reason, output };
}
