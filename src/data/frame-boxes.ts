// Boxes in the columns of a frame: lists, or a row of the table for every box.
import { type ImagePipelineError, makeError } from '../errors.js';
import { show } from '../options.js';
import { toCorners } from '../samples/formats.js';
import type { BoxFormat } from '../samples/types.js';
import type { ListedBoxes } from './companions.js';
import { cellError, isEmpty, listIn, numberRow } from './frame-cells.js';
import type { Pacer } from './pacer.js';
import { byCodePoint } from './sort.js';
import { type Column, numberOf } from './table.js';

export interface BoxColumns {
  owner: string;
  /** One column of lists, or four of numbers. */
  names: readonly string[];
  columns: readonly Column[];
  labelName: string | null;
  labels: Column | undefined;
  textual: boolean;
  format: BoxFormat;
}

export interface BoxRead {
  boxes: ListedBoxes[];
  /** Names in the order of the labels' numbers; empty where the labels are numbers. */
  classNames: string[];
}

interface RawBoxes {
  boxes: number[][];
  labels: unknown[];
  row: number;
}

/** Boxes of each group of rows, of which there is one in every group unless there are four columns. */
export async function readBoxes(
  source: BoxColumns,
  groups: readonly (readonly number[])[],
  pacer: Pacer,
): Promise<BoxRead> {
  const raw: RawBoxes[] = [];
  for (const rows of groups) {
    raw.push(source.columns.length === 1 ? listedBoxes(source, rows[0] as number) : rowBoxes(source, rows));
    if (pacer.due()) await pacer.rest();
  }
  if (!source.labels) return { boxes: raw.map(({ boxes }) => ({ boxes })), classNames: [] };
  const { numbers, classNames } = await readLabels(source, raw, pacer);
  return { boxes: raw.map(({ boxes }, i) => ({ boxes, labels: numbers[i] as number[] })), classNames };
}

function listedBoxes(source: BoxColumns, row: number): RawBoxes {
  const { owner, names, columns, labelName, labels } = source;
  const name = names[0] as string;
  const boxes = listIn(owner, row, name, columns[0]?.(row), 'a list of boxes').map((box) =>
    checked(source, row, numberRow(owner, row, name, box, [4], 'a box of 4 numbers')),
  );
  if (!labels) return { boxes, labels: [], row };
  const own = listIn(owner, row, labelName as string, labels(row), 'a list of labels');
  if (own.length === boxes.length) return { boxes, labels: own, row };
  throw labelError(source, row, `must be ${boxes.length} labels, one per box; received ${own.length}`);
}

function rowBoxes(source: BoxColumns, rows: readonly number[]): RawBoxes {
  const { owner, names, columns, labels, textual } = source;
  const found: RawBoxes = { boxes: [], labels: [], row: rows[0] as number };
  for (const row of rows) {
    const cells = columns.map((column) => column(row));
    if (cells.every(isEmpty)) continue;
    const box = cells.map((cell, i) => {
      const value = numberOf(cell, textual);
      if (Number.isFinite(value)) return value;
      throw cellError(owner, row, names[i] as string, 'a finite number, or empty in all four columns', cell);
    });
    found.boxes.push(checked(source, row, box));
    if (labels) found.labels.push(labels(row));
  }
  return found;
}

/** The sign of width and height does not depend on the size of the image. */
function checked({ owner, names, format }: BoxColumns, row: number, box: number[]): number[] {
  const [x1, y1, x2, y2] = toCorners(format, box, 0, { height: 1, width: 1 });
  if (x1 <= x2 && y1 <= y2) return box;
  throw cellError(owner, row, names.join(), `${format} boxes whose width and height are not negative`, box);
}

/** Numbers as they are, or names as their place among all names, sorted by code point. */
async function readLabels(source: BoxColumns, raw: readonly RawBoxes[], pacer: Pacer) {
  const isText = source.textual && source.columns.length > 1;
  const parsed = raw.map(({ labels }) => labels.map((label) => numberOf(label, isText)));
  const named = parsed.some((labels) => labels.some(Number.isNaN));
  const found = new Set<string>();
  for (const [i, { labels, row }] of raw.entries()) {
    labels.forEach((label, k) => {
      const isRight = named ? typeof label === 'string' && label !== '' : (parsed[i]?.[k] as number) >= 0;
      if (!isRight || parsed[i]?.[k] === Number.POSITIVE_INFINITY) {
        throw labelError(source, row, `must be numbers >= 0, or all of them names; received ${show(label)}`);
      }
      if (named) found.add(label as string);
    });
    if (pacer.due()) await pacer.rest();
  }
  const classNames = [...found].sort(byCodePoint);
  const indexOf = new Map(classNames.map((name, index) => [name, index]));
  const numbers = named ? raw.map(({ labels }) => labels.map((name) => indexOf.get(name as string) as number)) : parsed;
  return { numbers, classNames };
}

function labelError({ owner, labelName }: BoxColumns, row: number, sentence: string): ImagePipelineError {
  return makeError('E_LABEL', `${owner}: row ${row}: ${labelName} ${sentence}`, { index: row });
}
