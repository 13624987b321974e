// MT19937 as NumPy's RandomState uses it: the draws of ImageDataGenerator, number by number.

const SIZE = 624;
const SHIFT = 397;
const UPPER = 0x80000000;
const LOWER = 0x7fffffff;
const TWIST = 0x9908b0df;

/** NumPy takes seeds of 32 bits. */
export const MAX_NUMPY_SEED = 2 ** 32 - 1;

export class RandomState {
  readonly #key = new Uint32Array(SIZE);
  #position = SIZE;

  /** `seed` is an integer within 0..2^32-1. */
  constructor(seed: number) {
    this.reseed(seed);
  }

  reseed(seed: number): void {
    const key = this.#key;
    key[0] = seed;
    for (let i = 1; i < SIZE; i++) {
      const before = key[i - 1] as number;
      key[i] = Math.imul(1812433253, before ^ (before >>> 30)) + i;
    }
    this.#position = SIZE;
  }

  /** A generator of its own that goes on as this one does. */
  copy(): RandomState {
    const copy = new RandomState(0);
    copy.#key.set(this.#key);
    copy.#position = this.#position;
    return copy;
  }

  /** In [0, 1), with 53 bits. */
  random(): number {
    const high = this.#next() >>> 5;
    const low = this.#next() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  uniform(low: number, high: number): number {
    return low + (high - low) * this.random();
  }

  /** An integer within 0..limit-1, limit within 1..2^32. */
  integer(limit: number): number {
    const max = limit - 1;
    if (max === 0) return 0;
    const mask = 2 ** (32 - Math.clz32(max)) - 1;
    for (;;) {
      const value = (this.#next() & mask) >>> 0;
      if (value <= max) return value;
    }
  }

  choice<T>(values: readonly T[]): T {
    return values[this.integer(values.length)] as T;
  }

  permutation(count: number): Uint32Array {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    for (let i = count - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    return order;
  }

  #next(): number {
    if (this.#position === SIZE) this.#twist();
    let word = this.#key[this.#position++] as number;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #twist(): void {
    const key = this.#key;
    for (let i = 0; i < SIZE; i++) {
      const mixed = ((key[i] as number) & UPPER) | ((key[(i + 1) % SIZE] as number) & LOWER);
      key[i] = (key[(i + SHIFT) % SIZE] as number) ^ (mixed >>> 1) ^ (mixed & 1 ? TWIST : 0);
    }
    this.#position = 0;
  }
}
