// The files and classes of a directory, in Keras order: classes by name; below each, directories by path, files by name.
import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ImagePipelineError, makeError } from '../errors.js';
import { show } from '../options.js';
import { decodeName, IMAGE_SUFFIXES } from './file-names.js';
import { NameList, type PackedNames, packNames } from './name-list.js';
import { lookalikes } from './report.js';
import { sortPaced } from './sort.js';
import { enter, identityOf, listDirectory, type Visit, type WalkContext } from './walk.js';

export interface DirectoryIndex {
  /** Paths relative to the directory, with '/', in order. */
  names: NameList;
  classNames: string[];
  /** Class of each name, as many as names; null without classes. */
  classes: Int32Array | null;
}

/** The error of a directory whose index is empty. */
export function noImages(owner: string, directory: string): ImagePipelineError {
  const endings = IMAGE_SUFFIXES.join(', ');
  return makeError(
    'E_NO_IMAGES',
    `${owner}: no images in ${show(directory)}; looked for names that end in ${endings}`,
    {
      path: directory,
    },
  );
}

/** Every image below `directory`, root included, as one list without classes. */
export async function indexTree(context: WalkContext, directory: string): Promise<DirectoryIndex> {
  const root = await openRoot(context, directory);
  const names = new NameList();
  await collect(context, root, '', names);
  return { names, classNames: [], classes: null };
}

/** The images of each class directory. `wanted` names the classes and their order; null = all, sorted. */
export async function indexClasses(
  context: WalkContext,
  directory: string,
  wanted: readonly string[] | null,
): Promise<DirectoryIndex> {
  const root = await openRoot(context, directory);
  const found = await classDirectories(context, root);
  const classNames = wanted === null ? found : requireKnown(context.owner, wanted, found);
  const names = new NameList();
  const counts: number[] = [];
  for (const className of classNames) {
    const visit = await enter(context, root, join(root.path, className));
    const before = names.length;
    await collect(context, visit, `${className}/`, names);
    counts.push(names.length - before);
  }
  context.report.emptyClasses = classNames.filter((_, index) => counts[index] === 0);
  context.report.lookalikeClasses = lookalikes(classNames);
  return { names, classNames: [...classNames], classes: classesOf(counts) };
}

/** The class of every file, when the files of a class follow each other; `counts` says how many each class has. */
export function classesOf(counts: readonly number[]): Int32Array {
  const classes = new Int32Array(counts.reduce((sum, count) => sum + count, 0));
  let end = 0;
  counts.forEach((count, index) => {
    classes.fill(index, end, end + count);
    end += count;
  });
  return classes;
}

async function openRoot({ owner }: WalkContext, directory: string): Promise<Visit> {
  const found = await stat(directory).catch((cause: unknown) => {
    throw makeError('E_NOT_DIR', `${owner}: directory ${JSON.stringify(directory)} cannot be read`, {
      path: directory,
      cause,
    });
  });
  if (!found.isDirectory()) {
    throw makeError('E_NOT_DIR', `${owner}: ${JSON.stringify(directory)} is not a directory`, { path: directory });
  }
  return { path: directory, trail: await identitiesUpwards(owner, await realpath(directory)) };
}

/** The directory and all above it: a link to any of them makes a loop. */
async function identitiesUpwards(owner: string, path: string): Promise<string[]> {
  const parent = dirname(path);
  const above = parent === path ? [] : await identitiesUpwards(owner, parent);
  return [...above, await identityOf(owner, path)];
}

/** Keras takes links to directories as classes, whatever followLinks says; links upwards are none. */
async function classDirectories(context: WalkContext, root: Visit): Promise<string[]> {
  const { directories } = await listDirectory({ ...context, followLinks: true, reject: () => {} }, root);
  const names = (await sortPaced(directories, context.pacer)).map((name) => decodeName(context.owner, name));
  if (context.followLinks) return names;
  const classNames: string[] = [];
  for (const name of names) {
    if (root.trail.includes(await identityOf(context.owner, join(root.path, name)))) context.report.skipped.links++;
    else classNames.push(name);
  }
  return classNames;
}

function requireKnown(owner: string, wanted: readonly string[], found: readonly string[]): readonly string[] {
  const known = new Set(found);
  const unknown = wanted.filter((name) => !known.has(name));
  if (unknown.length === 0) return wanted;
  throw makeError(
    'E_UNKNOWN_CLASS',
    `${owner}: classNames ${show(unknown)} have no directory; the directories are ${show(found)}`,
  );
}

/** Appends the names of all images below `top` to `names`, each with `prefix` in front. */
async function collect(context: WalkContext, top: Visit, prefix: string, names: NameList): Promise<void> {
  const { owner, pacer } = context;
  const decode = (name: string) => decodeName(owner, name);
  const filesBelow = new Map<string, PackedNames>();
  const queue: { visit: Visit; relative: string }[] = [{ visit: top, relative: '' }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { visit, relative } = next;
    const { files, directories } = await listDirectory(context, visit);
    if (files.length > 0) filesBelow.set(relative, await packNames(await sortPaced(files, pacer), decode, pacer));
    for (const name of directories) {
      const path = join(visit.path, decode(name));
      queue.push({
        visit: await enter(context, visit, path),
        relative: relative === '' ? name : `${relative}/${name}`,
      });
    }
  }
  for (const relative of await sortPaced([...filesBelow.keys()], pacer)) {
    const start = relative === '' ? prefix : `${prefix}${decode(relative)}/`;
    names.add(start, filesBelow.get(relative) as PackedNames);
    if (pacer.due()) await pacer.rest();
  }
}
