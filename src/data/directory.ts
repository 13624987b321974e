// ImagePipeline.fromDirectory: a data set of the image files below a directory.
import { join } from 'node:path';
import { makeError } from '../errors.js';
import { invalid, isList, parseBoolean, parseEnum, type RawOptions, readOptions, show } from '../options.js';
import { parseClassNames } from './class-names.js';
import type { ImageDataset } from './dataset.js';
import {
  DATASET_OPTIONS,
  type DatasetOptions,
  type ParsedDatasetOptions,
  parseDatasetOptions,
} from './dataset-options.js';
import { Fingerprint } from './fingerprint.js';
import type { DatasetHost } from './host.js';
import { type DirectoryIndex, indexClasses, indexTree, noImages } from './index-directory.js';
import { classLabels, type LabelColumn } from './labels.js';
import { makeDatasets } from './make-datasets.js';
import { findMasks } from './mask-files.js';
import { Pacer } from './pacer.js';
import { DatasetReport } from './report.js';
import type { SampleList } from './samples.js';
import type { WalkContext } from './walk.js';

const OWNER = 'fromDirectory';
const LABEL_MODES = ['int', 'categorical', 'binary'] as const;
const OPTIONS = ['labels', 'labelMode', 'classNames', 'masks', 'followLinks', ...DATASET_OPTIONS];

export type LabelMode = 'int' | 'categorical' | 'binary';

/** Options of ImagePipeline.fromDirectory(). */
export interface DirectoryOptions extends DatasetOptions {
  /**
   * 'inferred' (default): the class of a file is its directory below the root. null: no labels. An array of integers:
   * one for each file of the whole tree, in order of path.
   */
  labels?: 'inferred' | null | ArrayLike<number>;
  /** 'int' (default): int32 [b]; 'binary': float32 [b, 1]; 'categorical': float32 [b, classes]; null: no labels. */
  labelMode?: LabelMode | null;
  /** Which class directories to use, in this order; default: all, sorted. For inferred labels only. */
  classNames?: readonly string[];
  /**
   * Directory of segmentation masks, one for each image under the same relative path, whatever its extension: PNG, TIFF,
   * WebP or BMP without loss, whose class numbers are read as they are stored. A mask is as large as its image.
   */
  masks?: string | null;
  /** Visits directories that links point to; default false. Links to files are always read. */
  followLinks?: boolean;
}

interface ParsedDirectoryOptions extends ParsedDatasetOptions {
  labels: 'inferred' | null | ArrayLike<unknown>;
  labelMode: LabelMode | null;
  classNames: readonly string[] | null;
  masks: string | null;
  followLinks: boolean;
}

export function createDirectoryDataset(
  host: DatasetHost,
  directory: string,
  options: DirectoryOptions & { subset: 'both' },
): Promise<[training: ImageDataset, validation: ImageDataset]>;
export function createDirectoryDataset(
  host: DatasetHost,
  directory: string,
  options?: DirectoryOptions,
): Promise<ImageDataset>;
export async function createDirectoryDataset(
  host: DatasetHost,
  directory: string,
  options?: DirectoryOptions,
): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
  if (typeof directory !== 'string' || directory === '') {
    throw invalid(OWNER, 'directory', 'a path', directory, 'E_TYPE');
  }
  const parsed = parseOptions(readOptions(OWNER, options, OPTIONS));
  parsed.signal?.throwIfAborted();
  const pacer = new Pacer(parsed.signal);
  const samples = await listSamples(directory, parsed, pacer);
  return await makeDatasets(host, samples, parsed, pacer);
}

function parseOptions(raw: RawOptions): ParsedDirectoryOptions {
  const labels = parseLabels(raw.labels);
  const classNames = parseClassNames(OWNER, raw.classNames);
  if (classNames !== null && labels !== 'inferred') {
    throw makeError('E_CONFLICT', `${OWNER}: classNames can only be given with labels: 'inferred'`);
  }
  const noLabels = labels === null || raw.labelMode === null;
  return {
    ...parseDatasetOptions(OWNER, raw),
    labels,
    labelMode: noLabels ? null : parseEnum<LabelMode>(OWNER, 'labelMode', raw.labelMode, LABEL_MODES, 'int'),
    classNames,
    masks: parseMasks(raw.masks),
    followLinks: parseBoolean(OWNER, 'followLinks', raw.followLinks, false),
  };
}

