// Loads each of the two builds in a fresh process, by the variable that users have for it.
import { addons } from './bootstrap/native.mjs';
import { root, tryRun } from './bootstrap/run.mjs';

const LOAD = `
  const addon = require(process.env.TFJS_IMAGE_PIPELINE_ADDON);
  const version = addon.version();
  if (typeof version !== 'string' || version === '') throw new Error('version() returned ' + version);
  console.log(version);
`;

for (const [build, path] of Object.entries(addons)) {
  const result = tryRun(process.execPath, ['-e', LOAD], { cwd: root, env: { TFJS_IMAGE_PIPELINE_ADDON: path } });
  console.log(`${result.ok ? 'ok  ' : 'FAIL'} addon built with ${build}: ${result.output.trim()}`);
  if (!result.ok) process.exitCode = 1;
}
