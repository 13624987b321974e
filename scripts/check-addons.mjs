// Loads each of the two builds in a fresh process, by the variable that users have for it, and looks for instructions that
// not every CPU of their SIMD target has.
import { addons } from './bootstrap/native.mjs';
import { root, tryRun } from './bootstrap/run.mjs';

const LOAD = `
  const addon = require(process.env.TFJS_IMAGE_PIPELINE_ADDON);
  const version = addon.version();
  if (typeof version !== 'string' || version === '') throw new Error('version() returned ' + version);
  console.log(version);
`;

// AVX-VNNI: the compiler may know it from the name of a target (native/kernels/no_avx_vnni.h), Ice Lake and Zen 4 lack it.
const COUNT_VEX = 'set -o pipefail; objdump -d --no-show-raw-insn "$0" | { grep -cF "{vex}" || true; }';

function check(ok, text) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${text}`);
  if (!ok) process.exitCode = 1;
}

for (const [build, path] of Object.entries(addons)) {
  const result = tryRun(process.execPath, ['-e', LOAD], { cwd: root, env: { TFJS_IMAGE_PIPELINE_ADDON: path } });
  check(result.ok, `addon built with ${build}: ${result.output.trim()}`);
  const { output } = tryRun('bash', ['-c', COUNT_VEX, path]);
  check(output.trim() === '0', `AVX-VNNI instructions of the addon built with ${build}: ${output.trim()}`);
}
