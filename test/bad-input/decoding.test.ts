// Rows C1 to C20, as image.decode sees them; what a data set makes of bad files is in datasets.test.ts, and what is left
// on disk in preview-files.test.ts. C21 and C22 are about encoding, which this version does for previews only.
// Of C17 an arithmetic-coded JPEG is missing: nothing here can write one.
import { readFileSync } from 'node:fs';
import { deflateSync } from 'node:zlib';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DecodeImageOptions, image } from '../../src/index.js';
import { gif, jpeg, jpegFrame, jpegWith, patched, png, pngOf, pngWith } from './damage.js';
import { fixture, hashOf, type Refusal, refuses } from './support.js';

const DECODE = 'DecodeError';

for (const [name, source, ...refusal] of [
  ['C1 an empty file', 'empty.jpg', DECODE, 'E_EMPTY_FILE', 'no bytes'],
  ['C1 no bytes', Buffer.alloc(0), DECODE, 'E_EMPTY_FILE', 'no bytes'],
  ['C2 text named .jpg', 'text.jpg', DECODE, 'E_FORMAT', '54 68 69 73 20 69 73 20'],
  ['C4 a JPEG cut in its scan', 'truncated.jpg', DECODE, 'E_TRUNCATED', 'ends after 1334 bytes, at row'],
  ['C4 the header of a JPEG', 'header-only.jpg', DECODE, 'E_TRUNCATED', 'ends after 609 bytes'],
  ['C4 three bytes of a JPEG', jpeg.subarray(0, 3), DECODE, 'E_TRUNCATED', 'ends after 3 bytes'],
  ['C4 half a JPEG', jpeg.subarray(0, jpeg.length / 2), DECODE, 'E_TRUNCATED', 'ends after 393 bytes'],
  ['C5 a JPEG with 100 wrong bytes', 'corrupt-scan.jpg', DECODE, 'E_CORRUPT', 'JPEG data is damaged'],
  ['C6 a PNG with a wrong checksum', 'bad-crc.png', DECODE, 'E_CORRUPT', 'chunk IDAT at byte 33 has a wrong checksum'],
  ['C6 a PNG cut in its pixels', 'cut-idat.png', DECODE, 'E_CORRUPT', 'chunk IDAT at byte 33 is cut off'],
  ['C6 a PNG with fewer pixels than declared', pngOf(4, 4, Buffer.alloc(13)), DECODE, 'E_CORRUPT', 'PNG'],
  [
    'C7 a PNG of 60000 x 60000',
    'huge-header.png',
    'LimitError',
    'E_PIXELS',
    '60000 x 60000 pixels; the limit is 268435456',
  ],
  ['C9 a PNG without width', pngOf(0, 5, Buffer.alloc(0)), DECODE, 'E_HEADER', 'PNG'],
  ['C9 a PNG of 2^31 columns', pngOf(2 ** 31, 5, Buffer.alloc(0)), DECODE, 'E_HEADER', 'PNG'],
  ['C9 a JPEG without rows', jpegFrame(5, 0, 0), DECODE, 'E_HEADER', 'Empty JPEG'],
  ['C9 a JPEG of 65535 x 65535', jpegFrame(5, 255, 255, 255, 255), DECODE, 'E_HEADER', '65500'],
  ['C12 a GIF that ends in its header', gif.subarray(0, 14), DECODE, 'E_TRUNCATED', 'GIF'],
  [
    'C12 a BMP of negative height',
    patched(readFileSync(fixture('rgb.bmp')), 22, 255, 255, 255, 255),
    DECODE,
    'E_UNSUPPORTED',
    'BMP',
  ],
  ['C13 a CMYK TIFF', 'cmyk.tif', DECODE, 'E_UNSUPPORTED', 'cmyk'],
  ['C17 a 12-bit JPEG', jpegFrame(4, 12), DECODE, 'E_UNSUPPORTED', '12-bit JPEG'],
  ['C17 a lossless JPEG', jpegFrame(1, 0xc3), DECODE, 'E_UNSUPPORTED', 'lossless JPEG'],
  ['C17 a hierarchical JPEG', jpegFrame(1, 0xc5), DECODE, 'E_UNSUPPORTED', 'hierarchical JPEG'],
  ['C20 an SVG', 'drawing.svg', DECODE, 'E_UNSUPPORTED', 'SVG is not supported; supported are jpeg, png'],
  ['C20 a BMP', 'rgb.bmp', DECODE, 'E_UNSUPPORTED', 'BMP is not supported'],
  ['C20 a PDF', Buffer.from('%PDF-1.7'), DECODE, 'E_UNSUPPORTED', 'PDF is not supported'],
  ['C20 a HEIC', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), DECODE, 'E_UNSUPPORTED', 'HEIC'],
  ['C20 a TIFF of floats', 'float.tif', DECODE, 'E_UNSUPPORTED', 'float'],
  ['no file', 'missing.png', 'IoError', 'E_NOT_FOUND', 'missing.png'],
  ['a directory', '.', 'IoError', 'E_NOT_FILE', ''],
] as (readonly [string, string | Buffer, ...Refusal])[]) {
  test(name, () => assertRefused(source, refusal));
}

