// Images that are as smooth as photographs are: octaves of random grids, each half as strong as the coarser one before,
// plus a little noise, rounded to bytes. The same on every run; image i does not depend on how many there are.
import type { ImageShape } from '../../src/types.js';

const LIGHT = 70;
const COLOUR = 25;
const NOISE = 3;

/** Uniform within -1..1 (xorshift). */
function randomOf(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state / 2 ** 31;
  };
}

/** Adds a grid of `cells` x `cells` random values, interpolated. */
function addOctave(
  field: Float64Array,
  height: number,
  width: number,
  cells: number,
  gain: number,
  next: () => number,
) {
  const grid = Float64Array.from({ length: (cells + 1) ** 2 }, next);
  for (let y = 0; y < height; y++) {
    const v = (y * cells) / height;
    const top = Math.floor(v) * (cells + 1);
    const down = v - Math.floor(v);
    for (let x = 0; x < width; x++) {
      const u = (x * cells) / width;
      const at = top + Math.floor(u);
      const right = u - Math.floor(u);
      const upper = (grid[at] as number) * (1 - right) + (grid[at + 1] as number) * right;
      const lower = (grid[at + cells + 1] as number) * (1 - right) + (grid[at + cells + 2] as number) * right;
      field[y * width + x] = (field[y * width + x] as number) + gain * (upper * (1 - down) + lower * down);
    }
  }
}

function smoothField(height: number, width: number, next: () => number): Float64Array {
  const field = new Float64Array(height * width);
  for (let cells = 1, gain = 1; cells <= Math.max(height, width); cells *= 2, gain /= 2) {
    addOctave(field, height, width, cells, gain, next);
  }
  return field;
}

export function makeNatural(count: number, [height, width, channels]: ImageShape): Uint8Array {
  const size = height * width * channels;
  const data = new Uint8Array(count * size);
  for (let image = 0; image < count; image++) {
    const next = randomOf(image);
    const light = smoothField(height, width, next);
    const colour = smoothField(height, width, next);
    for (let i = 0; i < size; i++) {
      const pixel = Math.floor(i / channels);
      const tint = ((i % channels) - (channels - 1) / 2) * COLOUR * (colour[pixel] as number);
      const value = 128 + LIGHT * (light[pixel] as number) + tint + NOISE * next();
      data[image * size + i] = Math.min(255, Math.max(0, Math.round(value)));
    }
  }
  return data;
}
