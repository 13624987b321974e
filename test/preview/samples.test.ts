// What preview() draws of samples: the colours at places that were worked out by hand. Needs the native part.
import { existsSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type Image,
  ImagePipeline,
  MaxNumBoundingBoxes,
  RandomFlip,
  RandomRotation,
  RandomTranslation,
  Resizing,
  type Sample,
} from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { inChild } from '../support/in-child.js';
import { tempDirectory } from '../support/temp-dir.js';
import { filled } from './double-host.js';
import { reader } from './reader.js';

// The palette, from 0 on, and the colour of the fill value.
const BLUE = [0, 114, 255];
const RED = [255, 64, 0];
const GREEN = [0, 200, 80];
const FILL = [128, 128, 128];

/** A half turn: (x, y) goes to (width - x, height - y). */
const halfTurn = () => new RandomRotation({ factor: [0.5, 0.5], interpolation: 'nearest', dtype: 'input' });

/** A mirror, and an epoch for which it mirrors the first image. */
async function mirror(): Promise<{ pipeline: ImagePipeline; epoch: number }> {
  const pipeline = new ImagePipeline([new RandomFlip({ mode: 'horizontal' })], { seed: 1 });
  const ramp: Image = { data: Uint8Array.of(1, 2), shape: [1, 2, 1] };
  for (let epoch = 0; epoch < 50; epoch++) {
    if ((await pipeline.apply(ramp, { epoch })).data[0] === 2) return { pipeline, epoch };
  }
  throw new Error('no flip in 50 epochs');
}

/** The single file of a sample, at the size of the result. */
async function single(pipeline: ImagePipeline, sample: Sample, options: object = {}) {
  const { files } = await pipeline.preview(sample, { saveToDirectory: tempDirectory(), ...options });
  assert.is(files.length, 1);
  return reader(files[0] as string);
}

const boxed = (side: number): Sample => ({
  images: filled(side, side, [100]),
  boundingBoxes: { boxes: [[8, 16, 24, 40]], labels: [1], format: 'xyxy' },
});

test('a box after a flip, at its own size: one pixel wide, inside, in the colour of its label', async () => {
  const { pipeline, epoch } = await mirror();
  const { at } = await single(pipeline, boxed(64), { epoch });
  // x of 8..24 becomes 64 - 24 .. 64 - 8.
  for (const [x, y] of [
    [40, 20],
    [55, 20],
    [48, 16],
    [48, 39],
    [40, 39],
    [55, 39],
  ] as const)
    assert.equal(at(x, y), RED, `${x}, ${y}`);
  for (const [x, y] of [
    [39, 20],
    [41, 20],
    [54, 20],
    [56, 20],
    [48, 17],
    [48, 40],
    [8, 20],
    [23, 39],
  ] as const)
    assert.equal(at(x, y), [100, 100, 100], `${x}, ${y}`);
});

test('the sheet: the original, then the turned one, both four times as large, with lines of two pixels', async () => {
  const pipeline = new ImagePipeline([halfTurn()]);
  const { sheet } = await pipeline.preview(boxed(64), { columns: 2 });
  const { at } = await reader(sheet);
  const original = (x: number, y: number) => at(4 + x, 4 + y);
  const turned = (x: number, y: number) => at(4 + 256 + 12 + x, 4 + y);
  for (const [x, expected] of [
    [31, [100, 100, 100]],
    [32, RED],
    [33, RED],
    [34, [100, 100, 100]],
    [93, [100, 100, 100]],
    [94, RED],
    [95, RED],
    [96, [100, 100, 100]],
  ] as const)
    assert.equal(original(x, 100), expected, `original ${x}`);
  // x of 8..24 becomes 40..56, y of 16..40 becomes 24..48.
  for (const [x, y, expected] of [
    [160, 150, RED],
    [161, 150, RED],
    [162, 150, [100, 100, 100]],
    [159, 150, [100, 100, 100]],
    [200, 190, RED],
    [200, 191, RED],
    [200, 192, [100, 100, 100]],
  ] as const)
    assert.equal(turned(x, y), expected, `turned ${x}, ${y}`);
});

