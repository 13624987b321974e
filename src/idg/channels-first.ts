// Images with channels first: read into channels last, which everything behind computes with, and handed to those who
// want channels first. Results are written with channels first by the pipelines themselves.
import { makeError } from '../errors.js';
import { type Batch, checkList, type Input, readInput } from '../input.js';
import type { LambdaFunction } from '../layers/lambda.js';
import { dtypeOf, viewOf } from '../memory.js';
import { isSample } from '../samples/read-sample.js';
import type { DataFormat } from '../samples/settings.js';
import { whenAllEnd } from '../scheduler.js';
import { importTensor } from '../tensor.js';
import type { DType, Image, ImageBatch, ImageShape, PixelArray } from '../types.js';

/** The shape of an image [h, w, c] as callers see it. */
export function shownShape([height, width, channels]: ImageShape, dataFormat: DataFormat): ImageShape {
  return dataFormat === 'channelsFirst' ? [channels, height, width] : [height, width, channels];
}

/** [..., c, h, w] -> [..., h, w, c]; what is no shape of images stays, for the error. */
function lastShape(shape: readonly unknown[]): readonly unknown[] {
  if (shape.length !== 3 && shape.length !== 4) return shape;
  return [...shape.slice(0, -3), shape.at(-2), shape.at(-1), shape.at(-3)];
}

/** x of fit() and flow(), a batch or a tensor of rank 4: a copy with channels last, as float32 if asked for. */
export function readBatch(owner: string, x: unknown, dataFormat: DataFormat, asFloats = false): Batch<PixelArray> {
  const { batch, container } = readShape(owner, x, dataFormat);
  if (container === 'batch' || container === 'tensor4') return copyToLast(batch, dataFormat, asFloats);
  const [, height, width, channels] = batch.shape;
  const shape = shownShape([height, width, channels], dataFormat);
  throw makeError('E_RANK', `${owner}: x must have rank 4; received shape [${shape.join(', ')}]`);
}

/** readInput() whose shape has channels last, while the data lie as `dataFormat` says. */
function readShape(owner: string, value: unknown, dataFormat: DataFormat): Input<PixelArray> {
  return dataFormat === 'channelsFirst' ? readInput(owner, value, lastShape) : readInput(owner, value);
}

/** A copy with channels last of data that lie as `dataFormat` says; `shape` is [count, height, width, channels]. */
export function copyToLast(
  { data, dtype, shape }: Batch<PixelArray>,
  dataFormat: DataFormat,
  asFloats = false,
): Batch<PixelArray> {
  const copy = asFloats ? new Float32Array(data.length) : emptyLike(data, dtype);
  const [count, height, width, channels] = shape;
  if (dataFormat === 'channelsFirst') transpose(data, copy, [count, channels, height * width]);
  else copy.set(data);
  return { data: copy, dtype: asFloats ? 'float32' : dtype, shape };
}

function emptyLike(data: PixelArray, dtype: DType): PixelArray {
  return viewOf(dtype, new ArrayBuffer(data.byteLength), 0, data.length);
}

/** [count, rows, columns] -> [count, columns, rows]. */
function transpose(from: PixelArray, to: PixelArray, [count, rows, columns]: [number, number, number]): void {
  const size = rows * columns;
  for (let first = 0; first < count * size; first += size) {
    for (let row = 0; row < rows; row++) {
      const source = first + row * columns;
      const target = first + row;
      for (let column = 0; column < columns; column++) to[target + column * rows] = from[source + column] as number;
    }
  }
}

/**
 * Runs what a pipeline takes, but with channels first: `run` is given it with channels last, and as arrays, and its
 * results become tensors where tensors came in.
 */
export async function runChannelsFirst(
  owner: string,
  x: unknown,
  run: (images: unknown) => Promise<unknown>,
): Promise<unknown> {
  if (Array.isArray(x)) {
    checkList(owner, x);
    return whenAllEnd(x.map((each) => runChannelsFirst(owner, each, run)));
  }
  if (!isSample(x)) {
    const { images, write } = openChannelsFirst(owner, x);
    return write((await run(images)) as ImageBatch);
  }
  const { images, write } = openChannelsFirst(owner, x.images);
  const result = (await run({ ...x, images })) as { images: ImageBatch };
  return { ...result, images: write(result.images) };
}

function openChannelsFirst(owner: string, value: unknown) {
  const { batch, container } = readShape(owner, value, 'channelsFirst');
  const { data, shape } = copyToLast(batch, 'channelsFirst');
  const single = container === 'image' || container === 'tensor3';
  return {
    images: { data, shape: single ? shape.slice(1) : shape },
    write: (result: ImageBatch): unknown =>
      container === 'image' || container === 'batch'
        ? result
        : importTensor(result.data, result.shape, dtypeOf(result.data) as DType),
  };
}

/** A function for images with channels first as one for images with channels last. */
export function onChannelsFirst(step: LambdaFunction): LambdaFunction {
  return (image, context) => {
    const result: unknown = step(imageToFirst(image), context);
    return (isThenable(result) ? Promise.resolve(result).then(imageToLast) : imageToLast(result)) as Image;
  };
}

function isThenable(value: unknown): boolean {
  return typeof (value as { then?: unknown } | null | undefined)?.then === 'function';
}

function imageToFirst({ data, shape }: Image): Image {
  const [height, width, channels] = shape;
  const copy = emptyLike(data, dtypeOf(data) as DType);
  transpose(data, copy, [1, height * width, channels]);
  return { data: copy, shape: [channels, height, width] };
}

/** What is no image stays, and fails as any wrong result of a custom function does. */
function imageToLast(value: unknown): unknown {
  try {
    const { batch, container } = readShape('preprocessingFunction', value, 'channelsFirst');
    if (container !== 'image') return value;
    const { data, shape } = copyToLast(batch, 'channelsFirst');
    return { data, shape: shape.slice(1) };
  } catch {
    return value;
  }
}
