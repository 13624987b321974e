// The JSON file of a saved pipeline.
import { basename } from 'node:path';
import { makeError } from '../errors.js';
import { ownFields } from '../layers/layer-reader.js';
import { invalid, show } from '../options.js';

const FORMAT = 'tfjs-image-pipeline';
const VERSION = 1;
/** Arrays begin at multiples of this, so that they can be read as what they are. */
const ALIGNMENT = 8;
const VALUE_BYTES = { float32: 4, float64: 8 } as const;

/** One array of the binary file. */
export interface WeightEntry {
  /** Place of the layer in the config, such as 'layers[0].config.layers[2]'. */
  layer: string;
  /** Option of the layer. */
  name: string;
  dtype: keyof typeof VALUE_BYTES;
  shape: readonly number[];
  byteOffset: number;
}

export interface SavedWeights {
  /** Name of the binary file, in the same directory. */
  path: string;
  /** Of the whole file, in hexadecimal digits. */
  sha256: string;
  /** In the order of the file; numbers are little-endian. */
  entries: readonly WeightEntry[];
}

export interface SavedPipeline {
  format: typeof FORMAT;
  version: typeof VERSION;
  config: Record<string, unknown>;
  weights?: SavedWeights;
}

export function makeDocument(config: Record<string, unknown>, weights: SavedWeights | undefined): SavedPipeline {
  return { format: FORMAT, version: VERSION, config, ...(weights ? { weights } : {}) };
}

/** A path that can be written to or read from. */
export function parsePath(owner: string, path: unknown): string {
  if (typeof path === 'string' && path !== '' && !path.includes('\0')) return path;
  throw invalid(owner, 'path', 'a path', path, 'E_TYPE');
}

export function byteLengthOf({ dtype, shape }: Pick<WeightEntry, 'dtype' | 'shape'>): number {
  return shape.reduce((product, size) => product * size, VALUE_BYTES[dtype]);
}

/** Where the array after `end` begins. */
export function alignedAfter(end: number): number {
  return Math.ceil(end / ALIGNMENT) * ALIGNMENT;
}

/** @throws ArgumentError E_SPEC for text that save() did not write. */
export function readDocument(owner: string, path: string, text: string): SavedPipeline {
  const fail = (what: string) => makeError('E_SPEC', `${owner}: ${what} in ${JSON.stringify(path)}`, { path });
  const { format, version, config, weights } = ownFields(parseText(text, fail));
  if (format !== FORMAT) throw fail('no saved pipeline');
  if (version !== VERSION) throw fail(`version must be ${VERSION}; received ${show(version)}`);
  if (typeof config !== 'object' || config === null) throw fail('there is no config');
  if (weights !== undefined && !isWeights(weights)) throw fail('weights are not as save() writes them');
  return makeDocument(config as Record<string, unknown>, weights);
}

function parseText(text: string, fail: (what: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw fail('no JSON');
  }
}

function isWeights(value: unknown): value is SavedWeights {
  const { path, sha256, entries } = ownFields(value);
  // Beside the JSON file and nowhere else, whatever a document from elsewhere says.
  if (typeof path !== 'string' || path === '' || path.includes('\0') || path === '.' || path === '..') return false;
  if (basename(path) !== path || path.includes('\\')) return false;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256) || !Array.isArray(entries)) return false;
  let end = 0;
  return entries.every((entry: unknown) => {
    if (!isEntry(entry) || entry.byteOffset !== alignedAfter(end)) return false;
    end = entry.byteOffset + byteLengthOf(entry);
    return Number.isSafeInteger(end);
  });
}

function isEntry(value: unknown): value is WeightEntry {
  const { layer, name, dtype, shape, byteOffset } = ownFields(value);
  if (typeof layer !== 'string' || typeof name !== 'string' || !/^[a-z][A-Za-z0-9]*$/.test(name)) return false;
  if (typeof dtype !== 'string' || !Object.hasOwn(VALUE_BYTES, dtype)) return false;
  const isSize = (size: unknown) => Number.isSafeInteger(size) && (size as number) >= 0;
  return Array.isArray(shape) && shape.length > 0 && shape.every(isSize) && isSize(byteOffset);
}
