// What decodeWithSharp says about files that are no whole image.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DecodeOptions, decodeWithSharp } from '../../src/data/decode.js';
import { DecodeError, ImagePipelineError, IoError, LimitError } from '../../src/errors.js';

const folder = fileURLToPath(new URL('../fixtures/images/', import.meta.url));
const AS_STORED: DecodeOptions = { channels: 0, maxPixels: 1e6 };

async function failure(input: Uint8Array | string, options: Partial<DecodeOptions> = {}): Promise<ImagePipelineError> {
  try {
    await decodeWithSharp(input, { ...AS_STORED, ...options });
  } catch (error) {
    return error as ImagePipelineError;
  }
  throw new Error('decoded without an error');
}

test('empty, foreign and unsupported files are told apart', async () => {
  for (const [name, code, words] of [
    ['empty.jpg', 'E_EMPTY_FILE', /empty/],
    ['text.jpg', 'E_FORMAT', /54 68 69 73 20 69 73 20/],
    ['rgb.bmp', 'E_UNSUPPORTED', /BMP is not supported; supported are jpeg, png, webp, avif, tiff, gif/],
    ['drawing.svg', 'E_UNSUPPORTED', /SVG is not supported/],
  ] as const) {
    const error = await failure(join(folder, name));
    assert.instance(error, DecodeError);
    assert.is(error.code, code, name);
    assert.match(error.message, words);
    assert.is(error.path, join(folder, name));
    assert.match(error.message, name);
  }
  assert.is((await failure(new Uint8Array(0))).code, 'E_EMPTY_FILE');
  assert.is((await failure(Buffer.from('%PDF-1.7'))).code, 'E_UNSUPPORTED');
  assert.is((await failure(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'))).code, 'E_UNSUPPORTED');
  assert.is((await failure(Buffer.from('\0\0\0\x18ftyp', 'latin1'))).code, 'E_FORMAT');
});

test('a damaged PNG names the chunk', async () => {
  const crc = await failure(join(folder, 'bad-crc.png'));
  assert.instance(crc, DecodeError);
  assert.is(crc.code, 'E_CORRUPT');
  assert.match(crc.message, /chunk IDAT at byte 33 has a wrong checksum/);
  const cut = await failure(join(folder, 'cut-idat.png'));
  assert.is(cut.code, 'E_CORRUPT');
  assert.match(cut.message, /chunk IDAT at byte 33 is cut off/);
});

test('a PNG cut at any byte is an error', async () => {
  const png = readFileSync(join(folder, 'rgba.png'));
  const withoutEnd = png.length - 12; // pixels are complete before the closing chunk
  for (let size = 1; size < withoutEnd; size++) {
    const error = await failure(png.subarray(0, size));
    assert.instance(error, DecodeError, `${size} bytes`);
    assert.ok(['E_FORMAT', 'E_HEADER', 'E_CORRUPT', 'E_TRUNCATED'].includes(error.code), `${size}: ${error.message}`);
  }
});

test('a WebP that is cut is truncated, a TIFF that lost its directory has a bad header', async () => {
  const webp = readFileSync(join(folder, 'lossless.webp'));
  assert.is((await failure(webp.subarray(0, webp.length - 20))).code, 'E_TRUNCATED');
  const tiff = readFileSync(join(folder, 'rgb.tif'));
  assert.is((await failure(tiff.subarray(0, 8))).code, 'E_HEADER');
});

test('a GIF that is cut in its first frame is an error', async () => {
  const gif = readFileSync(join(folder, 'animated.gif'));
  const error = await failure(gif.subarray(0, 30));
  assert.instance(error, DecodeError);
});

test('damaged copies of every format give only typed errors or whole images', async () => {
  const originals = ['rgba.png', 'rgb16.png', 'animated.gif', 'lossless.webp', 'smooth.avif', 'rgb.tif', 'rgb16.tif'];
  let state = 1;
  const below = (limit: number) => {
    state = (state * 48271) % 2147483647;
    return state % limit;
  };
  let decodedCount = 0;
  for (let i = 0; i < 350; i++) {
    const bytes = new Uint8Array(readFileSync(join(folder, originals[i % originals.length] ?? '')));
    for (let flips = 1 + below(3); flips > 0; flips--) bytes[below(bytes.length)] = below(256);
    try {
      const { data, shape } = await decodeWithSharp(bytes, { channels: 3, maxPixels: 1e6 });
      assert.is(data.length, shape[0] * shape[1] * 3);
      decodedCount++;
    } catch (error) {
      assert.instance(error, ImagePipelineError, String(error));
    }
  }
  assert.ok(decodedCount > 20 && decodedCount < 330, `${decodedCount} decoded`);
});

test('a PNG without height has a bad header', async () => {
  const png = readFileSync(join(folder, 'rgb.png'));
  png.fill(0, 20, 24);
  assert.is((await failure(png)).code, 'E_HEADER');
});

test('the pixel limit is checked before decoding and says both numbers', async () => {
  const error = await failure(join(folder, 'huge-header.png'), { maxPixels: 268402689 });
  assert.instance(error, LimitError);
  assert.is(error.code, 'E_PIXELS');
  assert.match(error.message, /60000 x 60000 pixels; the limit is 268402689/);
  await decodeWithSharp(join(folder, 'rgb.png'), { channels: 0, maxPixels: 35 });
  assert.is((await failure(join(folder, 'rgb.png'), { maxPixels: 34 })).code, 'E_PIXELS');
});

test('a JPEG is left to the native decoder', async () => {
  const error = await failure(join(folder, 'baseline.jpg'));
  assert.is(error.code, 'E_UNSUPPORTED');
  assert.match(error.message, /native decoder/);
});

test('CMYK and float pixels are refused, not guessed', async () => {
  for (const [name, words] of [
    ['cmyk.tif', /TIFF with cmyk pixels of type uchar is not supported/],
    ['float.tif', /TIFF with \S+ pixels of type float is not supported/],
  ] as const) {
    const error = await failure(join(folder, name));
    assert.is(error.code, 'E_UNSUPPORTED', name);
    assert.match(error.message, words);
  }
});

test('paths that are no readable file say why', async () => {
  const own = mkdtempSync(join(tmpdir(), 'decode-'));
  try {
    const missing = await failure(join(own, 'missing.png'));
    assert.instance(missing, IoError);
    assert.is(missing.code, 'E_NOT_FOUND');
    assert.is(missing.path, join(own, 'missing.png'));
    assert.is((await failure(own)).code, 'E_NOT_FILE');
    assert.is((await failure('a\0b.png')).code, 'E_NOT_FOUND');
    symlinkSync(join(own, 'loop'), join(own, 'loop'));
    assert.is((await failure(join(own, 'loop'))).code, 'E_LINK_LOOP');
    execFileSync('mkfifo', [join(own, 'fifo.png')]);
    assert.is((await failure(join(own, 'fifo.png'))).code, 'E_NOT_FILE');
    writeFileSync(join(own, 'empty.png'), '');
    assert.is((await failure(join(own, 'empty.png'))).code, 'E_EMPTY_FILE');
  } finally {
    rmSync(own, { recursive: true });
  }
});

test.run();
