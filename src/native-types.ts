// What the addon gives and takes; src/native.ts loads it.
import type { Program } from './program.js';

/** Native memory that only the addon can look into. */
export interface NativeBlock {
  /** 0 after release(). */
  readonly byteLength: number;
  /** A Block on a part of this one, to be released like it. */
  view(byteOffset: number, byteLength: number): NativeBlock;
  /** Gives the memory back once no running work uses it. */
  release(): void;
}

/** Our ops in one TensorFlow; see native/binding/tensor_bridge.h. */
export interface TensorOps {
  readonly handle: unknown;
  readonly exportOp: string;
  readonly importOp: string;
  readonly version: string;
  readonly alignment: number;
}

export interface NativeKey {
  seed: number;
  epoch: number;
  index: number;
  view: number;
  batchIndex: number;
  supersede: boolean;
}

/** Images first..first+count of a dense batch; see native/binding/slice_job.h. */
export interface SliceJob {
  input: NativeBlock | NodeJS.TypedArray;
  inputDtype: number;
  inputShape: readonly number[];
  output: NativeBlock | NodeJS.TypedArray;
  /** int32 may stand for the plan's uint8 and uint16. */
  outputDtype: number;
  outputShape: readonly number[];
  /** Values before image 0 of the batch in `output`. */
  outputOffset: number;
  first: number;
  count: number;
  numbers: Float64Array;
  reference: boolean;
  /** Channels first. */
  planar?: boolean;
  /** Path of the CUDA library to run with; '' runs on the CPU. */
  cudaLibrary: string;
  /** Shape and dtype of the images, when these pixels are their masks. */
  maskedShape?: readonly number[];
  maskedDtype?: number;
  maskFillValue?: number;
}

/** Boxes and points of the images of a batch; see native/binding/shapes_job.h. */
export interface ShapesJob {
  inputShape: readonly number[];
  inputDtype: number;
  numbers: Float64Array;
  /** Whether a box becomes the hull of what is visible of it. */
  clip: boolean;
  /** How many each image has. */
  boxCounts: Int32Array;
  pointCounts: Int32Array;
  /** x1 y1 x2 y2 */
  boxes: Float64Array;
  /** x y */
  points: Float64Array;
}

export interface MappedShapes {
  /** x1 y1 x2 y2 area visibility */
  boxes: Float64Array;
  /** x y visible */
  points: Float64Array;
}

/** Images first..first+count of a mixed batch; see native/binding/mix_job.h. */
export interface MixJob {
  input: NativeBlock | NodeJS.TypedArray;
  inputDtype: number;
  inputShape: readonly number[];
  /** Images of the whole batch. */
  inputCount: number;
  output: NativeBlock | NodeJS.TypedArray;
  /** int32 may stand for a resultDtype of uint8 or uint16. */
  outputDtype: number;
  resultDtype: number;
  first: number;
  count: number;
  /** Own position, partner and weight of every image; empty where there are regions. */
  blends: Float64Array;
  /** regionsPerImage times source, top, left, height, width, sourceTop, sourceLeft of every image. */
  regions: Float64Array;
  regionsPerImage: number;
  fillValue: number;
  reference: boolean;
  /** Path of the CUDA library to run with; '' runs on the CPU. */
  cudaLibrary: string;
}

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

export interface NativeCuda {
  available: boolean;
  reason: string;
  name: string;
  memoryBytes: number;
  compute: string;
  driver: string;
  runtime: string;
  /** File of cuSOLVER, or '' with the reason; only with a GPU. */
  solverPath?: string;
  solverReason?: string;
}

export interface DecodeJob {
  path?: string | Uint8Array | undefined;
  block?: NativeBlock | undefined;
  /** Other formats are E_FORMAT instead of null. */
  jpegOnly?: boolean;
  channels: number;
  applyOrientation: boolean;
  targetHeight: number;
  targetWidth: number;
  maxPixels: number;
  maxBytes: number;
}

export interface DecodedBlock {
  block: NativeBlock;
  shape: number[];
}

