// Options of ImageDataGenerator, parsed and with defaults filled in.
import type { LambdaFunction } from '../layers/lambda.js';
import {
  everyEntry,
  invalid,
  isList,
  parseBoolean,
  parseEnum,
  parseNumber,
  type RawOptions,
  readOptions,
} from '../options.js';
import { DATA_FORMATS, type DataFormat } from '../samples/settings.js';
import { type DType, FILL_MODES, type FillMode } from '../types.js';

export const OWNER = 'ImageDataGenerator';

export const COMPATS = ['idg-1.1', 'idg-2'] as const;
/** 'idg-1.1': keras-preprocessing 1.1; 'idg-2': the legacy class of Keras 2.9 to 3. */
export type Compat = (typeof COMPATS)[number];

export const SCIPY_MODES = [...FILL_MODES, 'mirror', 'grid-wrap', 'grid-constant'] as const;
/** Modes of scipy.ndimage, which `compat` takes; docs/semantics.md#imagedatagenerator. */
export type ScipyMode = FillMode | 'mirror' | 'grid-wrap' | 'grid-constant';

const DTYPES = ['float32', 'uint8', 'uint16', 'int32'] as const satisfies readonly DType[];

/** Arguments of ImageDataGenerator; all are optional. */
export interface ImageDataGeneratorOptions {
  /** Subtract the mean of each channel over the data set; needs fit(). Default `false`. */
  featurewiseCenter?: boolean;
  /** Subtract the mean of all values of the image. Default `false`. */
  samplewiseCenter?: boolean;
  /** Divide by the standard deviation of each channel over the data set; turns on featurewiseCenter. Default `false`. */
  featurewiseStdNormalization?: boolean;
  /** Divide by the standard deviation of all values of the image; turns on samplewiseCenter. Default `false`. */
  samplewiseStdNormalization?: boolean;
  /**
   * Whitens all values of an image together, with what fit() learned; turns featurewiseCenter on and
   * featurewiseStdNormalization off, as in Python. Default `false`.
   */
  zcaWhitening?: boolean;
  /** Epsilon of the whitening, above 0. Default `1e-6`. */
  zcaEpsilon?: number;
  /** Turns by up to so many degrees either way. Default `0`. */
  rotationRange?: number;
  /** As heightShiftRange, of the width. Default `0`. */
  widthShiftRange?: number | readonly number[];
  /**
   * A fraction below 1: up to that part of the height either way. A whole number n: a whole number of pixels below n
   * either way. Another number: up to so many pixels. A list: one of them, with a random sign; in fractions when all are
   * below 1. Default `0`.
   */
  heightShiftRange?: number | readonly number[];
  /** Least and greatest factor of the brightness. Default `null`. */
  brightnessRange?: readonly [min: number, max: number] | null;
  /** Shears by up to so many degrees either way. Default `0`. */
  shearRange?: number;
  /** z for [1 - z, 1 + z], or [min, max]; factors above 1 zoom out. Default `0`. */
  zoomRange?: number | readonly [min: number, max: number];
  /** Adds up to so much either way, within the image's own range. Default `0`. */
  channelShiftRange?: number;
  /** What lies outside the image; with `compat` also 'mirror', 'grid-wrap' and 'grid-constant'. Default `'nearest'`. */
  fillMode?: ScipyMode;
  /** Value outside the image with fillMode 'constant'. Default `0`. */
  cval?: number;
  /** Mirrors every other image left to right. Default `false`. */
  horizontalFlip?: boolean;
  /** Mirrors every other image top to bottom. Default `false`. */
  verticalFlip?: boolean;
  /** Multiplies all values, after the transforms; 0 and null do nothing. Default `null`. */
  rescale?: number | null;
  /** Runs on every image after the transforms and before rescale, as a Lambda layer does. Default `null`. */
  preprocessingFunction?: LambdaFunction | { readonly name: string } | null;
  /**
   * Order of the axes of images and shapes, in and out: 'channelsLast' [h, w, c], or 'channelsFirst' [c, h, w], which
   * preprocessingFunction sees too. The values are the same. Default `'channelsLast'`.
   */
  dataFormat?: DataFormat;
  /** Share of the samples that subset 'validation' gives, between 0 and 1. Default `0`. */
  validationSplit?: number;
  /** 0 reads the nearest pixel, 1 interpolates linearly. Default `1`. */
  interpolationOrder?: 0 | 1;
  /** dtype of what comes out; integers are rounded half to even and saturated. Default `'float32'`. */
  dtype?: DType;
  /** Gives the numbers and draws of an old version exactly; null gives corrected ones. Default `null`. */
  compat?: Compat | null;
}

