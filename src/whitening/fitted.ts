// What a whitening layer has learned: the native matrix, the shape of the images it is for, and what is worth knowing of it.
import { makeError } from '../errors.js';
import type { LayerWeight } from '../layers/layer.js';
import { ownFields } from '../layers/layer-reader.js';
import { valueCount } from '../memory.js';
import { fromNative, type NativeWhitening, native } from '../native.js';
import { show } from '../options.js';
import type { ImageShape } from '../types.js';

/** What adapt() of a whitening layer found. */
export interface WhiteningReport {
  /** How many images it learned from. */
  readonly images: number;
  /** Values of an image: height x width x channels. */
  readonly features: number;
  /** How many directions have a variance above rounding errors. */
  readonly rank: number;
  /** Largest variance over the smallest of those directions; 1 when there is none. */
  readonly condition: number;
  /** Variances along the principal directions, largest first; as many as the smaller of images and features. */
  readonly spectrum: Float64Array;
  /** 'dense': a features x features matrix; 'lowRank': the directions alone. */
  readonly form: 'dense' | 'lowRank';
}

/** The numbers of a report that are no arrays. */
type ReportNumbers = Pick<WhiteningReport, 'images' | 'rank' | 'condition'>;

/** Arrays of a fitted whitening by name, as configs and files keep them. */
export type WhiteningArrays = Readonly<Record<string, { shape: readonly number[]; data: Float32Array | Float64Array }>>;

export class FittedWhitening {
  readonly report: WhiteningReport;

  constructor(
    readonly native: NativeWhitening,
    /** Of one image. */
    readonly shape: ImageShape,
    numbers: ReportNumbers,
    spectrum: Float64Array,
  ) {
    const { images, rank, condition } = numbers;
    const form = native.dense ? 'dense' : 'lowRank';
    this.report = Object.freeze({ images, features: native.features, rank, condition, spectrum, form });
    Object.freeze(this);
  }

  /** Its arrays, as weightShapes() lists them. */
  weights(): readonly LayerWeight[] {
    const { native: fitted, report } = this;
    const mean = fitted.mean();
    const gains = fitted.dense ? new Float32Array() : fitted.gains();
    const whole = (data: Float32Array | Float64Array) => (first: number, count: number) =>
      data.subarray(first, first + count);
    const rows = (first: number, count: number) => fitted.rows(first, count);
    const readers: Record<string, LayerWeight['rows']> = {
      mean: whole(mean),
      spectrum: whole(report.spectrum),
      gains: whole(gains),
      matrix: rows,
      vectors: rows,
    };
    return weightShapes(this.numbers()).map((weight) => ({
      ...weight,
      rows: readers[weight.name] as LayerWeight['rows'],
    }));
  }

  /** What value `feature` of the result takes from each value of an image: a row of the matrix. */
  filter(feature: number): Float32Array {
    const { features } = this.report;
    if (this.native.dense) return this.native.rows(feature, 1);
    // Row by row of the directions; the matrix itself does not fit anywhere.
    const gains = this.native.gains();
    const sums = new Float64Array(features);
    sums[feature] = this.native.baseGain;
    for (let direction = 0; direction < this.native.rank; direction++) {
      const vector = this.native.rows(direction, 1);
      const weight = (gains[direction] as number) * (vector[feature] as number);
      for (let i = 0; i < features; i++) sums[i] = (sums[i] as number) + weight * (vector[i] as number);
    }
    return Float32Array.from(sums);
  }

  /** What goes into a config beside weights(). */
  numbers(): FittedNumbers {
    const { images, rank, condition, spectrum } = this.report;
    const { dense, rank: vectors, baseGain } = this.native;
    const known = { images, rank, condition, directions: spectrum.length };
    return { shape: this.shape, ...known, vectors: dense ? null : vectors, baseGain };
  }
}

/** A fitted whitening without its arrays. */
export interface FittedNumbers extends ReportNumbers {
  shape: ImageShape;
  /** Length of the spectrum. */
  directions: number;
  /** How many vectors there are; null: a matrix. */
  vectors: number | null;
  /** Gain of what lies outside all vectors. */
  baseGain: number;
}

/** The arrays that belong to `numbers`: mean and spectrum, and the matrix, or else the vectors with their gains. */
export function weightShapes({ shape, directions, vectors }: FittedNumbers): readonly Omit<LayerWeight, 'rows'>[] {
  const features = valueCount(shape);
  const common = [
    { name: 'mean', dtype: 'float64', shape: [features] },
    { name: 'spectrum', dtype: 'float64', shape: [directions] },
  ] as const;
  if (vectors === null) return [...common, { name: 'matrix', dtype: 'float32', shape: [features, features] }];
  return [
    ...common,
    { name: 'gains', dtype: 'float32', shape: [vectors] },
    { name: 'vectors', dtype: 'float32', shape: [vectors, features] },
  ];
}

/** Reads what numbers() wrote. */
export function readNumbers(owner: string, value: unknown): FittedNumbers {
  const { shape, images, rank, condition, directions, vectors, baseGain } = ownFields(value);
  const isSize = (size: unknown, least: number) => Number.isSafeInteger(size) && (size as number) >= least;
  const isShape = Array.isArray(shape) && shape.length === 3 && shape.every((size) => isSize(size, 1));
  const counts =
    isSize(images, 1) && isSize(rank, 0) && isSize(directions, 0) && (vectors === null || isSize(vectors, 0));
  const gains = [condition, baseGain].every((number) => Number.isFinite(number) && (number as number) >= 0);
  if (!isShape || !counts || !gains) {
    throw makeError('E_CONFIG', `${owner}: fitted must be what getConfig() wrote; received ${show(value)}`);
  }
  const numbers = { images, rank, condition, directions, vectors, baseGain } as Omit<FittedNumbers, 'shape'>;
  return { ...numbers, shape: Object.freeze([...shape]) as unknown as ImageShape };
}

/** The whitening of numbers and arrays that came from outside. */
export function fittedFrom(owner: string, numbers: FittedNumbers, arrays: WhiteningArrays): FittedWhitening {
  const parts = Object.fromEntries(
    weightShapes(numbers).map((weight) => [weight.name, arrayOf(owner, arrays, weight)]),
  ) as {
    mean: Float64Array;
    spectrum: Float64Array;
    matrix?: Float32Array;
    gains?: Float32Array;
    vectors?: Float32Array;
  };
  const { spectrum, ...own } = parts;
  const { shape, baseGain } = numbers;
  try {
    const made = new (native().Whitening)({ features: valueCount(shape), baseGain, ...own });
    return new FittedWhitening(made, shape, numbers, spectrum);
  } catch (error) {
    throw fromNative(error);
  }
}

function arrayOf(
  owner: string,
  arrays: WhiteningArrays,
  { name, dtype, shape }: Omit<LayerWeight, 'rows'>,
): Float32Array | Float64Array {
  const found = arrays[name];
  const isKind = dtype === 'float64' ? found?.data instanceof Float64Array : found?.data instanceof Float32Array;
  if (!found || !isKind || found.shape.join() !== shape.join() || found.data.length !== valueCount(shape)) {
    throw makeError('E_CONFIG', `${owner}: weights.${name} must be ${dtype} of shape [${shape.join(', ')}]`);
  }
  if (found.data.every(Number.isFinite)) return found.data;
  throw makeError('E_NONFINITE', `${owner}: weights.${name} has values that are NaN or infinite`);
}
