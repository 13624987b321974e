// Options that fromDirectory and fromDataFrame share: images, batches, order, split and failures.
import { makeError } from '../errors.js';
import {
  invalid,
  parseBoolean,
  parseEnum,
  parseNumber,
  parseRepeat,
  parseSeed,
  parseSignal,
  parseSize,
  type RawOptions,
} from '../options.js';
import { RESIZE_METHODS, type ResizeInterpolation } from '../types.js';
import type { FailureAction, OnError } from './failures.js';
import type { DatasetResize } from './host.js';

export type ColorMode = 'rgb' | 'rgba' | 'grayscale';
export type Subset = 'training' | 'validation' | 'both';

/** Options that ImagePipeline.fromDirectory() and fromDataFrame() share. */
export interface DatasetOptions {
  /** Channels of every image; default 'rgb'. */
  colorMode?: ColorMode;
  /** Samples in a batch, at least 1; default 32. null gives single images. */
  batchSize?: number | null;
  /** [height, width] in pixels, or one number for both; default [256, 256]. */
  imageSize?: number | readonly [height: number, width: number];
  /** A new order every epoch; default true. */
  shuffle?: boolean;
  /** An integer within 0..2^53-1; drives order, split and draws, and supersedes all other seeds. Default: the pipeline's. */
  seed?: number;
  /** Share of the samples kept for validation, within (0, 1). Needs `subset`. */
  validationSplit?: number;
  /** Which part to give; 'both' gives the pair [training, validation]. Needs `validationSplit`. */
  subset?: Subset;
  /** How images are resized to imageSize; default 'bilinear'. */
  interpolation?: ResizeInterpolation;
  /** Crops the centre to the aspect ratio of imageSize before the resize; default false. */
  cropToAspectRatio?: boolean;
  /** Pads with black to the aspect ratio of imageSize before the resize; default false. */
  padToAspectRatio?: boolean;
  /**
   * How many differently augmented copies of each sample a batch has, one after the other, as contrastive learning wants:
   * batchSize samples make batchSize * repeat images, with their labels. Within 1..1024; default 1. Not with batchSize null.
   */
  repeat?: number;
  /** What happens to a sample that cannot be read; default 'throw'. */
  onError?: OnError;
  /** Random layers draw; default true, but false for validation data. */
  training?: boolean;
  /** Batches computed ahead of the one in use, within 0..1024; default 2, or 32 for single images. */
  prefetch?: number;
  /** Leaves out the last batch when it is short; default false. */
  dropRemainder?: boolean;
  /** Stops the indexing and every iteration; both then throw the signal's reason. */
  signal?: AbortSignal;
}

export interface ParsedDatasetOptions {
  channels: 1 | 3 | 4;
  batchSize: number | null;
  resize: DatasetResize;
  shuffle: boolean;
  seed: number | undefined;
  validationSplit: number | undefined;
  subset: Subset | undefined;
  repeat: number;
  onError: OnError;
  training: boolean | undefined;
  prefetch: number;
  dropRemainder: boolean;
  signal: AbortSignal | undefined;
}

export const DATASET_OPTIONS = [
  'colorMode',
  'batchSize',
  'imageSize',
  'shuffle',
  'seed',
  'validationSplit',
  'subset',
  'interpolation',
  'cropToAspectRatio',
  'padToAspectRatio',
  'repeat',
  'onError',
  'training',
  'prefetch',
  'dropRemainder',
  'signal',
] as const;

export const CHANNELS_OF = { rgb: 3, rgba: 4, grayscale: 1 } as const;

