// tf.image.rotateWithOffset for tfjs-node, which has no such kernel: what tfjs' other backends compute, in the order in
// which its 'cpu' backend does.

import { invalid } from '../../options.js';
import { type KernelCall, kernelConfig } from '../backend.js';
import { importTensor, readTensor } from '../bridge.js';
import { checkImages, emptyTensor, isEmpty } from '../check.js';
import type { TensorInfo } from '../engine.js';
import { type PickStage, pickPixels } from '../pick.js';

const OWNER = 'RotateWithOffset';
const ALPHA = 3;
const OPAQUE = 255;

const stageOf: PickStage = (fillValue, dtype) => ({ kind: 'tfjs_rotation', params: { fillValue }, dtype });

function rotateWithOffset({ inputs, attrs }: KernelCall) {
  const image = inputs.image as TensorInfo;
  const shape = checkImages(OWNER, 'image', image);
  const [count, height, width, channels] = shape;
  const { radians } = attrs;
  if (typeof radians !== 'number') throw invalid(OWNER, 'radians', 'a number', radians, 'E_TYPE');
  const [centerX, centerY] = readCenter(attrs.center);
  const fillValues = readFillValues(attrs.fillValue, channels);
  if (isEmpty(shape)) return emptyTensor(image, shape);
  const row = [Math.cos(radians), Math.sin(radians), width * centerX, height * centerY];
  // Without a direction every pixel is outside: the other row turns nothing about a centre that is no pixel.
  const finite = row.every(Number.isFinite) ? row : [0, 0, -1, -1];
  const numbers = Float64Array.from({ length: count * row.length }, (_, i) => finite[i % row.length] as number);
  const { data, dtype, release } = readTensor(image);
  try {
    const result = pickPixels(stageOf, { data, dtype, shape }, numbers, fillValues, shape);
    return importTensor(result.data, shape, result.dtype);
  } finally {
    release();
  }
}

/** Centre of the rotation as parts of width and height. */
function readCenter(value: unknown = 0.5): [number, number] {
  const pair: unknown[] = Array.isArray(value) ? value : [value, value];
  if (pair.length !== 2 || !pair.every((part) => typeof part === 'number')) {
    throw invalid(OWNER, 'center', 'a number or [x, y]', value, 'E_TYPE');
  }
  return pair as [number, number];
}

/** One per channel. An array leaves the fourth channel opaque and has nothing, NaN, for those that it lacks. */
function readFillValues(value: unknown = 0, channels: number): number[] {
  if (typeof value === 'number') return Array(channels).fill(value);
  if (!Array.isArray(value) || !value.every((part) => typeof part === 'number')) {
    throw invalid(OWNER, 'fillValue', 'a number or one per channel', value, 'E_TYPE');
  }
  return Array.from({ length: channels }, (_, c) => (c === ALPHA ? OPAQUE : (value[c] ?? Number.NaN)));
}

export const rotateWithOffsetKernel = kernelConfig(OWNER, rotateWithOffset);
