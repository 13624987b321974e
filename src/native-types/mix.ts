// Mixing of the images of a batch.
import type { NativeBlock } from './block.js';

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
