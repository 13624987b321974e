// decodeWithSharp against values that Pillow and OpenCV read (scripts/make-fixtures.py), and its errors.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DecodeOptions, decodeWithSharp } from '../../src/data/decode.js';
import { DecodeError, ImagePipelineError, IoError, LimitError } from '../../src/errors.js';

interface Expected {
  shape: number[];
  data: number[];
}

const folder = fileURLToPath(new URL('../fixtures/images/', import.meta.url));
const EXPECTED: Record<string, Expected> = JSON.parse(readFileSync(join(folder, 'expected.json'), 'utf8'));
const AS_STORED: DecodeOptions = { channels: 0, maxPixels: 1e6 };

function expected(name: string): Expected {
  const entry = EXPECTED[name];
  assert.ok(entry, `expected.json has no ${name}`);
  return entry as Expected;
}

async function assertDecodes(name: string, options: Partial<DecodeOptions>, want: Expected): Promise<void> {
  const { data, shape } = await decodeWithSharp(join(folder, name), { ...AS_STORED, ...options });
  assert.equal([...shape], want.shape, name);
  assert.equal(Array.from(data), want.data, name);
}

async function failure(input: Uint8Array | string, options: Partial<DecodeOptions> = {}): Promise<ImagePipelineError> {
  try {
    await decodeWithSharp(input, { ...AS_STORED, ...options });
  } catch (error) {
    return error as ImagePipelineError;
  }
  throw new Error('decoded without an error');
}

/** `count` values a pixel of `entry`, by index or as a constant. */
function pick(entry: Expected, channels: (number | { value: number })[]): Expected {
  const [height = 0, width = 0, stored = 1] = entry.shape;
  const pixels = Array.from({ length: height * width }, (_, i) => entry.data.slice(i * stored, (i + 1) * stored));
  const data = pixels.flatMap((pixel) =>
    channels.map((c) => (typeof c === 'number' ? (pixel[c] ?? Number.NaN) : c.value)),
  );
  return { shape: [height, width, channels.length], data };
}

function mapValues(entry: Expected, change: (value: number) => number): Expected {
  return { ...entry, data: entry.data.map(change) };
}

const OPAQUE = { value: 255 };

test('channels 0 gives what is stored', async () => {
  for (const name of ['gray', 'gray-alpha', 'rgb', 'rgba', 'palette', 'palette-alpha', 'one-bit']) {
    await assertDecodes(`${name}.png`, {}, expected(`${name}.png`));
  }
  await assertDecodes('rgb.tif', {}, expected('rgb.tif'));
  await assertDecodes('lossless.webp', {}, expected('lossless.webp'));
});

test('3 channels drop alpha without compositing and repeat gray', async () => {
  for (const name of ['rgba.png', 'lossless.webp', 'palette-alpha.png']) {
    await assertDecodes(name, { channels: 3 }, pick(expected(name), [0, 1, 2]));
  }
  await assertDecodes('gray.png', { channels: 3 }, pick(expected('gray.png'), [0, 0, 0]));
  await assertDecodes('gray-alpha.png', { channels: 3 }, pick(expected('gray-alpha.png'), [0, 0, 0]));
});

test('4 channels keep alpha or add an opaque one', async () => {
  await assertDecodes('rgba.png', { channels: 4 }, expected('rgba.png'));
  await assertDecodes('rgb.png', { channels: 4 }, pick(expected('rgb.png'), [0, 1, 2, OPAQUE]));
  await assertDecodes('gray-alpha.png', { channels: 4 }, pick(expected('gray-alpha.png'), [0, 0, 0, 1]));
  await assertDecodes('gray.png', { channels: 4 }, pick(expected('gray.png'), [0, 0, 0, OPAQUE]));
});

test('1 channel is the luma of Pillow, gray values themselves', async () => {
  await assertDecodes('rgb.png', { channels: 1 }, expected('rgb.png luma'));
  await assertDecodes('gray.png', { channels: 1 }, expected('gray.png'));
  await assertDecodes('gray-alpha.png', { channels: 1 }, pick(expected('gray-alpha.png'), [0]));
  await assertDecodes('gray16.png', { channels: 1, dtype: 'uint16' }, expected('gray16.png'));
});

test('luma of every gray level is that level, and of the primaries the weights', async () => {
  const levels = Array.from({ length: 256 }, (_, v) => [v, v, v]);
  const pixels = new Uint8Array([...levels, [255, 0, 0], [0, 255, 0], [0, 0, 255]].flat());
  const png = await sharp(pixels, { raw: { width: 259, height: 1, channels: 3 } })
    .png()
    .toBuffer();
  const { data } = await decodeWithSharp(png, { ...AS_STORED, channels: 1 });
  assert.equal(Array.from(data), [...levels.map(([v]) => v), 76, 150, 29]); // 76.2, 149.7, 29.1
});

