// Random transforms and images for comparing kernels; from a number, so that a failure can be repeated.
import * as tf from '@tensorflow/tfjs-node';
import { generator } from '../conformance/random-program.js';

export class Random {
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = generator(seed);
  }

  /** A whole number within lo..hi. */
  whole(lo: number, hi: number): number {
    return lo + Math.floor(this.next() * (hi - lo + 1));
  }

  between(lo: number, hi: number): number {
    return lo + this.next() * (hi - lo);
  }

  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(from: readonly T[]): T {
    return from[this.whole(0, from.length - 1)] as T;
  }

  /** A batch of odd and even sizes with values in 0..255. */
  images(dtype: 'float32' | 'int32' = 'float32'): tf.Tensor4D {
    const shape: [number, number, number, number] = [
      this.whole(1, 4),
      this.pick([1, 2, this.whole(3, 20)]),
      this.pick([1, 2, this.whole(3, 20)]),
      this.pick([1, 3, 4, this.whole(1, 6)]),
    ];
    const values = Array.from({ length: shape.reduce((a, b) => a * b) }, () => this.between(0, 255));
    return tf.tensor4d(dtype === 'int32' ? values.map(Math.floor) : values, shape, dtype);
  }

  /** 8 numbers of a transform: from the identity to heavily projective, often with whole and half entries. */
  transform(): number[] {
    const reach = this.pick([0.1, 1, 3]);
    const entries = Array.from({ length: 6 }, (_, i) =>
      i % 3 === 2 ? this.between(-30, 30) : this.between(-reach, reach),
    );
    entries[0] = (entries[0] as number) + 1;
    entries[4] = (entries[4] as number) + 1;
    const rounded = this.chance(0.3) ? entries.map((entry) => Math.round(entry * 2) / 2) : entries;
    const tilt = this.chance(0.4) ? this.pick([0.01, 0.2, 1]) : 0;
    return [...rounded, this.between(-tilt, tilt), this.chance(0.5) ? 0 : this.between(-tilt, tilt)];
  }
}
