// What the native part is told about a batch that a plan runs on.
import type { Batch } from './input.js';
import { DTYPE_CODES, DTYPES, type NativePlan, type SliceJob } from './native.js';
import { settings } from './settings.js';
import type { DType, ImageShape } from './types.js';

/** The job that runs a plan on `batch`, read from `input`, into `output`: on the CPU, with channels last. */
export function sliceJob(
  batch: Batch,
  input: SliceJob['input'],
  output: Batch,
  numbers: Float64Array,
): Omit<SliceJob, 'first' | 'count'> {
  return {
    input,
    inputDtype: DTYPE_CODES[batch.dtype],
    inputShape: batch.shape.slice(1),
    output: output.data,
    outputDtype: DTYPE_CODES[output.dtype],
    outputShape: output.shape.slice(1),
    outputOffset: 0,
    numbers,
    reference: settings().executor === 'reference',
    cudaLibrary: '',
  };
}

/** Shape and dtype of what `plan` makes of an image that drew the first of `numbers`. */
export function outputOf(
  plan: NativePlan,
  shape: readonly number[],
  dtype: DType,
  numbers: Float64Array,
): { shape: ImageShape; dtype: DType } {
  const [height, width, channels, code] = plan.output(shape, DTYPE_CODES[dtype], numbers, 0) as [
    number,
    number,
    number,
    number,
  ];
  return { shape: [height, width, channels], dtype: DTYPES[code] as DType };
}
