// The files of a directory as keras-preprocessing finds them: hidden ones too, by endings without a dot.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { fsError } from '../data/fs-error.js';
import { classesOf, type DirectoryIndex } from '../data/index-directory.js';
import { NameList, packNames } from '../data/name-list.js';
import { Pacer } from '../data/pacer.js';
import { byCodePoint } from '../data/sort.js';
import { makeError } from '../errors.js';

const ENDINGS = ['png', 'jpg', 'jpeg', 'bmp', 'ppm', 'tif', 'tiff'] as const;

/** True for 'photo.PNG', and for 'photopng'. */
export function endsLikeImage(name: string): boolean {
  const lower = name.toLowerCase();
  return ENDINGS.some((ending) => lower.endsWith(ending));
}

/** Classes are the directories below `directory`, sorted, or those of `wanted` that exist; the others are empty. */
export async function indexAsKeras(
  owner: string,
  directory: string,
  wanted: readonly string[] | null,
  followLinks: boolean,
): Promise<DirectoryIndex> {
  const root = await stat(directory).catch(() => undefined);
  if (!root?.isDirectory()) {
    throw makeError('E_NOT_DIR', `${owner}: ${JSON.stringify(directory)} is not a directory`, { path: directory });
  }
  const found: string[] = [];
  for (const name of await list(owner, directory)) {
    if ((await stat(join(directory, name)).catch(() => undefined))?.isDirectory()) found.push(name);
  }
  const classNames = wanted === null ? found : [...wanted];
  const names = new NameList();
  const counts: number[] = [];
  for (const className of classNames) {
    const before = names.length;
    if (found.includes(className)) await collect(owner, directory, className, followLinks, names);
    counts.push(names.length - before);
  }
  return { names, classNames, classes: classesOf(counts) };
}

/** Appends the image files below `top`, a path relative to `root`: directories by path, files by name. */
async function collect(owner: string, root: string, top: string, followLinks: boolean, names: NameList): Promise<void> {
  const filesOf = new Map<string, string[]>();
  const queue = [top];
  const seen = new Set<string>();
  for (let folder = queue.pop(); folder !== undefined; folder = queue.pop()) {
    const path = join(root, folder);
    if (followLinks && repeats(seen, await stat(path, { bigint: true }))) {
      throw makeError('E_LINK_LOOP', `${owner}: ${JSON.stringify(path)} leads back to a directory above it`, { path });
    }
    const files: string[] = [];
    for (const entry of await readdir(path, { withFileTypes: true })) {
      const isLink = entry.isSymbolicLink();
      const target = isLink ? await stat(join(path, entry.name)).catch(() => undefined) : entry;
      if (!target?.isDirectory()) files.push(entry.name);
      else if (!isLink || followLinks) queue.push(`${folder}/${entry.name}`);
    }
    filesOf.set(folder, files.filter(endsLikeImage).sort(byCodePoint));
  }
  const folders = [...filesOf.keys()].sort(byCodePoint);
  const pacer = new Pacer();
  for (const folder of folders) {
    names.add(`${folder}/`, await packNames(filesOf.get(folder) as string[], (name) => name, pacer));
  }
}

function repeats(seen: Set<string>, { dev, ino }: { dev: bigint; ino: bigint }): boolean {
  const identity = `${dev}:${ino}`;
  return seen.size === seen.add(identity).size;
}

async function list(owner: string, directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).sort(byCodePoint);
  } catch (error) {
    throw fsError(owner, directory, error);
  }
}
