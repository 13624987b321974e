// A per-user cache for what is large and the same in every clone.
import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';

export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return (
    process.env.TFJS_IMAGE_PIPELINE_CACHE || join(base, 'tfjs-image-pipeline', `${process.platform}-${process.arch}`)
  );
}

/** Fills a temporary folder and renames it into place, so that no other process ever sees a half-filled one. */
export function publish(folder, fill) {
  mkdirSync(dirname(folder), { recursive: true });
  const temporary = mkdtempSync(join(dirname(folder), '.incomplete-'));
  try {
    fill(temporary);
    renameSync(temporary, folder);
  } catch (error) {
    const anotherProcessWasFaster = error.code === 'ENOTEMPTY' || error.code === 'EEXIST';
    if (!anotherProcessWasFaster) throw error;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