test('boxes of any form; padding and what is outside draws nothing; without labels colours go by position', async () => {
  const images = filled(40, 40, [10, 20, 30]);
  const dense = {
    boxes: { data: Float32Array.of(0.25, 0.25, 0.5, 0.5, -1, -1, -1, -1), shape: [2, 4] },
    labels: { data: Int32Array.of(2, -1), shape: [2] },
    format: 'relXywh',
  };
  const rel = await single(new ImagePipeline([]), { images, boundingBoxes: dense });
  assert.equal(
    [rel.at(10, 20), rel.at(29, 20), rel.at(9, 20), rel.at(0, 0)],
    [GREEN, GREEN, [10, 20, 30], [10, 20, 30]],
  );
  const rows = [
    [0, 0, 10, 10],
    [20, 20, 1e5, 1e5],
    [50, 50, 60, 60],
  ];
  const pipeline = new ImagePipeline([], { boundingBoxes: { format: 'xyxy', clip: false } });
  const plain = await single(pipeline, { images, boundingBoxes: { boxes: rows } });
  assert.equal([plain.at(0, 5), plain.at(9, 5), plain.at(20, 30)], [BLUE, BLUE, RED]);
  assert.equal(plain.at(39, 30), [10, 20, 30], 'its right edge is outside');
});

test('MaxNumBoundingBoxes: padding is not drawn', async () => {
  const { at } = await single(new ImagePipeline([new MaxNumBoundingBoxes({ maxNumber: 5 })]), boxed(64));
  assert.equal([at(8, 20), at(0, 0), at(63, 63)], [RED, [100, 100, 100], [100, 100, 100]]);
});

const halves = (): Sample => ({
  images: filled(8, 8, [200, 200, 200]),
  segmentationMasks: { data: Uint8Array.from({ length: 64 }, (_, i) => (i % 8 < 4 ? 0 : 2)), shape: [8, 8] },
});

test('a mask covers 0.4 of the picture; half a turn swaps its halves', async () => {
  const { at } = await single(new ImagePipeline([halfTurn()]), halves());
  // 0.6 * 200 + 0.4 * the colour
  assert.equal(at(0, 3), [120, 200, 152], 'class 2');
  assert.equal(at(3, 3), [120, 200, 152]);
  assert.equal(at(4, 3), [171, 171, 171], 'class 0, the fill value: 0.6 * 200 + 0.4 * 128 = 171.2');
});

test('maskOpacity', async () => {
  const opaque = await single(new ImagePipeline([]), halves(), { maskOpacity: 1 });
  assert.equal([opaque.at(3, 0), opaque.at(4, 0)], [FILL, GREEN]);
  const none = await single(new ImagePipeline([]), halves(), { maskOpacity: 0 });
  assert.equal(
    [none.at(3, 0), none.at(4, 0)],
    [
      [200, 200, 200],
      [200, 200, 200],
    ],
  );
});

test('another fill value has the colour of filling, and class 0 its own', async () => {
  const shift = new RandomTranslation({
    heightFactor: 0,
    widthFactor: [0.5, 0.5],
    fillMode: 'constant',
    dtype: 'input',
  });
  const pipeline = new ImagePipeline([shift], { maskFillValue: 9 });
  const { at } = await single(pipeline, halves(), { maskOpacity: 1 });
  assert.equal([at(0, 0), at(3, 0), at(4, 0), at(7, 0)], [FILL, FILL, BLUE, BLUE]);
});

test('one-hot masks show the largest channel, all zeros the filling; NaN shows the picture', async () => {
  const data = Float32Array.of(0, 1, 0.2, 0.1, 0, 0, Number.NaN, 0);
  const sample = { images: filled(2, 2, [50, 50, 50]), segmentationMasks: { data, shape: [2, 2, 2] } };
  const { at } = await single(new ImagePipeline([]), sample, { maskOpacity: 1 });
  assert.equal([at(0, 0), at(1, 0), at(0, 1), at(1, 1)], [RED, BLUE, FILL, [50, 50, 50]]);
});

test('masks stay crisp where the picture is enlarged and where it is reduced', async () => {
  for (const side of [8, 512]) {
    const data = Uint8Array.from({ length: side * side }, (_, i) => (i % side < side / 2 ? 1 : 2));
    const sample = { images: filled(side, side, [0, 0, 0]), segmentationMasks: { data, shape: [side, side] } };
    const { at } = await reader((await new ImagePipeline([]).preview(sample, { maskOpacity: 1 })).sheet);
    assert.equal([at(4 + 127, 50), at(4 + 128, 50)], [RED, GREEN], `${side}`);
  }
});

