// A picture read through a field of smoothed noise, in float64, written for clarity.
import type { Step } from '../op.js';
import { sample } from './geometry.js';
import { exactNoise } from './noise.js';
import { draw, type Picture } from './picture.js';

/** Sums along one axis; what is outside is 0. `step` is the distance between neighbours in `values`. */
function smooth(values: Float64Array, weights: readonly number[], length: number, step: number): Float64Array {
  const radius = (weights.length - 1) / 2;
  return values.map((_, at) => {
    const place = Math.floor(at / step) % length;
    let sum = 0;
    for (const [i, weight] of weights.entries()) {
      const other = place + i - radius;
      if (other >= 0 && other < length) sum += weight * (values[at + (i - radius) * step] as number);
    }
    return sum;
  });
}

export function elastic(source: Picture, step: Extract<Step, { kind: 'elastic' }>): Picture {
  const { height, width } = source;
  const { gain, weights, noise0, noise1, fillMode } = step;
  const [dx, dy] = [0, 1].map((axis) => {
    const noise = Float64Array.from({ length: height * width }, (_, at) =>
      exactNoise(noise0, noise1, Math.floor(at / width), 2 * (at % width) + axis),
    );
    return smooth(smooth(noise, weights, width, 1), weights, height, width).map((value) => gain * value);
  }) as [Float64Array, Float64Array];
  return draw(source, height, width, (x, y, out, at) => {
    const pixel = y * width + x;
    sample(source, x + (dx[pixel] as number), y + (dy[pixel] as number), fillMode, out, at);
  });
}
