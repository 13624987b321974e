// Matrices as callers give them -> rows of 8 numbers a0 a1 a2 b0 b1 b2 c0 c1 that map output pixels to input positions.
import { makeError } from '../errors.js';
import { invalid, isList, show } from '../options.js';

/** 6 numbers (affine) or 9 (3 x 3 with last row 0 0 1), or a list of such rows, one per image. */
export type AffineMatrices = ArrayLike<number> | readonly ArrayLike<number>[];
/** 8 numbers, or a list of such rows, one per image. */
export type ProjectiveTransforms = ArrayLike<number> | readonly ArrayLike<number>[];

export function readAffine(owner: string, matrix: unknown): { rows: number[][]; perImage: boolean } {
  const { rows, perImage } = readRows(owner, 'matrix', matrix, [6, 9], '6 or 9 numbers, or one such list per image');
  return { rows: rows.map((row) => toProjective(owner, row)), perImage };
}

export function readProjective(owner: string, transforms: unknown): { rows: number[][]; perImage: boolean } {
  return readRows(owner, 'transforms', transforms, [8], '8 numbers, or one such list per image');
}

function toProjective(owner: string, row: number[]): number[] {
  if (row.length === 9 && !(row[6] === 0 && row[7] === 0 && row[8] === 1)) {
    throw makeError(
      'E_MATRIX',
      `${owner}: the last row of a 3 x 3 matrix must be 0 0 1; use image.projective otherwise`,
    );
  }
  return [...row.slice(0, 6), 0, 0];
}

function readRows(owner: string, name: string, value: unknown, lengths: readonly number[], expected: string) {
  if (!isList(value)) throw invalid(owner, name, expected, value, 'E_TYPE');
  const perImage = isList(value[0]);
  const rows = Array.from(perImage ? value : [value], (row) => {
    if (!isList(row) || !lengths.includes(row.length)) throw invalid(owner, name, expected, value, 'E_MATRIX');
    const numbers = Array.from(row);
    if (!numbers.every((entry) => typeof entry === 'number')) throw invalid(owner, name, expected, value, 'E_TYPE');
    if (!numbers.every(Number.isFinite)) {
      throw makeError('E_COORD', `${owner}: ${name} must be finite; received ${show(numbers)}`);
    }
    return numbers as number[];
  });
  return { rows, perImage };
}