/** As a path the error names the file; as bytes the bytes stay as they were. */
async function assertRefused(source: string | Buffer, refusal: Refusal): Promise<void> {
  if (typeof source === 'string') {
    const path = fixture(source);
    const error = await refuses(() => image.decode(path), refusal);
    assert.is(error.path, path);
    if (source === '.' || source === 'missing.png') return;
  }
  const bytes = typeof source === 'string' ? readFileSync(fixture(source)) : source;
  const before = hashOf(bytes);
  const error = await refuses(() => image.decode(bytes), refusal);
  assert.is(error.path, undefined);
  assert.is(hashOf(bytes), before, 'the bytes were written to');
}

async function pixels(source: string | Buffer, options?: DecodeImageOptions): Promise<number[]> {
  return [...(await image.decode(typeof source === 'string' ? fixture(source) : source, options)).data];
}

const EXPECTED: Record<string, { data: number[] }> = JSON.parse(readFileSync(fixture('expected.json'), 'utf8'));

test('C3 a PNG named .jpg is decoded by its content', async () => {
  assert.equal(await pixels('png-named.jpg'), await pixels('rgb.png'));
  assert.equal(await pixels('png-named.jpg'), EXPECTED['rgb.png']?.data);
});

test('C8 a PNG of a million to one takes the memory that it declares', async () => {
  const size = 2000;
  const zeros = pngOf(size, size, Buffer.alloc(size * (3 * size + 1)));
  assert.ok(zeros.length * 500 < size * size * 3);
  const { data, shape } = await image.decode(zeros);
  assert.equal([...shape], [size, size, 3]);
  assert.ok(data.every((value) => value === 0));
  await refuses(() => image.decode(zeros, { maxPixels: size * size - 1 }), ['LimitError', 'E_PIXELS', '2000 x 2000']);
});

test('C8 pixels beyond the declared size are not inflated', async () => {
  const bomb = pngOf(4, 4, Buffer.alloc(2 ** 27));
  const before = process.memoryUsage().rss;
  const outcome = await image.decode(bomb).then(
    ({ shape }) => shape.join(),
    (error: { code?: unknown }) => error.code,
  );
  assert.ok(outcome === '4,4,3' || outcome === 'E_CORRUPT', String(outcome));
  assert.ok(process.memoryUsage().rss - before < 2 ** 26, 'memory stays bounded');
});

test('C10 C11 of an animation the first frame is decoded and counted', async () => {
  const first = await pixels('animated.gif');
  assert.is(first.length, 5 * 7 * 3);
  assert.equal(await pixels('animated.gif', { maxPixels: 35 }), first);
  const [red = 0, green = 0, blue = 0] = first;
  assert.equal([red, green, blue], [200, 50, 20]);
  await refuses(() => image.decode(gif, { maxPixels: 34 }), ['LimitError', 'E_PIXELS', '7 x 5']);
  assert.is((await pixels('animated.webp')).length, 5 * 7 * 3);
});

test('C13 a CMYK JPEG becomes RGB, not its negative', async () => {
  const wanted = readFileSync(fixture('cmyk.raw'));
  const found = await pixels('cmyk.jpg');
  assert.is(found.length, wanted.length);
  found.forEach((value, i) => {
    assert.ok(Math.abs(value - (wanted[i] as number)) <= 2, `value ${i}: ${value} and ${wanted[i]}`);
  });
});

