// Sums over the values of one image, for each cell of statistics. A cell is one position on the kept axes: a channel
// by default, a single pixel value when height, width and channels are all kept.
import type { KeptAxes, Statistics } from './normalization-statistics.js';

export interface ImageLayout {
  height: number;
  width: number;
  channels: number;
  /** Shape of the statistics: 1 where an axis is not kept. */
  shape: Statistics['shape'];
  /** Steps from cell to cell along each axis; 0 where an axis is not kept. */
  cellSteps: readonly [number, number, number];
  cells: number;
  /** Values of an image. */
  values: number;
  valuesPerCell: number;
}

/** Mean and sum of squared distances from it, for each cell. */
export interface Moments {
  /** Values per cell. */
  count: number;
  means: Float64Array;
  squares: Float64Array;
}

export function layoutOf([height, width, channels]: readonly [number, number, number], kept: KeptAxes): ImageLayout {
  const shape = Object.freeze([kept[0] ? height : 1, kept[1] ? width : 1, kept[2] ? channels : 1] as const);
  const cellSteps = [kept[0] ? shape[1] * shape[2] : 0, kept[1] ? shape[2] : 0, kept[2] ? 1 : 0] as const;
  const cells = shape[0] * shape[1] * shape[2];
  const values = height * width * channels;
  return { height, width, channels, shape, cellSteps, cells, values, valuesPerCell: values / cells };
}

/** Exact sums and sums of squares. */
export function integerMoments(image: Uint8Array | Uint16Array, layout: ImageLayout) {
  const { height, width, channels, cells, cellSteps } = layout;
  const [stepY, stepX, stepC] = cellSteps;
  const sums = new Array<bigint>(cells).fill(0n);
  const squares = new Array<bigint>(cells).fill(0n);
  const blockSums = new Float64Array(cells);
  const blockSquares = new Float64Array(cells);
  // A block of 2^20 squares of 16 bits stays below 2^53, where doubles are exact.
  const pixelsPerBlock = Math.max(1, Math.floor(2 ** 20 / channels));
  let unflushed = 0;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0, cell = y * stepY + x * stepX; c < channels; c++, i++, cell += stepC) {
        const value = image[i] as number;
        blockSums[cell] = (blockSums[cell] as number) + value;
        blockSquares[cell] = (blockSquares[cell] as number) + value * value;
      }
      if (++unflushed < pixelsPerBlock) continue;
      flush(blockSums, sums);
      flush(blockSquares, squares);
      unflushed = 0;
    }
  }
  flush(blockSums, sums);
  flush(blockSquares, squares);
  return { count: BigInt(layout.valuesPerCell), sums, squares };
}

function flush(block: Float64Array, into: bigint[]): void {
  for (let cell = 0; cell < block.length; cell++) into[cell] = (into[cell] as bigint) + BigInt(block[cell] as number);
  block.fill(0);
}

/** Two passes: the mean, then distances from it. The sum of the distances corrects the rounding of the first pass. */
export function floatMoments(image: Float32Array | Int32Array, layout: ImageLayout): Moments {
  const { cells, valuesPerCell } = layout;
  const means = new Float64Array(cells);
  forEachValue(layout, (i, cell) => {
    means[cell] = (means[cell] as number) + (image[i] as number);
  });
  for (let cell = 0; cell < cells; cell++) means[cell] = (means[cell] as number) / valuesPerCell;
  const residues = new Float64Array(cells);
  const squares = new Float64Array(cells);
  forEachValue(layout, (i, cell) => {
    const distance = (image[i] as number) - (means[cell] as number);
    residues[cell] = (residues[cell] as number) + distance;
    squares[cell] = (squares[cell] as number) + distance * distance;
  });
  for (let cell = 0; cell < cells; cell++) {
    const residue = residues[cell] as number;
    means[cell] = (means[cell] as number) + residue / valuesPerCell;
    squares[cell] = Math.max(0, (squares[cell] as number) - (residue * residue) / valuesPerCell);
  }
  return { count: valuesPerCell, means, squares };
}

function forEachValue(layout: ImageLayout, visit: (i: number, cell: number) => void): void {
  const { height, width, channels, cellSteps } = layout;
  const [stepY, stepX, stepC] = cellSteps;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0, cell = y * stepY + x * stepX; c < channels; c++, i++, cell += stepC) visit(i, cell);
    }
  }
}

/** Both samples together; T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae", 1979. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  const means = new Float64Array(a.means.length);
  const squares = new Float64Array(a.means.length);
  for (let cell = 0; cell < means.length; cell++) {
    const distance = (b.means[cell] as number) - (a.means[cell] as number);
    means[cell] = (a.means[cell] as number) + (distance * b.count) / count;
    const between = (distance * distance * a.count * b.count) / count;
    squares[cell] = (a.squares[cell] as number) + (b.squares[cell] as number) + between;
  }
  return { count, means, squares };
}
