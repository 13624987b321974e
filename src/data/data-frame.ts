// ImagePipeline.fromDataFrame: a data set of the images that the rows of a frame name or hold.
import { makeError } from '../errors.js';
import {
  invalid,
  parseBoolean,
  parseEnum,
  parseOptionalText,
  parseText,
  type RawOptions,
  readOptions,
} from '../options.js';
import { parseFormat } from '../samples/formats.js';
import type { BoxFormat, BoxFormatWord } from '../samples/types.js';
import { parseClassNames } from './class-names.js';
import type { ImageDataset } from './dataset.js';
import {
  DATASET_OPTIONS,
  type DatasetOptions,
  type ParsedDatasetOptions,
  parseDatasetOptions,
} from './dataset-options.js';
import type { CompanionOptions } from './frame-companions.js';
import type { DatasetHost } from './host.js';
import { type FrameOptions, listFrame, type TargetMode } from './list-frame.js';
import { makeDatasets } from './make-datasets.js';
import { Pacer } from './pacer.js';
import { openTable } from './table.js';

const OWNER = 'fromDataFrame';
const TARGET_MODES = ['categorical', 'binary', 'int', 'raw', 'multiOutput'] as const;
const OPTIONS = [
  'directory',
  'dataColumn',
  'targetColumn',
  'weightColumn',
  'maskColumn',
  'maskDirectory',
  'boundingBoxColumn',
  'boundingBoxLabelColumn',
  'boundingBoxFormat',
  'keypointColumn',
  'targetMode',
  'classNames',
  'validateFilenames',
  'allowOutside',
  ...DATASET_OPTIONS,
];

/** Rows, columns, an apache-arrow Table, a nodejs-polars DataFrame, or the path of a CSV file with a header. */
export type DataFrame = string | object;

/** Options of ImagePipeline.fromDataFrame(). */
export interface DataFrameOptions extends DatasetOptions {
  /** Directory of the files; names may not lead out of it. Without one, names are paths as they are. */
  directory?: string | null;
  /** Column of file names or images; default 'filename'. */
  dataColumn?: string;
  /** Column of labels; several for 'multiOutput'. Default 'class'. */
  targetColumn?: string | readonly string[];
  /** Column of sample weights; default none. */
  weightColumn?: string | null;
  /** Column of the files of segmentation masks; see `masks` of fromDirectory(). Default none. */
  maskColumn?: string | null;
  /** Directory of the masks; default `directory`. Names may not lead out of it. */
  maskDirectory?: string | null;
  /**
   * Column of lists of boxes, or of their JSON text, in pixels of the file turned upright. Four columns instead hold a box
   * per row: rows that name one file are one sample, with the label, weight and mask of the first. Empty cells are no box.
   */
  boundingBoxColumn?: string | readonly [string, string, string, string] | null;
  /** Column of the boxes' labels, numbers or names: lists as the boxes, or one per row with four columns. */
  boundingBoxLabelColumn?: string | null;
  /** Format of the boxes; default `boundingBoxes.format` of the pipeline. */
  boundingBoxFormat?: BoxFormatWord;
  /** Column of lists of points [x, y] or [x, y, visibility], or of their JSON text. Default none. */
  keypointColumn?: string | null;
  /**
   * 'categorical' (default): float32 [b, classes], several ones for lists; 'binary': float32 [b, 1]; 'int': int32 [b];
   * 'raw': numbers as float32 [b] or [b, n]; 'multiOutput': raw labels of each target column; null: no labels.
   */
  targetMode?: TargetMode | null;
  /** Classes and their order; rows of other classes are left out. Default: all, sorted. */
  classNames?: readonly string[];
  /** Leaves out rows whose file does not exist or does not end like an image, counted in report; default true. */
  validateFilenames?: boolean;
  /** Lets names lead out of `directory`, by '..', absolute paths or links; default false. */
  allowOutside?: boolean;
}

export function createDataFrameDataset(
  host: DatasetHost,
  frame: DataFrame,
  options: DataFrameOptions & { subset: 'both' },
): Promise<[training: ImageDataset, validation: ImageDataset]>;
export function createDataFrameDataset(
  host: DatasetHost,
  frame: DataFrame,
  options?: DataFrameOptions,
): Promise<ImageDataset>;
export async function createDataFrameDataset(
  host: DatasetHost,
  frame: DataFrame,
  options?: DataFrameOptions,
): Promise<ImageDataset | [ImageDataset, ImageDataset]> {
  const parsed = parseOptions(readOptions(OWNER, options, OPTIONS), host.boundingBoxFormat);
  parsed.signal?.throwIfAborted();
  const pacer = new Pacer(parsed.signal);
  const table = await openTable(OWNER, frame, pacer);
  return await makeDatasets(host, await listFrame(OWNER, table, parsed, pacer), parsed, pacer);
}

