// The data column of a frame: file names, checked and resolved, or images in memory.
import { lstat, realpath, stat } from 'node:fs/promises';
import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { makeError } from '../errors.js';
import { show } from '../options.js';
import type { Image } from '../types.js';
import { isImageName } from './file-names.js';
import { fsError } from './fs-error.js';
import type { Pacer } from './pacer.js';
import type { DatasetReport } from './report.js';
import type { SampleSource } from './runner.js';
import type { Column } from './table.js';

/** Rows whose files are looked at together. */
const BLOCK = 64;

export interface FileOptions {
  owner: string;
  dataColumn: string;
  directory: string | null;
  allowOutside: boolean;
  validateFilenames: boolean;
  channels: number;
  /** Whether a name ends like an image; default: as directories are searched. */
  accepts?: (name: string) => boolean;
}

/** The rows that remain, ascending, with what each holds. */
export interface FrameFiles {
  rows: number[];
  sources: SampleSource[];
}

type Verdict = 'keep' | 'missing' | 'outside';

export async function readFiles(
  options: FileOptions,
  column: Column,
  count: number,
  report: DatasetReport,
  pacer: Pacer,
): Promise<FrameFiles> {
  const files: FrameFiles = { rows: [], sources: [] };
  const seen = new Set<string>();
  const judge = await fileJudge(options);
  const { accepts = isImageName } = options;
  for (let start = 0; start < count; start += BLOCK) {
    const sources = Array.from({ length: Math.min(BLOCK, count - start) }, (_, i) =>
      readCell(options, column(start + i), start + i),
    );
    const verdicts = await Promise.all(sources.map((source) => ('path' in source ? judge(source.path) : 'keep')));
    sources.forEach((source, i) => {
      const row = start + i;
      if (verdicts[i] === 'outside') throw escapeError(options, row, (source as { path: string }).path);
      if ('path' in source && options.validateFilenames && !accepts(source.path)) report.skipped.suffix++;
      else if (verdicts[i] === 'missing' && options.validateFilenames) report.skipped.missing++;
      else {
        files.rows.push(row);
        files.sources.push(source);
        if ('path' in source && seen.size === seen.add(source.path).size) report.duplicates++;
      }
    });
    if (pacer.due()) await pacer.rest();
  }
  return files;
}

function readCell(options: FileOptions, cell: unknown, row: number): SampleSource {
  if (typeof cell === 'string') return { path: resolveName(options, cell, row) };
  if (typeof cell === 'object' && cell !== null && 'data' in cell && 'shape' in cell) {
    return { image: checkImage(options, cell as Image, row) };
  }
  const { owner, dataColumn } = options;
  throw makeError(
    'E_COLUMN',
    `${owner}: row ${row}: ${dataColumn} must be a file name or an image; received ${show(cell)}`,
  );
}

/** Reads no file: tells names that point out of the directory by their text. */
function resolveName(options: FileOptions, name: string, row: number): string {
  const { directory, allowOutside } = options;
  if (name.includes('\0')) throw escapeError(options, row, name);
  if (directory === null) return name;
  const path = resolve(directory, name);
  if (allowOutside) return path;
  const isRooted = isAbsolute(name) || /^[a-z]:/i.test(name);
  if (isRooted || !isWithin(resolve(directory), path)) throw escapeError(options, row, name);
  return path;
}

function isWithin(root: string, path: string): boolean {
  const way = relative(root, path);
  return way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function escapeError({ owner, directory }: FileOptions, row: number, name: string) {
  const place = directory === null ? 'is not a file name' : `leads out of directory ${show(directory)}`;
  return makeError('E_PATH_ESCAPE', `${owner}: row ${row}: ${show(name)} ${place}`, { path: name, index: row });
}

function checkImage({ owner, channels }: FileOptions, image: Image, row: number): Image {
  const { data, shape } = image;
  const fits =
    ArrayBuffer.isView(data) &&
    Array.isArray(shape) &&
    shape.length === 3 &&
    shape.every((size) => Number.isSafeInteger(size) && size > 0) &&
    shape[0] * shape[1] * shape[2] === data.length;
  if (!fits) throw makeError('E_COLUMN', `${owner}: row ${row}: the image's data and shape do not fit`, { index: row });
  if (shape[2] === channels) return image;
  throw makeError(
    'E_CHANNELS',
    `${owner}: row ${row}: the image has ${shape[2]} channels; colorMode asks for ${channels}`,
    {
      index: row,
    },
  );
}

/** Says of each path whether it is a file, and whether it stays in the directory once links are resolved. */
async function fileJudge(options: FileOptions): Promise<(path: string) => Promise<Verdict>> {
  const { owner, directory, allowOutside, validateFilenames } = options;
  const contained = directory !== null && !allowOutside;
  if (!contained) return validateFilenames ? isRegularFile : async () => 'keep';
  const root = await realpath(directory).catch((cause: unknown) => {
    throw fsError(owner, directory, cause);
  });
  const realDirectories = new Map<string, Promise<string | undefined>>();
  const realDirectory = (path: string) => {
    const known = realDirectories.get(path) ?? realpath(path).catch(() => undefined);
    realDirectories.set(path, known);
    return known;
  };
  return async (path) => {
    const above = await realDirectory(dirname(path));
    if (above === undefined) return 'missing';
    if (!isWithin(root, above)) return 'outside';
    const entry = await lstat(path).catch(() => undefined);
    if (!entry?.isSymbolicLink()) return entry?.isFile() ? 'keep' : 'missing';
    const target = await realpath(path).catch(() => undefined);
    if (target === undefined) return 'missing';
    return isWithin(root, target) ? isRegularFile(target) : 'outside';
  };
}

async function isRegularFile(path: string): Promise<Verdict> {
  const entry = await stat(path).catch(() => undefined);
  return entry?.isFile() ? 'keep' : 'missing';
}
