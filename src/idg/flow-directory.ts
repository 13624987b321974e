// flowFromDirectory(): batches of the image files below a directory, a folder per class.
import { join, relative } from 'node:path';
import { parseClassNames } from '../data/class-names.js';
import { type DirectoryIndex, indexClasses, noImages } from '../data/index-directory.js';
import { Pacer } from '../data/pacer.js';
import { DatasetReport } from '../data/report.js';
import type { SampleList } from '../data/samples.js';
import { invalid, parseBoolean, parseEnum, readOptions } from '../options.js';
import { FILE_FLOW_OPTIONS, type FileFlowOptions, parseFiles } from './file-options.js';
import { type FlowHost, makeIterator, type ParsedFlow, parseFlow, subsetRange } from './flow.js';
import { indexAsKeras } from './index-files.js';
import type { ImageDataIterator } from './iterator.js';
import { type ClassMode, labelsOf } from './labels.js';
import type { ParsedOptions } from './options.js';

const OWNER = 'flowFromDirectory';
const CLASS_MODES = ['categorical', 'binary', 'sparse', 'input'] as const;
const HASH_LIMIT = 1e7;

/** Options of ImageDataGenerator.flowFromDirectory(). */
export interface FlowDirectoryOptions extends FileFlowOptions {
  /** Which class directories to use, in this order; default: all, sorted. */
  classes?: readonly string[] | null;
  /**
   * 'categorical' (default): one-hot float32 [b, classes]; 'binary': float32 [b, 1]; 'sparse': int32 [b]; 'input': the
   * images themselves; null: no labels. With `compat` 'binary' and 'sparse' are float32 [b].
   */
  classMode?: 'categorical' | 'binary' | 'sparse' | 'input' | null;
  /** Visits directories that links point to; default false. */
  followLinks?: boolean;
}

export async function flowDirectory(
  host: FlowHost,
  directory: unknown,
  options: FlowDirectoryOptions = {},
): Promise<ImageDataIterator> {
  if (typeof directory !== 'string' || directory === '')
    throw invalid(OWNER, 'directory', 'a path', directory, 'E_TYPE');
  const { compat } = host.options;
  const raw = readOptions(OWNER, options, [...FILE_FLOW_OPTIONS, 'classes', 'classMode', 'followLinks']);
  const flow = parseFlow(OWNER, raw, host.options);
  const { channels, resize } = parseFiles(OWNER, raw, compat);
  const classMode: ClassMode | 'input' | null =
    raw.classMode === null ? null : parseEnum(OWNER, 'classMode', raw.classMode, CLASS_MODES, 'categorical');
  const classes = parseClassNames(OWNER, raw.classes, 'classes');
  const followLinks = parseBoolean(OWNER, 'followLinks', raw.followLinks, false);
  const index = compat
    ? await indexAsKeras(OWNER, directory, classes, followLinks)
    : await indexAsData(directory, classes, followLinks);
  const samples = listSamples(directory, index, classMode, host.options);
  return makeIterator(host, flow, {
    samples,
    members: membersOf(index, flow, host.options),
    imageShape: [resize.height, resize.width, channels],
    resize,
    classMode,
    hashLimit: HASH_LIMIT,
    filenameOf: (path) => relative(directory, path),
  });
}

/** As fromDirectory() finds them. */
async function indexAsData(directory: string, classes: readonly string[] | null, followLinks: boolean) {
  const context = {
    owner: OWNER,
    followLinks,
    pacer: new Pacer(undefined),
    report: new DatasetReport(),
    reject(error: unknown) {
      throw error;
    },
  };
  const index = await indexClasses(context, directory, classes);
  if (index.names.length > 0) return index;
  throw noImages(OWNER, directory);
}

function listSamples(
  directory: string,
  { names, classNames, classes }: DirectoryIndex,
  classMode: ClassMode | 'input' | null,
  { compat }: ParsedOptions,
): SampleList {
  const path = (position: number) => join(directory, names.at(position));
  const labelled = classMode !== null && classMode !== 'input';
  return {
    owner: OWNER,
    count: names.length,
    path,
    source: (position) => ({ path: path(position) }),
    drawIndex: (position) => position,
    labels: labelled ? labelsOf(OWNER, classMode, classes as Int32Array, classNames, compat) : null,
    classes,
    classNames,
    weights: null,
    fingerprint: '',
    report: new DatasetReport(),
  };
}

/** The head of each class validates. */
function membersOf({ classes }: DirectoryIndex, flow: ParsedFlow, options: ParsedOptions): Uint32Array | null {
  if (flow.subset === undefined || classes === null) return null;
  const members: number[] = [];
  for (let first = 0; first < classes.length; ) {
    let end = first;
    while (end < classes.length && classes[end] === classes[first]) end++;
    const [from, to] = subsetRange(end - first, flow, options);
    for (let i = from; i < to; i++) members.push(first + i);
    first = end;
  }
  return Uint32Array.from(members);
}
