// Files that appear complete or not at all.
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fsWriteError } from '../data/fs-error.js';
import { OWNER } from './options.js';
import type { Picture } from './picture.js';

export async function makeDirectory(path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause) => {
    throw fsWriteError(OWNER, 'cannot make the directory', path, cause);
  });
}

/** Writes beside the final name and renames, so that a reader never sees half a file and a failure leaves none. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    await writeFile(temporary, bytes, { flag: 'wx' });
    await rename(temporary, path);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw fsWriteError(OWNER, 'cannot write', path, cause);
  }
}

/** Same pixels, same name. */
export function contentHash({ data, width, height, channels }: Picture): string {
  return createHash('sha256').update(`${width}x${height}x${channels}:`).update(data).digest('hex').slice(0, 8);
}
