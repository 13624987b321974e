// Compares this library with Keras, TensorFlow, SciPy, NumPy and Pillow.
//   npm run parity              regenerates the golden files with the peers, then compares and writes docs/parity.md
//   npm run parity -- --check   compares with the committed golden files and prints the table
//   npm run parity -- values    regenerates the golden files of these topics only
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cacheFolder } from './bootstrap/cache.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const folder = join(root, 'scripts', 'parity');

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** Python of a virtual environment with the peers, made on first use and whenever their versions change. */
function peersPython() {
  const requirements = join(folder, 'requirements.txt');
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const environment = join(cacheFolder(), `parity-${hash}`);
  const python = join(environment, 'bin', 'python');
  const complete = join(environment, '.complete');
  if (!existsSync(complete)) {
    rmSync(environment, { recursive: true, force: true });
    mkdirSync(dirname(environment), { recursive: true });
    console.log('installing the peers into a virtual environment (Python 3.11 or newer, about 2 GB)');
    run('python3', ['-m', 'venv', environment]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
    writeFileSync(complete, '');
  }
  return python;
}

const { values, positionals: topics } = parseArgs({
  options: { check: { type: 'boolean', default: false } },
  allowPositionals: true,
});
if (!values.check) {
  run(process.execPath, ['--import', 'tsx', join(folder, 'to-keras.ts')]);
  run(peersPython(), ['-B', join(folder, 'generate.py'), ...topics]);
}
run(process.execPath, ['--import', 'tsx', join(folder, 'report.ts'), ...(values.check ? [] : ['--write'])]);
