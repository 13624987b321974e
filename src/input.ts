// What users hand in, validated and brought to one form: a dense batch of images.

import { makeError } from './errors.js';
import {
  copyPixels,
  dtypeOf,
  isArray,
  lengthOf,
  type PixelMemory,
  type ResultMemory,
  toArray,
  valueCount,
  viewValues,
} from './memory.js';
import { fromNative, native } from './native.js';
import { invalid, show } from './options.js';
import { settings } from './settings.js';
import { importTensor, isTensor, openTensor, tensorValues } from './tensor.js';
import type { BatchShape, DType, Image, ImageBatch, PixelArray } from './types.js';

/** Images of one size, as the engine wants them. `data` belongs to the caller and is only read. */
export interface Batch<Data extends PixelMemory = PixelMemory> {
  data: Data;
  dtype: DType;
  shape: BatchShape;
}

/** How the result is to be handed back: as it came. */
export type Container = 'image' | 'batch' | 'tensor3' | 'tensor4';

export interface Input<Data extends PixelMemory = PixelMemory> {
  batch: Batch<Data>;
  container: Container;
}

type AsImages = (shape: readonly unknown[]) => readonly unknown[];
const asTheyAre: AsImages = (shape) => shape;

/**
 * readInput() that reads a tensor where it lies, which ends with release(). `asImages` turns the shape of what is no image
 * (a mask without channels) into that of images.
 */
export function openInput(owner: string, value: unknown, asImages = asTheyAre): Input & { release(): void } {
  if (!isTensor(value)) return { ...readInput(owner, value, asImages), release: () => {} };
  const { data, dtype, release } = openTensor(value);
  try {
    return { ...readPixels(owner, data, dtype, asImages(value.shape), 'tensor'), release };
  } catch (error) {
    release();
    throw error;
  }
}

/** Reads one image, batch or tensor into an array. `owner` starts the error sentences. */
export function readInput(owner: string, value: unknown, asImages = asTheyAre): Input<PixelArray> {
  if (isTensor(value)) {
    const values = tensorValues(value);
    return readPixels(owner, values, dtypeOf(values) as DType, asImages(value.shape), 'tensor');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
    throw invalid(owner, 'images', 'a tensor, { data, shape } or an array of images', value, 'E_TYPE');
  }
  const { data, shape } = value as { data: unknown; shape: unknown };
  const dtype = dtypeOf(data);
  if (dtype === undefined) {
    const code = ArrayBuffer.isView(data) ? 'E_DTYPE' : 'E_TYPE';
    const expected = 'a Uint8Array, Uint16Array, Int32Array or Float32Array';
    throw invalid(owner, 'data', expected, data, code);
  }
  return readPixels(owner, data as PixelArray, dtype, Array.isArray(shape) ? asImages(shape) : shape, 'plain');
}

function readPixels<Data extends PixelMemory>(
  owner: string,
  data: Data,
  dtype: DType,
  shapeValue: unknown,
  source: 'tensor' | 'plain',
): Input<Data> {
  const shape = readShape(owner, shapeValue);
  checkMemory(owner, data, dtype, shape);
  const single = shape.length === 3;
  const [count, height, width, channels] = (single ? [1, ...shape] : shape) as [number, number, number, number];
  if (height * width > settings().maxPixels) {
    const { maxPixels } = settings();
    throw makeError('E_PIXELS', `${owner}: an image of ${height}x${width} pixels exceeds the limit of ${maxPixels}`);
  }
  const container = source === 'tensor' ? (single ? 'tensor3' : 'tensor4') : single ? 'image' : 'batch';
  return { batch: { data, dtype, shape: [count, height, width, channels] }, container };
}

