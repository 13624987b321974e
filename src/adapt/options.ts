// Options of adapt() and adaptState().
import { parseCount } from '../input.js';
import { invalid, parseBoolean, parseSignal, parseSize, type RawOptions, readOptions } from '../options.js';
import { parseProgress, type ReportProgress } from './progress.js';

/** Options of ImagePipeline.adaptState(). */
export interface AdaptStateOptions {
  /** true runs the random layers before an adaptable layer as in training. Default false. */
  augment?: boolean;
  /** Passes over the data with augment, each with its own draws. An integer within 1..1024; default 1. */
  rounds?: number;
  /** Stops between two batches and while a layer computes; the layers then keep what they had. */
  signal?: AbortSignal;
  /**
   * Position of the first image in the whole data, an integer within 0..2^43-1: it counts for the draws of `augment`, and
   * no two images of a state may have the same. Default 0; with resetState: false the one after the last image so far.
   */
  firstIndex?: number;
  /**
   * Hears how far the work is: when a layer begins and ends, when it begins to solve, and about every 100 ms. What it
   * throws, or rejects with, ends the work.
   */
  onProgress?: ReportProgress;
}

/** Options of ImagePipeline.adapt(). */
export interface AdaptOptions extends AdaptStateOptions {
  /**
   * false goes on from what earlier calls in this process learned, as if all data had come in one call. Statistics that
   * came with a config are learned anew, because a config does not say of how many images they are. Default true.
   */
  resetState?: boolean;
}

export interface ParsedAdaptOptions {
  resetState: boolean;
  augment: boolean;
  rounds: number;
  signal: AbortSignal | undefined;
  firstIndex: number | undefined;
  onProgress: ReportProgress | undefined;
}

/** Rounds stand so far apart among the positions; the most that apply() can key. */
export const POSITIONS_OF_ROUND = 2 ** 43;
/** Positions of all rounds are integers that a double holds. */
const MAX_ROUNDS = 2 ** 10;

const STATE_OPTIONS = ['augment', 'rounds', 'signal', 'firstIndex', 'onProgress'];

export function parseAdaptOptions(owner: string, options: unknown): ParsedAdaptOptions {
  return parse(owner, readOptions(owner, options, ['resetState', ...STATE_OPTIONS]));
}

export function parseAdaptStateOptions(owner: string, options: unknown): ParsedAdaptOptions {
  return parse(owner, readOptions(owner, options, STATE_OPTIONS));
}

function parse(owner: string, raw: RawOptions): ParsedAdaptOptions {
  const augment = parseBoolean(owner, 'augment', raw.augment, false);
  const rounds = raw.rounds === undefined ? 1 : parseSize(owner, 'rounds', raw.rounds, MAX_ROUNDS);
  if (rounds > 1 && !augment) throw invalid(owner, 'rounds', '1 unless augment is true', rounds, 'E_CONFLICT');
  return {
    resetState: parseBoolean(owner, 'resetState', raw.resetState, true),
    augment,
    rounds,
    signal: parseSignal(owner, raw.signal),
    firstIndex: parseCount(owner, 'firstIndex', raw.firstIndex, POSITIONS_OF_ROUND - 1),
    onProgress: parseProgress(owner, raw.onProgress),
  };
}
