// previewFilters() of the whitening layers: the sheet, its cells and its file.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomZCAWhitening, ZCAWhitening } from '../../src/index.js';
import type { WhiteningLayer } from '../../src/layers/whitening-layer.js';
import type { ImageShape } from '../../src/types.js';
import { adapted } from '../layers/whitening-support.js';
import { failsWith } from '../support/errors.js';
import { makeBatch } from '../support/images.js';
import { tempDirectory } from '../support/temp-dir.js';
import { reader } from './reader.js';

/** Images without any difference teach nothing: the matrix is the identity over the root of epsilon. */
function identity([height, width, channels]: ImageShape, layer: WhiteningLayer = new ZCAWhitening({ epsilon: 0.25 })) {
  const data = new Uint8Array(2 * height * width * channels).fill(7);
  return adapted(layer, { data, shape: [2, height, width, channels] });
}

const GAP = 4;
const CAPTION = 18;

/** Of cells side by side, each `cell` large with a caption below. */
function sizeOf(columns: number, rows: number, cell: { width: number; height: number }) {
  return { width: GAP + columns * (cell.width + GAP), height: GAP + rows * (cell.height + CAPTION + GAP) };
}

test('the identity shows one bright pixel in each cell, in its order', async () => {
  for (const layer of [new ZCAWhitening({ epsilon: 0.25 }), new RandomZCAWhitening({ epsilon: 4 })]) {
    const { sheet, files, text } = await (await identity([3, 4, 1], layer)).previewFilters();
    assert.equal([files, text], [[], undefined]);
    assert.instance(sheet, Buffer);
    // 12 filters in 4 columns, each pixel 64 x 64: 1,200 pixels are wide enough for 256 each.
    const cell = { width: 256, height: 192 };
    const { width, height, at } = await reader(sheet as Buffer);
    assert.equal({ width, height }, sizeOf(4, 3, cell));
    for (let filter = 0; filter < 12; filter++) {
      const left = GAP + (filter % 4) * (cell.width + GAP);
      const top = GAP + Math.floor(filter / 4) * (cell.height + CAPTION + GAP);
      for (let pixel = 0; pixel < 12; pixel++) {
        const value = pixel === filter ? 255 : 128;
        const place = [left + (pixel % 4) * 64 + 32, top + Math.floor(pixel / 4) * 64 + 32] as const;
        assert.equal(at(...place), [value, value, value], `pixel ${pixel} of filter ${filter}`);
      }
    }
  }
});

test('the channels of the bright pixel are colours, also of four channels', async () => {
  for (const channels of [3, 4]) {
    const { sheet } = await (await identity([1, 2, channels])).previewFilters();
    const { at } = await reader(sheet as Buffer);
    // Two pixels of 128 x 128 in each cell, 3 columns.
    for (let filter = 0; filter < 2 * channels; filter++) {
      const left = GAP + (filter % 3) * (256 + GAP);
      const top = GAP + Math.floor(filter / 3) * (128 + CAPTION + GAP);
      const own = Math.floor(filter / channels);
      const expected = [0, 1, 2].map((c) => (c === filter % channels ? 255 : 128));
      assert.equal(at(left + 128 * own + 64, top + 64), expected, `filter ${filter}`);
      assert.equal(at(left + 128 * (1 - own) + 64, top + 64), [128, 128, 128], `beside filter ${filter}`);
    }
  }
});

test('a filter is a row of the matrix, dense or of directions', async () => {
  // Of a single image z = (-2, -1, 3) about its mean and epsilon 2: W = (I - z z^T / 14) / sqrt(2) + z z^T / 14 / 4.
  const one = { data: Uint8Array.of(1, 2, 6), shape: [1, 1, 3, 1] as const };
  const layer = await adapted(new ZCAWhitening({ epsilon: 2 }), one);
  const z = [-2, -1, 3];
  const { at } = await reader((await layer.previewFilters()).sheet as Buffer);
  for (let filter = 0; filter < 3; filter++) {
    const row = z.map(
      (value, i) => Math.SQRT1_2 * (i === filter ? 1 : 0) + ((0.25 - Math.SQRT1_2) * value * (z[filter] ?? 0)) / 14,
    );
    const extent = Math.max(...row.map(Math.abs));
    const left = GAP + (filter % 2) * (255 + GAP);
    const top = GAP + Math.floor(filter / 2) * (85 + CAPTION + GAP);
    row.forEach((value, i) => {
      const gray = Math.round(((value / extent + 1) / 2) * 255);
      assert.equal(at(left + 85 * i + 42, top + 42), [gray, gray, gray], `value ${i} of filter ${filter}`);
    });
  }
});

