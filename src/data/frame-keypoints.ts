// Keypoints in a column of a frame.
import { cellError, listIn, numberRow } from './frame-cells.js';
import type { Pacer } from './pacer.js';
import type { Column } from './table.js';

/** The points of each row, all of a row with or without a visibility. */
export async function readKeypoints(
  owner: string,
  name: string,
  column: Column,
  rows: readonly number[],
  pacer: Pacer,
): Promise<number[][][]> {
  const all: number[][][] = [];
  for (const row of rows) {
    const cell = column(row);
    const points = listIn(owner, row, name, cell, 'a list of points').map((point) =>
      numberRow(owner, row, name, point, [2, 3], 'points [x, y] or [x, y, visibility]'),
    );
    if (points.some(({ length }) => length !== points[0]?.length)) {
      throw cellError(owner, row, name, 'points that all have a visibility, or none', cell);
    }
    all.push(points);
    if (pacer.due()) await pacer.rest();
  }
  return all;
}
