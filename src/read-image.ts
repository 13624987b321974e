// Files and bytes to images, for those who want the pixels themselves.
import { decodeWithSharp } from './data/decode.js';
import { widen } from './data/decode-pixels.js';
import type { DecodeSpec } from './data/runner.js';
import { parseEnum, readOptions } from './options.js';
import {
  type DecodeJpegOptions,
  FULL_SIZE,
  JPEG_OPTIONS,
  parseJpegOptions,
  parseSource,
  readJpeg,
} from './read-jpeg.js';
import { withPlace } from './scheduler.js';
import type { Image } from './types.js';

/** Options of image.decode(). */
export interface DecodeImageOptions extends DecodeJpegOptions {
  /** 'uint16' keeps 16-bit files (8-bit values are spread over 0..65535); default 'uint8', the high byte. */
  dtype?: 'uint8' | 'uint16';
}

const OWNER = 'image.decode';

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
  const raw = readOptions(OWNER, options, [...JPEG_OPTIONS, 'dtype']);
  const dtype = parseEnum(OWNER, 'dtype', raw.dtype, ['uint8', 'uint16'], 'uint8');
  const decode = { ...parseJpegOptions(OWNER, raw), dtype };
  return decodeSource(parseSource(OWNER, source), decode);
}

/** decodeImage() with checked options. JPEG is decoded natively, everything else by sharp. */
export async function decodeSource(
  source: string | Uint8Array,
  decode: SourceOptions,
  target = FULL_SIZE,
): Promise<Image> {
  const jpeg = await readJpeg(source, decode, target);
  if (!jpeg) return withPlace(() => decodeWithSharp(source, decode));
  return decode.dtype === 'uint16' ? { data: widen(jpeg.data), shape: jpeg.shape } : jpeg;
}

type SourceOptions = Pick<DecodeSpec, 'channels' | 'dtype' | 'applyOrientation' | 'maxPixels'>;