/** Some files of a batch; see native/binding/files_job.h. What is said about single files is in `paths` and `places`. */
export interface FilesJob extends DecodeJob, NativeKey {
  output: NativeBlock | NodeJS.TypedArray;
  outputDtype: number;
  outputShape: readonly number[];
  planar?: boolean;
  reference: boolean;
  paths: readonly string[];
  /** [offset of the result in output, index, view] of each file. */
  places: Float64Array;
}

/** What runWhole() takes. */
export interface NativeWholeCall {
  readonly kind: unique symbol;
}

export interface NativePlan {
  stages(): { kind: string; numbers: string[] }[];
  draw(inputShape: readonly number[], key: NativeKey, count: number, numbers: Float64Array): void;
  output(inputShape: readonly number[], dtype: number, numbers: Float64Array, offset: number): number[];
  describe(inputShape: readonly number[], dtype: number, numbers: Float64Array, offset: number): string;
  executeSync(job: SliceJob): void;
  /** Calls that draw and run a whole batch, each as src/whole-call.ts has filled `numbers` before it. */
  whole(numbers: Float64Array): NativeWholeCall;
  /** How many of its images there was time for, one at least. */
  execute(job: SliceJob): Promise<number>;
  /**
   * What became of the first files, of one at least: true, false when it is not a JPEG and nothing was written, or its
   * error. There was no time for the others.
   */
  executeFiles(job: FilesJob): Promise<(boolean | Error)[]>;
  mapShapes(job: ShapesJob): Promise<MappedShapes>;
  mapShapesSync(job: ShapesJob): MappedShapes;
}

export interface NativeAddon {
  /** A copy of an array's bytes, or so many bytes of any contents. */
  Block: new (
    copyOf: NodeJS.TypedArray | number,
    /** In memory that the GPU reaches itself, where it has room. */
    pinned?: boolean,
  ) => NativeBlock;
  Plan: new (program: Program) => NativePlan;
  /** False, and nothing is done, where an array has been transferred away or is shared, or both are of one memory. */
  runWhole(call: NativeWholeCall, input: NodeJS.TypedArray, output: NodeJS.TypedArray): boolean;
  version(): string;
  simd(): { target: string; supported: string[] };
  forceTarget(name: string): boolean;
  memory(): { inUseBytes: number; inUseBlocks: number; idleBytes: number; borrowedTensors: number };
  /** The GPU, through the library at `path`, which is loaded at the first call. */
  cuda(path: string): NativeCuda;
  trim(keepBytes: number): void;
  addressModulo(memory: NodeJS.TypedArray | ArrayBuffer, modulus: number): number;
  /** For memory that nobody has touched yet. */
  preferHugePages(array: NodeJS.TypedArray): void;
  addressOf(memory: NativeBlock | NodeJS.TypedArray): bigint;
  copyPixels(
    source: NativeBlock | NodeJS.TypedArray,
    sourceDtype: number,
    target: NativeBlock | NodeJS.TypedArray,
    targetDtype: number,
    offset: number,
  ): void;
  registerTensorOps(bindingPath: string): TensorOps | { reason: string };
  exportTensor(handle: unknown, run: () => unknown): { block: NativeBlock; dtype: number };
  importTensor<T>(handle: unknown, block: NativeBlock, shape: readonly number[], dtype: number, run: () => T): T;
  /** null when the bytes are not a JPEG. */
  decode(job: DecodeJob): Promise<DecodedBlock | null>;
  decodeSync(job: DecodeJob): DecodedBlock | null;
  mix(job: MixJob): Promise<undefined>;
  mixSync(job: MixJob): void;
  Whitening: new (numbers: WhiteningNumbers) => NativeWhitening;
  whiten(job: WhitenJob): Promise<undefined>;
  whitenSync(job: WhitenJob): void;
  FeatureMoments: {
    new (spec: MomentsSpec): NativeMoments;
    fromBytes(bytes: Uint8Array): NativeMoments;
  };
  /** The LAPACK that decomposes large matrices, or why a slower way is taken. Looked for at the first call. */
  lapack(): { path: string } | { reason: string };
}
