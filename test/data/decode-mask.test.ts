// Masks are the numbers that are stored in a file, whatever its palette, depth or format.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { decodeMask } from '../../src/data/decode-mask.js';
import { failureOf } from '../support/failure-of.js';
import { bmpOf, pngOf } from '../support/mask-files.js';
import { tempDirectory } from '../support/temp-dir.js';

const directory = tempDirectory();
const LIMIT = 1e6;

function put(name: string, bytes: Uint8Array): string {
  const path = join(directory, name);
  writeFileSync(path, bytes);
  return path;
}

async function numbersOf(path: string) {
  const { data, shape } = await decodeMask(path, LIMIT);
  return { data, shape };
}

const bytes = (...values: number[]) => ({ data: Uint8Array.from(values), shape: [2, 4, 1] });

test('PNG palettes give their indices, at 8, 4, 2 and 1 bits', async () => {
  assert.equal(
    await numbersOf(
      put(
        'p8.png',
        pngOf(4, 8, 3, [
          [0, 1, 2, 255],
          [254, 7, 8, 9],
        ]),
      ),
    ),
    bytes(0, 1, 2, 255, 254, 7, 8, 9),
  );
  assert.equal(
    await numbersOf(
      put(
        'p4.png',
        pngOf(4, 4, 3, [
          [0x01, 0x2f],
          [0xe7, 0x89],
        ]),
      ),
    ),
    bytes(0, 1, 2, 15, 14, 7, 8, 9),
  );
  assert.equal(
    await numbersOf(put('p2.png', pngOf(4, 2, 3, [[0b00011011], [0b11100100]]))),
    bytes(0, 1, 2, 3, 3, 2, 1, 0),
  );
  assert.equal(
    await numbersOf(put('p1.png', pngOf(4, 1, 3, [[0b10110000], [0b01000000]]))),
    bytes(1, 0, 1, 1, 0, 1, 0, 0),
  );
});

test('gray PNGs give their numbers, at 16, 8, 4 and 1 bits', async () => {
  const deep = pngOf(4, 16, 0, [
    [0, 0, 0, 1, 1, 0, 255, 255],
    [0, 255, 1, 1, 0x80, 0, 2, 3],
  ]);
  const expected = { data: Uint16Array.of(0, 1, 256, 65535, 255, 257, 32768, 515), shape: [2, 4, 1] };
  assert.equal(await numbersOf(put('g16.png', deep)), expected);
  assert.equal(
    await numbersOf(
      put(
        'g8.png',
        pngOf(4, 8, 0, [
          [0, 1, 2, 255],
          [254, 7, 8, 9],
        ]),
      ),
    ),
    bytes(0, 1, 2, 255, 254, 7, 8, 9),
  );
  assert.equal(
    await numbersOf(
      put(
        'g4.png',
        pngOf(4, 4, 0, [
          [0x01, 0x2f],
          [0xe7, 0x89],
        ]),
      ),
    ),
    bytes(0, 1, 2, 15, 14, 7, 8, 9),
  );
  assert.equal(
    await numbersOf(put('g1.png', pngOf(4, 1, 0, [[0b10110000], [0b01000000]]))),
    bytes(1, 0, 1, 1, 0, 1, 0, 0),
  );
});

test('equal colours are numbers, with or without alpha; others are refused', async () => {
  const one = (data: Uint8Array | Uint16Array) => ({ data, shape: [1, 2, 1] });
  assert.equal(await numbersOf(put('rgb.png', pngOf(2, 8, 2, [[3, 3, 3, 9, 9, 9]]))), one(Uint8Array.of(3, 9)));
  assert.equal(await numbersOf(put('ga.png', pngOf(2, 8, 4, [[3, 0, 9, 255]]))), one(Uint8Array.of(3, 9)));
  assert.equal(await numbersOf(put('rgba.png', pngOf(2, 8, 6, [[3, 3, 3, 0, 9, 9, 9, 7]]))), one(Uint8Array.of(3, 9)));
  const deep = pngOf(2, 16, 4, [[3, 1, 0, 0, 9, 2, 255, 255]]);
  assert.equal(await numbersOf(put('ga16.png', deep)), one(Uint16Array.of(769, 2306)));
  const path = put('colour.png', pngOf(2, 8, 2, [[3, 3, 3, 9, 8, 9]]));
  const error = await failureOf(() => decodeMask(path, LIMIT), 'E_MASK', 'colour.png', '9,8,9');
  assert.is(error.path, path);
});

