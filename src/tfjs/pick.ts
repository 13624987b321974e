// Nearest samples: every result value is a value of the image, bit by bit, or a fill value.
import { arrayMemory } from '../memory.js';
import type { StageSpec } from '../program.js';
import type { BatchShape, PixelArray } from '../types.js';
import { tensorMemory } from './bridge.js';
import { makePixels, type Pixels, runStage } from './run-plan.js';

/** Makes the stage that picks pixels; whatever it reads outside the image must be `fillValue`. */
export type PickStage = (fillValue: number, dtype: StageSpec['dtype']) => StageSpec;

/**
 * Runs a stage that picks pixels, with one fill value per channel. The result has the values of `input` as float32 or
 * int32, and the shape `outputShape`.
 */
export function pickPixels(
  stageOf: PickStage,
  input: Pixels,
  numbers: Float64Array,
  fillValues: readonly number[],
  outputShape: BatchShape,
): Pixels {
  const [fillValue = 0] = fillValues;
  const uniform = Number.isFinite(fillValue) && fillValues.every((value) => value === fillValue);
  const filled = uniform && (fillValue === 0 || input.dtype === 'float32');
  const memory = filled ? tensorMemory : arrayMemory;
  const output = makePixels(memory, input.dtype === 'float32' ? 'float32' : 'int32', outputShape);
  if (input.dtype === 'int32') {
    // The native part computes in float32, which does not hold every int32; as bytes they all pass.
    runStage(stageOf(0, 'input'), asBytes(input), numbers, asBytes(output));
  } else {
    runStage(stageOf(filled ? fillValue : 0, output.dtype), input, numbers, output);
  }
  if (!filled) fillOutside(stageOf(0, 'input'), input.shape, numbers, fillValues, output);
  return output;
}

function asBytes({ data, shape: [count, height, width, channels] }: Pixels): Pixels {
  return { data, dtype: 'uint8', shape: [count, height, width, channels * 4] };
}

// What an image of ones does not reach is outside.
function fillOutside(
  stage: StageSpec,
  [count, height, width]: BatchShape,
  numbers: Float64Array,
  fillValues: readonly number[],
  { data, shape }: Pixels,
): void {
  const ones: Pixels = {
    data: new Uint8Array(count * height * width).fill(1),
    dtype: 'uint8',
    shape: [count, height, width, 1],
  };
  const inside = makePixels(arrayMemory, 'uint8', [count, shape[1], shape[2], 1]);
  runStage(stage, ones, numbers, inside);
  const [values, reached] = [data as PixelArray, inside.data as PixelArray];
  const channels = fillValues.length;
  for (let pixel = 0; pixel < reached.length; pixel++) {
    if (reached[pixel] === 1) continue;
    for (let c = 0; c < channels; c++) values[pixel * channels + c] = fillValues[c] as number;
  }
}
