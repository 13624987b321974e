// What a file is by its first bytes. Names and extensions are never trusted.

/** Formats that sharp decodes for us; JPEG has a decoder of its own. */
export const SHARP_FORMATS = ['png', 'webp', 'avif', 'tiff', 'gif'] as const;
export type SharpFormat = (typeof SHARP_FORMATS)[number];
/** Formats that are known, so that the caller can choose or an error can name them. */
export type KnownFormat = SharpFormat | 'jpeg' | 'bmp' | 'heic' | 'svg' | 'pdf';

/** Longest run of bytes that a signature needs, with a few brands of an ISO media file. */
const HEAD_BYTES = 256;
const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'hevc', 'mif1', 'msf1'];

/** The format of `bytes`, or null for anything unknown. */
export function sniffFormat(bytes: Uint8Array): KnownFormat | null {
  // latin1 keeps one character a byte, so signatures can be compared as text.
  const head = Buffer.from(bytes.subarray(0, HEAD_BYTES)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'png';
  if (/^GIF8[79]a/.test(head)) return 'gif';
  if (head.startsWith('RIFF') && head.startsWith('WEBP', 8)) return 'webp';
  if (head.slice(4, 8) === 'ftyp') return sniffMediaBrands(bytes, head);
  if (['II*\0', 'MM\0*', 'II+\0', 'MM\0+'].includes(head.slice(0, 4))) return 'tiff';
  if (head.startsWith('BM')) return 'bmp';
  if (head.startsWith('%PDF-')) return 'pdf';
  return head.trimStart().startsWith('<') && head.includes('<svg') ? 'svg' : null;
}

function sniffMediaBrands(bytes: Uint8Array, head: string): 'avif' | 'heic' | null {
  const boxBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
  // Major brand, a version number, compatible brands.
  const brands = [head.slice(8, 12)];
  for (let at = 16; at + 4 <= Math.min(boxBytes, head.length); at += 4) brands.push(head.slice(at, at + 4));
  if (brands.some((brand) => AVIF_BRANDS.includes(brand))) return 'avif';
  return brands.some((brand) => HEIC_BRANDS.includes(brand)) ? 'heic' : null;
}

/** The first bytes as '89 50 4e 47', for error messages. */
export function firstBytesInHex(bytes: Uint8Array): string {
  return Array.from(bytes.subarray(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