/** What one shift is drawn from. */
export interface ShiftRange {
  /** As given, for getConfig(). */
  given: number | readonly number[];
  /** [-v, v] when there are no choices. */
  range: readonly [number, number];
  /** Drawn with a random sign. */
  choices: readonly number[];
  /** Of the image's size. */
  fraction: boolean;
}

export interface ParsedOptions
  extends Omit<
    Required<ImageDataGeneratorOptions>,
    'widthShiftRange' | 'heightShiftRange' | 'zoomRange' | 'brightnessRange'
  > {
  widthShiftRange: ShiftRange;
  heightShiftRange: ShiftRange;
  zoomRange: readonly [number, number];
  brightnessRange: readonly [number, number] | null;
}

export const OPTION_NAMES = [
  'featurewiseCenter',
  'samplewiseCenter',
  'featurewiseStdNormalization',
  'samplewiseStdNormalization',
  'zcaWhitening',
  'zcaEpsilon',
  'rotationRange',
  'widthShiftRange',
  'heightShiftRange',
  'brightnessRange',
  'shearRange',
  'zoomRange',
  'channelShiftRange',
  'fillMode',
  'cval',
  'horizontalFlip',
  'verticalFlip',
  'rescale',
  'preprocessingFunction',
  'dataFormat',
  'validationSplit',
  'interpolationOrder',
  'dtype',
  'compat',
] as const;

export function parseGeneratorOptions(options: unknown): ParsedOptions {
  const raw = readOptions(OWNER, options, OPTION_NAMES);
  const compat = nullable(raw.compat, (value) => parseEnum(OWNER, 'compat', value, COMPATS));
  const zcaWhitening = flagOf(raw, 'zcaWhitening');
  const featurewiseStd = flagOf(raw, 'featurewiseStdNormalization') && !zcaWhitening;
  const samplewiseStd = flagOf(raw, 'samplewiseStdNormalization');
  return {
    featurewiseCenter: flagOf(raw, 'featurewiseCenter') || featurewiseStd || zcaWhitening,
    samplewiseCenter: flagOf(raw, 'samplewiseCenter') || samplewiseStd,
    featurewiseStdNormalization: featurewiseStd,
    samplewiseStdNormalization: samplewiseStd,
    zcaWhitening,
    zcaEpsilon: parseEpsilon(raw.zcaEpsilon),
    rotationRange: numberOf(raw, 'rotationRange'),
    widthShiftRange: parseShift('widthShiftRange', raw.widthShiftRange),
    heightShiftRange: parseShift('heightShiftRange', raw.heightShiftRange),
    brightnessRange: nullable(raw.brightnessRange, (value) => parseTwo('brightnessRange', '[min, max]', value)),
    shearRange: numberOf(raw, 'shearRange'),
    zoomRange: parseZoom(raw.zoomRange),
    channelShiftRange: numberOf(raw, 'channelShiftRange'),
    fillMode: parseEnum<ScipyMode>(OWNER, 'fillMode', raw.fillMode, compat ? SCIPY_MODES : FILL_MODES, 'nearest'),
    cval: numberOf(raw, 'cval'),
    horizontalFlip: flagOf(raw, 'horizontalFlip'),
    verticalFlip: flagOf(raw, 'verticalFlip'),
    rescale: nullable(raw.rescale, (value) => parseNumber(OWNER, 'rescale', value)) || null,
    preprocessingFunction: nullable(raw.preprocessingFunction, (value) => value as LambdaFunction),
    dataFormat: parseEnum(OWNER, 'dataFormat', raw.dataFormat ?? undefined, DATA_FORMATS, 'channelsLast'),
    validationSplit: parseValidationSplit(raw.validationSplit),
    interpolationOrder: parseOrder(raw.interpolationOrder),
    dtype: parseEnum<DType>(OWNER, 'dtype', raw.dtype, DTYPES, 'float32'),
    compat,
  };
}