test('keypoints: dots in the colours of their positions, rings for visibility 0, moved by the flip', async () => {
  const { pipeline, epoch } = await mirror();
  const points = [
    [20.5, 30.5, 2],
    [40.5, 10.5, 0],
    [400, 10, 1],
  ];
  const { at } = await single(pipeline, { images: filled(256, 256, [90]), keypoints: points }, { epoch });
  // x becomes 256 - x; a dot of 256 pixels has a radius of 4.5 and a ring lies within 3.5..5.5 pixels of its centre.
  assert.equal([at(235, 30), at(238, 30), at(235, 27), at(241, 30)], [BLUE, BLUE, BLUE, [90, 90, 90]]);
  assert.equal([at(215, 10), at(219, 10), at(211, 10), at(215, 14)], [[90, 90, 90], RED, RED, RED]);
  assert.equal(at(20, 30), [90, 90, 90]);
  const dense = { data: Float32Array.of(20.5, 30.5, 1, 40.5, 10.5, 0), shape: [1, 2, 3] };
  const batch = { images: { data: new Uint8Array(256 * 256), shape: [1, 256, 256, 1] }, keypoints: dense } as Sample;
  const still = await single(new ImagePipeline([]), batch);
  assert.equal([still.at(20, 30), still.at(40, 10), still.at(44, 10)], [BLUE, [0, 0, 0], RED]);
});

test('a batch, and an array of samples and images: one cell each, drawn as apply() would', async () => {
  const images = { data: new Uint8Array(2 * 8 * 8).fill(50), shape: [2, 8, 8, 1] as const };
  const masks = { data: Uint8Array.from({ length: 128 }, (_, i) => (i < 64 ? 1 : 2)), shape: [2, 8, 8] };
  const ragged = { boxes: [[[0, 0, 4, 4]], []], labels: [[2], []], format: 'xyxy' };
  const batch: Sample = { images, segmentationMasks: masks, boundingBoxes: ragged, labels: [0, 1] };
  const options = { saveToDirectory: tempDirectory(), maskOpacity: 1 };
  const { files } = await new ImagePipeline([]).preview([batch, filled(8, 8, [7]), halves()], options);
  const pictures = await Promise.all(files.map(reader));
  assert.equal(
    pictures.map(({ at }) => at(7, 7)),
    [RED, GREEN, [7, 7, 7], GREEN],
  );
  assert.equal([pictures[0]?.at(0, 0), pictures[1]?.at(0, 0)], [GREEN, GREEN]);
  assert.equal([pictures[0]?.at(1, 1), pictures[0]?.at(3, 3)], [RED, GREEN], 'the box has an outline only');
});

test('gray, RGBA and uint16 pictures', async () => {
  for (const images of [
    filled(8, 8, [7]),
    filled(8, 8, [7, 7, 7, 255]),
    { data: new Uint16Array(64).fill(7), shape: [8, 8, 1] } as Image,
  ]) {
    const { at } = await single(new ImagePipeline([]), { ...halves(), images }, { maskOpacity: 1 });
    assert.equal([at(0, 0), at(7, 0)], [FILL, GREEN]);
  }
});

test('labels make room for a caption below every cell, and no caption makes none', async () => {
  const images = filled(8, 8, [7]);
  const heightOf = async (data: object, options = {}) =>
    (await reader((await new ImagePipeline([]).preview(data, options)).sheet)).height;
  assert.is(await heightOf({ images }), 4 + 256 + 4);
  assert.is(await heightOf({ images, labels: 3 }), 4 + 256 + 18 + 4);
  const labels = [0, 0.3, 0.7];
  assert.is(await heightOf({ images, labels }, { classNames: ['a', '<&\u0000\ud800>'] }), 4 + 256 + 18 + 4);
  assert.is(await heightOf({ images, labels: [0, 0] }), 4 + 256 + 4, 'nothing to say');
});

