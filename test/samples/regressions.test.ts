// Mistakes that other libraries shipped, each with its own test.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CenterCrop,
  ImagePipeline,
  Lambda,
  RandomBrightness,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomZoom,
  Resizing,
} from '../../src/index.js';
import { near } from '../layers/support.js';
import { batch, flipped, image, rotate, run, translate } from './support.js';

const xyxy = (boxes: number[][], labels?: number[]) => ({ boxes, format: 'xyxy', ...(labels ? { labels } : {}) });

test('48. a flip of [0, 0, 2, 2] on 4x4 gives [2, 0, 4, 2]', async () => {
  const { boundingBoxes } = await flipped({ images: image(4, 4), boundingBoxes: xyxy([[0, 0, 2, 2]]) });
  assert.equal(boundingBoxes, xyxy([[2, 0, 4, 2]]));
});

test('48. a translation by (.25, .5) gives [2, 1, 4, 3], and an expelled box goes with its label', async () => {
  const sample = { images: image(4, 4), boundingBoxes: xyxy([[0, 0, 2, 2], [3, 0, 4, 2]], [5, 6]) }; // biome-ignore format: a table
  assert.equal((await run([translate(0.25, 0.5)], sample)).boundingBoxes, xyxy([[2, 1, 4, 3]], [5]));
});

test('48. a quarter turn takes [0, 0, 2, 2] to [0, 2, 2, 4], where Keras has [0, 1, 2, 3]', async () => {
  const sample = { images: image(4, 4), boundingBoxes: xyxy([[0, 0, 2, 2]]) };
  const { boundingBoxes } = await run([rotate(0.25)], sample);
  near(boundingBoxes.boxes[0] as number[], [0, 2, 2, 4], 1e-9);
});

test('48. resizes: plain, padded and cropped', async () => {
  const sample = { images: image(4, 4), boundingBoxes: xyxy([[0, 0, 2, 2]]) };
  const resized = async (options: object) =>
    (await run([new Resizing({ height: 4, width: 8, ...options })], sample)).boundingBoxes.boxes;
  assert.equal(await resized({ height: 8, width: 2 }), [[0, 0, 1, 4]]);
  assert.equal(await resized({ padToAspectRatio: true }), [[2, 0, 4, 2]]);
  assert.equal(await resized({ cropToAspectRatio: true }), [[0, 0, 4, 2]]);
});

test('48. crops move by left in x and by top in y', async () => {
  const sample = { images: image(6, 8), boundingBoxes: xyxy([[1, 2, 5, 5]]) };
  // Rows 1 to 4, columns 2 to 5.
  assert.equal((await run([new CenterCrop({ height: 4, width: 4 })], sample)).boundingBoxes.boxes, [[0, 1, 3, 4]]);
  const pipeline = new ImagePipeline([new RandomCrop({ height: 4, width: 5 })]);
  const draw = { stages: [{ layer: 'RandomCrop', kind: 'crop', values: { top: 2, left: 1 } }] };
  assert.equal((await pipeline.replay(sample, [draw])).boundingBoxes.boxes, [[0, 0, 4, 3]]);
});

test('48. a crop that has to stretch moves boxes with it', async () => {
  const sample = { images: image(4, 4), boundingBoxes: xyxy([[1, 1, 2, 3]]) };
  const { images, boundingBoxes } = await run([new CenterCrop({ height: 6, width: 2 })], sample);
  assert.equal(images.shape, [6, 2, 1]);
  // 4x4 has no 6x2. The largest window of that aspect ratio is 4x1, at column 1.
  assert.equal(boundingBoxes.boxes, [[0, 1.5, 2, 4.5]]);
});

test('centre formats: the centre moves, the size stays', async () => {
  const boundingBoxes = { boxes: [[1, 2, 2, 4]], format: 'center_xywh' };
  const moved = (await flipped({ images: image(8, 8), boundingBoxes })).boundingBoxes;
  assert.equal(moved, { boxes: [[7, 2, 2, 4]], format: 'center_xywh' });
  const swapped = { boxes: [[2, 1, 4, 2]], format: 'center_yxhw' };
  const result = (await flipped({ images: image(8, 8), boundingBoxes: swapped })).boundingBoxes;
  assert.equal(result, { boxes: [[2, 7, 4, 2]], format: 'center_yxhw' });
});

