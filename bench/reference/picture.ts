// An image in float64, for the reference.
export interface Picture {
  data: Float64Array;
  height: number;
  width: number;
  channels: number;
}

/** A picture of the same channels whose pixel (x, y) is written by `write`. */
export function draw(
  source: Picture,
  height: number,
  width: number,
  write: (x: number, y: number, out: Float64Array, at: number) => void,
): Picture {
  const { channels } = source;
  const data = new Float64Array(height * width * channels);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) write(x, y, data, (y * width + x) * channels);
  }
  return { data, height, width, channels };
}

/** Least and greatest value. */
export const rangeOf = (data: Float64Array): { lo: number; hi: number } => ({
  lo: data.reduce((least, value) => Math.min(least, value), Infinity),
  hi: data.reduce((most, value) => Math.max(most, value), -Infinity),
});
