// tf.image.transform for tfjs-node, which has no such kernel: TensorFlow's ImageProjectiveTransformV3.

import { makeError } from '../../errors.js';
import { arrayMemory } from '../../memory.js';
import { invalid, parseEnum, show } from '../../options.js';
import type { StageSpec } from '../../program.js';
import { type BatchShape, FILL_MODES, INTERPOLATIONS, type PixelArray } from '../../types.js';
import { type KernelCall, kernelConfig, type NodeBackend } from '../backend.js';
import { importTensor, readTensor, tensorMemory } from '../bridge.js';
import { checkImages, checkSize, emptyTensor, isEmpty } from '../check.js';
import type { TensorInfo } from '../engine.js';
import { type PickStage, pickPixels } from '../pick.js';
import { makePixels, type Pixels, runStage } from '../run-plan.js';

const OWNER = 'Transform';
const ENTRIES = 8;
const NUMBERS = 9;

function transform({ inputs, attrs, backend }: KernelCall) {
  const image = inputs.image as TensorInfo;
  const shape = checkImages(OWNER, 'image', image);
  const [count, height, width, channels] = shape;
  const interpolation = parseEnum(OWNER, 'interpolation', attrs.interpolation, INTERPOLATIONS, 'nearest');
  const fillMode = parseEnum(OWNER, 'fillMode', attrs.fillMode, FILL_MODES, 'constant');
  const fillValue = readFillValue(attrs.fillValue, interpolation);
  const size = attrs.outputShape == null ? undefined : checkSize(OWNER, 'outputShape', attrs.outputShape);
  const outputShape: BatchShape = [count, size?.[0] ?? height, size?.[1] ?? width, channels];
  const transforms = inputs.transforms as TensorInfo;
  checkTransforms(transforms, count);
  if (isEmpty(outputShape)) return emptyTensor(image, outputShape);
  if (isEmpty(shape)) throw makeError('E_EMPTY_IMAGE', `${OWNER}: image has no pixels; its shape is ${show(shape)}`);
  const numbers = readTransforms(backend, transforms, count);
  const { data, dtype, release } = readTensor(image);
  const input: Pixels = { data, dtype, shape };
  const [, outputHeight, outputWidth] = outputShape;
  const stageOf: PickStage = (value, stageDtype) => ({
    kind: 'tf_transform',
    params: { height: outputHeight, width: outputWidth, interpolation, fillMode, fillValue: value },
    dtype: stageDtype,
  });
  try {
    const result =
      interpolation === 'nearest'
        ? pickPixels(stageOf, input, numbers, Array(channels).fill(fillValue), outputShape)
        : blend(stageOf(fillValue, 'float32'), input, numbers, outputShape);
    return importTensor(result.data, result.shape, result.dtype);
  } finally {
    release();
  }
}

/** Bilinear samples. TensorFlow cuts those of integers off, and so does the conversion to Int32Array. */
function blend(stage: StageSpec, input: Pixels, numbers: Float64Array, outputShape: BatchShape): Pixels {
  const memory = input.dtype === 'float32' ? tensorMemory : arrayMemory;
  const output = makePixels(memory, 'float32', outputShape);
  runStage(stage, input, numbers, output);
  if (input.dtype === 'float32') return output;
  return { data: new Int32Array(output.data as PixelArray), dtype: 'int32', shape: outputShape };
}

function readFillValue(value: unknown, interpolation: string): number {
  if (value === undefined) return 0;
  if (typeof value !== 'number') throw invalid(OWNER, 'fillValue', 'a number', value, 'E_TYPE');
  if (interpolation === 'bilinear' && !Number.isFinite(value)) {
    throw invalid(OWNER, 'fillValue', "a finite number with interpolation 'bilinear'", value);
  }
  return value;
}

function checkTransforms({ shape }: TensorInfo, count: number): void {
  if (shape.length === 2 && (shape[0] === 1 || shape[0] === count) && shape[1] === ENTRIES) return;
  throw makeError('E_MATRIX', `${OWNER}: transforms must have shape [1, 8] or [${count}, 8]; received ${show(shape)}`);
}

/** m0..m7 and 1 for each image; all 0, which reads nothing, for a transform with NaN or infinity in it. */
function readTransforms(backend: NodeBackend, transforms: TensorInfo, count: number): Float64Array {
  const rows = backend.readSync(transforms.dataId) as Float32Array;
  const stride = transforms.shape[0] === 1 ? 0 : ENTRIES;
  const numbers = new Float64Array(count * NUMBERS);
  for (let i = 0; i < count; i++) {
    const row = rows.subarray(i * stride, i * stride + ENTRIES);
    if (!row.every(Number.isFinite)) continue;
    numbers.set(row, i * NUMBERS);
    numbers[i * NUMBERS + ENTRIES] = 1;
  }
  return numbers;
}

export const transformKernel = kernelConfig(OWNER, transform);
