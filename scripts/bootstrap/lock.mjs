// One bootstrap at a time per clone: two test runs started together must not build into the same folders.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from './run.mjs';

const lockFile = join(root, 'build', '.bootstrap.lock');
const POLL_MS = 200;

function tryLock() {
  try {
    writeFileSync(lockFile, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  }
}

/** A process that was killed leaves its lock behind; its pid tells. */
function removeStaleLock() {
  try {
    process.kill(Number(readFileSync(lockFile, 'utf8')), 0);
  } catch (error) {
    if (error.code === 'ESRCH') rmSync(lockFile, { force: true });
  }
}

export async function withLock(work) {
  mkdirSync(join(root, 'build'), { recursive: true });
  for (let waited = false; !tryLock(); waited = true) {
    if (!waited) console.error('bootstrap: waiting for another bootstrap of this clone');
    removeStaleLock();
    await sleep(POLL_MS);
  }
  try {
    await work();
  } finally {
    rmSync(lockFile, { force: true });
  }
}
