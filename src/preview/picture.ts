// An image of any dtype and channel count as the 8-bit pixels that a person looks at.
import type { Image, PixelArray } from '../types.js';

/** 8-bit pixels: 1 (gray), 3 (RGB) or 4 (RGBA) channels. */
export interface Picture {
  data: Buffer;
  width: number;
  height: number;
  channels: 1 | 3 | 4;
}

export interface Scaling {
  kind: 'valueRange' | 'minmax';
  valueRange: readonly [number, number];
}

/** Shows 1, 3 and 4 channels as gray, RGB and RGBA; of 2 the first, of 5 and more the first three. NaN shows as black. */
export function toPicture(image: Image, scaling: Scaling): Picture {
  const [height, width, stored] = image.shape;
  const channels = stored < 3 ? 1 : stored === 4 ? 4 : 3;
  const colours = channels === 4 ? 3 : channels;
  const range = scaling.kind === 'minmax' ? valuesRange(image.data, stored, colours) : scaling.valueRange;
  const pixels = height * width;
  const data = Buffer.alloc(pixels * channels);
  for (let pixel = 0; pixel < pixels; pixel++) {
    for (let c = 0; c < channels; c++) {
      // Alpha is no colour: stretching it would make opaque images transparent.
      const [lo, hi] = c < colours ? range : scaling.valueRange;
      data[pixel * channels + c] = toByte(image.data[pixel * stored + c] as number, lo, hi);
    }
  }
  return { data, width, height, channels };
}

/** The picture with at least three channels, for what is drawn in colours. */
export function withColours(picture: Picture): Picture & { channels: 3 | 4 } {
  const { data, width, height, channels } = picture;
  if (channels !== 1) return { data, width, height, channels };
  const colours = Buffer.alloc(data.length * 3);
  for (let i = 0; i < data.length; i++) colours.fill(data[i] as number, 3 * i, 3 * i + 3);
  return { data: colours, width, height, channels: 3 };
}

/** How an image that has not been through the pipeline is shown: integer pixels by the range of their dtype. */
export function sourceScaling(image: Image, scaling: Scaling): Scaling {
  if (image.data instanceof Uint16Array) return { kind: 'valueRange', valueRange: [0, 65535] };
  if (image.data instanceof Int32Array || image.data instanceof Float32Array) return scaling;
  return { kind: 'valueRange', valueRange: [0, 255] };
}

function toByte(value: number, lo: number, hi: number): number {
  const scaled = ((value - lo) / (hi - lo)) * 255;
  return scaled >= 255 ? 255 : scaled > 0 ? Math.round(scaled) : 0;
}

/** Least and greatest finite value of the first `colours` channels; a constant image is shown as black. */
function valuesRange(data: PixelArray, stored: number, colours: number): [number, number] {
  let lo = Infinity;
  let hi = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i] as number;
    if (i % stored >= colours || !Number.isFinite(value)) continue;
    if (value < lo) lo = value;
    if (value > hi) hi = value;
  }
  return hi > lo ? [lo, hi] : lo === hi ? [lo, lo + 1] : [0, 1];
}