test('C14 of 16 bits uint8 is the high byte', async () => {
  for (const name of ['rgb16.png', 'gray16.png', 'rgb16.tif']) {
    const deep = await pixels(name, { channels: 0, dtype: 'uint16' });
    assert.ok(deep.some((value) => value % 257 !== 0, 'a file of true 16 bits'));
    assert.equal(
      await pixels(name, { channels: 0 }),
      deep.map((value) => value >> 8),
      name,
    );
  }
});

test('C15 palettes are expanded, gray is repeated, alpha is dropped', async () => {
  for (const name of ['palette.png', 'one-bit.png', 'gray.png', 'gray-alpha.png', 'palette-alpha.png', 'rgba.png']) {
    const stored = await pixels(name, { channels: 0 });
    assert.equal(stored, EXPECTED[name]?.data, name);
    const channels = stored.length / 35;
    const rgb = await pixels(name);
    assert.is(rgb.length, 35 * 3, name);
    const colour = (pixel: number, c: number) => stored[pixel * channels + (channels < 3 ? 0 : c)];
    rgb.forEach((value, i) => {
      assert.is(value, colour(Math.floor(i / 3), i % 3), `${name} ${i}`);
    });
  }
});

test('C16 every EXIF orientation is turned upright; another value is none', async () => {
  for (let orientation = 1; orientation <= 8; orientation++) {
    const upright = readFileSync(fixture(`exif-${orientation}.raw`));
    assert.equal(await pixels(`exif-${orientation}.jpg`), [...upright], `orientation ${orientation}`);
  }
  const turned = readFileSync(fixture('exif-6.jpg'));
  const stored = await pixels(turned, { applyOrientation: false });
  const tag = turned.indexOf(Buffer.from([0x01, 0x12, 0, 3]));
  const at = tag === -1 ? turned.indexOf(Buffer.from([0x12, 0x01, 3, 0])) + 8 : tag + 9;
  assert.is(turned[at], 6);
  for (const value of [0, 9, 255]) assert.equal(await pixels(patched(turned, at, value)), stored, `value ${value}`);
});

test('C16 64 KB of junk for EXIF, and directories that point at themselves', async () => {
  const wanted = await pixels(jpeg);
  const exif = Buffer.from('Exif\0\0');
  const cyclic = Buffer.from([0x49, 0x49, 42, 0, 8, 0, 0, 0, 0, 0, 8, 0, 0, 0]);
  for (const data of [Buffer.alloc(65000, 0x45), cyclic, cyclic.subarray(0, 9), Buffer.alloc(0)]) {
    assert.equal(await pixels(jpegWith(0xe1, Buffer.concat([exif, data]))), wanted);
  }
});

test('C17 a progressive JPEG is decoded', async () => {
  assert.equal(await pixels('progressive.jpg'), [...readFileSync(fixture('progressive.raw'))]);
});

test('C18 what follows the image is ignored', async () => {
  const junk = Buffer.alloc(100, 7);
  assert.equal(await pixels(Buffer.concat([jpeg, junk])), await pixels(jpeg));
  assert.equal(await pixels(Buffer.concat([jpeg, readFileSync(fixture('progressive.jpg'))])), await pixels(jpeg));
  assert.equal(await pixels(Buffer.concat([png, junk])), await pixels(png));
  assert.equal(await pixels(Buffer.concat([png, gif])), await pixels(png));
});

test('C19 a colour profile of junk is ignored', async () => {
  const profile = Buffer.concat([Buffer.from('ICC_PROFILE\0\x01\x01'), Buffer.alloc(60000, 0x5a)]);
  assert.equal(await pixels(jpegWith(0xe2, profile)), await pixels(jpeg));
  assert.equal(await pixels(pngWith('iCCP', Buffer.from('junk\0\0not deflated'))), await pixels(png));
});

test('C19 a colour profile of 10 MB changes nothing', async () => {
  const large = deflateSync(Buffer.alloc(1e7, 0x5a));
  assert.equal(await pixels(pngWith('iCCP', Buffer.concat([Buffer.from('large\0\0'), large]))), await pixels(png));
});

test.run();
