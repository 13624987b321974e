// The two native builds. Both are shipped and both are tested: build/cmake/Release and build/Release.
import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { nodeHeadersFolder } from './headers.mjs';
import { BootstrapError, root, run, step } from './run.mjs';
import { hashInputs, unlessStamped } from './stamp.mjs';

const JOBS = '2';

export const addons = {
  cmake: join(root, 'build', 'cmake', 'Release', 'imagepipeline.node'),
  gyp: join(root, 'build', 'Release', 'imagepipeline.node'),
};

const tool = (...path) => join(root, 'node_modules', ...path);
const warningsAreErrors = process.env.IMAGEPIPELINE_WERROR === '1';

export function buildWithCmake() {
  return build('cmake', ['CMakeLists.txt', 'bench/native', 'test/native/stage_specs.h'], () => {
    const cmakeJs = tool('cmake-js', 'bin', 'cmake-js');
    const options = ['--out', join('build', 'cmake'), '--config', 'Release'];
    const werror = `--CDIMAGEPIPELINE_WERROR=${warningsAreErrors ? 'ON' : 'OFF'}`;
    run(process.execPath, [cmakeJs, 'configure', ...options, werror]);
    run(process.execPath, [cmakeJs, 'build', ...options, werror, '--parallel', JOBS]);
  });
}

export function buildWithGyp() {
  return build('gyp', ['binding.gyp'], () => {
    const gyp = tool('node-gyp', 'bin', 'node-gyp.js');
    // gyp's dependency files miss the headers that Highway includes again for every target, so nothing old is kept.
    // Not `rebuild`: that would delete the whole build folder, the CMake build included.
    rmSync(join(root, 'build', 'Release'), { recursive: true, force: true });
    run(process.execPath, [gyp, 'configure', '--release', `--nodedir=${nodeHeadersFolder()}`]);
    run(process.execPath, [gyp, 'build', '--release', '--jobs', JOBS]);
  });
}

async function build(name, inputs, work) {
  const addon = addons[name];
  const stamp = join(root, 'build', `.${name}-stamp`);
  if (!existsSync(addon)) rmSync(stamp, { force: true });
  const hash = hashInputs(['native', ...inputs, 'package-lock.json'], [process.arch, warningsAreErrors]);
  await unlessStamped(stamp, hash, async () => {
    await step(`building the native addon with ${name === 'gyp' ? 'node-gyp' : 'cmake-js'}`, work);
    if (!existsSync(addon)) throw new BootstrapError(`the ${name} build succeeded but left no ${addon}`);
  });
}
