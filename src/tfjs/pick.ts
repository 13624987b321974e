// Nearest samples: every result value is a value of the image, bit by bit, or a fill value.
import type { StageSpec } from '../program.js';
import type { PixelArray } from '../types.js';
import { type Pixels, runStage } from './run-plan.js';

/**
 * Runs a stage that picks pixels, with one fill value per channel. `stageOf` makes the stage for a fill value; whatever
 * it reads outside the image must be that value.
 */
export function pickPixels(
  stageOf: (fillValue: number) => StageSpec,
  pixels: Pixels,
  numbers: Float64Array,
  fillValues: readonly number[],
): Pixels {
  const [fillValue = 0] = fillValues;
  const uniform = Number.isFinite(fillValue) && fillValues.every((value) => value === fillValue);
  if (uniform && pixels.data instanceof Float32Array) return runStage(stageOf(fillValue), pixels, numbers);
  const result = pickBytes(stageOf(0), pixels, numbers);
  if (fillValues.some((value) => value !== 0)) fillOutside(stageOf(0), pixels, numbers, fillValues, result);
  return result;
}

// The native part computes in float32, which does not hold every int32; as bytes they all pass.
function pickBytes(stage: StageSpec, { data, shape }: Pixels, numbers: Float64Array): Pixels {
  if (data instanceof Float32Array) return runStage(stage, { data, shape }, numbers);
  const [count, height, width, channels] = shape;
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  const picked = runStage(stage, { data: bytes, shape: [count, height, width, channels * 4] }, numbers);
  const { buffer, byteOffset, byteLength } = picked.data;
  return {
    data: new Int32Array(buffer as ArrayBuffer, byteOffset, byteLength / 4),
    shape: [count, picked.shape[1], picked.shape[2], channels],
  };
}

// What an image of ones does not reach is outside.
function fillOutside(
  stage: StageSpec,
  { shape: [count, height, width] }: Pixels,
  numbers: Float64Array,
  fillValues: readonly number[],
  result: Pixels,
): void {
  const ones = new Uint8Array(count * height * width).fill(1);
  const { data: inside } = runStage(stage, { data: ones, shape: [count, height, width, 1] }, numbers);
  const channels = fillValues.length;
  const values: PixelArray = result.data;
  for (let pixel = 0; pixel < inside.length; pixel++) {
    if (inside[pixel] === 1) continue;
    for (let c = 0; c < channels; c++) values[pixel * channels + c] = fillValues[c] as number;
  }
}
