// preview({ eachLayer: true }) of real pipelines.
import { basename } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CutMix,
  ImagePipeline,
  MaxNumBoundingBoxes,
  MixUp,
  Mosaic,
  Normalization,
  Pipeline,
  RandomBrightness,
  RandomInvert,
  Rescaling,
} from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { tempDirectory } from '../support/temp-dir.js';
import { filled } from './double-host.js';
import { reader } from './reader.js';

/** Class name in the name of each file, and the value of its first pixel. */
async function files(pipeline: ImagePipeline, data: object, options: object = {}): Promise<[string, number][]> {
  const result = await pipeline.preview(data, { eachLayer: true, saveToDirectory: tempDirectory(), ...options });
  return Promise.all(
    result.files.map(async (file) => {
      const [index, className] = basename(file).split('_');
      return [`${index} ${className}`, (await reader(file)).at(0, 0)[0] as number] as [string, number];
    }),
  );
}

const invert = () => new RandomInvert({ factor: [1, 1] });

test('the original, then every layer alone, in the order of the pipeline; all have room for their names', async () => {
  const inner = new ImagePipeline([new Rescaling({ scale: 0.5 }), new Pipeline({ layers: [invert(), invert()] })]);
  const pipeline = new ImagePipeline([invert(), inner, (image) => ({ ...image, data: image.data.map(() => 9) })]);
  const { sheet } = await pipeline.preview(filled(4, 4, [100]), { eachLayer: true });
  const { at, width, height } = await reader(sheet);
  // Five cells on a grid of three columns, each 256 pixels and 18 for the caption.
  assert.equal([width, height], [4 + 3 * 260, 4 + 2 * (256 + 18 + 4)]);
  const cell = (column: number, row: number) => at(4 + column * 260 + 128, 4 + row * 278 + 128)[0];
  assert.equal([cell(0, 0), cell(1, 0), cell(2, 0)], [100, 155, 50], 'original, 255 - 100, 0.5 * 100');
  assert.equal([cell(0, 1), cell(1, 1), cell(2, 1)], [100, 9, 32], 'inverted twice, the function, no cell');
  assert.equal(
    (await files(pipeline, filled(4, 4, [100]))).map(([name]) => name),
    ['0 RandomInvert', '0 Rescaling', '0 Pipeline', '0 Lambda'],
  );
});

test('a layer draws alone what it draws in the pipeline', async () => {
  const layers = [new RandomBrightness({ factor: 0.3 }), new RandomBrightness({ factor: 0.3 })];
  const pipeline = new ImagePipeline(layers, { seed: 4 });
  for (const key of [{}, { epoch: 3 }, { seed: 8 }]) {
    const [draw] = pipeline.sample(1, { epoch: 0, ...key });
    const deltas = (draw?.stages ?? []).map(({ values }) => values.delta as number);
    assert.is(deltas.length, 2);
    const shown = await files(pipeline, filled(2, 2, [128]), key);
    assert.equal(
      shown.map(([, value]) => value),
      deltas.map((delta) => Math.round(128 + delta)),
    );
  }
  const still = await files(pipeline, filled(2, 2, [128]), { training: false });
  assert.equal(still, [
    ['0 RandomBrightness', 128],
    ['0 RandomBrightness', 128],
  ]);
});

test('rows: one image unless asked for more, each on lines of its own', async () => {
  const images = [filled(4, 4, [10]), filled(4, 4, [20]), filled(4, 4, [30])];
  const pipeline = new ImagePipeline([invert()]);
  assert.equal(await files(pipeline, images), [['0 RandomInvert', 245]]);
  assert.equal(await files(pipeline, images, { rows: 3 }), [
    ['0 RandomInvert', 245],
    ['1 RandomInvert', 235],
    ['2 RandomInvert', 225],
  ]);
  const { sheet } = await pipeline.preview(images, { eachLayer: true, rows: 3 });
  const { at } = await reader(sheet);
  assert.equal(
    [0, 1, 2].map((row) => [at(100, 50 + row * 278)[0], at(360, 50 + row * 278)[0]]),
    [
      [10, 245],
      [20, 235],
      [30, 225],
    ],
  );
});