test('16-bit files keep their values as uint16 and their high byte as uint8', async () => {
  for (const name of ['rgb16.png', 'rgb16.tif', 'gray16.png']) {
    await assertDecodes(name, { dtype: 'uint16' }, expected(name));
    await assertDecodes(
      name,
      { dtype: 'uint8' },
      mapValues(expected(name), (value) => value >> 8),
    );
  }
  const { data } = await decodeWithSharp(join(folder, 'rgb16.png'), { ...AS_STORED, dtype: 'uint16' });
  assert.instance(data, Uint16Array);
});

test('16-bit colour becomes 16-bit luma, and opaque with a fourth channel', async () => {
  const stored = expected('rgb16.png');
  const { data } = await decodeWithSharp(join(folder, 'rgb16.png'), { channels: 1, maxPixels: 1e6, dtype: 'uint16' });
  assert.is(data.length, 35);
  for (const [i, luma] of data.entries()) {
    const [r = 0, g = 0, b = 0] = stored.data.slice(3 * i);
    assert.ok(Math.abs(luma - (0.299 * r + 0.587 * g + 0.114 * b)) <= 1, `pixel ${i}`);
  }
  const opaque = pick(stored, [0, 1, 2, { value: 65535 }]);
  await assertDecodes('rgb16.png', { channels: 4, dtype: 'uint16' }, opaque);
});

test('16-bit colour becomes 8-bit luma', async () => {
  const stored = expected('rgb16.png');
  const { data } = await decodeWithSharp(join(folder, 'rgb16.png'), { channels: 1, maxPixels: 1e6 });
  assert.instance(data, Uint8Array);
  assert.is(data.length, 35);
  for (const [i, luma] of data.entries()) {
    const [r = 0, g = 0, b = 0] = stored.data.slice(3 * i).map((value) => value >> 8);
    assert.ok(Math.abs(luma - (0.299 * r + 0.587 * g + 0.114 * b)) <= 0.51, `pixel ${i}`);
  }
});

test('8-bit files asked for as uint16 cover the 16-bit range', async () => {
  await assertDecodes(
    'rgb.png',
    { dtype: 'uint16' },
    mapValues(expected('rgb.png'), (value) => value * 257),
  );
  const alpha = mapValues(expected('gray-alpha.png'), (value) => value * 257);
  await assertDecodes('gray-alpha.png', { dtype: 'uint16' }, alpha);
});

test('an animation is its first frame', async () => {
  await assertDecodes('animated.gif', {}, expected('animated.gif'));
  await assertDecodes('animated.webp', {}, expected('animated.webp'));
});

test('AVIF is within two steps of Pillow', async () => {
  const { data, shape } = await decodeWithSharp(join(folder, 'smooth.avif'), AS_STORED);
  const want = expected('smooth.avif');
  assert.equal([...shape], want.shape);
  assert.ok(Array.from(data).every((value, i) => Math.abs(value - (want.data[i] ?? Number.NaN)) <= 2));
});

test('EXIF orientation is applied unless switched off', async () => {
  await assertDecodes('exif-6.png', {}, expected('exif-6.png'));
  const { shape } = await decodeWithSharp(join(folder, 'exif-6.png'), { ...AS_STORED, applyOrientation: false });
  assert.equal([...shape], [5, 7, 3]);
});

test('the content decides, not the name', async () => {
  await assertDecodes('png-named.jpg', {}, expected('rgb.png'));
});

test('bytes are copied at once: the caller may reuse or detach them', async () => {
  const bytes = new Uint8Array(readFileSync(join(folder, 'rgb.png')));
  const pending = decodeWithSharp(bytes, AS_STORED);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  assert.is(bytes.length, 0);
  assert.equal(Array.from((await pending).data), expected('rgb.png').data);
  const view = new Uint8Array(readFileSync(join(folder, 'rgb.png')));
  const second = decodeWithSharp(view, AS_STORED);
  view.fill(0);
  assert.equal(Array.from((await second).data), expected('rgb.png').data);
});

test('a view into a larger buffer is read from its offset', async () => {
  const png = readFileSync(join(folder, 'rgb.png'));
  const padded = new Uint8Array(png.length + 7);
  padded.set(png, 3);
  const { data } = await decodeWithSharp(padded.subarray(3, 3 + png.length), AS_STORED);
  assert.equal(Array.from(data), expected('rgb.png').data);
});

test('the result can be transferred to another thread', async () => {
  const { data } = await decodeWithSharp(join(folder, 'rgb.png'), AS_STORED);
  const moved = structuredClone(data, { transfer: [data.buffer as ArrayBuffer] });
  assert.equal(Array.from(moved), expected('rgb.png').data);
});

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
