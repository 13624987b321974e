// Kernels of ours in place of tfjs-node's. What ours do not take goes to the kernel that was there.
import type { KernelConfig } from '@tensorflow/tfjs-core';
import { valueCount } from '../memory.js';
import type { StageSpec } from '../program.js';
import { settings } from '../settings.js';
import type { BatchShape } from '../types.js';
import { type KernelCall, kernelConfig } from './backend.js';
import { importTensor, readTensor, tensorMemory } from './bridge.js';
import { isEmpty } from './check.js';
import { makePixels, runStage } from './run-plan.js';

/** float32 and int32. */
const VALUE_BYTES = 4;

/** Smaller results take TensorFlow about 15 us, ours 25: a call costs more than the pixels. */
const FEWEST_VALUES = 2 ** 13;

export interface StageCall {
  stage: StageSpec;
  /** Numbers of the stage, the same for every image. */
  numbers: readonly number[];
  outputShape: BatchShape;
}

/** Makes a kernel of ours from the one that it replaces. */
export interface Replacement {
  kernelName: string;
  replace(theirs: KernelConfig): KernelConfig;
}

/**
 * A kernel with one image input and one stage that keeps the dtype. `callOf` gives undefined for what only the other
 * kernel answers, such as attributes that are an error.
 */
export function replacement(
  kernelName: string,
  inputName: string,
  callOf: (shape: BatchShape, attrs: Record<string, unknown>) => StageCall | undefined,
): Replacement {
  const run = ({ inputs, attrs }: KernelCall): object | undefined => {
    const image = inputs[inputName];
    if (image?.shape.length !== 4 || (image.dtype !== 'float32' && image.dtype !== 'int32')) return undefined;
    const shape = image.shape as unknown as BatchShape;
    const call = isEmpty(shape) ? undefined : callOf(shape, attrs);
    if (!call || isTheirs(call.outputShape)) return undefined;
    const { data, dtype, release } = readTensor(image);
    try {
      // A uint8 tensor of TensorFlow stays one in TensorFlow's hands.
      if (dtype !== image.dtype) return undefined;
      const numbers = Float64Array.from({ length: shape[0] * call.numbers.length }, (_, i) =>
        repeated(call.numbers, i),
      );
      const output = makePixels(tensorMemory, dtype, call.outputShape);
      runStage(call.stage, { data, dtype, shape }, numbers, output);
      return importTensor(output.data, output.shape, dtype);
    } finally {
      release();
    }
  };
  return {
    kernelName,
    replace: (theirs) =>
      kernelConfig(
        kernelName,
        (call) => run(call) ?? theirs.kernelFunc(call as unknown as Parameters<KernelConfig['kernelFunc']>[0]),
      ),
  };
}

/** Results over our limit may be within TensorFlow's; those that no machine holds are our error, not its abort. */
function isTheirs(shape: BatchShape): boolean {
  const values = valueCount(shape);
  if (values < FEWEST_VALUES) return true;
  return values * VALUE_BYTES > settings().maxOutputBytes && Number.isSafeInteger(values);
}

const repeated = (numbers: readonly number[], i: number) => numbers[i % numbers.length] as number;
