// What the plain image functions share: one options object that carries both how to compute and how to run.
import type { ApplyOptions } from '../apply-options.js';
import { checkList, readInput } from '../input.js';
import { parseFillValue } from '../layers/shared-options.js';
import { invalid, parseEnum, type RawOptions, readOptions } from '../options.js';
import type { StageParam, StageSpec } from '../program.js';
import { isTensor } from '../tensor.js';
import {
  FILL_MODES,
  type FillMode,
  INTERPOLATIONS,
  type Interpolation,
  OUTPUT_DTYPES,
  type OutputDType,
} from '../types.js';

/** Options of every image function. */
export interface ImageOptions {
  /**
   * dtype of the result; 'input' keeps that of the image (rounded half to even, saturated). Default 'input' for flips,
   * crops and resizes, else 'float32'.
   */
  dtype?: OutputDType;
  /** Stops the work; the promise rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Position of the first image in the data set: part of the key of random functions; default 0. */
  firstIndex?: number;
  /** Part of the key of random functions; default 0. */
  epoch?: number;
}

/** Options of the functions that move pixels. */
export interface WarpOptions extends ImageOptions {
  /** How values between pixels are read: 'nearest' or 'bilinear', the default. */
  interpolation?: Interpolation;
  /** What lies outside the image reads as; the default is the function's. */
  fillMode?: FillMode;
  /** Value outside with fillMode 'constant'; finite; default 0. */
  fillValue?: number;
}

const CALL_OPTIONS = ['signal', 'firstIndex', 'epoch'];
export const WARP_OPTIONS = ['interpolation', 'fillMode', 'fillValue'] as const;

export interface Call {
  /** Options of the computation, unchecked. */
  own: RawOptions;
  /** Options for applyStages() or Layer.apply(). */
  run: ApplyOptions;
}

/** Splits `options`; `known` are the names of the function's own options besides dtype. */
export function readCall(owner: string, options: unknown, known: readonly string[]): Call {
  const own = readOptions(owner, options, [...known, 'dtype', ...CALL_OPTIONS]);
  const run: Record<string, unknown> = {};
  for (const name of CALL_OPTIONS) {
    if (own[name] !== undefined) run[name] = own[name];
    delete own[name];
  }
  return { own, run };
}

/** readCall() for a random function: `seed` joins the run options. */
export function readRandomCall(
  owner: string,
  seed: number | undefined,
  options: unknown,
  known: readonly string[],
): Call {
  const { own, run } = readCall(owner, options, known);
  return { own, run: seed === undefined ? run : { ...run, seed } };
}

/** A stage that moves pixels by fixed numbers. */
export function warpStage(
  owner: string,
  kind: string,
  params: Readonly<Record<string, StageParam>>,
  own: RawOptions,
  defaultFillMode: FillMode,
): StageSpec {
  const dtype = parseEnum(owner, 'dtype', own.dtype, OUTPUT_DTYPES, 'float32');
  const interpolation = parseEnum(owner, 'interpolation', own.interpolation, INTERPOLATIONS, 'bilinear');
  const fillMode = parseEnum(owner, 'fillMode', own.fillMode, FILL_MODES, defaultFillMode);
  const fillValue = parseFillValue(owner, own.fillValue, dtype);
  return { kind, params: { ...params, interpolation, fillMode, fillValue }, dtype };
}

/** Two finite numbers, such as [x, y]. */
export function parseTwo(owner: string, name: string, value: unknown): [number, number] {
  const two: unknown[] | undefined = Array.isArray(value) && value.length === 2 ? [value[0], value[1]] : undefined;
  if (!two?.every((entry) => typeof entry === 'number')) {
    throw invalid(owner, name, 'two finite numbers', value, 'E_TYPE');
  }
  if (!two.every(Number.isFinite)) throw invalid(owner, name, 'two finite numbers', value);
  return two as [number, number];
}

/** [height, width], unchecked beyond being two things. */
export function parseSizePair(owner: string, value: unknown): { height: number; width: number } {
  if (!Array.isArray(value) || value.length !== 2) throw invalid(owner, 'size', '[height, width]', value, 'E_SIZE');
  return { height: value[0] as number, width: value[1] as number };
}

/** One copy of `numbers` for each image; applyStages() takes them in place of draws. */
export function forEachImage(
  owner: string,
  images: unknown,
  numbers: Record<string, number>,
): Record<string, number>[] {
  return Array.from({ length: imageCount(owner, images) }, () => numbers);
}

/** Images in an array, batch or tensor. A shape is believed only after it has been checked against the data. */
export function imageCount(owner: string, images: unknown): number {
  if (Array.isArray(images)) {
    checkList(owner, images);
    return images.length;
  }
  if (isTensor(images)) return images.shape.length === 4 ? (images.shape[0] as number) : 1;
  return readInput(owner, images).batch.shape[0];
}
