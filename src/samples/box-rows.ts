// The rows of boxes and their labels as users give them, without padding.
import { makeError } from '../errors.js';
import { invalid, isList, type RawOptions, show } from '../options.js';
import { type Dense, readDense, readList, readNumber } from './dense.js';

/** The boxes of one image. */
export interface ImageRows {
  /** Four numbers each. */
  boxes: number[][];
  labels: number[] | undefined;
  /** Row of each box in what was given, where padding counts. */
  rows: number[];
  /** How many rows were given, with padding. */
  given: number;
}

/** The boxes of all images, and the form they came in. */
export interface GivenBoxes {
  images: ImageRows[];
  /** Dense arrays; undefined for ragged boxes. */
  dense: { boxes: Dense; labels: Dense | undefined } | undefined;
  /** Whether the boxes have labels. */
  labelled: boolean;
  /** Name of the boxes of an image, for errors. */
  nameOf(image: number): string;
}

const PADDING = -1;

/** Boxes as { data, shape } or a tensor; undefined for anything else. */
export function readDenseBoxes(owner: string, raw: RawOptions, count: number, single: boolean): GivenBoxes | undefined {
  const boxes = readDense(owner, 'boundingBoxes.boxes', raw.boxes);
  if (!boxes) return undefined;
  const rank = single ? 2 : 3;
  const [images, each, size] = single ? [1, ...boxes.shape] : boxes.shape;
  if (boxes.shape.length !== rank || images !== count || size !== 4) {
    const expected = single ? '[k, 4]' : `[${count}, k, 4]`;
    throw makeError(
      'E_SHAPE',
      `${owner}: boundingBoxes.boxes must have the shape ${expected}; received ${show([...boxes.shape])}`,
    );
  }
  const perImage = each as number;
  const labels = readDenseLabels(owner, raw.labels, boxes);
  const nameOf = () => 'boundingBoxes.boxes';
  const rowsOf = (image: number) => {
    const first = image * perImage;
    return readRows(owner, nameOf(), perImage, {
      box: (row) => Array.from({ length: 4 }, (_, i) => boxes.data[(first + row) * 4 + i]),
      label: labels && ((row) => labels.data[first + row]),
    });
  };
  const rows = Array.from({ length: count }, (_, image) => rowsOf(image));
  return { images: rows, dense: { boxes, labels }, labelled: labels !== undefined, nameOf };
}

function readDenseLabels(owner: string, value: unknown, boxes: Dense): Dense | undefined {
  if (value === undefined) return undefined;
  const labels = readDense(owner, 'boundingBoxes.labels', value);
  if (!labels) throw invalid(owner, 'boundingBoxes.labels', 'dense like the boxes', value, 'E_TYPE');
  const expected = boxes.shape.slice(0, -1);
  if (show([...labels.shape]) === show(expected)) return labels;
  throw makeError(
    'E_SHAPE',
    `${owner}: boundingBoxes.labels must have the shape ${show(expected)}; received ${show([...labels.shape])}`,
  );
}

/** Boxes as an array of rows for each image. */
export function readRaggedBoxes(owner: string, raw: RawOptions, count: number, single: boolean): GivenBoxes {
  const listOf = (key: string) => {
    const name = `boundingBoxes.${key}`;
    const list = single
      ? [raw[key]]
      : readList(owner, name, raw[key], 'an array per image, { data, shape } or a tensor');
    if (list.length === count) return list;
    throw makeError('E_SHAPE', `${owner}: ${name} must be for ${count} images; received ${list.length}`);
  };
  const boxes = listOf('boxes');
  const labels = raw.labels === undefined ? undefined : listOf('labels');
  const place = (image: number) => (single ? '' : `[${image}]`);
  const nameOf = (image: number) => `boundingBoxes.boxes${place(image)}`;
  const images = boxes.map((value, image) => {
    const name = nameOf(image);
    const rows = readList(owner, name, value, 'an array of rows of 4 numbers');
    const own = labels && readLabels(owner, `boundingBoxes.labels${place(image)}`, labels[image], rows.length);
    return readRows(owner, name, rows.length, {
      box: (row) => rows[row],
      label: own && ((row) => own[row]),
    });
  });
  return { images, dense: undefined, labelled: labels !== undefined, nameOf };
}

function readLabels(owner: string, name: string, value: unknown, count: number): unknown[] {
  const list = readList(owner, name, value, 'an array of numbers, one per box');
  if (list.length === count) return list;
  throw makeError('E_SHAPE', `${owner}: ${name} must be ${count} labels, one per box; received ${list.length}`);
}

interface RowReader {
  box(row: number): unknown;
  label: ((row: number) => unknown) | undefined;
}

function readRows(owner: string, name: string, given: number, { box, label }: RowReader): ImageRows {
  const found: ImageRows = { boxes: [], labels: label && [], rows: [], given };
  for (let row = 0; row < given; row++) {
    const own = label?.(row);
    if (label && !Number.isFinite(own)) readNumber(owner, `${name.replace('.boxes', '.labels')}[${row}]`, own);
    const value = box(row);
    if (!isList(value) || value.length !== 4) {
      throw invalid(owner, `${name}[${row}]`, 'a row of 4 numbers', value, 'E_SHAPE');
    }
    const numbers = Array.from(value);
    if (!numbers.every(Number.isFinite)) {
      for (const [i, entry] of numbers.entries()) readNumber(owner, `${name}[${row}][${i}]`, entry);
    }
    if (own === PADDING || numbers.every((number) => number === PADDING)) continue;
    found.boxes.push(numbers as number[]);
    if (label) found.labels?.push(own as number);
    found.rows.push(row);
  }
  return found;
}
