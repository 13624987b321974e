// Parsers of options that several layers have and that know about layers: what src/options.ts does not.
import { invalid, parseNumber, parsePair } from '../options.js';
import { INTEGER_RANGES, type OutputDType } from '../types.js';
import type { Range } from './factor.js';

/** 1 or 0, as stages take flags. */
export function flag(value: boolean): 0 | 1 {
  return value ? 1 : 0;
}

/** A seed as an option; none when it is undefined. */
export function seedOption(seed: number | undefined): { seed?: number } {
  return seed === undefined ? {} : { seed };
}

/** Accepts Keras' data_format where Keras has it; only channels-last memory is read. */
export function checkDataFormat(owner: string, value: unknown): void {
  if (value === undefined || value === null || value === 'channelsLast' || value === 'channels_last') return;
  throw invalid(owner, 'dataFormat', "'channelsLast' ('channelsFirst' will come later)", value, 'E_ENUM');
}

/** What pixels outside the image read as: finite, and a value of the result's dtype when that is an integer. */
export function parseFillValue(owner: string, value: unknown, dtype: OutputDType): number {
  const range = INTEGER_RANGES[dtype];
  if (range === undefined) return parseNumber(owner, 'fillValue', value, { fallback: 0 });
  return parseNumber(owner, 'fillValue', value, { min: range[0], max: range[1], fallback: 0 });
}

/** The lowest and highest value a pixel can have. */
export function parseValueRange(owner: string, value: unknown): Range {
  if (value === undefined) return Object.freeze([0, 255] as const);
  return Object.freeze(parsePair(owner, 'valueRange', value));
}

/** parseValueRange() for layers that divide by its width. */
export function parseWideRange(owner: string, value: unknown): Range {
  const range = parseValueRange(owner, value);
  if (range[0] === range[1]) throw invalid(owner, 'valueRange', '[min, max] with min < max', value);
  return range;
}
