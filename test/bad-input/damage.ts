// Files that are wrong in one way, made out of the good fixtures.
import { readFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';
import { fixture } from './support.js';

export const jpeg = readFileSync(fixture('baseline.jpg'));
export const png = readFileSync(fixture('rgb.png'));
export const gif = readFileSync(fixture('animated.gif'));

const SIGNATURE_BYTES = 8;
const IHDR_END = 33;

/** A PNG chunk with a right checksum. */
export function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, checksum]);
}

/** An 8-bit RGB PNG that declares this size and holds `data`, deflated. */
export function pngOf(width: number, height: number, data: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8);
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(data)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([png.subarray(0, SIGNATURE_BYTES), ...parts]);
}

/** The good PNG with one more chunk behind its header. */
export function pngWith(type: string, data: Uint8Array): Buffer {
  return Buffer.concat([png.subarray(0, IHDR_END), chunk(type, data), png.subarray(IHDR_END)]);
}

/** The good JPEG with one more segment before all others. */
export function jpegWith(marker: number, data: Uint8Array): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(data.length + 2, 2);
  return Buffer.concat([jpeg.subarray(0, 2), head, data, jpeg.subarray(2)]);
}

/** `bytes` with other values from `at` on. */
export function patched(bytes: Buffer, at: number, ...values: number[]): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values, at);
  return copy;
}

const frameHeader = jpeg.indexOf(Buffer.from([0xff, 0xc0]));

/** The good JPEG with other bytes in its frame header: 1 is the kind, 4 the precision, 5 and 7 height and width. */
export function jpegFrame(offset: number, ...values: number[]): Buffer {
  return patched(jpeg, frameHeader + offset, ...values);
}
