// Cells of a frame that hold lists, as such or as JSON text.
import { type ImagePipelineError, makeError } from '../errors.js';
import { show } from '../options.js';
import { listOf, numberOf } from './table.js';

/** The error of a cell, with its row. */
export function cellError(
  owner: string,
  row: number,
  name: string,
  expected: string,
  cell: unknown,
): ImagePipelineError {
  return makeError('E_COLUMN', `${owner}: row ${row}: ${name} must be ${expected}; received ${show(cell)}`, {
    index: row,
  });
}

export function isEmpty(cell: unknown): boolean {
  return cell === undefined || cell === null || (typeof cell === 'string' && cell.trim() === '');
}

/** The elements of a list, or of its JSON text; of an empty cell none. */
export function listIn(owner: string, row: number, name: string, cell: unknown, expected: string): unknown[] {
  if (isEmpty(cell)) return [];
  const list = listOf(typeof cell === 'string' ? parsed(cell) : cell);
  if (list) return list;
  throw cellError(owner, row, name, `${expected}, or its JSON text`, cell);
}

/** Finite numbers of one of these counts. */
export function numberRow(
  owner: string,
  row: number,
  name: string,
  value: unknown,
  counts: readonly number[],
  expected: string,
): number[] {
  const numbers = listOf(value)?.map((entry) => numberOf(entry, false));
  if (numbers && counts.includes(numbers.length) && numbers.every(Number.isFinite)) return numbers;
  throw cellError(owner, row, name, `lists of ${expected}`, value);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
