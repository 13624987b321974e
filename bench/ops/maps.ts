// Maps from output pixels to input coordinates, [m0 .. m5], written down here once more so that the reference does not
// lean on the code it checks.
import type { ImageShape } from '../../src/types.js';

export type Map6 = number[];

/** (x, y) -> A (x, y) about the centre of the pixel grid. */
export function aboutCentre(
  [a, b, c, d]: readonly [number, number, number, number],
  [height, width]: ImageShape,
): Map6 {
  const cx = (width - 1) / 2;
  const cy = (height - 1) / 2;
  return [a, b, cx - a * cx - b * cy, c, d, cy - c * cx - d * cy];
}

/** Reads through `later` first, then through `earlier`: the map of doing `earlier` and then `later`. */
export function compose(earlier: Map6, later: Map6): Map6 {
  const [a, b, c, d, e, f] = earlier as [number, number, number, number, number, number];
  const [p, q, r, s, t, u] = later as [number, number, number, number, number, number];
  return [a * p + b * s, a * q + b * t, a * r + b * u + c, d * p + e * s, d * q + e * t, d * r + e * u + f];
}

export const rotation = (angleRad: number, shape: ImageShape): Map6 => {
  const cos = Math.cos(angleRad);
  const sin = Math.sin(angleRad);
  return aboutCentre([cos, -sin, sin, cos], shape);
};
export const zoom = (heightScale: number, widthScale: number, shape: ImageShape): Map6 =>
  aboutCentre([widthScale, 0, 0, heightScale], shape);
export const translation = (heightFactor: number, widthFactor: number, [height, width]: ImageShape): Map6 => [
  1,
  0,
  -widthFactor * width,
  0,
  1,
  -heightFactor * height,
];

/** What is left of the equations `rows` (coefficients, then the right side) after Gauss' elimination. */
function solve(rows: number[][]): number[] {
  const size = rows.length;
  const at = (i: number, j: number) => rows[i]?.[j] as number;
  for (let column = 0; column < size; column++) {
    let pivot = column;
    for (let i = column; i < size; i++) if (Math.abs(at(i, column)) > Math.abs(at(pivot, column))) pivot = i;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    for (let i = 0; i < size; i++) {
      if (i === column) continue;
      const factor = at(i, column) / at(column, column);
      rows[i] = (rows[i] as number[]).map((value, j) => value - factor * at(column, j));
    }
  }
  return rows.map((row, i) => (row[size] as number) / (row[i] as number));
}

/** [m0 .. m7] that reads the corners, moved by these parts of their coordinates, where the corners are. */
export function perspective(
  [topRightX, bottomLeftY, bottomRightX, bottomRightY]: readonly [number, number, number, number],
  [height, width]: ImageShape,
): number[] {
  const right = width - 1;
  const bottom = height - 1;
  const pairs = [
    [0, 0, 0, 0],
    [right * (1 + topRightX), 0, right, 0],
    [0, bottom * (1 + bottomLeftY), 0, bottom],
    [right * (1 + bottomRightX), bottom * (1 + bottomRightY), right, bottom],
  ] as const;
  return solve(
    pairs.flatMap(([x, y, u, v]) => [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ]),
  );
}
