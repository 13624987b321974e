// The data of adapt(): images and batches of whatever was given, and what is known of them before they are read.
import { ImageDataset } from '../data/dataset.js';
import { makeError } from '../errors.js';
import { dtypeOf } from '../memory.js';
import { invalid } from '../options.js';
import { isTensor } from '../tensor.js';
import type { DType, ImageShape } from '../types.js';

/** What is known before reading. */
export interface KnownSize {
  /** Images; of a data set that leaves out bad files, at most. */
  count?: number;
  /** Of the first image. */
  shape?: ImageShape;
  dtype?: DType;
}

/** Refuses data that can be read once where it has to be read `times` times. */
export function checkRepeatable(owner: string, data: unknown, times: number): void {
  if (times > 1 && !isRepeatable(data)) {
    const why = 'because it is read once for each adaptable layer and round';
    throw invalid(owner, 'data', `an array or a data set, ${why}`, data, 'E_TYPE');
  }
}

function isRepeatable(data: unknown): boolean {
  return typeof data === 'object' && data !== null && typeof (data as { next?: unknown }).next !== 'function';
}

/**
 * One image, batch, tensor, sample or { xs } batch of a data set, or what a (possibly async) iterable of those or of [x, y]
 * pairs holds. An iterable may be empty.
 */
export async function* batchesOf(owner: string, data: unknown): AsyncGenerator<unknown> {
  if (isImages(data)) {
    yield data;
    return;
  }
  if (isIterable(data)) {
    for await (const item of data) yield imagesOf(item);
    return;
  }
  const images = imagesOf(data);
  if (images === data) {
    throw invalid(owner, 'data', 'images, a batch, a tensor, or an iterable of those', data, 'E_TYPE');
  }
  yield images;
}

function isIterable(data: unknown): data is AsyncIterable<unknown> {
  const iterable = data as Partial<AsyncIterable<unknown> & Iterable<unknown>> | null | undefined;
  if (!iterable || typeof data === 'string') return false;
  return iterable[Symbol.asyncIterator] !== undefined || iterable[Symbol.iterator] !== undefined;
}

/** What is known of the size of the data without reading it. */
export function knownSize(data: unknown): KnownSize {
  if (data instanceof ImageDataset) return { count: data.length };
  if (!Array.isArray(data)) return sizeOfImages(imagesOf(data)) ?? {};
  if (data.length === 0) return {};
  const first = sizeOfImages(imagesOf(data[0]));
  let count = 0;
  for (let i = 0; i < data.length; i++) {
    const size = sizeOfImages(imagesOf(data[i]));
    // Whatever it is, reading it will say so; and a list may be long and full of holes.
    if (size?.count === undefined) return {};
    count += size.count;
  }
  return { ...first, count };
}

export function tooFew(owner: string) {
  return makeError('E_TOO_FEW', `${owner}: data has no images`);
}

function isImages(data: unknown): boolean {
  return isTensor(data) || (typeof data === 'object' && data !== null && 'data' in data && 'shape' in data);
}

function imagesOf(item: unknown): unknown {
  if (Array.isArray(item)) return item[0];
  if (typeof item !== 'object' || item === null || isImages(item)) return item;
  if ('xs' in item) return item.xs;
  return 'images' in item ? item.images : item;
}

function sizeOfImages(images: unknown): KnownSize | undefined {
  if (!isImages(images)) return undefined;
  const { shape, data, dtype } = images as { shape: unknown; data: unknown; dtype?: unknown };
  if (!Array.isArray(shape) || (shape.length !== 3 && shape.length !== 4)) return undefined;
  const sizes = Array.from(shape as number[]);
  if (!sizes.every((size) => Number.isSafeInteger(size) && size >= 1)) return undefined;
  const found = isTensor(images) ? (dtype as DType) : dtypeOf(data);
  const [height, width, channels] = sizes.slice(-3) as [number, number, number];
  return {
    count: sizes.length === 4 ? (sizes[0] as number) : 1,
    shape: [height, width, channels],
    ...(found ? { dtype: found } : {}),
  };
}
