// Decoding of everything the native JPEG decoder does not read, by sharp: PNG, WebP, AVIF, TIFF and GIF.
import type { Metadata, Sharp, SharpOptions } from 'sharp';
import { makeError } from '../errors.js';
import type { ImageShape } from '../types.js';
import { type DecodePhase, decodeFailure } from './decode-errors.js';
import { readImageFile } from './decode-file.js';
import { type DecodedPixels, grayAlphaOf, LUMA_WEIGHTS, lumaOf, widen } from './decode-pixels.js';
import { firstBytesInHex, SHARP_FORMATS, type SharpFormat, sniffFormat } from './decode-sniff.js';

export interface DecodeOptions {
  /** 1: luma (ITU-R 601); 3: RGB, alpha dropped; 4: RGBA; 0: as stored, palettes expanded, GIF as RGB. */
  channels: 0 | 1 | 3 | 4;
  /** Limit on height x width, checked before any pixel is decoded. */
  maxPixels: number;
  /** 'uint8' takes the high byte of 16-bit files, 'uint16' widens 8-bit ones by 257. Default 'uint8'. */
  dtype?: 'uint8' | 'uint16';
  /** Turns the picture upright by its EXIF orientation. Default true. */
  applyOrientation?: boolean;
  /** Name of the file in errors, where bytes are given. */
  path?: string;
}

export interface DecodedImage {
  data: DecodedPixels;
  shape: ImageShape;
}

/** Bytes that passed the first look, and where they came from. */
interface Source {
  bytes: Uint8Array;
  path: string | undefined;
  format: SharpFormat;
}

/**
 * Decodes the first frame or page of an image to packed pixels. Alpha is dropped or kept, never composited; colour
 * profiles are ignored, as Pillow and TensorFlow do.
 * @param input a path, or the bytes of a file, which are copied before this returns.
 * @throws DecodeError E_EMPTY_FILE, E_FORMAT, E_HEADER, E_TRUNCATED, E_CORRUPT, E_UNSUPPORTED; LimitError E_PIXELS,
 * E_ALLOC; and what readImageFile throws.
 */
export async function decodeWithSharp(input: Uint8Array | string, options: DecodeOptions): Promise<DecodedImage> {
  const path = typeof input === 'string' ? input : options.path;
  // sharp reads on other threads, where the caller could detach or change the memory under it.
  const bytes = typeof input === 'string' ? await readImageFile(input) : new Uint8Array(input);
  const source = { bytes, path, format: checkFormat(bytes, path) };
  const { default: sharp } = await import('sharp');
  const open = (): Sharp => sharp(bytes, sharpOptions(options));
  const metadata = await attempt(source, 'header', () => open().metadata());
  checkMetadata(metadata, source, options);
  return attempt(source, 'pixels', () => readPixels(open(), metadata, source.format, options));
}

function sharpOptions(options: DecodeOptions): SharpOptions {
  return {
    autoOrient: options.applyOrientation ?? true,
    failOn: 'error', // what is only a warning concerns metadata
    ignoreIcc: true,
    limitInputPixels: false, // checkMetadata does it, with the size in its message
  };
}

async function attempt<T>(source: Source, phase: DecodePhase, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw decodeFailure({ ...source, phase, cause });
  }
}

function checkFormat(bytes: Uint8Array, path: string | undefined): SharpFormat {
  const where = path ?? 'image data';
  if (bytes.length === 0) throw makeError('E_EMPTY_FILE', `${where}: the file is empty`, { path });
  const format = sniffFormat(bytes);
  if (format === null) {
    const message = `${where}: not an image; the first bytes are ${firstBytesInHex(bytes)}`;
    throw makeError('E_FORMAT', message, { path });
  }
  const supported = SHARP_FORMATS.find((name) => name === format);
  if (supported) return supported;
  const reason =
    format === 'jpeg'
      ? 'a JPEG is read by the native decoder, which notices damage that sharp does not'
      : `${format.toUpperCase()} is not supported; supported are jpeg, ${SHARP_FORMATS.join(', ')}`;
  throw makeError('E_UNSUPPORTED', `${where}: ${reason}`, { path });
}

function checkMetadata({ width, height, space, depth }: Metadata, source: Source, options: DecodeOptions): void {
  const { path, format } = source;
  const where = path ?? 'image data';
  if (width * height > options.maxPixels) {
    const message = `${where}: the image declares ${width} x ${height} pixels; the limit is ${options.maxPixels}`;
    throw makeError('E_PIXELS', message, { path });
  }
  const known = ['srgb', 'b-w', 'rgb16', 'grey16'].includes(space) && ['uchar', 'ushort'].includes(depth);
  if (!known) {
    const message = `${where}: ${format.toUpperCase()} with ${space} pixels of type ${depth} is not supported`;
    throw makeError('E_UNSUPPORTED', message, { path });
  }
}

async function readPixels(
  image: Sharp,
  metadata: Metadata,
  format: SharpFormat,
  { channels, dtype = 'uint8' }: DecodeOptions,
): Promise<DecodedImage> {
  const isGray = metadata.space === 'b-w' || metadata.space === 'grey16';
  const isDeep = metadata.depth === 'ushort' && dtype === 'uint16';
  const hasAlpha = metadata.hasAlpha && format !== 'gif'; // libvips gives every animated GIF an alpha channel
  const wanted = channels || (isGray ? 1 : 3) + (hasAlpha ? 1 : 0);

  const wantsAlpha = wanted === 2 || wanted === 4;
  let prepared = wantsAlpha ? image.ensureAlpha(1) : image.removeAlpha();
  const takesLuma = wanted === 1 && !isGray;
  if (takesLuma && metadata.depth === 'uchar') prepared = toLuma(prepared);
  if (isDeep) prepared = prepared.toColourspace('rgb16');
  if (wanted === 1 && isGray) prepared = prepared.extractChannel(0);
  const { data, info } = await prepared.raw({ depth: isDeep ? 'ushort' : 'uchar' }).toUint8Array();

  let pixels: DecodedPixels = isDeep
    ? new Uint16Array(data.buffer, data.byteOffset, data.length / 2)
    : new Uint8Array(data.buffer, data.byteOffset, data.length); // sharp's is a Buffer
  if (wanted === 1 && info.channels > 1) pixels = lumaOf(pixels, info.channels);
  if (wanted === 2) pixels = grayAlphaOf(pixels);
  if (dtype === 'uint16' && pixels instanceof Uint8Array) pixels = widen(pixels);
  return { data: pixels, shape: [info.height, info.width, wanted] };
}

/** Luma on sharp's threads. The half rounds, since libvips cuts fractions off; exact for 8-bit values only. */
function toLuma(image: Sharp): Sharp {
  const weights: [number, number, number] = [...LUMA_WEIGHTS];
  return image.recomb([weights, weights, weights]).linear(1, 0.5).extractChannel(0);
}
