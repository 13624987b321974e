// Steps that look at the neighbourhood of a value or at its place, in float64, written for clarity.
import type { Step } from '../op.js';
import { exactNoise } from './noise.js';
import { draw, type Picture } from './picture.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

const mirror = (i: number, n: number) => (i < 0 ? -i : i >= n ? 2 * (n - 1) - i : i);

export function convolve(source: Picture, { columns, rows, self, blur, edge }: Of<'convolve'>): Picture {
  const { data, height, width, channels } = source;
  const [reachX, reachY] = [(columns.length - 1) / 2, (rows.length - 1) / 2];
  const isInside = (x: number, y: number) => x >= 0 && x < width && y >= 0 && y < height;
  const read = (x: number, y: number, c: number) => {
    const [px, py] = edge === 'mirror' ? [mirror(x, width), mirror(y, height)] : [x, y];
    return isInside(px, py) ? (data[(py * width + px) * channels + c] as number) : 0;
  };
  return draw(source, height, width, (x, y, out, at) => {
    const kept = edge === 'keep' && !(isInside(x - reachX, y - reachY) && isInside(x + reachX, y + reachY));
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (const [j, row] of rows.entries())
        for (const [i, column] of columns.entries()) sum += row * column * read(x + i - reachX, y + j - reachY, c);
      const value = data[at + c] as number;
      out[at + c] = kept ? value : self * value + blur * sum;
    }
  });
}

export function fill(source: Picture, { left, top, right, bottom, value }: Of<'fill'>): Picture {
  const { data, height, width, channels } = source;
  return draw(source, height, width, (x, y, out, at) => {
    const inside = x >= left && x < right && y >= top && y < bottom;
    for (let c = 0; c < channels; c++) out[at + c] = inside ? value : (data[at + c] as number);
  });
}

export function noise(source: Picture, { stddev, noise0, noise1 }: Of<'noise'>): Picture {
  const row = source.width * source.channels;
  const add = (value: number, i: number) => value + stddev * exactNoise(noise0, noise1, Math.floor(i / row), i % row);
  return { ...source, data: source.data.map(add) };
}

/** Ranks of the 256 values in one tile and channel, with what is above the limit shared out. */
function ranks(
  source: Picture,
  { clipLimit }: Of<'clahe'>,
  tile: { top: number; left: number; height: number; width: number },
  c: number,
) {
  const counts = new Float64Array(256);
  const fold = (i: number, n: number) => (i % (2 * n) < n ? i % (2 * n) : 2 * n - 1 - (i % (2 * n)));
  for (let y = tile.top; y < tile.top + tile.height; y++) {
    for (let x = tile.left; x < tile.left + tile.width; x++) {
      const at = (fold(y, source.height) * source.width + fold(x, source.width)) * source.channels + c;
      const bin = Math.trunc(source.data[at] as number);
      counts[bin] = (counts[bin] as number) + 1;
    }
  }
  const pixels = tile.height * tile.width;
  const limit = (clipLimit * pixels) / 256;
  const excess = counts.reduce((sum, count) => sum + Math.max(count - limit, 0), 0) / 256;
  const clipped = counts.map((count) => Math.min(count, limit) + excess);
  let sum = 0;
  const least = clipped[0] as number;
  return clipped.map((count) => {
    sum += count;
    return Math.min(Math.max(((sum - least) * 255) / (pixels - least || 1), 0), 255);
  });
}

export function clahe(source: Picture, step: Of<'clahe'>): Picture {
  const { data, channels } = source;
  const [height, width] = [Math.ceil(source.height / step.rows), Math.ceil(source.width / step.columns)];
  const tables = Array.from({ length: step.rows * step.columns * channels }, (_, i) => {
    const tile = Math.floor(i / channels);
    const [row, column] = [Math.floor(tile / step.columns), tile % step.columns];
    return ranks(source, step, { top: row * height, left: column * width, height, width }, i % channels);
  });
  const mix = (i: number, size: number, tiles: number) => {
    const at = Math.min(Math.max((i - size / 2) / size, 0), tiles - 1);
    const first = Math.floor(at);
    return [first, Math.min(first + 1, tiles - 1), at - first] as const;
  };
  return draw(source, source.height, source.width, (x, y, out, at) => {
    const [top, bottom, fy] = mix(y, height, step.rows);
    const [left, right, fx] = mix(x, width, step.columns);
    for (let c = 0; c < channels; c++) {
      const bin = Math.trunc(data[at + c] as number);
      const of = (row: number, column: number) => tables[(row * step.columns + column) * channels + c]?.[bin] as number;
      const upper = of(top, left) * (1 - fx) + of(top, right) * fx;
      const lower = of(bottom, left) * (1 - fx) + of(bottom, right) * fx;
      out[at + c] = upper * (1 - fy) + lower * fy;
    }
  });
}
