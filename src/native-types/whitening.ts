// Whitening of whole images, and what it is fitted from.
import type { NativeBlock } from './block.js';

/** What whitens images of `features` values: a symmetric matrix, or a base gain and vectors with gains. */
export interface WhiteningNumbers {
  features: number;
  mean: Float64Array;
  /** features x features. */
  matrix?: Float32Array;
  /** gains.length x features; gains are what each direction has more than baseGain. */
  vectors?: Float32Array;
  gains?: Float32Array;
  baseGain?: number;
}

/** Never changes; see native/linalg/whitening.h. */
export interface NativeWhitening {
  readonly features: number;
  readonly dense: boolean;
  /** Vectors; 0 when dense. */
  readonly rank: number;
  /** 0 when dense. */
  readonly baseGain: number;
  readonly byteLength: number;
  mean(): Float64Array;
  gains(): Float32Array;
  /** Rows of the matrix, or of the vectors. */
  rows(first: number, count: number): Float32Array;
}

/** Images first..first+count of a batch; see native/binding/whiten_job.h. */
export interface WhitenJob {
  whitening: NativeWhitening;
  input: NativeBlock | NodeJS.TypedArray;
  inputDtype: number;
  output: NativeBlock | NodeJS.TypedArray;
  outputDtype: number;
  first: number;
  count: number;
  /** 0 or 1 for every image of the batch; empty: all. */
  applied: Float64Array;
  reference: boolean;
  /** Path of the CUDA library to run with; '' runs on the CPU. */
  cudaLibrary: string;
}

/** What a state of a fit is of; states merge only when all of it is the same. */
export interface MomentsSpec {
  /** Values of an image. */
  features: number;
  channels: number;
  /** Code of DTYPE_CODES. */
  dtype: number;
  /** 0: no limit. */
  maxSamples: number;
  seed: number;
}

export interface SolveOptions {
  epsilon: number;
  /** Whether epsilon is added to the singular values of the data instead of to the variances. */
  singular: boolean;
  /** Whether the mean of each feature is taken off instead of that of its channel. */
  perFeature: boolean;
  /** 0: all. */
  rank: number;
  shrinkage: number;
  /** Path of the CUDA library; empty: on the CPU. */
  cudaLibrary: string;
}

export interface SolvedWhitening {
  whitening: NativeWhitening;
  /** Images. */
  count: number;
  /** Directions that have variance. */
  rank: number;
  /** Largest variance by the smallest that counts; Infinity when nothing varies. */
  condition: number;
  /** Variances, descending: as many as images or features, whichever are fewer. */
  spectrum: Float64Array;
}

/** The state of fitting a whitening; see native/linalg/feature_moments.h. E_BUSY while work on it runs. */
export interface NativeMoments {
  readonly features: number;
  readonly channels: number;
  readonly dtype: number;
  /** Images; while work runs, as of before it. */
  readonly count: number;
  readonly byteLength: number;
  /** Copies images first.. of `data`, positions index..; how many, fewer than count when multiply() is due. */
  add(data: NodeJS.TypedArray, first: number, count: number, index: number): number;
  /** Each of the shares has to run once, in any order or at the same time; then settle(). */
  multiply(share: number, shares: number): Promise<void>;
  settle(): void;
  merge(other: NativeMoments): Promise<void>;
  toBytes(): Promise<Uint8Array>;
  solve(options: SolveOptions): Promise<SolvedWhitening>;
}
