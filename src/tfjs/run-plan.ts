// One native stage run at once on the calling thread, which is how tfjs runs kernels.
import { alignedArray, dtypeOf, valueCount } from '../memory.js';
import { DTYPE_CODES, DTYPES, fromNative, type NativePlan, native } from '../native.js';
import type { StageSpec } from '../program.js';
import { settings } from '../settings.js';
import type { BatchShape, DType, PixelArray } from '../types.js';

export interface Pixels {
  data: PixelArray;
  shape: BatchShape;
}

// Programs differ in sizes, modes and fill values, of which a program of the user's has a few.
const MAX_PLANS = 64;
const plans = new Map<string, NativePlan>();

function planOf(stage: StageSpec): NativePlan {
  const key = JSON.stringify(stage);
  const plan = plans.get(key) ?? new (native().Plan)({ fuse: true, stages: [{ ...stage, layer: 0 }] });
  plans.delete(key);
  plans.set(key, plan);
  if (plans.size > MAX_PLANS) plans.delete(plans.keys().next().value as string);
  return plan;
}

/**
 * The stage's result for a batch of at least one image. `numbers` holds the stage's numbers of image after image. The
 * result may be of no more than the bytes that configure() allows.
 */
export function runStage(stage: StageSpec, { data, shape }: Pixels, numbers: Float64Array): Pixels {
  const [count, ...imageShape] = shape;
  const inputDtype = DTYPE_CODES[dtypeOf(data) as DType];
  try {
    const plan = planOf(stage);
    const [height, width, channels, code] = plan.output(imageShape, inputDtype, numbers, 0) as [
      number,
      number,
      number,
      number,
    ];
    const outputShape = [height, width, channels] as const;
    const output = alignedArray(DTYPES[code] as DType, valueCount([count, ...outputShape]));
    plan.executeSync({
      input: data,
      inputDtype,
      inputShape: imageShape,
      output,
      outputDtype: code,
      outputShape,
      outputOffset: 0,
      first: 0,
      count,
      numbers,
      reference: settings().executor === 'reference',
    });
    return { data: output, shape: [count, ...outputShape] };
  } catch (error) {
    throw fromNative(error);
  }
}
