// Boxes and keypoints of tables, through real pipelines.
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type DataFrameOptions,
  ImagePipeline,
  type Layer,
  MaxNumBoundingBoxes,
  MixUp,
  Mosaic,
  memory,
  RandomCrop,
  RandomFlip,
  Resizing,
} from '../../src/index.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { tempDirectory } from '../support/temp-dir.js';

const directory = tempDirectory();
const FILES = ['a.png', 'b.png', 'c.png', 'd.png', 'turned.jpg', 'large.jpg'];

/** 20x40 each; `turned` is stored as 40x20 and turned by its EXIF data; `large` is 400x800. */
test.before(async () => {
  for (const [i, name] of FILES.entries()) {
    const scale = name === 'large.jpg' ? 20 : 1;
    const [height, width] = name === 'turned.jpg' ? [40, 20] : [20 * scale, 40 * scale];
    const background = { r: 30 * i, g: 0, b: 0 };
    const image = sharp({ create: { width, height, channels: 3, background } });
    const turned = name === 'turned.jpg' ? image.withMetadata({ orientation: 6 }) : image;
    await turned.toFile(join(directory, name));
  }
});

/** A box in the upper left quarter, one across the middle, and the points of the first. */
const BOXES = [
  [4, 2, 16, 8],
  [10, 5, 30, 15],
];
const LABELS = [3, 1];
const POINTS = [
  [4, 2, 1],
  [16, 8, 2],
];
const rowsOf = (files: readonly string[]) =>
  files.map((filename) => ({
    filename,
    boxes: filename === 'large.jpg' ? BOXES.map((box) => box.map((value) => 20 * value)) : BOXES,
    labels: LABELS,
    points: filename === 'large.jpg' ? POINTS.map(([x = 0, y = 0, seen = 0]) => [20 * x, 20 * y, seen]) : POINTS,
  }));

const OPTIONS = {
  directory,
  targetMode: null,
  imageSize: [10, 20],
  shuffle: false,
  boundingBoxColumn: 'boxes',
  boundingBoxLabelColumn: 'labels',
} as const;
const open = (layers: readonly Layer[], options: DataFrameOptions = {}, files: readonly string[] = FILES) =>
  new ImagePipeline(layers, { seed: 4, boundingBoxes: { format: 'xyxy' } }).fromDataFrame(rowsOf(files), {
    ...OPTIONS,
    ...options,
  });

/** The boxes at half size. */
const HALF = [
  [2, 1, 8, 4],
  [5, 2.5, 15, 7.5],
];

test('boxes and points of files, also of turned and of large ones, are scaled with their images', async () => {
  const [batch] = await epochOf(await open([], { keypointColumn: 'points' }));
  assert.equal(batch?.boxes, { boxes: FILES.map(() => HALF), labels: FILES.map(() => LABELS) });
  const points = [
    [2, 1, 1],
    [8, 4, 2],
  ];
  assert.equal(
    batch?.keypoints,
    FILES.map(() => points),
  );
});

test('crops of the aspect ratio move and drop boxes; the format stays', async () => {
  // 20x20 of 20x40 from column 10 on, at half size: the first box keeps [0, 2, 6, 8], of which half is lost.
  const options = { imageSize: [10, 10], cropToAspectRatio: true } as const;
  const [batch] = await epochOf(await open([], options, ['a.png']));
  assert.equal(batch?.boxes?.boxes, [
    [
      [0, 1, 3, 4],
      [0, 2.5, 10, 7.5],
    ],
  ]);
  const strict = new ImagePipeline([], { boundingBoxes: { format: 'xyxy', minVisibility: 0.6 } });
  const [few] = await epochOf(await strict.fromDataFrame(rowsOf(['a.png']), { ...OPTIONS, ...options }));
  assert.equal(few?.boxes, { boxes: [[[0, 2.5, 10, 7.5]]], labels: [[1]] });
  // [x, y, w, h] of 40x20: the same boxes in parts of the file, as they come back.
  const rows = [{ filename: 'a.png', boxes: [[0.1, 0.1, 0.3, 0.3]], labels: [3] }];
  const relative = await new ImagePipeline([]).fromDataFrame(rows, { ...OPTIONS, boundingBoxFormat: 'relXywh' });
  const [part] = (await epochOf(relative))[0]?.boxes?.boxes[0] ?? [];
  const distances = [0.1, 0.1, 0.3, 0.3].map((value, i) => Math.abs(value - (part?.[i] ?? Number.NaN)));
  assert.ok(Math.max(...distances) < 1e-6, `${part}`);
});