test('single files carry no caption, and their names follow what is drawn', async () => {
  const directory = tempDirectory();
  const show = async (data: object) =>
    (await new ImagePipeline([]).preview(data, { saveToDirectory: directory })).files[0] as string;
  const images = filled(8, 8, [7]);
  const [plain, labelled, masked] = [
    await show({ images }),
    await show({ images, labels: 1 }),
    await show({ ...halves(), images }),
  ];
  assert.is(plain, labelled);
  assert.is.not(plain, masked);
  assert.is((await reader(labelled)).height, 8);
});

test('drawings are those of the result, whose size may be another', async () => {
  const pipeline = new ImagePipeline([new Resizing({ height: 128, width: 64 })]);
  const { at, width, height } = await single(pipeline, boxed(64));
  assert.equal([width, height], [64, 128]);
  assert.equal([at(8, 40), at(7, 40), at(23, 40), at(15, 32), at(15, 79)], [RED, [100, 100, 100], RED, RED, RED]);
});

test('text for a terminal, and JPEG files', async () => {
  const options = { terminal: true, maskOpacity: 1, saveFormat: 'jpeg', saveToDirectory: tempDirectory() } as const;
  const { text = '', files } = await new ImagePipeline([]).preview(halves(), options);
  assert.match(text, '\u001b[38;2;0;200;80;48;2;0;200;80m\u2580');
  const [red = 0, green = 0] = (await reader(files[0] as string)).at(7, 7);
  assert.ok(green - red > 150);
});

test('neither the data nor what it holds is written to', async () => {
  const sample = { ...boxed(64), keypoints: [[1, 2]], labels: [0.5, 0.5] };
  const before = JSON.stringify(sample);
  await new ImagePipeline([halfTurn()]).preview(sample, { columns: 2 });
  assert.is(JSON.stringify(sample), before);
});

test('a machine without fonts gives a sheet too', async () => {
  const configuration = `${tempDirectory()}/fonts.conf`;
  const { code, output } = await inChild(`
    import { writeFileSync } from 'node:fs';
    writeFileSync(${JSON.stringify(configuration)}, '<?xml version="1.0"?><fontconfig></fontconfig>');
    process.env.FONTCONFIG_FILE = ${JSON.stringify(configuration)};
    const images = { data: new Uint8Array(64 * 64), shape: [64, 64, 1] };
    const boundingBoxes = { boxes: [[8, 30, 24, 40]], labels: [1], format: 'xyxy' };
    const data = { images, boundingBoxes, labels: 1 };
    const { sheet } = await new library.ImagePipeline([]).preview(data, { classNames: ['cat', 'dog'] });
    process.stdout.write(sheet.readUInt32BE(20) + ' pixels high');
  `);
  assert.is(code, 0, output);
  assert.match(output, '282 pixels high');
});

test('wrong samples and options are typed errors, before anything is written', async () => {
  const pipeline = new ImagePipeline([]);
  const images = filled(4, 4, [0]);
  const directory = `${tempDirectory()}/new`;
  const fails = (data: object, options: object, code: string, part: string | RegExp) =>
    failsWith(() => pipeline.preview(data, { saveToDirectory: directory, ...options }), 'ArgumentError', code, part);
  await fails({ images, boundingBoxes: { boxes: [[0, 0, 1, 1]] } }, {}, 'E_BOX_FORMAT', 'preview: boundingBoxes');
  await fails({ images, keypoints: [[1]] }, {}, 'E_SHAPE', 'preview: keypoints[0]');
  await fails([images, { images, labels: 'cat' }], {}, 'E_TYPE', 'preview: data[1]: labels');
  await fails({ images, segmentationMasks: { data: new Uint8Array(4), shape: [2, 2] } }, {}, 'E_SHAPE', '2x2');
  await fails({ images, masks: 1 }, {}, 'E_OPTION', 'masks');
  await fails({ images }, { classNames: 'cat' }, 'E_TYPE', 'classNames must be an array of strings');
  await fails({ images }, { classNames: ['cat', 3] }, 'E_TYPE', 'classNames');
  await fails({ images }, { maskOpacity: 1.5 }, 'E_RANGE', 'maskOpacity');
  await fails({ images }, { maskOpacity: '1' }, 'E_TYPE', 'maskOpacity');
  assert.not(existsSync(directory));
});

test.run();
