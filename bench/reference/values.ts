// Steps that change values, in float64, written for clarity.
import type { Step } from '../op.js';
import { GRAY } from './colour.js';
import { type Picture, rangeOf } from './picture.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

const mapValues = (source: Picture, change: (value: number, index: number) => number): Picture => ({
  ...source,
  data: source.data.map(change),
});
const clamp = (value: number, lo: number, hi: number) => Math.min(Math.max(value, lo), hi);
const meanOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0) / values.length;

export function affine(source: Picture, { center, scale, bias }: Of<'affine'>): Picture {
  const at = (list: number[], i: number) => list[list.length === 1 ? 0 : i % source.channels] as number;
  return mapValues(source, (value, i) => (value - at(center, i)) * at(scale, i) + at(bias, i));
}

export function clip(source: Picture, { lo, hi }: Of<'clip'>): Picture {
  return mapValues(source, (value) => clamp(value, lo, hi));
}

export function shift(source: Picture, { amount }: Of<'shift'>): Picture {
  const { lo, hi } = rangeOf(source.data);
  return mapValues(source, (value) => clamp(value + amount, lo, hi));
}

export function contrast(source: Picture, { factor, about }: Of<'contrast'>): Picture {
  const { channels, data } = source;
  const means = Array.from({ length: channels }, (_, c) => meanOf(data.filter((_value, i) => i % channels === c)));
  if (about === 'gray') means.fill(means.reduce((sum, mean, c) => sum + mean * (GRAY[c] as number), 0));
  return mapValues(source, (value, i) => {
    const mean = means[i % channels] as number;
    return clamp((value - mean) * factor + mean, 0, 255);
  });
}

export function standardize(source: Picture): Picture {
  const mean = meanOf(source.data);
  const deviation = Math.sqrt(meanOf(source.data.map((value) => (value - mean) ** 2)));
  return mapValues(source, (value) => (value - mean) / (deviation + 1e-6));
}

export function enhance(source: Picture, { factor }: Of<'enhance'>): Picture {
  const { lo, hi } = rangeOf(source.data);
  return mapValues(source, (value) => {
    const byte = Math.floor(((value - lo) / (hi - lo)) * 255);
    return Math.floor(clamp(byte * factor, 0, 255));
  });
}
