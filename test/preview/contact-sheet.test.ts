import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { drawContactSheet, shownSize } from '../../src/preview/contact-sheet.js';
import { toPicture } from '../../src/preview/picture.js';
import { filled } from './double-host.js';

const SCALING = { kind: 'valueRange', valueRange: [0, 255] } as const;
const picture = (height: number, width: number, pixel: number[]) => toPicture(filled(height, width, pixel), SCALING);

async function decode(png: Buffer) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) => [...data.subarray((y * info.width + x) * info.channels).subarray(0, 3)];
  return { width: info.width, height: info.height, at };
}

test('sizes: whole factors up, aspect ratio kept down', () => {
  assert.equal(shownSize({ width: 28, height: 28 }, 256), { width: 252, height: 252 });
  assert.equal(shownSize({ width: 640, height: 427 }, 256), { width: 256, height: 171 });
  assert.equal(shownSize({ width: 200, height: 100 }, 256), { width: 200, height: 100 });
  assert.equal(shownSize({ width: 5000, height: 1 }, 256), { width: 256, height: 1 });
});

test('gray, RGB and RGBA cells of different sizes are centred in equal cells', async () => {
  const cells = [picture(100, 200, [255]), picture(200, 200, [250, 0, 0]), picture(200, 100, [0, 250, 0, 255])];
  const sheet = await decode(await drawContactSheet([{ cells }]));
  assert.equal([sheet.width, sheet.height], [4 + 3 * 204, 4 + 204]);
  assert.equal(sheet.at(104, 104), [255, 255, 255]);
  assert.equal(sheet.at(104, 10), [32, 33, 36], 'letterbox above the wide picture');
  assert.equal(sheet.at(308, 104), [250, 0, 0]);
  assert.equal(sheet.at(512, 104), [0, 250, 0]);
  assert.equal(sheet.at(420, 104), [32, 33, 36], 'letterbox beside the tall picture');
});

test('a transparent picture shows the background', async () => {
  const sheet = await decode(await drawContactSheet([{ cells: [picture(8, 8, [255, 0, 0, 0])] }]));
  assert.equal(sheet.at(100, 100), [32, 33, 36]);
});

test('the original stands before its variants, and tiny pixels stay sharp', async () => {
  const lead = toPicture({ data: Uint8Array.of(0, 255), shape: [1, 2, 1] }, SCALING);
  const sheet = await decode(await drawContactSheet([{ lead, cells: [picture(1, 2, [99]), picture(1, 2, [9])] }]));
  assert.is(sheet.width, 4 + 256 + 12 + 2 * 260);
  assert.equal(sheet.at(4 + 127, 10), [0, 0, 0]);
  assert.equal(sheet.at(4 + 128, 10), [255, 255, 255], 'no interpolation between the two pixels');
  assert.equal(sheet.at(4 + 256 + 12, 10), [99, 99, 99]);
});

test.run();
