// The target columns of a frame as labels.
import { makeError } from '../errors.js';
import { show } from '../options.js';
import {
  binaryLabels,
  categoricalLabels,
  intLabels,
  type LabelColumn,
  rawLabels,
  requireTwoClasses,
} from './labels.js';
import type { Pacer } from './pacer.js';
import { byCodePoint } from './sort.js';
import { type Column, listOf, numberOf } from './table.js';

export type ClassMode = 'categorical' | 'binary' | 'int';

/** Class labels of the rows that have any among the wanted classes. */
export interface ClassLabels {
  /** Which of the given rows remain, as positions in them. */
  kept: number[];
  labels: LabelColumn;
  classNames: readonly string[];
  /** Class number of each kept row; null when some have several. */
  classes: Int32Array | null;
}

/** `rows` are the rows to read; `wanted` are the classes in order, null = those found, sorted by code point. */
export async function readClasses(
  owner: string,
  target: { mode: ClassMode; name: string; column: Column },
  rows: readonly number[],
  wanted: readonly string[] | null,
  pacer: Pacer,
): Promise<ClassLabels> {
  const cells: string[][] = [];
  const found = new Set<string>();
  for (const row of rows) {
    const names = classCell(owner, target, row);
    for (const name of names) found.add(name);
    cells.push(names);
    if (pacer.due()) await pacer.rest();
  }
  const classNames = wanted ?? [...found].sort(byCodePoint);
  if (target.mode === 'binary') requireTwoClasses(owner, classNames);
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  const kept: number[] = [];
  const lists: number[][] = [];
  for (const [position, names] of cells.entries()) {
    const list = names.flatMap((name) => indexOf.get(name) ?? []);
    // No label at all is a row of zeros; no label among the wanted ones is not wanted.
    if (list.length > 0 || wanted === null) {
      kept.push(position);
      lists.push(list);
    }
    if (pacer.due()) await pacer.rest();
  }
  const single = lists.every((list) => list.length === 1);
  const classes = single ? Int32Array.from(lists, ([index]) => index as number) : null;
  return { kept, labels: encode(target.mode, lists, classes, classNames.length), classNames, classes };
}

function classCell(
  owner: string,
  { mode, name, column }: { mode: ClassMode; name: string; column: Column },
  row: number,
): string[] {
  const cell = column(row);
  if (typeof cell === 'string' && cell !== '') return [cell];
  const list = mode === 'categorical' ? listOf(cell) : undefined;
  if (list?.every((item) => typeof item === 'string')) return list as string[];
  const expected = mode === 'categorical' ? 'a non-empty string or a list of strings' : 'a non-empty string';
  const hint = typeof cell === 'number' ? "; for numbers use targetMode 'raw'" : '';
  throw labelError(owner, row, `${name} must be ${expected} in targetMode '${mode}'${hint}; received ${show(cell)}`);
}

function encode(mode: ClassMode, lists: number[][], classes: Int32Array | null, classCount: number): LabelColumn {
  if (mode === 'categorical') return categoricalLabels((position) => lists[position] as number[], classCount);
  return mode === 'int' ? intLabels(classes as Int32Array) : binaryLabels(classes as Int32Array);
}

/** Numbers, or lists of numbers of one length, as they are. */
export async function readNumbers(
  owner: string,
  target: { name: string; column: Column; textual: boolean },
  rows: readonly number[],
  pacer: Pacer,
): Promise<LabelColumn> {
  const width = rows.length === 0 ? undefined : listOf(target.column(rows[0] as number))?.length;
  const values = new Float32Array(rows.length * (width ?? 1));
  for (const [position, row] of rows.entries()) {
    const cell = target.column(row);
    const list = listOf(cell);
    if (list?.length !== width) {
      const expected = width === undefined ? 'a number' : `a list of ${width} numbers`;
      throw labelError(owner, row, `${target.name} must be ${expected} as in the first row; received ${show(cell)}`);
    }
    (list ?? [cell]).forEach((item, index) => {
      const value = numberOf(item, target.textual);
      if (!Number.isFinite(value))
        throw labelError(owner, row, `${target.name} must be a finite number; received ${show(item)}`);
      values[position * (width ?? 1) + index] = value;
    });
    if (pacer.due()) await pacer.rest();
  }
  return rawLabels(values, width);
}

function labelError(owner: string, row: number, sentence: string) {
  return makeError('E_LABEL', `${owner}: row ${row}: ${sentence}`, { index: row });
}
