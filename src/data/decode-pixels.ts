// The few pixel conversions that sharp has not, on packed pixels.

/** Pixels as sharp hands them over, 8 or 16 bits a value. */
export type DecodedPixels = Uint8Array | Uint16Array;

/** ITU-R BT.601 luma in 16-bit fixed point; the integers of libjpeg and Pillow. */
export const LUMA_WEIGHTS = [19595 / 65536, 38470 / 65536, 7471 / 65536] as const;

/** Luma of each pixel, rounded; `channels` is 3 or 4, and a fourth channel is ignored. */
export function lumaOf<Pixels extends DecodedPixels>(pixels: Pixels, channels: number): Pixels {
  const [red, green, blue] = LUMA_WEIGHTS;
  const luma = new (pixels.constructor as new (length: number) => Pixels)(pixels.length / channels);
  for (let to = 0, from = 0; to < luma.length; to++, from += channels) {
    const value = red * (pixels[from] ?? 0) + green * (pixels[from + 1] ?? 0) + blue * (pixels[from + 2] ?? 0);
    luma[to] = Math.floor(value + 0.5);
  }
  return luma;
}

/** Gray and alpha out of RGBA whose colours are equal. */
export function grayAlphaOf<Pixels extends DecodedPixels>(rgba: Pixels): Pixels {
  const pairs = new (rgba.constructor as new (length: number) => Pixels)(rgba.length / 2);
  for (let to = 0, from = 0; to < pairs.length; to += 2, from += 4) {
    pairs[to] = rgba[from] ?? 0;
    pairs[to + 1] = rgba[from + 3] ?? 0;
  }
  return pairs;
}

/** 8-bit values on the 16-bit scale: 255 becomes 65535, as libpng and TensorFlow do it. */
export function widen(pixels: Uint8Array): Uint16Array {
  return Uint16Array.from(pixels, (value) => value * 257);
}