export function parseDatasetOptions(owner: string, raw: RawOptions): ParsedDatasetOptions {
  const batchSize = parseBatchSize(owner, raw.batchSize);
  return {
    channels: CHANNELS_OF[parseEnum(owner, 'colorMode', raw.colorMode, ['rgb', 'rgba', 'grayscale'], 'rgb')],
    batchSize,
    resize: parseResize(owner, raw),
    shuffle: parseBoolean(owner, 'shuffle', raw.shuffle, true),
    seed: parseSeed(owner, raw.seed),
    ...parseSplit(owner, raw),
    repeat: parseRepeatOf(owner, raw.repeat, batchSize),
    onError: parseOnError(owner, raw.onError),
    training: raw.training === undefined ? undefined : parseBoolean(owner, 'training', raw.training, true),
    prefetch: parsePrefetch(owner, raw.prefetch, batchSize === null ? 32 : 2),
    dropRemainder: parseBoolean(owner, 'dropRemainder', raw.dropRemainder, false),
    signal: parseSignal(owner, raw.signal),
  };
}

function parseRepeatOf(owner: string, value: unknown, batchSize: number | null): number {
  if (value === undefined) return 1;
  const repeat = parseRepeat(owner, value);
  if (repeat > 1 && batchSize === null)
    throw invalid(owner, 'repeat', 'left out with batchSize null', value, 'E_CONFLICT');
  return repeat;
}

function parseBatchSize(owner: string, value: unknown): number | null {
  if (value === undefined) return 32;
  return value === null ? null : parseSize(owner, 'batchSize', value);
}

function parseResize(owner: string, raw: RawOptions): DatasetResize {
  const size = raw.imageSize ?? [256, 256];
  if (Array.isArray(size) && size.length !== 2) {
    throw invalid(owner, 'imageSize', 'an integer or [height, width]', size, 'E_TYPE');
  }
  const [height, width] = Array.isArray(size) ? (size as unknown[]) : [size, size];
  const cropToAspectRatio = parseBoolean(owner, 'cropToAspectRatio', raw.cropToAspectRatio, false);
  const padToAspectRatio = parseBoolean(owner, 'padToAspectRatio', raw.padToAspectRatio, false);
  if (cropToAspectRatio && padToAspectRatio) {
    throw makeError('E_CONFLICT', `${owner}: cropToAspectRatio and padToAspectRatio cannot both be true`);
  }
  return {
    height: parseSize(owner, 'imageSize', height),
    width: parseSize(owner, 'imageSize', width),
    interpolation: parseEnum(owner, 'interpolation', raw.interpolation, RESIZE_METHODS, 'bilinear'),
    cropToAspectRatio,
    padToAspectRatio,
  };
}

function parseSplit(owner: string, raw: RawOptions) {
  const { validationSplit } = raw;
  const subset =
    raw.subset === undefined || raw.subset === null
      ? undefined
      : parseEnum(owner, 'subset', raw.subset, ['training', 'validation', 'both']);
  if (validationSplit === undefined || validationSplit === null) {
    if (subset !== undefined) {
      throw makeError('E_SPLIT', `${owner}: subset '${subset}' needs validationSplit within (0, 1)`);
    }
    return { validationSplit: undefined, subset };
  }
  if (!(typeof validationSplit === 'number' && validationSplit > 0 && validationSplit < 1)) {
    throw invalid(owner, 'validationSplit', 'a number within (0, 1), both ends excluded', validationSplit, 'E_SPLIT');
  }
  if (subset === undefined) {
    throw makeError('E_SPLIT', `${owner}: validationSplit needs subset: 'training', 'validation' or 'both'`);
  }
  return { validationSplit, subset };
}

function parseOnError(owner: string, value: unknown): OnError {
  if (typeof value === 'function') return value as OnError;
  return parseEnum<FailureAction>(owner, 'onError', value, ['throw', 'skip', 'substitute'], 'throw');
}

function parsePrefetch(owner: string, value: unknown, fallback: number): number {
  const prefetch = parseNumber(owner, 'prefetch', value, { min: 0, max: 1024, fallback });
  if (!Number.isInteger(prefetch)) throw invalid(owner, 'prefetch', 'an integer within 0..1024', prefetch);
  return prefetch;
}
