// The Pythons of the peers: virtual environments in the per-user cache, made by pip on first use. One for each file in
// scripts/bench-peers/requirements/, so that what cannot be installed takes no other peer with it.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '../../scripts/bootstrap/cache.mjs';

export type Environment = 'main' | 'opencv-4' | 'torch';

/** Path of the Python, or why there is none. */
export function peersPython(name: Environment): { python: string } | { reason: string } {
  const requirements = fileURLToPath(new URL(`../../scripts/bench-peers/requirements/${name}.txt`, import.meta.url));
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const folder = join(cacheFolder(), `bench-${name}-${hash}`);
  const python = join(folder, 'bin', 'python');
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return { python };
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(dirname(folder), { recursive: true });
  console.error(`installing the Python peers of ${name}.txt into a virtual environment (once, up to 2 GB)`);
  const steps: [string, string[]][] = [
    ['python3', ['-m', 'venv', folder]],
    [python, ['-m', 'pip', 'install', '--quiet', '--retries', '1', '--requirement', requirements]],
  ];
  for (const [command, args] of steps) {
    const { status, stderr } = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
    if (status !== 0) return { reason: lastError(stderr) };
  }
  writeFileSync(complete, '');
  return { python };
}

function lastError(output: string | null): string {
  const lines = (output ?? '').split('\n').filter((line) => line.startsWith('ERROR: '));
  return lines.at(-1)?.replace('ERROR: ', '') ?? 'not installed';
}
