// Mask files byte by byte, of kinds that encoders do not write.
import { crc32, deflateSync } from 'node:zlib';

function chunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const whole = Buffer.alloc(body.length + 8);
  whole.writeUInt32BE(data.length, 0);
  body.copy(whole, 4);
  whole.writeUInt32BE(crc32(body), 4 + body.length);
  return whole;
}

/** A PNG of `rows` of packed bytes; colour type 3 gets a palette of wild colours and a transparent first entry. */
export function pngOf(width: number, bits: number, colourType: number, rows: readonly (readonly number[])[]): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(rows.length, 4);
  header[8] = bits;
  header[9] = colourType;
  const palette = Buffer.from(Array.from({ length: 3 * 2 ** Math.min(bits, 8) }, (_, i) => (i * 71 + 13) & 255));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header),
    ...(colourType === 3 ? [chunk('PLTE', palette), chunk('tRNS', Buffer.of(0))] : []),
    chunk('IDAT', deflateSync(Buffer.concat(rows.map((row) => Buffer.from([0, ...row]))))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A BMP of 8 bits with a palette of 256 grays backwards. `topDown` stores the first row first. */
export function bmpOf(rows: readonly (readonly number[])[], { topDown = false, bits = 8 } = {}): Buffer {
  const width = rows[0]?.length ?? 0;
  const stride = Math.ceil(width / 4) * 4;
  const start = 54 + 1024;
  const file = Buffer.alloc(start + stride * rows.length);
  file.write('BM', 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(start, 10);
  file.writeUInt32LE(40, 14);
  file.writeInt32LE(width, 18);
  file.writeInt32LE(topDown ? -rows.length : rows.length, 22);
  file.writeUInt16LE(1, 26);
  file.writeUInt16LE(bits, 28);
  for (let i = 0; i < 256; i++) file.fill(255 - i, 54 + 4 * i, 57 + 4 * i);
  (topDown ? rows : [...rows].reverse()).forEach((row, y) => {
    file.set(row, start + y * stride);
  });
  return file;
}
