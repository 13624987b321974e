// Masks from files: the class numbers as they are stored, without colours, scaling or orientation by guess.
import { crc32 } from 'node:zlib';
import { makeError } from '../errors.js';
import { decodeWithSharp } from './decode.js';
import { decodeBmpMask } from './decode-bmp.js';
import { readImageFile } from './decode-file.js';
import type { DecodedPixels } from './decode-pixels.js';
import { sniffFormat } from './decode-sniff.js';
import { readTiffHeader } from './decode-tiff.js';

/** Class numbers: uint8, or uint16 for files of 16 bits. */
export interface DecodedMask {
  data: DecodedPixels;
  shape: [height: number, width: number, channels: 1];
}

/** What sharp is to decode, and what has to be undone then. */
interface Prepared {
  bytes: Uint8Array;
  depth: 8 | 16;
  /** How far the decoder spreads the file's numbers. */
  scale: number;
}

/**
 * The class numbers of a PNG (palettes give their indices; 1, 2 and 4 bits their numbers), a TIFF of 8 or 16 bits, a
 * lossless WebP, or a BMP of 8 bits. Files with colours are accepted where all of them are equal; alpha is ignored.
 * @throws DatasetError E_MASK for what holds no class numbers; DecodeError, IoError and LimitError as for images.
 */
export async function decodeMask(path: string, maxPixels: number): Promise<DecodedMask> {
  const file = await readImageFile(path);
  const format = sniffFormat(file);
  if (format === 'bmp') return decodeBmpMask(file, path, maxPixels);
  const { bytes, depth, scale } = prepare(file, format, path);
  const dtype = depth === 16 ? 'uint16' : 'uint8';
  const { data, shape } = await decodeWithSharp(bytes, { channels: 0, maxPixels, dtype, path });
  const numbers = onlyChannel(data, shape[2], path);
  return { data: scale === 1 ? numbers : numbers.map((value) => value / scale), shape: [shape[0], shape[1], 1] };
}

/** The error of a mask that holds no class numbers. */
export function maskError(path: string, reason: string) {
  return makeError('E_MASK', `mask ${JSON.stringify(path)} ${reason}`, { path });
}

function prepare(file: Uint8Array, format: ReturnType<typeof sniffFormat>, path: string): Prepared {
  if (format === 'png') return preparePng(file);
  if (format === 'tiff') return prepareTiff(file, path);
  if (format === 'webp' && isLossyWebp(file)) throw maskError(path, 'is a lossy WebP, which changes class numbers');
  if (format === null || format === 'webp') return { bytes: file, depth: 8, scale: 1 };
  throw maskError(path, `is a ${format.toUpperCase()}; class numbers are read from PNG, TIFF, lossless WebP and BMP`);
}

/** PNG: signature and the chunk IHDR. */
const HEADER_END = 33;
/** WebP: 'RIFF', a length, 'WEBP'. */
const RIFF_BYTES = 12;
const PALETTE = 3;
const GRAY = 0;

/** A palette is taken away, so that its indices are read as gray; libpng spreads 1, 2 and 4 bits over 0..255. */
function preparePng(file: Uint8Array): Prepared {
  if (file.length < HEADER_END) return { bytes: file, depth: 8, scale: 1 };
  const [bits, colour] = [file[24] as number, file[25] as number];
  const scale = bits < 8 && (colour === PALETTE || colour === GRAY) ? 255 / (2 ** bits - 1) : 1;
  return { bytes: colour === PALETTE ? withoutPalette(file) : file, depth: bits === 16 ? 16 : 8, scale };
}

/** The same file as gray, with the chunks that hold pixels alone. Damage stays for the decoder to find. */
function withoutPalette(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const header = Uint8Array.from(file.subarray(0, HEADER_END));
  header[25] = GRAY;
  // Only a header that was right gets a right checksum.
  if (crc32(file.subarray(12, 29)) === view.getUint32(29)) {
    new DataView(header.buffer).setUint32(29, crc32(header.subarray(12, 29)));
  }
  const parts: Uint8Array[] = [header];
  for (let at = HEADER_END; at < file.length; ) {
    const end = at + 8 > file.length ? file.length : at + 12 + view.getUint32(at);
    const type = Buffer.from(file.subarray(at + 4, at + 8)).toString('latin1');
    if (['IDAT', 'IEND', 'eXIf'].includes(type)) parts.push(file.subarray(at, end));
    at = end;
  }
  return Buffer.concat(parts);
}

/** Only the plain kind: libvips inverts, spreads or colours everything else. */
function prepareTiff(file: Uint8Array, path: string): Prepared {
  const { photometric, bits } = readTiffHeader(file);
  if (photometric === undefined || bits === undefined) return { bytes: file, depth: 8, scale: 1 };
  if (photometric === 3)
    throw maskError(path, 'is a TIFF with a palette, whose indices cannot be read; save it as PNG');
  if (photometric === 0) throw maskError(path, 'is a TIFF in which 0 is white; save it with 0 as black');
  if (bits !== 8 && bits !== 16) throw maskError(path, `is a TIFF of ${bits} bits; class numbers take 8 or 16`);
  return { bytes: file, depth: bits, scale: 1 };
}

/** True where the pixels are in a 'VP8 ' chunk; lossless ones are in 'VP8L'. */
function isLossyWebp(file: Uint8Array): boolean {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  for (let at = RIFF_BYTES; at + 8 <= file.length; ) {
    const type = Buffer.from(file.subarray(at, at + 4)).toString('latin1');
    if (type === 'VP8 ') return true;
    if (type === 'VP8L') return false;
    const bytes = view.getUint32(at + 4, true);
    at += 8 + bytes + (bytes % 2);
  }
  return false;
}

function onlyChannel(pixels: DecodedPixels, channels: number, path: string): DecodedPixels {
  if (channels === 1) return pixels;
  const numbers = new (pixels.constructor as new (length: number) => DecodedPixels)(pixels.length / channels);
  for (let to = 0, from = 0; to < numbers.length; to++, from += channels) {
    const value = pixels[from] as number;
    if (channels > 2 && (pixels[from + 1] !== value || pixels[from + 2] !== value)) {
      const colour = [value, pixels[from + 1], pixels[from + 2]].join();
      throw maskError(path, `has colours, such as ${colour}, where one class number per pixel is expected`);
    }
    numbers[to] = value;
  }
  return numbers;
}
