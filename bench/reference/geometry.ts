// Steps that move pixels, in float64, written for clarity.
import type { FillMode } from '../../src/types.js';
import type { Step } from '../op.js';
import { draw, type Picture } from './picture.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

const modulo = (i: number, n: number) => ((i % n) + n) % n;

/** Index that tap `i` of an axis of `n` pixels reads; -1 is the fill value 0. */
function tap(i: number, n: number, mode: FillMode): number {
  if (mode === 'constant') return i >= 0 && i < n ? i : -1;
  if (mode === 'nearest') return Math.min(Math.max(i, 0), n - 1);
  if (mode === 'wrap') return modulo(i, n);
  const folded = modulo(i, 2 * n);
  return folded < n ? folded : 2 * n - 1 - folded;
}

/** Adds `weight` times pixel (x, y). */
function addTap(source: Picture, x: number, y: number, weight: number, out: Float64Array, at: number): void {
  if (x < 0 || y < 0) return;
  const { data, width, channels } = source;
  for (let c = 0; c < channels; c++)
    out[at + c] = (out[at + c] as number) + weight * (data[(y * width + x) * channels + c] as number);
}

export function sample(source: Picture, x: number, y: number, mode: FillMode, out: Float64Array, at: number): void {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const columns = [tap(left, source.width, mode), tap(left + 1, source.width, mode)] as const;
  const rows = [tap(top, source.height, mode), tap(top + 1, source.height, mode)] as const;
  const fx = x - left;
  const fy = y - top;
  addTap(source, columns[0], rows[0], (1 - fx) * (1 - fy), out, at);
  addTap(source, columns[1], rows[0], fx * (1 - fy), out, at);
  addTap(source, columns[0], rows[1], (1 - fx) * fy, out, at);
  addTap(source, columns[1], rows[1], fx * fy, out, at);
}

export function warp(source: Picture, { map, fillMode, cut, size }: Of<'warp'>): Picture {
  const [m0, m1, m2, m3, m4, m5] = map as [number, number, number, number, number, number];
  const isCut = (at: number, size: number) => cut !== undefined && (at < -cut || at > size - 1 + cut);
  const [height, width] = size ?? [source.height, source.width];
  return draw(source, height, width, (x, y, out, at) => {
    const [fromX, fromY] = [m0 * x + m1 * y + m2, m3 * x + m4 * y + m5];
    if (isCut(fromX, source.width) || isCut(fromY, source.height)) return;
    sample(source, fromX, fromY, cut === undefined ? fillMode : 'nearest', out, at);
  });
}

export function perspective(source: Picture, { map, fillMode }: Of<'perspective'>): Picture {
  const [m0, m1, m2, m3, m4, m5, m6, m7] = map as [number, number, number, number, number, number, number, number];
  return draw(source, source.height, source.width, (x, y, out, at) => {
    const k = m6 * x + m7 * y + 1;
    sample(source, (m0 * x + m1 * y + m2) / k, (m3 * x + m4 * y + m5) / k, fillMode, out, at);
  });
}

/** For each output pixel of an axis, the input pixels under its triangle and their weights, which sum to 1. */
function triangles(from: number, to: number, copies: boolean): [index: number, weight: number][][] {
  const scale = from / to;
  const reach = Math.max(scale, 1);
  return Array.from({ length: to }, (_, i) => {
    const center = (i + 0.5) * scale - 0.5;
    const taps: [number, number][] = [];
    for (let j = Math.ceil(center - reach); j <= center + reach; j++) {
      if (copies || (j >= 0 && j < from)) taps.push([tap(j, from, 'nearest'), 1 - Math.abs(j - center) / reach]);
    }
    const sum = taps.reduce((total, [, weight]) => total + weight, 0);
    return taps.map(([j, weight]) => [j, weight / sum]);
  });
}

function average(source: Picture, { height, width, edge }: Of<'resize'>): Picture {
  const rows = triangles(source.height, height, edge === 'nearest');
  const columns = triangles(source.width, width, edge === 'nearest');
  return draw(source, height, width, (x, y, out, at) => {
    for (const [j, row] of rows[y] ?? [])
      for (const [i, column] of columns[x] ?? []) addTap(source, i, j, row * column, out, at);
  });
}

export function resize(source: Picture, step: Of<'resize'>): Picture {
  const { height, width, antialias = false, fromCorners = false } = step;
  if (antialias) return average(source, step);
  const half = fromCorners ? 0 : 0.5;
  const scaleY = source.height / height;
  const scaleX = source.width / width;
  return draw(source, height, width, (x, y, out, at) =>
    sample(source, (x + half) * scaleX - half, (y + half) * scaleY - half, 'nearest', out, at),
  );
}

export function flip(source: Picture, { horizontal, vertical }: Of<'flip'>): Picture {
  const { height, width } = source;
  return draw(source, height, width, (x, y, out, at) =>
    addTap(source, horizontal ? width - 1 - x : x, vertical ? height - 1 - y : y, 1, out, at),
  );
}

export function crop(source: Picture, { top, left, height, width }: Of<'crop'>): Picture {
  return draw(source, height, width, (x, y, out, at) => addTap(source, x + left, y + top, 1, out, at));
}
