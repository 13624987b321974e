// Options of preview(), parsed and with defaults filled in.
import {
  everyEntry,
  invalid,
  parseBoolean,
  parseEnum,
  parseNumber,
  parsePair,
  parseSeed,
  parseSize,
  readOptions,
} from '../options.js';

/**
 * Options of ImagePipeline.preview(). Of samples are drawn: segmentation masks in translucent colours, gray for the fill
 * value; boxes as outlines with their label; keypoints as dots in colours by position, hollow when their visibility is 0.
 * On the sheet the labels of an image stand below it.
 */
export interface PreviewOptions {
  /**
   * Directory for the contact sheet and one file per result, with the same drawings; made when missing. Without it nothing is
   * written.
   */
  saveToDirectory?: string;
  /** Start of every file name; default none. */
  savePrefix?: string;
  /** Format of the single files; the contact sheet is always PNG. Default 'png'. */
  saveFormat?: 'png' | 'jpeg' | 'jpg';
  /**
   * Variants per image, at least 1; default 1. From 2 on the sheet shows the original in the first column. Only 1 with
   * eachLayer.
   */
  columns?: number;
  /** Images shown at most, evenly spread over the data; at least 1, default 16, with eachLayer 1. */
  rows?: number;
  /**
   * Shows each image under every layer of the pipeline alone, with the same draws, after the original; the layers' class
   * names stand below. Layers that mix images get others of the data as partners, brought to the same size. Default false.
   */
  eachLayer?: boolean;
  /** Names of the classes 0, 1, 2, ... for labels of images and boxes; default: the numbers. */
  classNames?: readonly string[];
  /** How much of a picture its segmentation mask hides, within 0..1; 0 shows no mask. Default 0.4. */
  maskOpacity?: number;
  /** Seed that supersedes the pipeline's. An integer within 0..2^53-1. */
  seed?: number;
  /** Epoch of the first variant; variant v is what epoch + v trains on. Default 0. */
  epoch?: number;
  /** false shows the pipeline at inference. Default true. */
  training?: boolean;
  /**
   * How values become 0..255: 'valueRange' clips to valueRange, 'minmax' stretches each image, as eachLayer always does for
   * layers that whiten. Default 'valueRange'.
   */
  scaling?: 'valueRange' | 'minmax';
  /** Values of the results that are shown as black and white, min below max; default [0, 255]. */
  valueRange?: readonly [min: number, max: number];
  /** Also return the sheet as text for a terminal with 24-bit colour. Default false. */
  terminal?: boolean;
}

export interface ParsedPreviewOptions {
  directory: string | undefined;
  prefix: string;
  format: 'png' | 'jpeg' | 'jpg';
  columns: number;
  rows: number;
  eachLayer: boolean;
  classNames: readonly string[];
  maskOpacity: number;
  seed: number | undefined;
  epoch: number;
  training: boolean;
  scaling: 'valueRange' | 'minmax';
  valueRange: [number, number];
  terminal: boolean;
}

export const OWNER = 'preview';
const DEFAULT_ROWS = 16;
const DEFAULT_MASK_OPACITY = 0.4;
const LAST_EPOCH = 2 ** 32 - 1;
const KNOWN = [
  'saveToDirectory',
  'savePrefix',
  'saveFormat',
  'columns',
  'rows',
  'eachLayer',
  'classNames',
  'maskOpacity',
  'seed',
  'epoch',
  'training',
  'scaling',
  'valueRange',
  'terminal',
] as const;

export function parsePreviewOptions(options: PreviewOptions | undefined): ParsedPreviewOptions {
  const raw = readOptions(OWNER, options, KNOWN);
  const columns = raw.columns === undefined ? 1 : parseSize(OWNER, 'columns', raw.columns);
  const epoch = parseNumber(OWNER, 'epoch', raw.epoch, { min: 0, max: LAST_EPOCH - columns, fallback: 0 });
  if (!Number.isInteger(epoch)) throw invalid(OWNER, 'epoch', 'an integer >= 0', raw.epoch);
  const eachLayer = parseBoolean(OWNER, 'eachLayer', raw.eachLayer, false);
  if (eachLayer && columns > 1) throw invalid(OWNER, 'columns', 'left out or 1 with eachLayer', columns, 'E_CONFLICT');
  const defaultRows = eachLayer ? 1 : DEFAULT_ROWS;
  return {
    directory: parseDirectory(raw.saveToDirectory),
    prefix: parsePrefix(raw.savePrefix),
    format: parseEnum(OWNER, 'saveFormat', raw.saveFormat, ['png', 'jpeg', 'jpg'] as const, 'png'),
    columns,
    rows: raw.rows === undefined ? defaultRows : parseSize(OWNER, 'rows', raw.rows),
    eachLayer,
    classNames: parseClassNames(raw.classNames),
    maskOpacity: parseNumber(OWNER, 'maskOpacity', raw.maskOpacity, { min: 0, max: 1, fallback: DEFAULT_MASK_OPACITY }),
    seed: parseSeed(OWNER, raw.seed),
    epoch,
    training: parseBoolean(OWNER, 'training', raw.training, true),
    scaling: parseEnum(OWNER, 'scaling', raw.scaling, ['valueRange', 'minmax'] as const, 'valueRange'),
    valueRange: parseValueRange(raw.valueRange),
    terminal: parseBoolean(OWNER, 'terminal', raw.terminal, false),
  };
}

export function parseDirectory(value: unknown, owner = OWNER): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' || value === '' || value.includes('\0')) {
    throw invalid(owner, 'saveToDirectory', 'a path', value, 'E_TYPE');
  }
  return value;
}

/** A prefix with a separator would write outside the directory. */
export function parsePrefix(value: unknown, owner = OWNER): string {
  if (value === undefined || value === null) return '';
  if (typeof value !== 'string') throw invalid(owner, 'savePrefix', 'a string', value, 'E_TYPE');
  if (/[/\\\0]/.test(value))
    throw invalid(owner, 'savePrefix', 'a part of a file name, without / and \\', value, 'E_NAME');
  return value;
}

function parseValueRange(value: unknown): [number, number] {
  if (value === undefined) return [0, 255];
  const range = parsePair(OWNER, 'valueRange', value);
  if (range[0] === range[1]) throw invalid(OWNER, 'valueRange', '[min, max] with min < max', value);
  return range;
}

function parseClassNames(value: unknown): readonly string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value) && everyEntry(value, (name) => typeof name === 'string'))
    return Array.from(value as string[]);
  throw invalid(OWNER, 'classNames', 'an array of strings', value, 'E_TYPE');
}
