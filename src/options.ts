// Predicates and parsers of options, with one error sentence for all:
// "RandomShear: xFactor must be a number or [min, max] within 0..1; received [0.5, 2]".
import { type ErrorCode, makeError } from './errors.js';

/** Options as a caller gave them: own properties only, read once, in a prototype-free copy. */
export type RawOptions = Record<string, unknown>;

const MAX_SHOWN = 120;

/** Short, safe text of any value for an error message. */
export function show(value: unknown): string {
  const text = showPart(value, 0);
  return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN - 3)}...` : text;
}

/** Bytes in three digits of gigabytes. */
export function showGigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}

function showPart(value: unknown, depth: number): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'number') return Object.is(value, -0) ? '-0' : String(value);
  if (value === null || typeof value === 'undefined' || typeof value === 'boolean') return String(value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (Array.isArray(value)) {
    if (depth === 3) return '[...]'; // it may contain itself
    const parts = Array.from({ length: Math.min(value.length, 8) }, (_, i) => showPart(value[i], depth + 1));
    return `[${parts.join(', ')}${value.length > 8 ? ', ...' : ''}]`;
  }
  return `an object of type ${Object.prototype.toString.call(value).slice(8, -1)}`;
}

/** every() for which a hole is undefined; every() itself passes over holes. */
export function everyEntry(list: ArrayLike<unknown>, check: (entry: unknown) => boolean): boolean {
  for (let i = 0; i < list.length; i++) {
    if (!check(list[i])) return false;
  }
  return true;
}

/** True for an array or a typed array. */
export function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** The error "<owner>: <name> must be <expected>; received <value>". */
export function invalid(owner: string, name: string, expected: string, value: unknown, code: ErrorCode = 'E_RANGE') {
  return makeError(code, `${owner}: ${name} must be ${expected}; received ${show(value)}`);
}

/** The own properties of `object` alone: what somebody put on Object.prototype is no part of it. */
export function ownOf<T extends object>(object: T): T {
  return Object.assign(Object.create(null), object);
}

/** Own properties of `options`; unknown keys are an error that names the nearest known one. */
export function readOptions(owner: string, options: unknown, known: readonly string[]): RawOptions {
  const result: RawOptions = Object.create(null);
  if (options === undefined || options === null) return result;
  if (typeof options !== 'object' || Array.isArray(options)) {
    throw invalid(owner, 'options', 'an object', options, 'E_TYPE');
  }
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) {
      const near = nearest(key, known);
      const hint = near ? `; did you mean ${near}?` : `; known options are ${known.join(', ')}`;
      throw makeError('E_OPTION', `${owner}: unknown option ${show(key)}${hint}`);
    }
    const value = (options as RawOptions)[key];
    if (value !== undefined) result[key] = value;
  }
  return result;
}

function nearest(key: string, known: readonly string[]): string | undefined {
  if (key.length > 60) return undefined;
  const scored = known.map((name) => ({ name, distance: editDistance(key.toLowerCase(), name.toLowerCase()) }));
  scored.sort((a, b) => a.distance - b.distance);
  const best = scored[0];
  return best && best.distance <= Math.max(2, key.length / 3) ? best.name : undefined;
}

function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      current[j] = Math.min((previous[j] as number) + 1, (current[j - 1] as number) + 1, substitution);
    }
    previous = current;
  }
  return previous[b.length] as number;
}

export function parseBoolean(owner: string, name: string, value: unknown, fallback: boolean): boolean {
  if (value === undefined) return fallback;
  if (typeof value !== 'boolean') throw invalid(owner, name, 'true or false', value, 'E_TYPE');
  return value;
}

/** A text that is not empty. */
export function parseText(owner: string, name: string, value: unknown): string {
  if (typeof value !== 'string' || value === '') throw invalid(owner, name, 'a non-empty string', value, 'E_TYPE');
  return value;
}

/** parseText(), or null for undefined and null. */
export function parseOptionalText(owner: string, name: string, value: unknown): string | null {
  return value === undefined || value === null ? null : parseText(owner, name, value);
}

/** A finite number within min..max. */
export function parseNumber(
  owner: string,
  name: string,
  value: unknown,
  bounds: { min?: number; max?: number; fallback?: number } = {},
): number {
  const { min = -Infinity, max = Infinity, fallback } = ownOf(bounds);
  if (value === undefined && fallback !== undefined) return fallback;
  const within = min === -Infinity && max === Infinity ? '' : ` within ${min}..${max}`;
  if (typeof value !== 'number') throw invalid(owner, name, `a number${within}`, value, 'E_TYPE');
  if (!(Number.isFinite(value) && value >= min && value <= max)) {
    throw invalid(owner, name, `a finite number${within}`, value);
  }
  return value;
}

/** A whole number >= 1, for heights, widths and counts. */
export function parseSize(owner: string, name: string, value: unknown, max = Infinity): number {
  const expected = max === Infinity ? 'an integer >= 1' : `an integer within 1..${max}`;
  if (typeof value !== 'number') throw invalid(owner, name, expected, value, 'E_TYPE');
  if (!(Number.isSafeInteger(value) && value >= 1 && value <= max))
    throw invalid(owner, name, expected, value, 'E_SIZE');
  return value;
}

/** A seed: an integer within 0..2^53 - 1, or undefined. */
export function parseSeed(owner: string, value: unknown): number | undefined {
  if (value === undefined || value === null) return undefined;
  if (!(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) {
    throw invalid(owner, 'seed', 'an integer within 0..2^53-1', value, 'E_SEED');
  }
  return value;
}

const MAX_REPEAT = 1024;

/** How many augmentations of each sample are wanted. */
export function parseRepeat(owner: string, value: unknown): number {
  return parseSize(owner, 'repeat', value, MAX_REPEAT);
}

export function parseSignal(owner: string, value: unknown): AbortSignal | undefined {
  if (value === undefined || value === null) return undefined;
  if (!(value instanceof AbortSignal)) throw invalid(owner, 'signal', 'an AbortSignal', value, 'E_TYPE');
  return value;
}

/** One of `allowed`; Keras' snake_case spelling of a camelCase word is accepted too. */
export function parseEnum<T extends string>(
  owner: string,
  name: string,
  value: unknown,
  allowed: readonly T[],
  fallback?: T,
): T {
  if (value === undefined && fallback !== undefined) return fallback;
  const found = typeof value === 'string' ? allowed.find((word) => fold(word) === fold(value)) : undefined;
  if (found !== undefined) return found;
  throw invalid(owner, name, `one of ${allowed.map((word) => `'${word}'`).join(', ')}`, value, 'E_ENUM');
}

function fold(word: string): string {
  return word.replaceAll('_', '').toLowerCase();
}

/** A pair [min, max] of finite numbers with min <= max, each within bounds. */
export function parsePair(
  owner: string,
  name: string,
  value: unknown,
  bounds: { min?: number; max?: number } = {},
): [number, number] {
  const { min = -Infinity, max = Infinity } = ownOf(bounds);
  const within = min === -Infinity && max === Infinity ? '' : ` within ${min}..${max}`;
  const expected = `[min, max]${within}`;
  if (!Array.isArray(value) || value.length !== 2) throw invalid(owner, name, expected, value, 'E_TYPE');
  const [low, high] = value as [unknown, unknown];
  if (typeof low !== 'number' || typeof high !== 'number') throw invalid(owner, name, expected, value, 'E_TYPE');
  if (!(low >= min && high <= max && low <= high && Number.isFinite(low) && Number.isFinite(high))) {
    throw invalid(owner, name, `${expected} with min <= max`, value);
  }
  return [low, high];
}