test('count chooses filters evenly', async () => {
  const layer = await identity([3, 4, 1]);
  const { width, height, at } = await reader((await layer.previewFilters({ count: 5 })).sheet as Buffer);
  assert.equal({ width, height }, sizeOf(3, 2, { width: 256, height: 192 }));
  // The middles of fifths of 12.
  [1, 3, 6, 8, 10].forEach((filter, i) => {
    const left = GAP + (i % 3) * 260 + (filter % 4) * 64 + 32;
    const top = GAP + Math.floor(i / 3) * 214 + Math.floor(filter / 4) * 64 + 32;
    assert.equal(at(left, top), [255, 255, 255], `cell ${i}`);
  });
  const most = await reader((await (await identity([8, 8, 1])).previewFilters()).sheet as Buffer);
  // 36 of 64 in 6 columns: 1200 / 6 - 4 = 196 pixels hold 8 times 24.
  assert.equal([most.width, most.height], Object.values(sizeOf(6, 6, { width: 192, height: 192 })));
});

test('the sheet is written where it is wanted, and shown as text', async () => {
  const layer = await adapted(new ZCAWhitening({ epsilon: 9 }), makeBatch([40, 3, 4, 1]));
  const { sheet } = await layer.previewFilters();
  const folder = join(tempDirectory(), 'new', 'deep');
  const written = await layer.previewFilters({ saveToDirectory: folder, savePrefix: 'cats', terminal: true });
  assert.is(written.sheet, join(folder, 'cats_whitening-filters.png'));
  assert.equal(written.files, []);
  assert.match(written.text ?? '', '\u001b[');
  const [there, here] = await Promise.all([reader(written.sheet as string), reader(sheet as Buffer)]);
  assert.equal([there.width, there.height], [here.width, here.height]);
  assert.equal(there.at(30, 30), here.at(30, 30));
  await layer.previewFilters({ saveToDirectory: folder });
  assert.equal(readdirSync(folder).sort(), ['cats_whitening-filters.png', 'whitening-filters.png']);
});

test('wrong options are errors, and nothing is written', async () => {
  const layer = await identity([1, 2, 1]);
  const folder = tempDirectory();
  const wrong: [options: unknown, code: string, part: string][] = [
    [{ count: 0 }, 'E_SIZE', 'count must be an integer >= 1; received 0'],
    [{ count: 1.5 }, 'E_SIZE', 'count'],
    [{ count: '9' }, 'E_TYPE', 'count'],
    [{ saveToDirectory: 5 }, 'E_TYPE', 'saveToDirectory must be a path; received 5'],
    [{ saveToDirectory: folder, savePrefix: '../up' }, 'E_NAME', 'savePrefix'],
    [{ saveToDirectory: folder, terminal: 1 }, 'E_TYPE', 'terminal must be true or false'],
    [{ saveToDirectory: folder, columns: 3 }, 'E_OPTION', 'columns'],
    [5, 'E_TYPE', 'options'],
  ];
  for (const [options, code, part] of wrong) {
    const work = () => layer.previewFilters(options as never);
    await failsWith(work, 'ArgumentError', code, part);
    await failsWith(work, 'ArgumentError', code, 'previewFilters: ');
  }
  assert.equal(readdirSync(folder), []);
  await failsWith(
    () => new ZCAWhitening().previewFilters(),
    'StateError',
    'E_NOT_ADAPTED',
    'ZCAWhitening: call adapt()',
  );
  const pipeline = new ImagePipeline([layer]);
  assert.is((await pipeline.apply({ data: new Uint8Array(2), shape: [1, 2, 1] })).data.length, 2);
});

test.run();