test('layers that mix get the other images as partners, whatever their size', async () => {
  const data = [filled(8, 8, [0, 0, 0]), filled(4, 6, [200, 200, 200])];
  const half = new ImagePipeline([new MixUp({ alpha: 1e6 })], { seed: 1 });
  const {
    files: [file = ''],
  } = await half.preview(data, { eachLayer: true, saveToDirectory: tempDirectory() });
  const mixed = await reader(file);
  assert.equal([mixed.width, mixed.height], [8, 8]);
  for (const [x, y] of [
    [0, 0],
    [7, 7],
  ] as const) {
    const [value = 0] = mixed.at(x, y);
    assert.ok(Math.abs(value - 100) <= 1, `half of 200 everywhere, not ${value} at ${x}, ${y}`);
  }
  const cut = await new ImagePipeline([new Mosaic({ centerRange: [0.5, 0.5] })]).preview(
    [1, 2, 3, 4, 5].map((value) => filled(8, 8, [10 * value])),
    { eachLayer: true, saveToDirectory: tempDirectory() },
  );
  const { at } = await reader(cut.files[0] as string);
  const corners = [at(0, 0), at(7, 0), at(0, 7), at(7, 7)].map(([value]) => value as number);
  assert.is(corners[0], 10, 'the image itself is above on the left');
  assert.is(new Set(corners).size, 4, 'four images');
});

test('partners of another kind are left out, and an image alone is shown as it is', async () => {
  const pipeline = new ImagePipeline([new CutMix({ factor: [0, 0] }), new MixUp({ alpha: 1e6 })], { seed: 1 });
  const image = filled(4, 4, [70, 70, 70]);
  for (const data of [image, [image, filled(4, 4, [9])], [image, { images: image, labels: [0, 1] }]]) {
    assert.equal(await files(pipeline, data), [
      ['0 CutMix', 70],
      ['0 MixUp', 70],
    ]);
  }
});

test('samples are mixed with all that belongs to them', async () => {
  const sampleOf = (value: number, label: number, corner: number) => ({
    images: filled(64, 64, [value]),
    labels: [1 - label, label],
    boundingBoxes: { boxes: [[corner, corner, corner + 8, corner + 8]], labels: [label], format: 'xyxy' },
  });
  const pipeline = new ImagePipeline([new MixUp({ alpha: 1e6 }), new MaxNumBoundingBoxes({ maxNumber: 1 })], {
    seed: 1,
  });
  const directory = tempDirectory();
  const data = [sampleOf(0, 0, 4), sampleOf(200, 1, 40)];
  const result = await pipeline.preview(data, { eachLayer: true, saveToDirectory: directory });
  const [mixed, limited] = await Promise.all(result.files.map(reader));
  assert.equal(
    [mixed?.at(4, 8), mixed?.at(40, 44)],
    [
      [0, 114, 255],
      [255, 64, 0],
    ],
    'the boxes of both',
  );
  const [grey = 0] = mixed?.at(20, 60) ?? [];
  assert.ok(Math.abs(grey - 100) <= 1);
  assert.equal(
    [limited?.at(4, 8), limited?.at(40, 44), limited?.at(20, 60)],
    [
      [0, 114, 255],
      [0, 0, 0],
      [0, 0, 0],
    ],
  );
});

test('errors', async () => {
  const pipeline = new ImagePipeline([invert()]);
  const image = filled(4, 4, [1]);
  const fails = (options: object, className: string, code: string, part: string, run = pipeline) =>
    failsWith(() => run.preview(image, options), className, code, part);
  await fails({ eachLayer: 'yes' }, 'ArgumentError', 'E_TYPE', 'eachLayer must be true or false');
  await fails({ eachLayer: true, columns: 2 }, 'ArgumentError', 'E_CONFLICT', 'columns must be left out or 1');
  const learning = new ImagePipeline([new Normalization()]);
  await fails({ eachLayer: true }, 'StateError', 'E_NOT_ADAPTED', 'Normalization', learning);
  await pipeline.preview(image, { eachLayer: true, columns: 1 });
});

test('a pipeline without layers shows the original', async () => {
  const { width } = await reader((await new ImagePipeline([]).preview(filled(4, 4, [1]), { eachLayer: true })).sheet);
  assert.is(width, 4 + 260);
});

test.run();
