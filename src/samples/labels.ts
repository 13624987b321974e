// Labels of images, in and out. Layers that mix no images leave them as they are.
import { makeError } from '../errors.js';
import { invalid, isList, show } from '../options.js';
import type { LabelRows } from './companions.js';
import { type Dense, readDense, readList, readNumber, writeDense } from './dense.js';

export interface OpenLabels {
  rows: LabelRows;
  /** Labels as they came. */
  write(rows: LabelRows): unknown;
}

/** Reads the labels of `count` images; `single` when they are one image without a batch axis. */
export function openLabels(owner: string, value: unknown, count: number, single: boolean): OpenLabels {
  const dense = readDense(owner, 'labels', value);
  if (dense) return openDense(owner, dense, count, single);
  const name = 'labels';
  if (single) {
    const rows = isList(value)
      ? { data: readRow(owner, name, value), width: value.length, isFloat: true }
      : { data: Float64Array.of(readNumber(owner, name, value)), width: undefined, isFloat: true };
    return { rows, write: ({ data, width }) => (width === undefined ? data[0] : Array.from(data)) };
  }
  const list = readList(owner, name, value, 'numbers or rows of numbers, { data, shape } or a tensor');
  checkCount(owner, list.length, count);
  const rows = readRows(owner, list);
  return { rows, write: writeList };
}

function openDense(owner: string, dense: Dense, count: number, single: boolean): OpenLabels {
  const [first, ...rest] = single ? [1, ...dense.shape] : dense.shape;
  if (first === undefined || rest.length > 1) {
    const expected = single ? '[] or [k]' : '[n] or [n, k]';
    throw makeError('E_SHAPE', `${owner}: labels must have the shape ${expected}; received ${show([...dense.shape])}`);
  }
  checkCount(owner, first, count);
  const data = Float64Array.from(dense.data);
  return {
    rows: { data, width: rest[0], isFloat: dense.data instanceof Float32Array || dense.data instanceof Float64Array },
    write: ({ data: result, width }) => {
      const rows = width === undefined ? [] : [width];
      return writeLike(dense, result, single ? rows : [count, ...rows]);
    },
  };
}

/** In the array class that the labels came in, as long as that holds every value. */
function writeLike(dense: Dense, values: Float64Array, shape: readonly number[]): unknown {
  const Same = dense.data.constructor as new (values: ArrayLike<number>) => Int32Array;
  const same = new Same(values);
  const holds = same.every((value, i) => Object.is(value, values[i]) || value === values[i] || Number.isNaN(values[i]));
  return writeDense(dense, holds ? same : Float32Array.from(values), shape);
}

function checkCount(owner: string, found: number, count: number): void {
  if (found !== count) {
    throw makeError('E_SHAPE', `${owner}: there must be labels for ${count} images; received ${found}`);
  }
}

function readRow(owner: string, name: string, row: ArrayLike<unknown>): Float64Array {
  return Float64Array.from(Array.from(row, (entry, i) => readNumber(owner, `${name}[${i}]`, entry)));
}

function readRows(owner: string, list: readonly unknown[]): LabelRows {
  const [first] = list;
  if (!isList(first)) return { data: readRow(owner, 'labels', list), width: undefined, isFloat: true };
  const width = first.length;
  const data = new Float64Array(list.length * width);
  list.forEach((row, i) => {
    if (!isList(row) || row.length !== width) {
      throw invalid(owner, `labels[${i}]`, `a row of ${width} numbers like labels[0]`, row, 'E_SHAPE');
    }
    data.set(readRow(owner, `labels[${i}]`, row), i * width);
  });
  return { data, width, isFloat: true };
}

function writeList({ data, width }: LabelRows): unknown {
  if (width === undefined) return Array.from(data);
  const count = width === 0 ? 0 : data.length / width;
  return Array.from({ length: count }, (_, i) => Array.from(data.subarray(i * width, (i + 1) * width)));
}