function readShape(owner: string, value: unknown): number[] {
  if (!Array.isArray(value)) throw invalid(owner, 'shape', '[height, width, channels]', value, 'E_TYPE');
  const rank = value.length;
  if (rank !== 3 && rank !== 4) {
    throw makeError('E_RANK', `${owner}: images must have rank 3 or 4; received shape ${show(value)}`);
  }
  // A copy without holes that stays what has been checked.
  const shape: unknown[] = Array.from({ length: rank }, (_, axis) => value[axis]);
  if (!shape.every((size) => Number.isSafeInteger(size) && (size as number) >= 0)) {
    throw invalid(owner, 'shape', 'integers >= 0', shape, 'E_SHAPE');
  }
  if (shape.slice(-3).includes(0)) {
    throw makeError('E_EMPTY_IMAGE', `${owner}: an image must have at least one value; received shape ${show(shape)}`);
  }
  return shape as number[];
}

function checkMemory(owner: string, data: PixelMemory, dtype: DType, shape: readonly number[]): void {
  if (typeof SharedArrayBuffer !== 'undefined' && isArray(data) && data.buffer instanceof SharedArrayBuffer) {
    throw makeError('E_SHARED', `${owner}: images in shared memory can change while they are read; copy them first`);
  }
  const expected = valueCount(shape);
  const found = lengthOf(data, dtype);
  if (found === expected) return;
  // Tells a detached or shrunk buffer from a wrong shape; both look like a length that does not fit.
  try {
    native().addressOf(data);
  } catch (error) {
    throw fromNative(error);
  }
  throw makeError('E_SHAPE', `${owner}: shape ${show(shape)} needs ${expected} values; data has ${found}`);
}

/** Refuses holes, and lists in a list: they could contain themselves, and their images would have no position. */
export function checkList(owner: string, images: readonly unknown[]): void {
  for (const [i, image] of images.entries()) {
    if (image === undefined || Array.isArray(image)) {
      throw invalid(owner, `images[${i}]`, 'one image', image, 'E_TYPE');
    }
  }
}

/** Hands a dense result back in the form the input came in. */
export function writeOutput(container: Container, { data, dtype, shape }: Batch): unknown {
  const [, height, width, channels] = shape;
  switch (container) {
    case 'image':
      return { data: toArray(data, dtype), shape: [height, width, channels] } satisfies Image;
    case 'batch':
      return { data: toArray(data, dtype), shape } satisfies ImageBatch;
    case 'tensor3':
      return importTensor(data, [height, width, channels], dtype);
    case 'tensor4':
      return importTensor(data, shape, dtype);
  }
}

/** Image `index` of a batch, as viewValues() gives it. */
export function imageOf({ data, dtype, shape }: Batch, index: number): Batch {
  const [, height, width, channels] = shape;
  const size = height * width * channels;
  return { data: viewValues(data, dtype, index * size, size), dtype, shape: [1, height, width, channels] };
}

/** Whether two batches have images of one shape and dtype. */
export function stacksWith(a: Batch, b: Batch): boolean {
  return a.dtype === b.dtype && a.shape.slice(1).join() === b.shape.slice(1).join();
}

/**
 * One dense batch of images that must all have one shape and dtype, in `memory` of another dtype if that says so;
 * E_RAGGED otherwise.
 */
export function stack(owner: string, images: readonly Batch[], memory: ResultMemory): Batch {
  const first = images[0] as Batch;
  if (images.length === 1) return first;
  const [, height, width, channels] = first.shape;
  const size = height * width * channels;
  images.forEach((image, index) => {
    if (!stacksWith(image, first)) {
      throw makeError(
        'E_RAGGED',
        `${owner}: the images of one batch came out as ${first.shape.slice(1)} ${first.dtype} and ` +
          `${image.shape.slice(1)} ${image.dtype}; end the pipeline with a layer that fixes the size, such as Resizing`,
        { index },
      );
    }
  });
  const { data, dtype } = memory(first.dtype, size * images.length);
  for (const [index, image] of images.entries()) copyPixels(image.data, image.dtype, data, dtype, index * size);
  return { data, dtype, shape: [images.length, height, width, channels] };
}

/** Key parts of a call, validated. */
export function parseCount(owner: string, name: string, value: unknown, max: number): number | undefined {
  if (value === undefined) return undefined;
  if (!(typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && value <= max)) {
    throw invalid(owner, name, `an integer within 0..${max}`, value);
  }
  return value;
}
