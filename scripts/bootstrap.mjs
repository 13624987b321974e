// Sets up everything that `npm test` and `npm run demo` need, from a bare clone: npm packages, system libraries, both
// native builds, and tfjs-node with libtensorflow. Every step is idempotent and silent when there is nothing to do.
// This file and its modules use Node built-ins only, because they run before anything is installed.
//   node scripts/bootstrap.mjs [--only packages,system,cmake,gyp,tensorflow]

import { withLock } from './bootstrap/lock.mjs';
import { buildWithCmake, buildWithGyp } from './bootstrap/native.mjs';
import { installPackages } from './bootstrap/packages.mjs';
import { BootstrapError } from './bootstrap/run.mjs';
import { installSystemLibraries } from './bootstrap/system.mjs';
import { installTensorflow } from './bootstrap/tensorflow.mjs';

const steps = {
  packages: installPackages,
  system: installSystemLibraries,
  cmake: buildWithCmake,
  gyp: buildWithGyp,
  tensorflow: installTensorflow,
};

function selectSteps(argv) {
  if (argv.length === 0) return Object.keys(steps);
  const names = argv[0] === '--only' ? (argv[1] ?? '').split(',') : argv;
  const unknown = names.filter((name) => !(name in steps));
  if (unknown.length > 0) {
    throw new BootstrapError(`unknown step ${unknown.join(', ')}; the steps are ${Object.keys(steps).join(', ')}`);
  }
  return names;
}

try {
  const names = selectSteps(process.argv.slice(2));
  await withLock(async () => {
    for (const name of names) await steps[name]();
  });
} catch (error) {
  if (!(error instanceof BootstrapError)) throw error;
  console.error(`\nbootstrap: ${error.message}`);
  process.exitCode = 1;
}
