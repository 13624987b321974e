// Several files that belong together: all of them new, or, after an error, all as they were.
import { copyFile, type FileHandle, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errnoOf, fsWriteError } from '../data/fs-error.js';
import { ImagePipelineError } from '../errors.js';
import { makeDirectory, temporaryBeside } from '../files.js';

export interface NewFile {
  path: string;
  write(file: FileHandle): Promise<void>;
}

/**
 * Writes all files beside their final names, brings them to the disk, and renames them in this order. They are in one
 * directory, which is made when it is missing.
 */
export async function replaceFiles(owner: string, files: readonly NewFile[]): Promise<void> {
  const directory = dirname((files[0] as NewFile).path);
  await makeDirectory(owner, directory);
  const steps = files.map(({ path, write }) => ({
    path,
    write,
    temporary: temporaryBeside(path),
    old: temporaryBeside(path),
  }));
  const replaced: typeof steps = [];
  const attempt = (path: string, work: () => Promise<void>) => work().catch((cause) => fail(owner, path, cause));
  try {
    for (const { path, write, temporary } of steps) await attempt(path, () => writeToDisk(temporary, write));
    for (const step of steps) {
      await attempt(step.path, () => keepOld(step.path, step.old));
      await attempt(step.path, () => rename(step.temporary, step.path));
      replaced.push(step);
    }
  } catch (error) {
    for (const { path, old } of replaced) await rename(old, path).catch(() => rm(path, { force: true }));
    throw error;
  } finally {
    for (const { temporary, old } of steps) {
      await rm(temporary, { force: true }).catch(() => undefined);
      await rm(old, { force: true }).catch(() => undefined);
    }
  }
  await syncDirectory(directory);
}

async function writeToDisk(path: string, write: NewFile['write']): Promise<void> {
  const file = await open(path, 'wx');
  try {
    await write(file);
    // Else a crash of the machine could leave the new name with no content.
    await file.sync();
  } finally {
    await file.close();
  }
}

/** A second name for the file that is there, if any. */
async function keepOld(path: string, old: string): Promise<void> {
  try {
    await link(path, old).catch((cause) => {
      if (errnoOf(cause) === 'ENOENT') throw cause;
      // Not every file system has links.
      return copyFile(path, old);
    });
  } catch (cause) {
    if (errnoOf(cause) !== 'ENOENT') throw cause;
  }
}

/** Brings the new names to the disk, where the system can. */
async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r').catch(() => undefined);
  await directory?.sync().catch(() => undefined);
  await directory?.close();
}

/** What is no error of the file system comes from the layer that is being written. */
function fail(owner: string, path: string, cause: unknown): never {
  const isOurs = cause instanceof ImagePipelineError || errnoOf(cause) === '';
  throw isOurs ? cause : fsWriteError(owner, 'cannot write', path, cause);
}
