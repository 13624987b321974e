// The Python of the peers: a virtual environment in the per-user cache, made by pip on first use.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../scripts/bootstrap/cache.mjs';

const REQUIREMENTS = fileURLToPath(new URL('../../scripts/bench-peers/requirements.txt', import.meta.url));

/** Path of the Python, or why there is none. */
export function peersPython(): { python: string } | { reason: string } {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `bench-${hash}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return { python };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  console.error('installing the Python peers into a virtual environment (about 2 GB, once)');
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', REQUIREMENTS]],
  ];
  for (const [command, args] of steps) {
    const { status } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) return { reason: `\`${command} ${args.slice(0, 3).join(' ')}\` failed` };
  }
  writeFileSync(complete, '');
  return { python };
}