test('boxes follow the draws of their images, whatever the batch size', async () => {
  const layers = [
    new RandomFlip({ mode: 'horizontal' }),
    new Resizing({ height: 20, width: 40 }),
    new RandomCrop({ height: 15, width: 30 }),
  ];
  const found = async (options: DataFrameOptions) => {
    const batches = await epochOf(await open(layers, { keypointColumn: 'points', ...options }));
    const each = batches.flatMap(({ indices, boxes, keypoints }) =>
      indices.map((index, i) => JSON.stringify([index, boxes?.boxes[i], boxes?.labels?.[i], keypoints?.[i]])),
    );
    return each.sort();
  };
  const expected = await found({ batchSize: 6 });
  assert.ok(new Set(expected.map((text) => text.slice(2))).size > 2, 'samples differ');
  assert.equal(await found({ batchSize: 1, prefetch: 0 }), expected);
  assert.equal(await found({ batchSize: 4, shuffle: true }), expected);
  const flips = new ImagePipeline([new RandomFlip({ mode: 'horizontal' })], { seed: 4 });
  const [batch] = await epochOf(await open([new RandomFlip({ mode: 'horizontal' })]));
  FILES.forEach((_, firstIndex) => {
    const [draw] = flips.sample(1, { firstIndex });
    const flipped = Object.values(draw?.stages[0]?.values ?? {})[0] as number;
    assert.ok([0, 1].includes(flipped));
    const mirrored = HALF.map(([x1 = 0, y1, x2 = 0, y2]) => [20 - x2, y1, 20 - x1, y2]);
    assert.equal(batch?.boxes?.boxes[firstIndex], flipped ? mirrored : HALF);
  });
});

test('without DCT scaling boxes do not change pixels of small files', async () => {
  const files = FILES.slice(0, 4);
  const [with_] = await epochOf(await open([], {}, files));
  const [without] = await epochOf(await open([], { boundingBoxColumn: null, boundingBoxLabelColumn: null }, files));
  assert.equal(with_?.xs, without?.xs);
  assert.is(without?.boxes, undefined);
});

test('Mosaic and MixUp join boxes; keypoints cannot be mixed', async () => {
  const files = FILES.slice(0, 4);
  const [blended] = await epochOf(await open([new MixUp({ alpha: 1 })], {}, files));
  assert.equal(blended?.boxes?.boxes[0], [...HALF, ...HALF], 'a blend shows the boxes of both');
  assert.equal(blended?.boxes?.labels?.[0], [...LABELS, ...LABELS]);
  const [tiled] = await epochOf(await open([new Mosaic()], {}, files));
  const count = tiled?.boxes?.boxes.map(({ length }) => length) ?? [];
  assert.ok(
    count.some((length) => length > 2),
    `boxes of several images: ${count}`,
  );
  await failureOf(() => open([new MixUp()], { keypointColumn: 'points' }), 'E_KEYPOINTS', 'MixUp');
  await open([new MixUp()], { keypointColumn: 'points', training: false });
});

test('tensors() pads boxes behind MaxNumBoundingBoxes, and keeps no memory', async () => {
  const before = { bytes: memory().inUseBytes, tensors: tf.memory().numTensors };
  const data = await open([new MaxNumBoundingBoxes({ maxNumber: 3 })], {}, ['a.png', 'large.jpg']);
  for await (const { xs, boxes } of data.tensors()) {
    const { boxes: dense, labels } = boxes as { boxes: tf.Tensor; labels: tf.Tensor };
    assert.equal([dense.shape, dense.dtype, labels.shape], [[2, 3, 4], 'float32', [2, 3]]);
    const padded = [...HALF.flat(), -1, -1, -1, -1];
    assert.equal([...dense.dataSync()], [...padded, ...padded]);
    assert.equal([...labels.dataSync()], [3, 1, -1, 3, 1, -1]);
    tf.dispose([xs as tf.Tensor, dense, labels]);
  }
  const single = await open([new MaxNumBoundingBoxes({ maxNumber: 1 })], { batchSize: null }, ['a.png']);
  for await (const { xs, boxes } of single.tensors()) {
    const { boxes: dense, labels } = boxes as { boxes: tf.Tensor; labels: tf.Tensor };
    assert.equal([dense.shape, labels.shape, xs.shape], [[1, 4], [1], [10, 20, 3]]);
    tf.dispose([xs as tf.Tensor, dense, labels]);
  }
  for await (const { xs, boxes } of (await open([], {}, ['a.png'])).tensors()) {
    assert.equal(boxes, { boxes: [HALF], labels: [LABELS] });
    tf.dispose(xs as tf.Tensor);
  }
  assert.equal({ bytes: memory().inUseBytes, tensors: tf.memory().numTensors }, before);
});

test.run();
