// JPEG files and bytes to uint8 images, decoded natively.
import { types } from 'node:util';
import { toArray } from './memory.js';
import { type DecodedBlock, type DecodeJob, fromNative, native } from './native.js';
import { invalid, parseBoolean, parseSize, type RawOptions, readOptions } from './options.js';
import { withPlace } from './scheduler.js';
import { settings } from './settings.js';
import type { Image, ImageShape } from './types.js';

/** Options of image.decodeJpeg() and image.decodeJpegSync(). */
export interface DecodeJpegOptions {
  /** 1 gray, 3 RGB, 4 RGBA, 0 as in the file; default 3. */
  channels?: 0 | 1 | 3 | 4;
  /** Turns the picture upright as its EXIF data say; default true. */
  applyOrientation?: boolean;
  /** Largest image in pixels; default that of configure(). */
  maxPixels?: number;
}

/** A decoded JPEG: one byte a value, in 64-byte aligned memory of its own. */
export interface JpegImage extends Image {
  data: Uint8Array;
}

/** Size that a JPEG's DCT scale must cover; zeros decode at full size. */
export interface DecodeTarget {
  targetHeight: number;
  targetWidth: number;
}

export const FULL_SIZE: DecodeTarget = { targetHeight: 0, targetWidth: 0 };

/** Files beyond this are refused rather than read. */
export const MAX_FILE_BYTES = 2 ** 32 - 1;

export const JPEG_OPTIONS = ['channels', 'applyOrientation', 'maxPixels'] as const;

export type JpegOptions = Required<DecodeJpegOptions>;

export function parseJpegOptions(owner: string, raw: RawOptions): JpegOptions {
  const channels = raw.channels ?? 3;
  if (![0, 1, 3, 4].includes(channels as number)) throw invalid(owner, 'channels', '0, 1, 3 or 4', channels);
  return {
    channels: channels as 0 | 1 | 3 | 4,
    applyOrientation: parseBoolean(owner, 'applyOrientation', raw.applyOrientation, true),
    maxPixels: raw.maxPixels === undefined ? settings().maxPixels : parseSize(owner, 'maxPixels', raw.maxPixels),
  };
}

export function parseSource(owner: string, source: unknown): string | Uint8Array {
  if (typeof source === 'string' ? source !== '' : types.isUint8Array(source)) return source as string | Uint8Array;
  throw invalid(owner, 'source', 'a path or a Uint8Array', source, 'E_TYPE');
}

/**
 * Decodes a JPEG off the JS thread. The values stay bytes; tf.node.decodeJpeg() makes int32 of them, four times the memory.
 * @param source a path, or the bytes of a file.
 * @returns uint8 of shape [height, width, channels].
 * @throws DecodeError (E_FORMAT for other formats, which decode() reads), IoError or LimitError that names the path.
 * Source: tf.io.decode_jpeg; unlike it, channels default to 3 and EXIF orientation is applied.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const { data, shape } = await image.decodeJpeg('photo.jpg', { channels: 1 });
 */
export async function decodeJpeg(source: string | Uint8Array, options?: DecodeJpegOptions): Promise<JpegImage> {
  const owner = 'image.decodeJpeg';
  const jpeg = parseJpegOptions(owner, readOptions(owner, options, JPEG_OPTIONS));
  const image = await readJpeg(parseSource(owner, source), jpeg, FULL_SIZE, true);
  return image as JpegImage;
}

/**
 * decodeJpeg() on the calling thread, which it blocks.
 * @throws what decodeJpeg() rejects with.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const { data, shape } = image.decodeJpegSync('photo.jpg');
 */
export function decodeJpegSync(source: string | Uint8Array, options?: DecodeJpegOptions): JpegImage {
  const owner = 'image.decodeJpegSync';
  const jpeg = parseJpegOptions(owner, readOptions(owner, options, JPEG_OPTIONS));
  const job = startJob(parseSource(owner, source), jpeg, FULL_SIZE, true);
  try {
    return toImage(native().decodeSync(job)) as JpegImage;
  } catch (error) {
    throw fromNative(error, { path: job.path });
  } finally {
    job.block?.release();
  }
}

/** decodeJpeg() with checked options; undefined when the source is no JPEG, unless that is an error. */
export async function readJpeg(
  source: string | Uint8Array,
  options: JpegOptions,
  target: DecodeTarget,
  jpegOnly = false,
): Promise<JpegImage | undefined> {
  const job = startJob(source, options, target, jpegOnly);
  try {
    return toImage(await withPlace(() => native().decode(job)));
  } catch (error) {
    throw fromNative(error, { path: job.path });
  } finally {
    job.block?.release();
  }
}

interface JpegJob extends DecodeJob {
  path: string | undefined;
}

/** Bytes are copied at once, because the caller may change them. */
function startJob(
  source: string | Uint8Array,
  { channels, applyOrientation, maxPixels }: JpegOptions,
  target: DecodeTarget,
  jpegOnly: boolean,
): JpegJob {
  const job = { channels, applyOrientation, maxPixels, jpegOnly, maxBytes: MAX_FILE_BYTES, ...target };
  if (typeof source === 'string') return { ...job, path: source };
  try {
    return { ...job, path: undefined, block: new (native().Block)(source) };
  } catch (error) {
    throw fromNative(error);
  }
}

function toImage(decoded: DecodedBlock | null): JpegImage | undefined {
  if (!decoded) return undefined;
  const { block, shape } = decoded;
  try {
    return { data: toArray(block, 'uint8') as Uint8Array, shape: shape as unknown as ImageShape };
  } finally {
    block.release();
  }
}
