// Whitening layers as if they had been adapted, for random programs: close to the identity, so that values stay pixels.
import type { LayerConfig } from '../../src/index.js';

const VECTORS = 3;

export function randomWhitening(next: () => number, shape: readonly [number, number, number]): LayerConfig {
  const features = shape[0] * shape[1] * shape[2];
  const values = (count: number, lo: number, hi: number) =>
    Array.from({ length: count }, () => lo + (hi - lo) * next());
  const directions = Math.min(VECTORS, features);
  const length = Math.sqrt(features);
  const fitted = { shape, images: 9, rank: directions, condition: 4, directions, vectors: directions, baseGain: 0.9 };
  const arrays = {
    mean: values(features, -3, 3),
    spectrum: values(directions, 1, 4).sort((a, b) => b - a),
    gains: values(directions, -0.3, 0.3).map(Math.fround),
    vectors: values(directions * features, -1 / length, 1 / length).map(Math.fround),
  };
  const className = next() < 0.5 ? 'ZCAWhitening' : 'RandomZCAWhitening';
  return { className, config: { fitted, ...arrays, name: 'whitening' } };
}
