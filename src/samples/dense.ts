// Numbers as users hand them in: { data, shape } and tensors, or arrays in arrays.
import { types } from 'node:util';
import { makeError } from '../errors.js';
import { valueCount } from '../memory.js';
import { invalid, isList, show } from '../options.js';
import { importTensor, isTensor, tensorValues } from '../tensor.js';
import type { NumberArray } from './types.js';

/** Numbers of one shape, as they came; only read. */
export interface Dense {
  data: ArrayLike<number>;
  shape: readonly number[];
  isTensor: boolean;
}

type NumberData = NumberArray['data'];

function isNumberData(value: unknown): value is NumberData {
  return types.isTypedArray(value) && !types.isBigInt64Array(value) && !types.isBigUint64Array(value);
}

/** A tensor or { data, shape }; undefined for anything else. */
export function readDense(owner: string, name: string, value: unknown): Dense | undefined {
  if (isTensor(value)) return { data: tensorValues(value), shape: [...value.shape], isTensor: true };
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value))
    return undefined;
  const { data, shape } = value as { data?: unknown; shape?: unknown };
  if (!isNumberData(data)) throw invalid(owner, `${name}.data`, 'a typed array of numbers', data, 'E_TYPE');
  if (!Array.isArray(shape)) throw invalid(owner, `${name}.shape`, 'an array of sizes', shape, 'E_TYPE');
  const sizes: unknown[] = Array.from(shape);
  if (!sizes.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw invalid(owner, `${name}.shape`, 'integers >= 0', sizes, 'E_SHAPE');
  }
  const count = valueCount(sizes as number[]);
  if (data.length !== count) {
    throw makeError(
      'E_SHAPE',
      `${owner}: ${name} of shape ${show(sizes)} needs ${count} values; data has ${data.length}`,
    );
  }
  return { data, shape: sizes as number[], isTensor: false };
}

/** The array that results of `dense` go into: float64 for float64, else float32. */
export function floatsLike({ data }: Dense, length: number): Float32Array | Float64Array {
  return data instanceof Float64Array ? new Float64Array(length) : new Float32Array(length);
}

/** Hands numbers back as they came; a tensor takes what has no more than float32. */
export function writeDense(dense: Dense, data: Float32Array | Float64Array | Int32Array, shape: readonly number[]) {
  if (!dense.isTensor) return { data, shape: [...shape] };
  if (data instanceof Int32Array) return importTensor(data, shape, 'int32');
  return importTensor(data instanceof Float32Array ? data : Float32Array.from(data), shape, 'float32');
}

/** An array, refused otherwise; holes are undefined. */
export function readList(owner: string, name: string, value: unknown, expected: string): unknown[] {
  if (!isList(value)) throw invalid(owner, name, expected, value, 'E_TYPE');
  return Array.from(value);
}

/** A finite number, refused otherwise. */
export function readNumber(owner: string, name: string, value: unknown): number {
  if (typeof value !== 'number') throw invalid(owner, name, 'a number', value, 'E_TYPE');
  if (!Number.isFinite(value)) throw invalid(owner, name, 'a finite number', value, 'E_NONFINITE');
  return value;
}
