// Files that appear complete or not at all.
import { createHash } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { fsWriteError } from '../data/fs-error.js';
import { makeDirectory as makeDirectoryFor, temporaryBeside } from '../files.js';
import { OWNER } from './options.js';
import type { Picture } from './picture.js';

export function makeDirectory(path: string): Promise<void> {
  return makeDirectoryFor(OWNER, path);
}

/** Writes beside the final name and renames, so that a reader never sees half a file and a failure leaves none. */
export async function writeAtomically(path: string, bytes: Uint8Array): Promise<void> {
  const temporary = temporaryBeside(path);
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
