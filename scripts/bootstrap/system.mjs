// What the native build needs from the system. Installed when that is possible without asking (root and apt-get);
// otherwise one message says what is missing and the exact command.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { BootstrapError, run, step, tryRun } from './run.mjs';

// Commands are looked up in PATH, libraries by their pkg-config module, which is the same name on every system.
const requirements = [
  { command: 'pkg-config', apt: 'pkg-config', dnf: 'pkgconf-pkg-config', brew: 'pkg-config' },
  { command: 'cmake', apt: 'cmake', dnf: 'cmake', brew: 'cmake' },
  { command: 'make', apt: 'make', dnf: 'make', brew: 'make' },
  { command: 'c++', apt: 'g++', dnf: 'gcc-c++', brew: 'gcc' },
  { command: 'python3', apt: 'python3', dnf: 'python3', brew: 'python3' },
  { library: 'libhwy', apt: 'libhwy-dev', dnf: 'highway-devel', brew: 'highway' },
  { library: 'libjpeg', apt: 'libjpeg-dev', dnf: 'libjpeg-turbo-devel', brew: 'jpeg-turbo' },
  { library: 'eigen3', apt: 'libeigen3-dev', dnf: 'eigen3-devel', brew: 'eigen' },
  { library: 'openblas', apt: 'libopenblas-dev', dnf: 'openblas-devel', brew: 'openblas' },
];

export async function installSystemLibraries() {
  const missing = findMissing();
  if (missing.length === 0) return;
  if (!canInstall()) throw new BootstrapError(describeMissing(missing));
  await step(`installing ${missing.map((item) => item.apt).join(', ')} with apt-get`, () => {
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const lock = ['-o', 'DPkg::Lock::Timeout=300'];
    run('apt-get', [...lock, 'update'], { env });
    run('apt-get', [...lock, 'install', '-y', '--no-install-recommends', ...missing.map((item) => item.apt)], { env });
  });
  const stillMissing = findMissing();
  if (stillMissing.length > 0) throw new BootstrapError(describeMissing(stillMissing));
}

function findMissing() {
  return requirements.filter(({ command, library }) =>
    command ? !isOnPath(command) : !tryRun('pkg-config', ['--exists', library]).ok,
  );
}

function isOnPath(command) {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, command), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function canInstall() {
  return process.getuid?.() === 0 && isOnPath('apt-get');
}

function describeMissing(missing) {
  const packages = (manager) => missing.map((item) => item[manager]).join(' ');
  return [
    `missing on this system: ${missing.map((item) => item.command ?? item.library).join(', ')}. Install with:`,
    `  Debian, Ubuntu:  sudo apt-get install ${packages('apt')}`,
    `  Fedora:          sudo dnf install ${packages('dnf')}`,
    `  macOS:           brew install ${packages('brew')}`,
  ].join('\n');
}
