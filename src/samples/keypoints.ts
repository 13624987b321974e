// Keypoints, in and out. None is ever dropped.
import { makeError } from '../errors.js';
import { invalid, isList, show } from '../options.js';
import type { ImagePoints } from './companions.js';
import { type Dense, floatsLike, readDense, readList, readNumber, writeDense } from './dense.js';

export interface OpenKeypoints {
  points: ImagePoints[];
  /** Keypoints as they came. */
  write(points: readonly ImagePoints[]): unknown;
}

/** Rows of one image: x, y and, with three columns, the visibility that the caller gave. */
interface Rows {
  columns: Float64Array[];
  width: number;
}

/** Reads the keypoints of `count` images; `single` when they are one image without a batch axis. */
export function openKeypoints(owner: string, value: unknown, count: number, single: boolean): OpenKeypoints {
  const dense = readDense(owner, 'keypoints', value);
  return dense ? openDense(owner, dense, count, single) : openRagged(owner, value, count, single);
}

function openDense(owner: string, dense: Dense, count: number, single: boolean): OpenKeypoints {
  const [images, perImage, width] = single ? [1, ...dense.shape] : dense.shape;
  if (dense.shape.length !== (single ? 2 : 3) || images !== count || (width !== 2 && width !== 3)) {
    const expected = single ? '[k, 2] or [k, 3]' : `[${count}, k, 2] or [${count}, k, 3]`;
    throw makeError(
      'E_SHAPE',
      `${owner}: keypoints must have the shape ${expected}; received ${show([...dense.shape])}`,
    );
  }
  const each = perImage as number;
  const rowsOf = (image: number) =>
    readRows(owner, 'keypoints', each, width, (row, column) => dense.data[(image * each + row) * width + column]);
  const all = Array.from({ length: count }, (_, image) => rowsOf(image));
  return {
    points: all.map(pointsOf),
    write: (points) => {
      const out = floatsLike(dense, count * each * width);
      let at = 0;
      points.forEach((result, image) => {
        for (const row of writeRows(all[image] as Rows, result)) {
          out.set(row, at);
          at += width;
        }
      });
      return writeDense(dense, out, dense.shape);
    },
  };
}

function openRagged(owner: string, value: unknown, count: number, single: boolean): OpenKeypoints {
  const expected = 'an array of [x, y] or [x, y, visibility] per image, { data, shape } or a tensor';
  const list = single ? [value] : readList(owner, 'keypoints', value, expected);
  if (list.length !== count) {
    throw makeError('E_SHAPE', `${owner}: there must be keypoints for ${count} images; received ${list.length}`);
  }
  const all = list.map((rows, image) => readRagged(owner, single ? 'keypoints' : `keypoints[${image}]`, rows));
  return {
    points: all.map(pointsOf),
    write: (points) => {
      const written = points.map((result, image) => writeRows(all[image] as Rows, result));
      return single ? written[0] : written;
    },
  };
}

function readRagged(owner: string, name: string, value: unknown): Rows {
  const rows = readList(owner, name, value, 'an array of [x, y] or [x, y, visibility]');
  const [first] = rows;
  const width = isList(first) ? first.length : 2;
  rows.forEach((row, i) => {
    if (!isList(row) || row.length !== width || (width !== 2 && width !== 3)) {
      throw invalid(owner, `${name}[${i}]`, 'a row [x, y] or [x, y, visibility], all of one length', row, 'E_SHAPE');
    }
  });
  return readRows(owner, name, rows.length, width, (row, column) => (rows[row] as ArrayLike<unknown>)[column]);
}

function readRows(
  owner: string,
  name: string,
  count: number,
  width: number,
  at: (row: number, column: number) => unknown,
): Rows {
  const columns = Array.from({ length: width }, (_, column) =>
    Float64Array.from({ length: count }, (__, row) => readNumber(owner, `${name}[${row}][${column}]`, at(row, column))),
  );
  return { columns, width };
}

function pointsOf({ columns: [x, y] }: Rows): ImagePoints {
  const [xs, ys] = [x as Float64Array, y as Float64Array];
  return {
    at: Float64Array.from({ length: 2 * xs.length }, (_, i) => (i % 2 === 0 ? xs : ys)[i >> 1] as number),
    visible: new Uint8Array(xs.length).fill(1),
  };
}

function writeRows({ columns, width }: Rows, { at, visible }: ImagePoints): number[][] {
  const given = columns[2];
  return Array.from({ length: visible.length }, (_, i) => {
    const row = [at[2 * i] as number, at[2 * i + 1] as number];
    if (width === 3) row.push(visible[i] ? (given?.[i] as number) : 0);
    return row;
  });
}
