// One native stage run at once on the calling thread, which is how tfjs runs kernels.
import { type PixelMemory, type ResultMemory, releaseMemory, valueCount } from '../memory.js';
import { DTYPE_CODES, fromNative, type NativePlan, native } from '../native.js';
import type { StageSpec } from '../program.js';
import { settings } from '../settings.js';
import type { BatchShape, DType } from '../types.js';

/** A dense batch of images; `dtype` is what the bytes of `data` are taken for. */
export interface Pixels {
  data: PixelMemory;
  dtype: DType;
  shape: BatchShape;
}

// Programs differ in sizes, modes and fill values, of which a program of the user's has a few.
const MAX_PLANS = 64;
const plans = new Map<string, NativePlan>();

function planOf(stage: StageSpec): NativePlan {
  const key = JSON.stringify(stage);
  const plan =
    plans.get(key) ??
    new (native().Plan)({ fuse: true, masks: false, maskFillValue: 0, stages: [{ ...stage, layer: 0 }] });
  plans.delete(key);
  plans.set(key, plan);
  if (plans.size > MAX_PLANS) plans.delete(plans.keys().next().value as string);
  return plan;
}

/**
 * Writes the stage's result for at least one image to `output`, whose shape and dtype must be those of the stage's
 * result, and which is given back when that fails. `numbers` holds the stage's numbers of image after image.
 */
export function runStage(stage: StageSpec, input: Pixels, numbers: Float64Array, output: Pixels): void {
  const [count, ...inputShape] = input.shape;
  try {
    planOf(stage).executeSync({
      input: input.data,
      inputDtype: DTYPE_CODES[input.dtype],
      inputShape,
      output: output.data,
      outputDtype: DTYPE_CODES[output.dtype],
      outputShape: output.shape.slice(1),
      outputOffset: 0,
      first: 0,
      count,
      numbers,
      reference: settings().executor === 'reference',
      cudaLibrary: '',
    });
  } catch (error) {
    releaseMemory(output.data);
    throw fromNative(error);
  }
}

/** Where results are written. Throws E_OUTPUT_BYTES and E_ALLOC. */
export function makePixels(memory: ResultMemory, dtype: DType, shape: BatchShape): Pixels {
  return { ...memory(dtype, valueCount(shape)), shape };
}