test('every format gives the same box in its own words', async () => {
  const formats: Record<string, number[]> = {
    xyxy: [1, 2, 3, 6],
    yxyx: [2, 1, 6, 3],
    xywh: [1, 2, 2, 4],
    center_xywh: [2, 4, 2, 4],
    center_yxhw: [4, 2, 4, 2],
    rel_xyxy: [1 / 4, 2 / 8, 3 / 4, 6 / 8],
    rel_yxyx: [2 / 8, 1 / 4, 6 / 8, 3 / 4],
    rel_xywh: [1 / 4, 2 / 8, 2 / 4, 4 / 8],
    rel_center_xywh: [2 / 4, 4 / 8, 2 / 4, 4 / 8],
    rel_center_yxhw: [4 / 8, 2 / 4, 4 / 8, 2 / 4],
  };
  // After a resize to half the width and twice the height: [.5, 4, 1.5, 12] of 16x2.
  const after: Record<string, number[]> = {
    xyxy: [0.5, 4, 1.5, 12],
    yxyx: [4, 0.5, 12, 1.5],
    xywh: [0.5, 4, 1, 8],
    center_xywh: [1, 8, 1, 8],
    center_yxhw: [8, 1, 8, 1],
  };
  for (const [format, box] of Object.entries(formats)) {
    for (const word of [format, format.toUpperCase()]) {
      const sample = { images: image(8, 4), boundingBoxes: { boxes: [box], format: word } };
      const { boundingBoxes } = await run([new Resizing({ height: 16, width: 2 })], sample);
      near(boundingBoxes.boxes[0] as number[], after[format] ?? box, 1e-12);
      assert.is(boundingBoxes.format, word);
    }
  }
});

test('rotated boxes, masks and keypoints agree, also where W and H differ', async () => {
  for (const [height, width] of [
    [9, 9],
    [5, 11],
    [11, 5],
  ] as const) {
    // biome-ignore format: a table
    for (const factor of [0.25, -0.25, 0.5, 0.1]) {
      const mask = new Uint8Array(height * width);
      for (let y = 1; y < 4; y++) for (let x = 2; x < 4; x++) mask[y * width + x] = 1;
      const sample = {
        images: image(height, width),
        segmentationMasks: { data: mask, shape: [height, width] },
        boundingBoxes: xyxy([[2, 1, 4, 4]]),
        keypoints: [[2.5, 1.5, 1], [3.5, 3.5, 1]], // biome-ignore format: a table
      };
      const { segmentationMasks, boundingBoxes, keypoints } = await run([rotate(factor)], sample);
      const set = [...segmentationMasks.data.keys()].filter((i) => segmentationMasks.data[i] === 1);
      const [xs, ys] = [set.map((i) => i % width), set.map((i) => Math.floor(i / width))];
      const [box] = boundingBoxes.boxes;
      if (!box) {
        assert.is(set.length, 0);
        continue;
      }
      const [x1, y1, x2, y2] = box as [number, number, number, number];
      // Centres of what shows lie in the box, and reach its sides as far as corners of 90 degrees let them.
      const found = [Math.min(...xs), Math.min(...ys), Math.max(...xs) + 1, Math.max(...ys) + 1];
      const tolerance = factor === 0.1 ? 0.9 : 1e-6;
      near(found, [x1, y1, x2, y2], tolerance);
      for (const [x, y, visible] of keypoints as [number, number, number][]) {
        if (visible) assert.ok(x >= x1 - 1e-9 && x <= x2 + 1e-9 && y >= y1 - 1e-9 && y <= y2 + 1e-9);
      }
    }
  }
});

test('boxes without labels stay without labels', async () => {
  const { boundingBoxes } = await flipped({ images: image(4, 4), boundingBoxes: xyxy([[0, 0, 1, 1]]) });
  assert.equal(Object.keys(boundingBoxes).sort(), ['boxes', 'format']);
});

test('a dropped box drops its label and its instance mask', async () => {
  const masks = { data: new Uint8Array(4 * 4 * 3), shape: [4, 4, 3] };
  // Channel k is k + 1 where box k is.
  const boxes = [[0, 0, 1, 1], [3, 0, 4, 1], [1, 1, 2, 2]]; // biome-ignore format: a table
  boxes.forEach(([x, y], k) => {
    masks.data[(4 * (y as number) + (x as number)) * 3 + k] = k + 1;
  });
  const sample = { images: image(4, 4), boundingBoxes: { ...xyxy(boxes, [10, 20, 30]), masks } };
  const { boundingBoxes } = await run([translate(0, 0.25)], sample);
  assert.equal(boundingBoxes.boxes, [[1, 0, 2, 1], [2, 1, 3, 2]]); // biome-ignore format: a table
  assert.equal(boundingBoxes.labels, [10, 30]);
  assert.equal(boundingBoxes.masks.shape, [4, 4, 2]);
  const expected = new Uint8Array(32);
  expected[1 * 2] = 1;
  expected[(4 + 2) * 2 + 1] = 3;
  assert.equal(boundingBoxes.masks.data, expected);
});

test('empty lists of boxes and points, and images without any among others', async () => {
  const alone = await flipped({ images: image(4, 4), boundingBoxes: xyxy([], []), keypoints: [] });
  assert.equal(alone.boundingBoxes, xyxy([], []));
  assert.equal(alone.keypoints, []);
  const sample = {
    images: batch(3, 4, 4),
    boundingBoxes: { boxes: [[], [[0, 0, 1, 1]], []], labels: [[], [4], []], format: 'xyxy' },
    keypoints: [[[1, 1]], [], [[2, 2], [3, 3]]], // biome-ignore format: a table
  };
  const { boundingBoxes, keypoints } = await flipped(sample, 3);
  assert.equal(boundingBoxes, { boxes: [[], [[3, 0, 4, 1]], []], labels: [[], [4], []], format: 'xyxy' });
  assert.equal(keypoints, [[[3, 1]], [], [[2, 2], [1, 3]]]); // biome-ignore format: a table
});

