// Finds the LLVM tools. Their output depends on the version, so the version that CI uses is preferred.
import { tryRun } from './bootstrap/run.mjs';

const VERSION = 19;

export function findLlvmTool(name) {
  const found = [`${name}-${VERSION}`, name].find((command) => tryRun(command, ['--version']).ok);
  if (found) return found;
  console.error(`${name} ${VERSION} is not installed (on Debian: apt-get install ${name}-${VERSION})`);
  process.exit(1);
}
