// A plan, and the jobs that it runs on images, files, boxes and points.
import type { NativeBlock } from './block.js';
import type { DecodeJob } from './decode.js';

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