test('an empty batch comes back empty', async () => {
  const images = { data: new Uint8Array(0), shape: [0, 4, 6, 3] as const };
  const sample = {
    images,
    labels: [] as number[],
    segmentationMasks: { data: new Int32Array(0), shape: [0, 4, 6] },
    boundingBoxes: { boxes: [], labels: [], format: 'xyxy' },
    keypoints: { data: new Float32Array(0), shape: [0, 5, 2] },
  };
  const result = await run([new RandomFlip(), new Resizing({ height: 2, width: 2 })], sample);
  assert.equal(result.images.shape, [0, 2, 2, 3]);
  assert.equal(result.segmentationMasks, { data: new Int32Array(0), shape: [0, 2, 2] });
  assert.equal(result.boundingBoxes, sample.boundingBoxes);
  assert.equal(result.keypoints, sample.keypoints);
  assert.equal(result.labels, []);
});

test('a zoom to nothing drops boxes and hides points instead of dividing by 0', async () => {
  const zoom = new RandomZoom({ heightFactor: [-1, -1], widthFactor: [-1, -1] });
  const sample = { images: image(4, 4), boundingBoxes: xyxy([[0, 0, 2, 2]], [1]), keypoints: [[1, 1, 2]] };
  const { boundingBoxes, keypoints } = await run([zoom], sample);
  assert.equal(boundingBoxes, xyxy([], []));
  assert.equal(keypoints, [[-1, -1, 0]]);
});

test('masks keep class 0, their dtype and every value', async () => {
  for (const type of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
    const values = type === Int32Array ? [0, 1, 2 ** 31 - 1, -(2 ** 31), 2 ** 24 + 1, 7] : [0, 1, 2, 3, 4, 5];
    const segmentationMasks = { data: type.from(values), shape: [2, 3] };
    const turned = await run([rotate(0.5)], { images: image(2, 3, 3), segmentationMasks });
    assert.equal(turned.segmentationMasks, { data: type.from(values.reverse()), shape: [2, 3] });
  }
});

test('an interpolated image has an uninterpolated mask with no new classes', async () => {
  const data = Uint8Array.from({ length: 31 * 17 }, (_, i) => (i % 3 === 0 ? 0 : 200));
  const sample = { images: image(31, 17, 3), segmentationMasks: { data, shape: [31, 17] } };
  const layers = [
    new RandomRotation({ factor: 0.5 }),
    new RandomShear({ xFactor: 0.5 }),
    new RandomBrightness({ factor: 0.9 }),
    new Resizing({ height: 23, width: 29, interpolation: 'lanczos3', antialias: true }),
  ];
  const result = await run(layers, sample);
  assert.equal([...new Set(result.segmentationMasks.data)].sort(), [0, 200]);
  assert.equal(result.segmentationMasks.shape, [23, 29]);
});

test('the value that masks read outside is an option', async () => {
  const sample = { images: image(1, 4), segmentationMasks: { data: Uint8Array.of(1, 2, 3, 4), shape: [1, 4] } };
  const filled = await run([translate(0, 0.5, { fillValue: 77 })], sample, { maskFillValue: 255 });
  assert.equal([...filled.segmentationMasks.data], [255, 255, 1, 2]);
  assert.equal([...filled.images.data], [77, 77, 0, 1]);
  const unset = await run([translate(0, 0.5, { fillValue: 77 })], sample);
  assert.equal([...unset.segmentationMasks.data], [0, 0, 1, 2]);
  const reflected = await run([translate(0, 0.5, { fillMode: 'reflect' })], sample, { maskFillValue: 255 });
  assert.equal([...reflected.segmentationMasks.data], [2, 1, 1, 2]);
});

test('every epoch draws anew, for everything alike', async () => {
  const pipeline = new ImagePipeline([new RandomCrop({ height: 4, width: 4 })], { seed: 3 });
  const [height, width] = [32, 32];
  const data = Int32Array.from({ length: height * width }, (_, i) => i);
  const images = { data: Float32Array.from(data), shape: [height, width, 1] as const };
  const seen = new Set<string>();
  for (let epoch = 0; epoch < 5; epoch++) {
    const sample = { images, segmentationMasks: { data, shape: [height, width] }, keypoints: [[0, 0]] };
    const result = await pipeline.apply(sample, { epoch });
    assert.equal([...result.images.data], [...result.segmentationMasks.data]);
    const first = result.segmentationMasks.data[0] as number;
    assert.equal(result.keypoints, [[-(first % width), -Math.floor(first / width)]]);
    seen.add(String(first));
  }
  assert.is(seen.size, 5);
});

test('a custom function sees the image alone and must keep its size', async () => {
  const sample = { images: image(4, 4), boundingBoxes: xyxy([[0, 0, 2, 2]]) };
  const same = new Lambda({ function: (one) => ({ ...one, data: one.data.map((value) => 255 - value) }) });
  assert.equal((await run([same, translate(0, 0.5)], sample)).boundingBoxes.boxes, [[2, 0, 4, 2]]);
});

test.run();
