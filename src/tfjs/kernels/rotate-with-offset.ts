// tf.image.rotateWithOffset for tfjs-node, which has no such kernel: what tfjs' other backends compute, in the order in
// which its 'cpu' backend does.
import type { TensorInfo } from '@tensorflow/tfjs-core';
import { invalid } from '../../options.js';
import type { StageSpec } from '../../program.js';
import { type KernelCall, kernelConfig } from '../backend.js';
import { checkImages, isEmpty } from '../check.js';
import { pickPixels } from '../pick.js';
import { makeTensor, readValues } from '../pixels.js';

const OWNER = 'RotateWithOffset';
const ALPHA = 3;
const OPAQUE = 255;

function stageOf(fillValue: number): StageSpec {
  return { kind: 'tfjs_rotation', params: { fillValue }, dtype: 'input' };
}

function rotateWithOffset({ inputs, attrs, backend }: KernelCall): TensorInfo {
  const image = inputs.image as TensorInfo;
  const shape = checkImages(OWNER, 'image', image);
  const [count, height, width, channels] = shape;
  const { radians } = attrs;
  if (typeof radians !== 'number') throw invalid(OWNER, 'radians', 'a number', radians, 'E_TYPE');
  const [centerX, centerY] = readCenter(attrs.center);
  const fillValues = readFillValues(attrs.fillValue, channels);
  const data = readValues(backend, image);
  if (isEmpty(shape)) return makeTensor(backend, data.slice(), shape);
  const row = [Math.cos(radians), Math.sin(radians), width * centerX, height * centerY];
  // Without a direction every pixel is outside: the second row turns nothing about a centre that is no pixel.
  const finite = row.every(Number.isFinite) ? row : [0, 0, -1, -1];
  const numbers = Float64Array.from({ length: count * row.length }, (_, i) => finite[i % row.length] as number);
  return makeTensor(backend, pickPixels(stageOf, { data, shape }, numbers, fillValues).data, shape);
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