function nullable<T>(value: unknown, parse: (value: unknown) => T): T | null {
  return value === undefined || value === null ? null : parse(value);
}

function flagOf(raw: RawOptions, name: string): boolean {
  return parseBoolean(OWNER, name, raw[name], false);
}

function numberOf(raw: RawOptions, name: string): number {
  return parseNumber(OWNER, name, raw[name], { fallback: 0 });
}

function parseEpsilon(value: unknown): number {
  const epsilon = parseNumber(OWNER, 'zcaEpsilon', value, { fallback: 1e-6 });
  if (epsilon <= 0) throw invalid(OWNER, 'zcaEpsilon', 'a finite number above 0', value);
  return epsilon;
}

// A whole number n means one of 0..n-1; more choices than this make no image.
const MAX_PIXELS = 2 ** 16;

function parseShift(name: string, value: unknown = 0): ShiftRange {
  const given = parseNumbers(name, value);
  const list = typeof given === 'number' ? undefined : given;
  const greatest = list ? Math.max(...list) : (given as number);
  const number = list ? 0 : (given as number);
  const whole = Number.isInteger(number) && number > 0;
  if (whole && number > MAX_PIXELS) throw invalid(OWNER, name, `at most ${MAX_PIXELS} pixels`, value);
  return {
    given,
    range: [Math.min(number, -number), Math.max(number, -number)].map((end) => end + 0) as [number, number],
    choices: list ?? (whole ? Array.from({ length: number }, (_, i) => i) : []),
    fraction: greatest < 1,
  };
}

function parseNumbers(name: string, value: unknown): number | readonly number[] {
  if (!isList(value)) return parseNumber(OWNER, name, value);
  if (value.length === 0 || !everyEntry(value, (entry) => typeof entry === 'number' && Number.isFinite(entry))) {
    throw invalid(OWNER, name, 'a finite number or a list of them', value, 'E_TYPE');
  }
  return Object.freeze(Array.from(value as ArrayLike<number>));
}

function parseTwo(name: string, expected: string, value: unknown): readonly [number, number] {
  if (!isList(value) || value.length !== 2 || !everyEntry(value, (entry) => typeof entry === 'number')) {
    throw invalid(OWNER, name, expected, value, 'E_TYPE');
  }
  const [low, high] = Array.from(value as ArrayLike<number>) as [number, number];
  if (!(Number.isFinite(low) && Number.isFinite(high) && low <= high)) {
    throw invalid(OWNER, name, `${expected} with min <= max`, value);
  }
  return Object.freeze([low, high] as const);
}

function parseZoom(value: unknown = 0): readonly [number, number] {
  if (isList(value)) return parseTwo('zoomRange', 'a number or [min, max]', value);
  const zoom = Math.abs(parseNumber(OWNER, 'zoomRange', value));
  return Object.freeze([1 - zoom, 1 + zoom] as const);
}

function parseValidationSplit(value: unknown): number {
  const split = parseNumber(OWNER, 'validationSplit', value, { fallback: 0 });
  if (split !== 0 && !(split > 0 && split < 1)) throw invalid(OWNER, 'validationSplit', 'between 0 and 1', value);
  return split;
}

function parseOrder(value: unknown = 1): 0 | 1 {
  if (value === 0 || value === 1) return value;
  const order = parseNumber(OWNER, 'interpolationOrder', value);
  throw invalid(OWNER, 'interpolationOrder', '0 or 1 (splines of higher order are not there)', order);
}