function parseOptions(raw: RawOptions, format: BoxFormat | undefined): FrameOptions & ParsedDatasetOptions {
  const targetMode =
    raw.targetMode === null
      ? null
      : parseEnum<TargetMode>(OWNER, 'targetMode', raw.targetMode, TARGET_MODES, 'categorical');
  const classNames = parseClassNames(OWNER, raw.classNames);
  if (classNames !== null && (targetMode === null || targetMode === 'raw' || targetMode === 'multiOutput')) {
    throw makeError('E_CONFLICT', `${OWNER}: classNames has no meaning with targetMode ${targetMode}`);
  }
  return {
    ...parseDatasetOptions(OWNER, raw),
    directory: parseOptionalText(OWNER, 'directory', raw.directory),
    dataColumn: parseText(OWNER, 'dataColumn', raw.dataColumn ?? 'filename'),
    targetColumns: parseTargetColumns(raw.targetColumn ?? 'class', targetMode),
    weightColumn: parseOptionalText(OWNER, 'weightColumn', raw.weightColumn),
    companions: parseCompanions(raw, format),
    targetMode,
    classNames,
    validateFilenames: parseBoolean(OWNER, 'validateFilenames', raw.validateFilenames, true),
    allowOutside: parseBoolean(OWNER, 'allowOutside', raw.allowOutside, false),
  };
}

function parseCompanions(raw: RawOptions, format: BoxFormat | undefined): CompanionOptions {
  const own = raw.boundingBoxFormat;
  const boxColumn = raw.boundingBoxColumn ?? null;
  if (boxColumn === null && (raw.boundingBoxLabelColumn ?? own) !== undefined) {
    const name = own === undefined ? 'boundingBoxLabelColumn' : 'boundingBoxFormat';
    throw makeError('E_CONFLICT', `${OWNER}: ${name} needs boundingBoxColumn`);
  }
  const boundingBoxFormat = own === undefined ? format : parseFormat(OWNER, 'boundingBoxFormat', own);
  if (boxColumn !== null && boundingBoxFormat === undefined) {
    throw makeError('E_BOX_FORMAT', `${OWNER}: boxes have no format; give boundingBoxFormat, such as 'xyxy'`);
  }
  const maskColumn = parseOptionalText(OWNER, 'maskColumn', raw.maskColumn);
  const maskDirectory = parseOptionalText(OWNER, 'maskDirectory', raw.maskDirectory);
  if (maskColumn === null && maskDirectory !== null) {
    throw makeError('E_CONFLICT', `${OWNER}: maskDirectory needs maskColumn`);
  }
  return {
    maskColumn,
    maskDirectory,
    boundingBoxColumn: boxColumn === null ? null : parseBoxColumn(boxColumn),
    boundingBoxLabelColumn: parseOptionalText(OWNER, 'boundingBoxLabelColumn', raw.boundingBoxLabelColumn),
    boundingBoxFormat,
    keypointColumn: parseOptionalText(OWNER, 'keypointColumn', raw.keypointColumn),
  };
}

function parseBoxColumn(value: unknown): string | readonly string[] {
  if (!Array.isArray(value)) return parseText(OWNER, 'boundingBoxColumn', value);
  if (value.length === 4) return Array.from(value, (name) => parseText(OWNER, 'boundingBoxColumn', name));
  throw invalid(OWNER, 'boundingBoxColumn', 'a column or four columns', value, 'E_TYPE');
}

function parseTargetColumns(value: unknown, targetMode: TargetMode | null): string[] {
  if (targetMode !== 'multiOutput') return [parseText(OWNER, 'targetColumn', value)];
  if (!Array.isArray(value) || value.length === 0) {
    throw invalid(OWNER, 'targetColumn', "an array of columns with targetMode 'multiOutput'", value, 'E_TYPE');
  }
  return Array.from(value, (name) => parseText(OWNER, 'targetColumn', name));
}
