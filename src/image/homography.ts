// The projective map through four pairs of points: the twin of native/program/homography.cc, operation by operation.

/** Corners [x, y]: top left, top right, bottom left, bottom right, though any four will do. */
export type Quad = readonly [Corner, Corner, Corner, Corner];
export type Corner = readonly [x: number, y: number];

/** Three corners whose triangle is smaller than this part of the quad's extent squared are on a line. */
const FLAT = 1e-12;

/** The row a0 a1 a2 b0 b1 b2 c0 c1 of the map with map(from[i]) = to[i]; undefined where there is none. */
export function homography(from: Quad, to: Quad): number[] | undefined {
  const fromWeights = weights(from);
  const toWeights = weights(to);
  if (fromWeights === undefined || toWeights === undefined) return undefined;
  const map = new Array<number>(9).fill(0);
  const add = (k: number, value: number) => {
    map[k] = (map[k] as number) + value;
  };
  // At corner i of the first three only line i, which avoids it, is not 0; the weights then send the fourth corner where
  // it belongs.
  for (const i of [0, 1, 2] as const) {
    const weight = toWeights[i] / fromWeights[i];
    const line = lineThrough(from[(i + 1) % 3] as Corner, from[(i + 2) % 3] as Corner);
    const [x, y] = to[i];
    line.forEach((entry, k) => {
      add(k, weight * x * entry);
      add(3 + k, weight * y * entry);
      add(6 + k, weight * entry);
    });
  }
  const row = map.slice(0, 8).map((entry) => entry / (map[8] as number));
  return row.every(Number.isFinite) ? row : undefined;
}

/** Twice the signed area of a triangle. */
function area([ax, ay]: Corner, [bx, by]: Corner, [cx, cy]: Corner): number {
  return (bx - ax) * (cy - ay) - (cx - ax) * (by - ay);
}

/** The last corner as a weighted sum of the other three, up to a factor; none when three corners are on a line. */
function weights([a, b, c, d]: Quad): readonly [number, number, number] | undefined {
  const extent = Math.max(...[b, c, d].flatMap(([x, y]) => [Math.abs(x - a[0]), Math.abs(y - a[1])]));
  const result = [area(d, b, c), area(a, d, c), area(a, b, d)] as const;
  const least = Math.min(Math.abs(area(a, b, c)), ...result.map(Math.abs));
  return least > FLAT * extent * extent ? result : undefined;
}

/** Factors of x and y and the constant of area((x, y), b, c), which is 0 on the line through b and c. */
function lineThrough([bx, by]: Corner, [cx, cy]: Corner): readonly [number, number, number] {
  return [by - cy, cx - bx, bx * cy - cx * by];
}
