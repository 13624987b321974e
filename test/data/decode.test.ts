// decodeWithSharp against values that Pillow and OpenCV read (scripts/make-fixtures.py).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type DecodeOptions, decodeWithSharp } from '../../src/data/decode.js';

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

test.run();
