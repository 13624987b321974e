// A NormalizationState as bytes that travel between processes: JSON of fixed order, doubles as base64 of their bits.
import { arrayOfText, textOfArray } from '../array-text.js';
import { makeError } from '../errors.js';
import { ExactSums } from './exact-sums.js';
import type { Moments } from './moments.js';
import type { KeptAxes, Statistics } from './normalization-statistics.js';
import type { TreeNode } from './position-tree.js';

const FORMAT = 'normalization-state-3';

/** What a state is made of. */
export interface StateFields {
  kept: KeptAxes;
  /** Undefined before the first image. */
  shape: Statistics['shape'] | undefined;
  integers: ExactSums | undefined;
  nodes: readonly TreeNode<Moments | undefined>[];
}

interface MomentsJson {
  count: number;
  means: string;
  rests: string;
  squares: string;
}

/** Equal states give equal bytes. */
export function writeState({ kept, shape, integers, nodes }: StateFields): Uint8Array {
  const images = nodes.map(({ start, size, value }) => [start, size, value ? writeMoments(value) : null]);
  const json = { format: FORMAT, kept, shape: shape ?? null, integers: integers?.toJSON() ?? null, images };
  return new TextEncoder().encode(JSON.stringify(json));
}

/** @throws ArgumentError E_CONFIG for what writeState() did not write. */
export function readState(bytes: Uint8Array): StateFields {
  let json: Record<string, unknown>;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw malformed(cause);
  }
  if (json?.format !== FORMAT) throw malformed();
  const { kept, shape, integers, images } = json;
  check(isTriple(kept, (entry) => typeof entry === 'boolean'));
  check(shape === null || isTriple(shape, isCount));
  check(Array.isArray(images) && (images.length === 0) === (shape === null));
  const cells = shape === null ? 0 : (shape as number[]).reduce((product, size) => product * size, 1);
  const nodes = (images as unknown[]).map((image) => readNode(image, cells));
  check(integers === null || (shape !== null && isSums(integers, cells)));
  check(integers !== null || nodes.length === 0 || nodes.some(({ value }) => value !== undefined));
  return {
    kept: kept as KeptAxes,
    shape: shape === null ? undefined : (Object.freeze(shape) as Statistics['shape']),
    integers: integers === null ? undefined : ExactSums.fromJSON(integers as Parameters<typeof ExactSums.fromJSON>[0]),
    nodes,
  };
}

function writeMoments({ count, means, rests, squares }: Moments): MomentsJson {
  return { count, means: textOfArray(means), rests: textOfArray(rests), squares: textOfArray(squares) };
}

function readNode(image: unknown, cells: number): TreeNode<Moments | undefined> {
  check(Array.isArray(image) && image.length === 3);
  const [start, size, moments] = image as unknown[];
  check(isCount(size) && Number.isInteger(Math.log2(size)));
  check(typeof start === 'number' && Number.isSafeInteger(start) && start >= 0 && start % size === 0);
  check(Number.isSafeInteger(start + size));
  if (moments === null) return { start, size, value: undefined };
  check(typeof moments === 'object');
  const { count, means, rests, squares } = moments as Partial<Record<keyof MomentsJson, unknown>>;
  check(isCount(count));
  const doubles = (text: unknown) => readDoubles(text, cells);
  return { start, size, value: { count, means: doubles(means), rests: doubles(rests), squares: doubles(squares) } };
}

function readDoubles(text: unknown, count: number): Float64Array {
  check(typeof text === 'string');
  const values = arrayOfText(text, Float64Array);
  check(values !== undefined && values.length === count && values.every(Number.isFinite));
  return values;
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 1;
}

function isTriple(value: unknown, isEntry: (entry: unknown) => boolean): boolean {
  return Array.isArray(value) && value.length === 3 && value.every(isEntry);
}

function isSums(value: unknown, cells: number): boolean {
  const { count, sums, squares } = value as Record<string, unknown>;
  const isInteger = (text: unknown) => typeof text === 'string' && /^\d+$/.test(text);
  const isList = (list: unknown) => Array.isArray(list) && list.length === cells && list.every(isInteger);
  return isInteger(count) && count !== '0' && isList(sums) && isList(squares);
}

function check(holds: boolean): asserts holds {
  if (!holds) throw malformed();
}

function malformed(cause?: unknown) {
  return makeError('E_CONFIG', `Normalization: not a state of format ${FORMAT}`, { cause });
}
