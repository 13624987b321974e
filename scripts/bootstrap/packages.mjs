// npm packages, exactly as locked. Install scripts stay off: the only one that matters (tfjs-node's download) is a step
// of its own, because its host is not reachable everywhere.
import { join } from 'node:path';
import { root, run, step } from './run.mjs';
import { hashInputs, unlessStamped } from './stamp.mjs';

// Inside node_modules on purpose: whoever deletes that folder deletes the stamp with it.
const stamp = join(root, 'node_modules', '.bootstrap-stamp');

export async function installPackages() {
  const hash = hashInputs(['package-lock.json']);
  await unlessStamped(stamp, hash, () =>
    step('installing npm packages', () => run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'])),
  );
}