const GRAY = { raw: { width: 4, height: 2, channels: 1 } } as const;
const EIGHT = Uint8Array.of(0, 1, 2, 255, 254, 7, 8, 9);
const gray = () => sharp(EIGHT, GRAY).toColourspace('b-w');

test('TIFF, lossless WebP and BMP', async () => {
  const tiff = (options: object) =>
    gray()
      .tiff({ compression: 'lzw', ...options })
      .toBuffer();
  assert.equal(await numbersOf(put('a.tif', await tiff({}))), bytes(...EIGHT));
  const SIXTEEN = Uint16Array.of(0, 1, 300, 65535, 4, 5, 6, 7);
  for (const bigtiff of [false, true]) {
    const deep = sharp(SIXTEEN, GRAY).toColourspace('grey16').tiff({ compression: 'deflate', bigtiff });
    assert.equal(await numbersOf(put('deep.tiff', await deep.toBuffer())), { data: SIXTEEN, shape: [2, 4, 1] });
  }
  assert.equal(await numbersOf(put('a.webp', await gray().webp({ lossless: true }).toBuffer())), bytes(...EIGHT));
  const rows = [
    [0, 1, 2, 255, 5],
    [254, 7, 8, 9, 6],
  ];
  const expected = { data: Uint8Array.from(rows.flat()), shape: [2, 5, 1] };
  assert.equal(await numbersOf(put('a.bmp', bmpOf(rows))), expected);
  assert.equal(await numbersOf(put('down.bmp', bmpOf(rows, { topDown: true }))), expected);
});

test('files that cannot hold class numbers say why', async () => {
  const cases: [string, Uint8Array, string][] = [
    ['a.jpg', await gray().jpeg().toBuffer(), 'is a JPEG'],
    ['a.gif', await gray().gif().toBuffer(), 'is a GIF'],
    ['lossy.webp', await gray().webp({ quality: 90 }).toBuffer(), 'lossy WebP'],
    ['white.tif', await gray().tiff({ compression: 'none', miniswhite: true }).toBuffer(), '0 is white'],
    ['bits.tif', await gray().tiff({ compression: 'none', bitdepth: 1 }).toBuffer(), 'TIFF of 1 bits'],
  ];
  for (const [name, file, part] of cases) {
    const path = put(name, file);
    await failureOf(() => decodeMask(path, LIMIT), 'E_MASK', name, part);
  }
});

test('damaged, missing and huge files', async () => {
  const palette = pngOf(4, 8, 3, [
    [0, 1, 2, 255],
    [254, 7, 8, 9],
  ]);
  const wrong = Uint8Array.from(palette);
  wrong[30] = (wrong[30] as number) ^ 1;
  const cases: [string, Uint8Array, string][] = [
    ['cut.png', palette.subarray(0, palette.length - 20), 'E_CORRUPT'],
    ['header.png', wrong, 'E_CORRUPT'],
    ['short.png', palette.subarray(0, 20), 'E_HEADER'],
    ['empty.png', new Uint8Array(0), 'E_EMPTY_FILE'],
    ['text.png', Buffer.from('no image'), 'E_FORMAT'],
    [
      'cut.bmp',
      bmpOf([
        [1, 2],
        [3, 4],
      ]).subarray(0, -3),
      'E_TRUNCATED',
    ],
    ['header.bmp', bmpOf([[1, 2]]).subarray(0, 40), 'E_TRUNCATED'],
    ['deep.bmp', bmpOf([[1, 2]], { bits: 24 }), 'E_UNSUPPORTED'],
  ];
  for (const [name, file, code] of cases) {
    const path = put(name, file);
    const error = await failureOf(() => decodeMask(path, LIMIT), code, name);
    assert.is(error.path, path);
  }
  await failureOf(() => decodeMask(join(directory, 'gone.png'), LIMIT), 'E_NOT_FOUND', 'gone.png');
  await failureOf(() => decodeMask(put('a.bmp', bmpOf([[1, 2]])), 1), 'E_PIXELS', '2 x 1');
  await failureOf(() => decodeMask(put('a.png', pngOf(4, 8, 3, [[1, 2, 3, 4]])), 3), 'E_PIXELS', '4 x 1');
});

test.run();
