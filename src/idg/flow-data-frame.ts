// flowFromDataFrame(): batches of the image files that the rows of a frame name.
import { relative } from 'node:path';
import type { DataFrame } from '../data/data-frame.js';
import { listFrame, type TargetMode } from '../data/list-frame.js';
import { Pacer } from '../data/pacer.js';
import type { SampleList } from '../data/samples.js';
import { byCodePoint } from '../data/sort.js';
import { openTable } from '../data/table.js';
import {
  everyEntry,
  invalid,
  isList,
  parseBoolean,
  parseEnum,
  parseOptionalText,
  parseText,
  readOptions,
} from '../options.js';
import { FILE_FLOW_OPTIONS, type FileFlowOptions, parseFiles } from './file-options.js';
import { type FlowHost, makeIterator, parseFlow, rangeMembers, subsetRange } from './flow.js';
import { endsLikeImage } from './index-files.js';
import type { ImageDataIterator } from './iterator.js';
import { labelsOf } from './labels.js';
import type { Compat } from './options.js';

const OWNER = 'flowFromDataFrame';
const HASH_LIMIT = 1e7;
const OPTIONS = [
  ...FILE_FLOW_OPTIONS,
  'directory',
  'xCol',
  'yCol',
  'weightCol',
  'classes',
  'classMode',
  'validateFilenames',
  'allowOutside',
];

const CLASS_MODES = ['categorical', 'binary', 'sparse', 'raw', 'multiOutput', 'input', 'other'] as const;
type FrameClassMode = (typeof CLASS_MODES)[number];

/** Options of ImageDataGenerator.flowFromDataFrame(). */
export interface FlowDataFrameOptions extends FileFlowOptions {
  /** Directory of the files; names may not lead out of it. Without one, names are paths as they are. */
  directory?: string | null;
  /** Column of file names; default 'filename'. */
  xCol?: string;
  /** Column of labels; several for 'multiOutput'. Default 'class'. */
  yCol?: string | readonly string[];
  /** Column of sample weights; default none. */
  weightCol?: string | null;
  /** Classes and, but for 'idg-1.1', their order; rows of other classes are left out. Default: all, sorted. */
  classes?: readonly string[] | null;
  /**
   * 'categorical' (default): float32 [b, classes], several ones for lists; 'binary': float32 [b, 1]; 'sparse': int32 [b];
   * 'raw' ('other'): numbers as float32 [b] or [b, n]; 'multiOutput': raw labels of each column of yCol; 'input': the
   * images themselves; null: no labels. With `compat` 'binary' and 'sparse' are float32 [b].
   */
  classMode?: FrameClassMode | null;
  /** Leaves out rows whose file does not exist or does not end like an image; default true. */
  validateFilenames?: boolean;
  /** Lets names lead out of `directory`; default false. */
  allowOutside?: boolean;
}

export async function flowDataFrame(
  host: FlowHost,
  frame: DataFrame,
  options: FlowDataFrameOptions = {},
): Promise<ImageDataIterator> {
  const { compat } = host.options;
  const raw = readOptions(OWNER, options, OPTIONS);
  const flow = parseFlow(OWNER, raw, host.options);
  const { channels, resize } = parseFiles(OWNER, raw, compat);
  const classMode = parseClassMode(raw.classMode);
  const targetMode = targetModeOf(classMode);
  const directory = parseOptionalText(OWNER, 'directory', raw.directory);
  const pacer = new Pacer(undefined);
  const listed = await listFrame(
    OWNER,
    await openTable(OWNER, frame, pacer),
    {
      directory,
      dataColumn: parseText(OWNER, 'xCol', raw.xCol ?? 'filename'),
      targetColumns: parseTargets(raw.yCol ?? 'class', targetMode),
      weightColumn: parseOptionalText(OWNER, 'weightCol', raw.weightCol),
      targetMode,
      classNames: usesClasses(targetMode) ? parseClasses(raw.classes, compat) : null,
      validateFilenames: parseBoolean(OWNER, 'validateFilenames', raw.validateFilenames, true),
      allowOutside: parseBoolean(OWNER, 'allowOutside', raw.allowOutside, false),
      channels,
      ...(compat ? { accepts: endsLikeImage } : {}),
    },
    pacer,
  );
  const range = subsetRange(listed.count, flow, host.options);
  return makeIterator(host, flow, {
    samples: relabelled(listed, classMode, compat),
    members: flow.subset ? rangeMembers(range) : null,
    imageShape: [resize.height, resize.width, channels],
    resize,
    classMode,
    hashLimit: HASH_LIMIT,
    filenameOf: (path) => (directory === null ? path : relative(directory, path)),
  });
}

function parseClassMode(value: unknown): FrameClassMode | null {
  if (value === null) return null;
  const mode = parseEnum<FrameClassMode>(OWNER, 'classMode', value, CLASS_MODES, 'categorical');
  return mode === 'other' ? 'raw' : mode;
}

function targetModeOf(mode: FrameClassMode | null): TargetMode | null {
  if (mode === null || mode === 'input') return null;
  if (mode === 'sparse') return 'int';
  return mode === 'other' ? 'raw' : mode;
}

function usesClasses(mode: TargetMode | null): boolean {
  return mode === 'categorical' || mode === 'binary' || mode === 'int';
}

/** Doubles count once; keras-preprocessing 1.1 sorts. */
function parseClasses(value: unknown, compat: Compat | null): readonly string[] | null {
  if (value === undefined || value === null) return null;
  if (!isList(value) || value.length === 0 || !everyEntry(value, (name) => typeof name === 'string')) {
    throw invalid(OWNER, 'classes', 'an array of names', value, 'E_TYPE');
  }
  const names = [...new Set(Array.from(value as ArrayLike<string>))];
  return compat === 'idg-1.1' ? names.sort(byCodePoint) : names;
}

function parseTargets(value: unknown, mode: TargetMode | null): readonly string[] {
  if (mode === null) return [];
  if (mode !== 'multiOutput') return [parseText(OWNER, 'yCol', value)];
  if (!isList(value) || value.length === 0 || typeof value === 'string') {
    throw invalid(OWNER, 'yCol', "an array of columns with classMode 'multiOutput'", value, 'E_TYPE');
  }
  return Array.from(value as ArrayLike<unknown>, (name) => parseText(OWNER, 'yCol', name));
}

/** With `compat` the class numbers in the form that keras-preprocessing gives them. */
function relabelled(list: SampleList, mode: FrameClassMode | null, compat: Compat | null): SampleList {
  if (compat === null || list.classes === null || (mode !== 'binary' && mode !== 'sparse')) return list;
  return { ...list, labels: labelsOf(OWNER, mode, list.classes, list.classNames, compat) };
}
