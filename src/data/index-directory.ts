// The files and classes of a directory, in Keras order: classes by name; below each, directories by path, files by name.
import { realpath, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type ImagePipelineError, makeError } from '../errors.js';
import { show } from '../options.js';
import { decodeName, IMAGE_SUFFIXES } from './file-names.js';
import { lookalikes } from './report.js';
import { sortPaced } from './sort.js';
import { enter, identityOf, listDirectory, type Visit, type WalkContext } from './walk.js';

export interface DirectoryIndex {
  /** Paths relative to the directory, with '/', in order. */
  names: string[];
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
  return { names: await collect(context, root, ''), classNames: [], classes: null };
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
  const names: string[] = [];
  const counts: number[] = [];
  for (const className of classNames) {
    const visit = await enter(context, root, join(root.path, className));
    const files = await collect(context, visit, `${className}/`);
    for (const name of files) names.push(name);
    counts.push(files.length);
  }
  const classes = new Int32Array(names.length);
  let end = 0;
  counts.forEach((count, index) => {
    classes.fill(index, end, end + count);
    end += count;
  });
  context.report.emptyClasses = classNames.filter((_, index) => counts[index] === 0);
  context.report.lookalikeClasses = lookalikes(classNames);
  return { names, classNames: [...classNames], classes };
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

/** Names of all images below `top`, each with `prefix` in front. */
async function collect(context: WalkContext, top: Visit, prefix: string): Promise<string[]> {
  const filesBelow = new Map<string, string[]>();
  const queue: { visit: Visit; relative: string }[] = [{ visit: top, relative: '' }];
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { visit, relative } = next;
    const { files, directories } = await listDirectory(context, visit);
    if (files.length > 0) filesBelow.set(relative, files);
    for (const name of directories) {
      const path = join(visit.path, decodeName(context.owner, name));
      queue.push({
        visit: await enter(context, visit, path),
        relative: relative === '' ? name : `${relative}/${name}`,
      });
    }
  }
  const names: string[] = [];
  for (const relative of await sortPaced([...filesBelow.keys()], context.pacer)) {
    const start = relative === '' ? prefix : `${prefix}${decodeName(context.owner, relative)}/`;
    for (const file of await sortPaced(filesBelow.get(relative) as string[], context.pacer)) {
      names.push(start + decodeName(context.owner, file));
      if (context.pacer.due()) await context.pacer.rest();
    }
  }
  return names;
}
