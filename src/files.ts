// What everything that writes files shares.
import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fsWriteError } from './data/fs-error.js';

export async function makeDirectory(owner: string, path: string): Promise<void> {
  await mkdir(path, { recursive: true }).catch((cause) => {
    throw fsWriteError(owner, 'cannot make the directory', path, cause);
  });
}

/** A hidden name in the same directory, so that a rename stays within the file system. */
export function temporaryBeside(path: string): string {
  return join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
}