function parseLabels(value: unknown): ParsedDirectoryOptions['labels'] {
  if (value === undefined || value === 'inferred') return 'inferred';
  if (value === null) return null;
  if (isList(value)) return value;
  throw invalid(OWNER, 'labels', "'inferred', null or an array of integers", value, 'E_TYPE');
}

function parseMasks(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value !== 'string' || value === '') throw invalid(OWNER, 'masks', 'a path', value, 'E_TYPE');
  return value;
}

async function listSamples(directory: string, options: ParsedDirectoryOptions, pacer: Pacer): Promise<SampleList> {
  const report = new DatasetReport();
  const context = walkContext(options, pacer, report);
  const index =
    options.labels === 'inferred'
      ? await indexClasses(context, directory, options.classNames)
      : withLabels(await indexTree(context, directory), options.labels);
  const { names, classNames, classes } = index;
  if (names.length === 0) throw noImages(OWNER, directory);
  report.samples = names.length;
  const masks = options.masks === null ? null : await findMasks(context, options.masks, names);
  const pathOf = (position: number) => join(directory, names.at(position));
  return {
    owner: OWNER,
    count: names.length,
    path: pathOf,
    source: (position) => ({ path: pathOf(position), ...companionsOf(options.masks, masks?.[position]) }),
    drawIndex: (position) => position,
    labels: encodeLabels(options.labelMode, index),
    classes: options.labelMode === null ? null : classes,
    classNames,
    weights: null,
    fingerprint: await fingerprintOf(index, masks ?? [], options.labelMode, pacer),
    report,
  };
}

function companionsOf(directory: string | null, mask: string | undefined) {
  return directory === null || mask === undefined ? {} : { companions: { mask: join(directory, mask) } };
}

function walkContext(
  { followLinks, onError }: ParsedDirectoryOptions,
  pacer: Pacer,
  report: DatasetReport,
): WalkContext {
  return {
    owner: OWNER,
    followLinks,
    pacer,
    report,
    reject(error, path) {
      if (onError === 'throw') throw error;
      report.noteFailure({ path, index: -1, epoch: -1, code: error.code, message: error.message });
    },
  };
}

/** The index with the caller's labels, one for each file. */
function withLabels(index: DirectoryIndex, labels: ArrayLike<unknown> | null): DirectoryIndex {
  if (labels === null) return index;
  if (labels.length !== index.names.length) {
    throw makeError('E_LABEL', `${OWNER}: labels has ${labels.length} elements for ${index.names.length} image files`);
  }
  const classes = new Int32Array(labels.length);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i];
    if (!(typeof label === 'number' && Number.isInteger(label) && label >= 0 && label < 2 ** 31)) {
      throw makeError('E_LABEL', `${OWNER}: labels[${i}] must be an integer within 0..2^31-1; received ${show(label)}`);
    }
    classes[i] = label;
  }
  const distinct = [...new Set(classes)].sort((a, b) => a - b);
  return { ...index, classes, classNames: distinct.map(String) };
}

function encodeLabels(mode: LabelMode | null, { classes, classNames }: DirectoryIndex): LabelColumn | null {
  if (mode === null || classes === null) return null;
  const column = classLabels(OWNER, mode, classes, classNames);
  const outside = mode === 'int' ? -1 : classes.findIndex((label) => label >= classNames.length);
  if (outside === -1) return column;
  throw makeError(
    'E_LABEL',
    `${OWNER}: labels[${outside}] is ${classes[outside]}; labelMode '${mode}' with ${classNames.length} distinct labels ` +
      `needs 0..${classNames.length - 1}`,
  );
}

async function fingerprintOf(
  index: DirectoryIndex,
  masks: readonly string[],
  mode: LabelMode | null,
  pacer: Pacer,
): Promise<string> {
  const fingerprint = new Fingerprint();
  fingerprint.addText(JSON.stringify([OWNER, mode, index.classNames]));
  for (const paths of index.names.blocks()) {
    fingerprint.addTexts(paths);
    if (pacer.due()) await pacer.rest();
  }
  for (const path of masks) {
    fingerprint.addText(path);
    if (pacer.due()) await pacer.rest();
  }
  if (index.classes) fingerprint.addNumbers(index.classes);
  return fingerprint.digest();
}
