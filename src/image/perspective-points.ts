// Pairs of four points as callers give them -> rows of 8 numbers that map output pixels to input positions.
import { makeError } from '../errors.js';
import { invalid, isList, show } from '../options.js';
import { homography, type Quad } from './homography.js';

type Four = ArrayLike<ArrayLike<number>>;
/** Four points [x, y] in pixels, or a list of such fours, one per image. */
export type PerspectivePoints = Four | readonly Four[];

/** Rows of the maps that take the end points to the start points. */
export function readPerspective(
  owner: string,
  startPoints: unknown,
  endPoints: unknown,
): { rows: number[][]; perImage: boolean } {
  const start = readFours(owner, 'startPoints', startPoints);
  const end = readFours(owner, 'endPoints', endPoints);
  if (start.perImage && end.perImage && start.quads.length !== end.quads.length) {
    throw makeError(
      'E_MATRIX',
      `${owner}: startPoints and endPoints are for ${start.quads.length} and ${end.quads.length} images`,
    );
  }
  const perImage = start.perImage || end.perImage;
  const count = start.perImage ? start.quads.length : end.quads.length;
  const rows = Array.from({ length: count }, (_, i) => {
    const [from, to] = [end.quads[end.perImage ? i : 0] as Quad, start.quads[start.perImage ? i : 0] as Quad];
    const row = homography(from, to);
    if (row !== undefined) return row;
    throw makeError(
      'E_MATRIX',
      `${owner}: there is no map from ${show(to)} to ${show(from)}; no three of four points may lie on a line, nor the ` +
        'first pixel on the horizon',
    );
  });
  return { rows, perImage };
}

function readFours(owner: string, name: string, value: unknown): { quads: Quad[]; perImage: boolean } {
  const expected = 'four points [x, y], or one such list per image';
  if (!isList(value)) throw invalid(owner, name, expected, value, 'E_TYPE');
  const first: unknown = value[0];
  const perImage = isList(first) && isList(first[0]);
  const quads = Array.from(perImage ? value : [value], (four: unknown) => {
    if (!isList(four) || four.length !== 4) throw invalid(owner, name, expected, value, 'E_MATRIX');
    return Array.from(four, (point: unknown) => {
      if (!isList(point) || point.length !== 2) throw invalid(owner, name, expected, value, 'E_MATRIX');
      const [x, y] = [point[0], point[1]];
      if (typeof x !== 'number' || typeof y !== 'number') throw invalid(owner, name, expected, value, 'E_TYPE');
      if (!(Number.isFinite(x) && Number.isFinite(y))) {
        throw makeError('E_COORD', `${owner}: ${name} must be finite; received ${show(four)}`);
      }
      return [x, y] as const;
    }) as unknown as Quad;
  });
  return { quads, perImage };
}
