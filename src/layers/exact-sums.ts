// Exact sums of integer values of at most 16 bits, and of their squares, for each cell of statistics. Doubles add up as
// long as they are exact (2^20 squares of 16 bits stay below 2^53) and are then flushed into big integers.
import { type ImageLayout, laneCount, type Moments } from './moments.js';

const MAX_PENDING = 2 ** 20;

export interface ExactSumsJson {
  count: string;
  sums: string[];
  squares: string[];
}

export class ExactSums {
  /** Values per cell so far. */
  #count = 0n;
  readonly #sums: bigint[];
  readonly #squares: bigint[];
  readonly #pendingSums: Float64Array;
  readonly #pendingSquares: Float64Array;
  /** Values per cell that are in the pending sums, at most. */
  #pending = 0;

  constructor(cells: number) {
    this.#sums = new Array<bigint>(cells).fill(0n);
    this.#squares = new Array<bigint>(cells).fill(0n);
    this.#pendingSums = new Float64Array(cells);
    this.#pendingSquares = new Float64Array(cells);
  }

  add(image: Uint8Array | Uint16Array, layout: ImageLayout): void {
    const lanes = laneCount(layout);
    this.#count += BigInt(layout.valuesPerCell);
    if (lanes !== undefined) {
      for (let start = 0; start < image.length; start += MAX_PENDING * lanes) {
        this.#addLanes(image.subarray(start, start + MAX_PENDING * lanes), lanes);
      }
      return;
    }
    const { height, width, channels, valuesPerCell, cellSteps } = layout;
    const whole = valuesPerCell <= MAX_PENDING;
    if (whole) this.#reserve(valuesPerCell);
    const columns = Math.max(1, Math.floor(MAX_PENDING / channels));
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x += columns) {
        const run = image.subarray((y * width + x) * channels, (y * width + Math.min(x + columns, width)) * channels);
        if (!whole) this.#reserve(run.length);
        this.#addRun(run, layout, y * cellSteps[0] + x * cellSteps[1]);
      }
    }
  }

  merge(other: ExactSums): void {
    this.#flush();
    other.#flush();
    this.#count += other.#count;
    for (let cell = 0; cell < this.#sums.length; cell++) {
      this.#sums[cell] = (this.#sums[cell] as bigint) + (other.#sums[cell] as bigint);
      this.#squares[cell] = (this.#squares[cell] as bigint) + (other.#squares[cell] as bigint);
    }
  }

  moments(): Moments {
    this.#flush();
    const n = this.#count;
    const count = Number(n);
    // n * sum of squares - sum^2 is exact and never negative; one rounding each for numerator and denominator.
    const squares = Float64Array.from(this.#sums, (sum, cell) => {
      return Number(n * (this.#squares[cell] as bigint) - sum * sum) / count;
    });
    const means = Float64Array.from(this.#sums, (sum) => Number(sum) / count);
    return { count, means, rests: new Float64Array(means.length), squares };
  }

  toJSON(): ExactSumsJson {
    this.#flush();
    return { count: String(this.#count), sums: this.#sums.map(String), squares: this.#squares.map(String) };
  }

  static fromJSON({ count, sums, squares }: ExactSumsJson): ExactSums {
    const result = new ExactSums(sums.length);
    result.#count = BigInt(count);
    sums.forEach((sum, cell) => {
      result.#sums[cell] = BigInt(sum);
      result.#squares[cell] = BigInt(squares[cell] as string);
    });
    return result;
  }

  /** Makes room for `values` more per cell. */
  #reserve(values: number): void {
    if (this.#pending + values > MAX_PENDING) this.#flush();
    this.#pending += values;
  }

  #flush(): void {
    if (this.#pending === 0) return;
    for (let cell = 0; cell < this.#sums.length; cell++) {
      this.#sums[cell] = (this.#sums[cell] as bigint) + BigInt(this.#pendingSums[cell] as number);
      this.#squares[cell] = (this.#squares[cell] as bigint) + BigInt(this.#pendingSquares[cell] as number);
    }
    this.#pendingSums.fill(0);
    this.#pendingSquares.fill(0);
    this.#pending = 0;
  }

  #addLanes(values: Uint8Array | Uint16Array, lanes: number): void {
    this.#reserve(Math.ceil(values.length / lanes));
    for (let lane = 0; lane < lanes; lane++) {
      let sum = 0;
      let squares = 0;
      for (let i = lane; i < values.length; i += lanes) {
        const value = values[i] as number;
        sum += value;
        squares += value * value;
      }
      this.#pendingSums[lane] = (this.#pendingSums[lane] as number) + sum;
      this.#pendingSquares[lane] = (this.#pendingSquares[lane] as number) + squares;
    }
  }

  /** Values of one row, the first of them in cell `firstCell`. */
  #addRun(run: Uint8Array | Uint16Array, { channels, cellSteps }: ImageLayout, firstCell: number): void {
    const [, stepX, stepC] = cellSteps;
    const sums = this.#pendingSums;
    const squares = this.#pendingSquares;
    for (let i = 0, pixelCell = firstCell; i < run.length; pixelCell += stepX) {
      for (let c = 0, cell = pixelCell; c < channels; c++, i++, cell += stepC) {
        const value = run[i] as number;
        sums[cell] = (sums[cell] as number) + value;
        squares[cell] = (squares[cell] as number) + value * value;
      }
    }
  }
}
