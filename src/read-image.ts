// Files and bytes to images, for those who want the pixels themselves.
import { types } from 'node:util';
import { decodeWithSharp } from './data/decode.js';
import { widen } from './data/decode-pixels.js';
import type { DecodeSpec } from './data/runner.js';
import { toArray } from './memory.js';
import { type DecodedBlock, fromNative, type NativeBlock, native } from './native.js';
import { invalid, parseBoolean, parseEnum, parseSize, readOptions } from './options.js';
import { withPlace } from './scheduler.js';
import { settings } from './settings.js';
import type { Image, ImageShape } from './types.js';

/** Options of image.decode(). */
export interface DecodeImageOptions {
  /** 1 gray, 3 RGB, 4 RGBA, 0 as in the file; default 3. */
  channels?: 0 | 1 | 3 | 4;
  /** 'uint16' keeps 16-bit files (8-bit values are spread over 0..65535); default 'uint8', the high byte. */
  dtype?: 'uint8' | 'uint16';
  /** Turns the picture upright as its EXIF data say; default true. */
  applyOrientation?: boolean;
  /** Largest image in pixels; default that of configure(). */
  maxPixels?: number;
}

const OWNER = 'image.decode';

/** Files beyond this are refused rather than read. */
export const MAX_FILE_BYTES = 2 ** 32 - 1;

/**
 * Decodes a JPEG, PNG, WebP, AVIF, TIFF or GIF (first frame) off the JS thread.
 * @param source a path, or the bytes of a file.
 * @returns uint8 or uint16 of shape [height, width, channels].
 * @throws DecodeError, IoError or LimitError that names the path.
 * @example
 * import { image } from 'tfjs-image-pipeline';
 * const photo = await image.decode('photo.jpg');
 */
export async function decodeImage(source: string | Uint8Array, options?: DecodeImageOptions): Promise<Image> {
  const raw = readOptions(OWNER, options, ['channels', 'dtype', 'applyOrientation', 'maxPixels']);
  const channels = raw.channels ?? 3;
  if (![0, 1, 3, 4].includes(channels as number)) throw invalid(OWNER, 'channels', '0, 1, 3 or 4', channels);
  const dtype = parseEnum(OWNER, 'dtype', raw.dtype, ['uint8', 'uint16'], 'uint8');
  const applyOrientation = parseBoolean(OWNER, 'applyOrientation', raw.applyOrientation, true);
  const maxPixels = raw.maxPixels === undefined ? settings().maxPixels : parseSize(OWNER, 'maxPixels', raw.maxPixels);
  if (!(typeof source === 'string' ? source !== '' : types.isUint8Array(source))) {
    throw invalid(OWNER, 'source', 'a path or a Uint8Array', source, 'E_TYPE');
  }
  return decodeSource(source, { channels: channels as 0 | 1 | 3 | 4, dtype, applyOrientation, maxPixels });
}

/** Size that a JPEG's DCT scale must cover; zeros decode at full size. */
export interface DecodeTarget {
  targetHeight: number;
  targetWidth: number;
}

const FULL_SIZE: DecodeTarget = { targetHeight: 0, targetWidth: 0 };

/** decodeImage() with checked options. JPEG is decoded natively, everything else by sharp. */
export async function decodeSource(
  source: string | Uint8Array,
  decode: SourceOptions,
  target = FULL_SIZE,
): Promise<Image> {
  const jpeg = await decodeJpeg(source, decode, target);
  if (!jpeg) return withPlace(() => decodeWithSharp(source, decode));
  return decode.dtype === 'uint16' ? { data: widen(jpeg.data), shape: jpeg.shape } : jpeg;
}

type SourceOptions = Pick<DecodeSpec, 'channels' | 'dtype' | 'applyOrientation' | 'maxPixels'>;

/** A decoded JPEG. */
export interface JpegImage extends Image {
  data: Uint8Array;
}

// Undefined when the source is not a JPEG.
async function decodeJpeg(
  source: string | Uint8Array,
  { channels, applyOrientation, maxPixels }: SourceOptions,
  target: DecodeTarget,
) {
  const path = typeof source === 'string' ? source : undefined;
  let block: NativeBlock | undefined;
  try {
    if (typeof source !== 'string') block = new (native().Block)(source);
    const job = {
      channels,
      applyOrientation,
      maxPixels,
      path,
      block,
      ...target,
      maxBytes: MAX_FILE_BYTES,
    };
    return toImage(await withPlace(() => native().decode(job)));
  } catch (error) {
    throw fromNative(error, { path });
  } finally {
    block?.release();
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
