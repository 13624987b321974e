// The images that a preview is made of, from everything that preview() accepts.
import { stat } from 'node:fs/promises';
import { makeError } from '../errors.js';
import { invalid } from '../options.js';
import type { Image, ImageBatch } from '../types.js';
import type { PreviewHost } from './host.js';
import { OWNER } from './options.js';

/** A data set, as far as a preview is concerned. */
export interface HasFilePaths {
  readonly filePaths: readonly string[];
}

/** A directory or file, files, images, a batch, a tensor or a data set. */
export type PreviewData = string | readonly string[] | Image | ImageBatch | readonly Image[] | HasFilePaths | object;

const EXPECTED = 'a path, paths, an image, images, a batch, a tensor or a data set';

/** The first `limit` images of `data`. */
export async function readSources(host: PreviewHost, data: PreviewData, limit: number): Promise<Image[]> {
  const found = await firstSources(host, data, limit);
  if (found.length === 0) throw makeError('E_NO_IMAGES', `${OWNER}: there are no images in the data`);
  return Promise.all(found.map((source) => (typeof source === 'string' ? host.decode(source) : source)));
}

async function firstSources(host: PreviewHost, data: PreviewData, limit: number): Promise<(string | Image)[]> {
  if (typeof data === 'string') return (await filesAt(host, data)).slice(0, limit);
  if (Array.isArray(data)) return listed(data, limit);
  if (typeof data !== 'object' || data === null) throw invalid(OWNER, 'data', EXPECTED, data, 'E_TYPE');
  if ('filePaths' in data && Array.isArray(data.filePaths)) return listed(data.filePaths, limit);
  const pixels = host.fromTensor(data) ?? (isPixels(data) ? data : undefined);
  if (pixels === undefined) throw invalid(OWNER, 'data', EXPECTED, data, 'E_TYPE');
  return split(pixels, limit);
}

function listed(items: readonly unknown[], limit: number): (string | Image)[] {
  return items.slice(0, limit).map((item, index) => {
    if (typeof item === 'string') return item;
    if (isPixels(item) && item.shape.length === 3) return item as Image;
    throw invalid(OWNER, `data[${index}]`, 'a path or an image', item, 'E_TYPE');
  });
}

async function filesAt(host: PreviewHost, path: string): Promise<string[]> {
  const found = await stat(path).catch((cause) => {
    throw makeError('E_NOT_FOUND', `${OWNER}: cannot find ${path}`, { path, cause });
  });
  return found.isDirectory() ? host.listImages(path) : [path];
}

function isPixels(value: unknown): value is Image | ImageBatch {
  return (
    typeof value === 'object' && value !== null && 'data' in value && 'shape' in value && Array.isArray(value.shape)
  );
}

function split(pixels: Image | ImageBatch, limit: number): Image[] {
  if (pixels.shape.length === 3) return [pixels as Image];
  const [count, height, width, channels] = (pixels as ImageBatch).shape;
  const values = height * width * channels;
  if (pixels.shape.length !== 4 || count * values !== pixels.data.length) {
    const received = `shape [${pixels.shape.join(', ')}] with ${pixels.data.length} values`;
    throw makeError(
      'E_SHAPE',
      `${OWNER}: data must be [height, width, channels] or a batch of it; received ${received}`,
    );
  }
  return Array.from({ length: Math.min(count, limit) }, (_, i) => ({
    data: pixels.data.subarray(i * values, (i + 1) * values),
    shape: [height, width, channels],
  }));
}
