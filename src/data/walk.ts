// Lists image files below a directory without blocking: opendir in blocks, links by (device, inode).
import type { Dirent } from 'node:fs';
import { lstat, opendir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ImagePipelineError, makeError } from '../errors.js';
import { decodeName, isImageName } from './file-names.js';
import { errnoOf, fsError } from './fs-error.js';
import type { Pacer } from './pacer.js';
import type { DatasetReport } from './report.js';

/** Names a directory read returns at a time; 1024 keeps the loop free (3 ms) and is as fast as reading it whole. */
const READ_BLOCK = 1024;

export interface WalkContext {
  owner: string;
  followLinks: boolean;
  pacer: Pacer;
  report: DatasetReport;
  /** Takes files that look like images and are none; throws where they are not to be tolerated. */
  reject(error: ImagePipelineError, path: string): void;
}

/** Names of the entries of one directory, one character per byte. */
export interface Listing {
  files: string[];
  directories: string[];
}

/** A directory and how it was reached. */
export interface Visit {
  path: string;
  /** (device, inode) of the directories from the root to this one. */
  trail: readonly string[];
}

/** Entries of a directory, unsorted: image files and directories, links resolved, hidden ones skipped. */
export async function listDirectory(context: WalkContext, visit: Visit): Promise<Listing> {
  const listing: Listing = { files: [], directories: [] };
  const { skipped } = context.report;
  try {
    const entries = await opendir(visit.path, { encoding: 'latin1', bufferSize: READ_BLOCK });
    for await (const entry of entries) {
      if (context.pacer.due()) await context.pacer.rest();
      if (entry.name.startsWith('.')) skipped.hidden++;
      else if (entry.isFile() && !isImageName(entry.name)) skipped.suffix++;
      else if (entry.isFile()) listing.files.push(entry.name);
      else if (entry.isDirectory()) listing.directories.push(entry.name);
      else await addSpecial(context, visit, entry, listing);
    }
  } catch (error) {
    throw errnoOf(error).startsWith('E_') || errnoOf(error) === '' ? error : fsError(context.owner, visit.path, error);
  }
  return listing;
}

/** Links, pipes, sockets, devices, and entries whose kind the file system did not say. */
async function addSpecial(context: WalkContext, visit: Visit, entry: Dirent, listing: Listing): Promise<void> {
  const { owner, followLinks, report } = context;
  const isImage = isImageName(entry.name);
  const path = join(visit.path, decodeName(owner, entry.name));
  // stat() of a pipe or socket opens nothing, so it cannot block.
  const target = await stat(path).catch((error: unknown) => error as NodeJS.ErrnoException);
  if (target instanceof Error) {
    if (isImage) context.reject(fsError(owner, path, target), path);
    else report.skipped.suffix++;
    return;
  }
  const isLink = entry.isSymbolicLink() || (await lstat(path)).isSymbolicLink();
  if (target.isDirectory()) {
    if (!isLink || followLinks) listing.directories.push(entry.name);
    else report.skipped.links++;
  } else if (!isImage) report.skipped.suffix++;
  else if (target.isFile()) listing.files.push(entry.name);
  else
    context.reject(makeError('E_NOT_FILE', `${owner}: ${JSON.stringify(path)} is not a regular file`, { path }), path);
}

/** (device, inode) of a directory. */
export async function identityOf(owner: string, path: string): Promise<string> {
  try {
    const { dev, ino } = await stat(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch (error) {
    throw fsError(owner, path, error);
  }
}

/** The visit of a subdirectory. Throws E_LINK_LOOP when it is one of those on the way to it. */
export async function enter(context: WalkContext, visit: Visit, path: string): Promise<Visit> {
  if (!context.followLinks) return { path, trail: visit.trail };
  const identity = await identityOf(context.owner, path);
  if (visit.trail.includes(identity)) {
    throw makeError('E_LINK_LOOP', `${context.owner}: ${JSON.stringify(path)} leads back to a directory above it`, {
      path,
    });
  }
  return { path, trail: [...visit.trail, identity] };
}
