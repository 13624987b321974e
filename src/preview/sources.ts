// The images that a preview is made of, from everything that preview() accepts.
import { stat } from 'node:fs/promises';
import { fsError } from '../data/fs-error.js';
import { makeError } from '../errors.js';
import { dtypeOf } from '../memory.js';
import { invalid, show } from '../options.js';
import { isSample } from '../samples/read-sample.js';
import type { Sample } from '../samples/types.js';
import { whenAllEnd } from '../scheduler.js';
import type { Image, ImageBatch } from '../types.js';
import type { PreviewHost, PreviewInput } from './host.js';
import { OWNER } from './options.js';
import { readPlainSamples } from './plain-sample.js';

/** A data set, as far as a preview is concerned. */
export interface HasFilePaths {
  readonly filePaths: readonly string[];
}

/**
 * A directory or file, files, images, a batch, a tensor, samples or a data set. Files are shown at their own size and in
 * colour. A sample may hold one image or a batch.
 */
export type PreviewData =
  | string
  | readonly string[]
  | Image
  | ImageBatch
  | readonly Image[]
  | Sample
  | readonly Sample[]
  | HasFilePaths
  | object;

const EXPECTED = 'a path, paths, an image, images, a batch, a tensor, samples or a data set';

/** An image, perhaps with what belongs to it, and its position in the data, which keys its draws. */
export interface Source {
  index: number;
  input: PreviewInput;
}

/** At most `limit` images of `data`, evenly spread, so that a sorted directory shows more than its first class. */
export async function readSources(host: PreviewHost, data: PreviewData, limit: number): Promise<Source[]> {
  const found = await listSources(host, data);
  if (found.length === 0) throw makeError('E_NO_IMAGES', `${OWNER}: there are no images in the data`);
  const count = Math.min(limit, found.length);
  const indexes = Array.from({ length: count }, (_, i) => Math.floor((i * found.length) / count));
  return whenAllEnd(
    indexes.map(async (index) => {
      const source = found[index] as string | PreviewInput;
      return { index, input: typeof source === 'string' ? await host.decode(source) : source };
    }),
  );
}

async function listSources(host: PreviewHost, data: PreviewData): Promise<(string | PreviewInput)[]> {
  if (typeof data === 'string') return filesAt(host, data);
  if (Array.isArray(data)) return checkItems(host, data);
  if (typeof data !== 'object' || data === null) throw invalid(OWNER, 'data', EXPECTED, data, 'E_TYPE');
  if ('filePaths' in data && Array.isArray(data.filePaths)) return checkItems(host, data.filePaths);
  if (isSample(data)) return readPlainSamples(OWNER, data, host.samples);
  const pixels = host.fromTensor(data) ?? (isPixels(data) ? data : undefined);
  if (pixels === undefined) throw invalid(OWNER, 'data', EXPECTED, data, 'E_TYPE');
  return split(pixels);
}

function checkItems(host: PreviewHost, items: readonly unknown[]): (string | PreviewInput)[] {
  return Array.from(items).flatMap((item, index): (string | PreviewInput)[] => {
    if (typeof item === 'string') return [item];
    if (isPixels(item) && item.shape.length === 3) return [item as Image];
    if (isSample(item)) return readPlainSamples(`${OWNER}: data[${index}]`, item, host.samples);
    throw invalid(OWNER, `data[${index}]`, 'a path, an image or a sample', item, 'E_TYPE');
  });
}

async function filesAt(host: PreviewHost, path: string): Promise<string[]> {
  const found = await stat(path).catch((cause) => {
    throw fsError(OWNER, path, cause);
  });
  return found.isDirectory() ? host.listImages(path) : [path];
}

function isPixels(value: unknown): value is Image | ImageBatch {
  return (
    typeof value === 'object' && value !== null && 'data' in value && 'shape' in value && Array.isArray(value.shape)
  );
}

function split(pixels: Image | ImageBatch): Image[] {
  if (pixels.shape.length === 3) return [pixels as Image];
  const [count, height, width, channels] = (pixels as ImageBatch).shape;
  const values = height * width * channels;
  const length = dtypeOf(pixels.data) === undefined ? undefined : pixels.data.length;
  if (pixels.shape.length !== 4 || !(values > 0) || count * values !== length) {
    const received = `shape ${show(pixels.shape)} with ${length ?? 'no'} values`;
    throw makeError(
      'E_SHAPE',
      `${OWNER}: data must be [height, width, channels] or a batch of it; received ${received}`,
    );
  }
  return Array.from({ length: count }, (_, i) => ({
    data: pixels.data.subarray(i * values, (i + 1) * values),
    shape: [height, width, channels],
  }));
}
