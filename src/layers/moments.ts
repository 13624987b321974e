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
  /** What the means lack through rounding: values far from 0 have a variance below the rounding of their mean. */
  rests: Float64Array;
  squares: Float64Array;
}

export function layoutOf([height, width, channels]: readonly [number, number, number], kept: KeptAxes): ImageLayout {
  const shape = Object.freeze([kept[0] ? height : 1, kept[1] ? width : 1, kept[2] ? channels : 1] as const);
  const cellSteps = [kept[0] ? shape[1] * shape[2] : 0, kept[1] ? shape[2] : 0, kept[2] ? 1 : 0] as const;
  const cells = shape[0] * shape[1] * shape[2];
  const values = height * width * channels;
  return { height, width, channels, shape, cellSteps, cells, values, valuesPerCell: values / cells };
}

/** Cells when value i of an image belongs to cell i % cells: neither height nor width has statistics of its own. */
export function laneCount({ cellSteps, cells }: ImageLayout): number | undefined {
  return cellSteps[0] === 0 && cellSteps[1] === 0 ? cells : undefined;
}

/** Two passes: the mean, then distances from it. The sum of the distances corrects the rounding of the first pass. */
export function floatMoments(image: Float32Array | Int32Array, layout: ImageLayout): Moments {
  const { cells, valuesPerCell } = layout;
  const squares = new Float64Array(cells);
  const rests = new Float64Array(cells);
  if (valuesPerCell === 1) return { count: 1, means: Float64Array.from(image), rests, squares };
  const means = new Float64Array(cells);
  addPowers(image, layout, new Float64Array(cells), means, undefined);
  for (let cell = 0; cell < cells; cell++) means[cell] = (means[cell] as number) / valuesPerCell;
  const residues = new Float64Array(cells);
  addPowers(image, layout, means, residues, squares);
  for (let cell = 0; cell < cells; cell++) {
    const residue = residues[cell] as number;
    addTo(means, rests, cell, residue / valuesPerCell);
    squares[cell] = Math.max(0, (squares[cell] as number) - (residue * residue) / valuesPerCell);
  }
  return { count: valuesPerCell, means, rests, squares };
}

/** Adds `step` to a mean, and what rounding takes of it to the rest; D. E. Knuth's TwoSum. */
function addTo(means: Float64Array, rests: Float64Array, cell: number, step: number): void {
  const mean = means[cell] as number;
  const sum = mean + step;
  const added = sum - mean;
  means[cell] = sum;
  rests[cell] = (rests[cell] as number) + (mean - (sum - added) + (step - added));
}

/** Adds the distances from `centers`, and their squares when wanted, to each cell. */
function addPowers(
  image: Float32Array | Int32Array,
  layout: ImageLayout,
  centers: Float64Array,
  sums: Float64Array,
  squares: Float64Array | undefined,
): void {
  const lanes = laneCount(layout);
  if (lanes !== undefined) {
    for (let lane = 0; lane < lanes; lane++) addLane(image, lane, centers, sums, squares);
    return;
  }
  const { height, width, channels, cellSteps } = layout;
  const [stepY, stepX, stepC] = cellSteps;
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0, cell = y * stepY + x * stepX; c < channels; c++, i++, cell += stepC) {
        const distance = (image[i] as number) - (centers[cell] as number);
        sums[cell] = (sums[cell] as number) + distance;
        if (squares !== undefined) squares[cell] = (squares[cell] as number) + distance * distance;
      }
    }
  }
}

function addLane(
  image: Float32Array | Int32Array,
  lane: number,
  centers: Float64Array,
  sums: Float64Array,
  squares: Float64Array | undefined,
): void {
  const center = centers[lane] as number;
  let sum = 0;
  let square = 0;
  for (let i = lane; i < image.length; i += sums.length) {
    const distance = (image[i] as number) - center;
    sum += distance;
    square += distance * distance;
  }
  sums[lane] = sum;
  if (squares !== undefined) squares[lane] = square;
}

/** Both samples together; T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae", 1979. */
export function mergeMoments(a: Moments, b: Moments): Moments {
  const count = a.count + b.count;
  const means = a.means.slice();
  const rests = a.rests.slice();
  const squares = new Float64Array(a.means.length);
  for (let cell = 0; cell < means.length; cell++) {
    const apart = (b.rests[cell] as number) - (a.rests[cell] as number);
    const distance = (b.means[cell] as number) - (a.means[cell] as number) + apart;
    addTo(means, rests, cell, (distance * b.count) / count);
    const between = (distance * distance * a.count * b.count) / count;
    squares[cell] = (a.squares[cell] as number) + (b.squares[cell] as number) + between;
  }
  return { count, means, rests, squares };
}
