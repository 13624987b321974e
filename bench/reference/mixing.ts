// Steps that take another image of the batch, in float64, written for clarity.
import type { Step } from '../op.js';
import type { Picture } from './picture.js';
import type { PictureOf } from './run.js';

type Of<K extends Step['kind']> = Extract<Step, { kind: K }>;

export function blend(source: Picture, { partner, weight }: Of<'blend'>, pictureOf: PictureOf): Picture {
  const other = pictureOf(partner).data;
  return { ...source, data: source.data.map((value, i) => value * weight + (other[i] as number) * (1 - weight)) };
}

export function paste(source: Picture, step: Of<'paste'>, pictureOf: PictureOf): Picture {
  const other = pictureOf(step.partner);
  const { width, channels } = source;
  const data = source.data.slice();
  for (let y = 0; y < step.height; y++) {
    const from = ((step.fromTop + y) * width + step.fromLeft) * channels;
    data.set(other.data.subarray(from, from + step.width * channels), ((step.top + y) * width + step.left) * channels);
  }
  return { ...source, data };
}
