// Steps that change colours and tones, in float64, written for clarity.
import type { Step } from '../op.js';
import { type Picture, rangeOf } from './picture.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;
type Rgb = [r: number, g: number, b: number];

/** Weights of red, green and blue. */
export const GRAY = [0.2989, 0.587, 0.114] as const;

const clamp = (value: number, lo = 0, hi = 255) => Math.min(Math.max(value, lo), hi);
const mapValues = (source: Picture, change: (value: number, channel: number) => number): Picture => ({
  ...source,
  data: source.data.map((value, i) => change(value, i % source.channels)),
});

function mapPixels(source: Picture, change: (rgb: Rgb) => Rgb): Picture {
  const data = source.data.slice();
  for (let i = 0; i < data.length; i += source.channels) data.set(change([...data.subarray(i, i + 3)] as Rgb), i);
  return { ...source, data };
}

export const invert = (source: Picture) => mapValues(source, (value) => 255 - value);

export function gray(source: Picture, { amount }: Of<'gray'>): Picture {
  return mapPixels(source, ([r, g, b]) => {
    const level = GRAY[0] * r + GRAY[1] * g + GRAY[2] * b;
    return [r, g, b].map((value) => clamp((1 - amount) * value + amount * level)) as Rgb;
  });
}

/** Hue and saturation within 0..1. */
function toHsv([r, g, b]: Rgb): [h: number, s: number, v: number] {
  const v = Math.max(r, g, b);
  const range = v - Math.min(r, g, b);
  if (range === 0) return [0, 0, v];
  const sixths = v === r ? (g - b) / range : v === g ? (b - r) / range + 2 : (r - g) / range + 4;
  return [(sixths / 6 + 1) % 1, range / v, v];
}

function fromHsv(h: number, s: number, v: number): Rgb {
  const part = (sixth: number) => {
    const k = (sixth + h * 6) % 6;
    return v - v * s * clamp(Math.min(k, 4 - k), 0, 1);
  };
  return [part(5), part(3), part(1)];
}

export function hue(source: Picture, { delta }: Of<'hue'>): Picture {
  return mapPixels(source, (rgb) => {
    const [h, s, v] = toHsv(rgb);
    return fromHsv((h + delta + 1) % 1, s, v);
  });
}

export function saturate(source: Picture, { scale }: Of<'saturate'>): Picture {
  return mapPixels(source, (rgb) => {
    const [h, s, v] = toHsv(rgb);
    return fromHsv(h, Math.min(1, s * scale), v);
  });
}

export function solarize(source: Picture, { addition, threshold }: Of<'solarize'>): Picture {
  return mapValues(source, (value) => {
    const sum = clamp(value + addition);
    return sum < threshold ? sum : 255 - sum;
  });
}

export function posterize(source: Picture, { bits }: Of<'posterize'>): Picture {
  const step = 2 ** (8 - bits);
  return mapValues(source, (value) => Math.floor(clamp(value) / step) * step);
}

const channelsOf = ({ channels, data }: Picture) =>
  Array.from({ length: channels }, (_, c) => data.filter((_value, i) => i % channels === c));

export function stretch(source: Picture): Picture {
  const ranges = channelsOf(source).map(rangeOf);
  return mapValues(source, (value, c) => {
    const { lo, hi } = ranges[c] as { lo: number; hi: number };
    return ((value - lo) * 255) / (hi - lo);
  });
}

export function equalize(source: Picture): Picture {
  const tables = channelsOf(source).map((values) => {
    const counts = Array<number>(256).fill(0);
    for (const value of values) counts[Math.floor(value)] = (counts[Math.floor(value)] as number) + 1;
    const first = counts.find((count) => count > 0) as number;
    let sum = 0;
    return counts.map((count) => {
      sum += count;
      return Math.round(((sum - first) * 255) / (values.length - first));
    });
  });
  return mapValues(source, (value, c) => tables[c]?.[Math.floor(value)] as number);
}
