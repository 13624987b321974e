// The peers in Node that are nobody's dependency: a folder in the per-user cache, filled by npm on first use.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cacheFolder } from '../../scripts/bootstrap/cache.mjs';

/** A new version is a deliberate step, with new numbers in docs/performance.md. */
export const PACKAGES = { jimp: '1.6.1', 'image-js': '1.7.0' } as const;

export function isPackage(name: string): name is keyof typeof PACKAGES {
  return name in PACKAGES;
}

const folderOf = (name: keyof typeof PACKAGES) => join(cacheFolder(), `bench-${name}-${PACKAGES[name]}`);

/** Undefined when it is there, or why not. */
export function installPackage(name: keyof typeof PACKAGES): string | undefined {
  const folder = folderOf(name);
  const complete = join(folder, '.complete');
  if (existsSync(complete)) return undefined;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  console.error(`installing ${name} into the cache (once)`);
  const args = [
    'install',
    '--silent',
    '--no-save',
    '--no-package-lock',
    '--prefix',
    folder,
    `${name}@${PACKAGES[name]}`,
  ];
  if (spawnSync('npm', args, { stdio: 'ignore' }).status !== 0)
    return `npm could not install ${name}@${PACKAGES[name]}`;
  writeFileSync(complete, '');
  return undefined;
}

/** What an installed package exports. */
export function loadPackage(name: keyof typeof PACKAGES): unknown {
  return createRequire(join(folderOf(name), 'package.json'))(name);
}
