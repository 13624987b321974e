// What samples may consist of: every kind comes back as it came, moved by one draw.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  configure,
  ImagePipeline,
  Lambda,
  MaxNumBoundingBoxes,
  RandomBrightness,
  RandomCrop,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  RandomZoom,
  Rescaling,
  Resizing,
} from '../../src/index.js';
import { batch, flipped, image, rotate, run, translate } from './support.js';

test('images alone come back as images alone', async () => {
  const { images, ...rest } = await flipped({ images: image(1, 3) });
  assert.equal(images, { data: Uint8Array.of(2, 1, 0), shape: [1, 3, 1] });
  assert.equal(rest, {});
});

test('labels of every kind are untouched, in memory of their own', async () => {
  const kinds = [
    [3, 1],
    [
      [0, 1, 0],
      [0.25, 0.5, 0.25],
    ],
    { data: Int32Array.of(-5, 2 ** 31 - 1), shape: [2] },
    { data: Uint8Array.of(1, 0, 0, 1), shape: [2, 2] },
    { data: Float32Array.of(0.1, 0.9, Infinity, -0), shape: [2, 2] },
    { data: Float64Array.of(0.1, 1e300), shape: [2] },
  ];
  for (const labels of kinds) {
    const before = structuredClone(labels);
    const result = await run([new RandomFlip(), new Rescaling({ scale: 2 })], { images: batch(2, 2, 2), labels });
    assert.equal(result.labels, before);
    assert.is.not(result.labels, labels);
    if (!Array.isArray(labels)) assert.is.not((result.labels as { data: unknown }).data, labels.data);
  }
});

test('labels of one image: a number, a row, or an array without a batch axis', async () => {
  for (const labels of [
    7,
    [0, 0.5, 0.5],
    { data: Int32Array.of(1, 0), shape: [2] },
    { data: Float32Array.of(4), shape: [] },
  ]) {
    assert.equal((await flipped({ images: image(2, 2), labels })).labels, labels);
  }
});

test('masks with and without a channel axis, of one image and of a batch', async () => {
  for (const shape of [
    [2, 3],
    [2, 3, 1],
    [2, 3, 2],
  ]) {
    // biome-ignore format: a list
    const channels = shape[2] ?? 1;
    const data = Uint16Array.from({ length: 6 * channels }, (_, i) => i);
    const one = await flipped({ images: image(2, 3, 3), segmentationMasks: { data, shape } });
    const mirrored = [2, 1, 0, 5, 4, 3].flatMap((pixel) =>
      Array.from({ length: channels }, (_, c) => pixel * channels + c),
    );
    assert.equal(one.segmentationMasks, { data: Uint16Array.from(mirrored), shape });
    const twice = { data: Uint16Array.from([...data, ...data]), shape: [2, ...shape] };
    const all = await flipped({ images: batch(2, 2, 3, 3), segmentationMasks: twice }, 2);
    assert.equal(all.segmentationMasks, { data: Uint16Array.from([...mirrored, ...mirrored]), shape: [2, ...shape] });
  }
});

test('keypoints: ragged and dense, with and without visibility', async () => {
  const move = async (keypoints: unknown, images: unknown = image(4, 4)) =>
    (await run([translate(0, 0.5)], { images, keypoints })).keypoints;
  assert.equal(await move([[0, 1], [3, 3]]), [[2, 1], [5, 3]]); // biome-ignore format: a table
  assert.equal(await move([[0, 1, 2], [3, 3, 1], [1, 1, 0]]), [[2, 1, 2], [5, 3, 0], [3, 1, 0]]); // biome-ignore format: a table
  assert.equal(await move({ data: Int32Array.of(0, 1, 2), shape: [1, 3] }), {
    data: Float32Array.of(2, 1, 2),
    shape: [1, 3],
  });
  assert.equal(await move({ data: Float64Array.of(0.1, 1), shape: [1, 2] }), {
    data: Float64Array.of(2.1, 1),
    shape: [1, 2],
  });
  const dense = { data: Float32Array.of(0, 1, 3, 3, 1, 1, 2, 2), shape: [2, 2, 2] };
  assert.equal(await move(dense, batch(2, 4, 4)), { data: Float32Array.of(2, 1, 5, 3, 3, 1, 4, 2), shape: [2, 2, 2] });
});

test('a point that came from outside stays invisible', async () => {
  const result = await run([translate(0, 0.5)], { images: image(4, 4), keypoints: [[-1, 1, 2], [0, 1, 2]] }); // biome-ignore format: a table
  assert.equal(result.keypoints, [[1, 1, 0], [2, 1, 2]]); // biome-ignore format: a table
});

test('an array of samples: one draw each, as in a batch', async () => {
  const pipeline = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.3 })], { seed: 5 });
  const data = Int32Array.from({ length: 48 }, (_, i) => i);
  const whole = await pipeline.apply(
    {
      images: batch(4, 3, 4),
      labels: [1, 2, 3, 4],
      segmentationMasks: { data, shape: [4, 3, 4] },
      keypoints: [0, 1, 2, 3].map((i) => [[i, 1]]),
    },
    { epoch: 1 },
  );
  const list = [0, 1, 2, 3].map((i) => ({
    images: image(3, 4),
    labels: i + 1,
    segmentationMasks: { data: data.slice(12 * i, 12 * (i + 1)), shape: [3, 4] },
    keypoints: [[i, 1]],
  }));
  for (const results of [await pipeline.apply(list, { epoch: 1 }), pipeline.applySync(list, { epoch: 1 })]) {
    assert.equal(
      results.flatMap(({ images }) => [...images.data]),
      [...whole.images.data],
    );
    assert.equal(
      results.flatMap(({ segmentationMasks }) => [...segmentationMasks.data]),
      [...whole.segmentationMasks.data],
    );
    assert.equal(results.map(({ labels }) => labels), whole.labels); // biome-ignore format: short
    assert.equal(results.map(({ keypoints }) => keypoints), whole.keypoints); // biome-ignore format: short
  }
});

function everything(count: number) {
  return {
    images: {
      data: Float32Array.from({ length: count * 20 * 24 * 3 }, (_, i) => i % 97),
      shape: [count, 20, 24, 3] as const,
    },
    labels: { data: Int32Array.from({ length: count }, (_, i) => i), shape: [count] },
    segmentationMasks: {
      data: Int32Array.from({ length: count * 480 }, (_, i) => i + 2 ** 25),
      shape: [count, 20, 24],
    },
    boundingBoxes: {
      boxes: Array.from({ length: count }, (_, i) => Array.from({ length: i % 4 }, (__, k) => [k, i % 7, k + 9, 15])),
      labels: Array.from({ length: count }, (_, i) => Array.from({ length: i % 4 }, (__, k) => 10 * i + k)),
      masks: Array.from({ length: count }, (_, i) => ({
        data: Uint8Array.from({ length: 480 * (i % 4) }, (__, k) => k % 2),
        shape: [20, 24, i % 4],
      })),
      format: 'xyxy',
    },
    keypoints: Array.from({ length: count }, (_, i) => [[i, 2, 1], [3, 4, 1]]), // biome-ignore format: a table
  };
}

function sliceOf(sample: ReturnType<typeof everything>, first: number, count: number): typeof sample {
  const { images, labels, segmentationMasks: masks, boundingBoxes: boxes, keypoints } = sample;
  const cut = <T>(list: readonly T[]) => list.slice(first, first + count);
  return {
    images: { data: images.data.slice(first * 1440, (first + count) * 1440), shape: [count, 20, 24, 3] },
    labels: { data: labels.data.slice(first, first + count), shape: [count] },
    segmentationMasks: { data: masks.data.slice(first * 480, (first + count) * 480), shape: [count, 20, 24] },
    boundingBoxes: { boxes: cut(boxes.boxes), labels: cut(boxes.labels), masks: cut(boxes.masks), format: 'xyxy' },
    keypoints: cut(keypoints),
  };
}

const LISTS = {
  'one native part': () => [
    new RandomFlip(),
    new RandomRotation({ factor: 0.2 }),
    new RandomZoom({ heightFactor: 0.3 }),
  ],
  'functions and a limit between': () => [
    new RandomFlip(),
    new Lambda({ function: (one) => one }),
    new RandomCrop({ height: 15, width: 18 }),
    new RandomBrightness({ factor: 0.2 }),
    new MaxNumBoundingBoxes({ maxNumber: 2 }),
    new RandomRotation({ factor: 0.2 }),
  ],
  'a size that is drawn': () => [
    new RandomHeight({ factor: 0.4 }),
    new Lambda({ function: (one) => one }),
    new Resizing({ height: 9, width: 9 }),
  ],
};

for (const [name, layers] of Object.entries(LISTS)) {
  for (const fuse of [true, false]) {
    test(`50. ${name}, fuse ${fuse}: the same for any batch size, thread count, executor call and replay`, async () => {
      const pipeline = new ImagePipeline(layers(), { seed: 8, fuse });
      const sample = everything(9);
      const untouched = structuredClone(sample);
      const wanted = await pipeline.apply(sample, { epoch: 2 });
      assert.equal(sample, untouched);
      assert.equal(pipeline.applySync(sample, { epoch: 2 }), wanted);
      const draws = pipeline.sample(9, { epoch: 2, shape: [20, 24, 3] });
      assert.equal(await pipeline.replay(sample, draws), wanted);
      try {
        for (const [threads, size] of [
          [1, 2],
          [4, 5],
        ] as const) {
          // biome-ignore format: a table
          configure({ threads });
          const parts = [];
          for (let first = 0; first < 9; first += size) {
            const count = Math.min(size, 9 - first);
            parts.push(await pipeline.apply(sliceOf(sample, first, count), { epoch: 2, firstIndex: first }));
          }
          assert.equal(
            parts.flatMap(({ images }) => [...images.data]),
            [...wanted.images.data],
          );
          assert.equal(
            parts.flatMap((part) => [...part.segmentationMasks.data]),
            [...wanted.segmentationMasks.data],
          );
          assert.equal(
            parts.flatMap((part) => part.boundingBoxes.boxes),
            wanted.boundingBoxes.boxes,
          );
          assert.equal(
            parts.flatMap((part) => part.boundingBoxes.masks),
            wanted.boundingBoxes.masks,
          );
          assert.equal(
            parts.flatMap((part) => part.keypoints),
            wanted.keypoints,
          );
          assert.equal(
            parts.flatMap((part) => [...part.labels.data]),
            [...wanted.labels.data],
          );
        }
      } finally {
        configure({ threads: 2 });
      }
      // Both executors move masks alike. Images differ in rounding, boxes not at all.
      configure({ executor: 'reference' });
      try {
        const { segmentationMasks, boundingBoxes } = await pipeline.apply(sample, { epoch: 2 });
        assert.equal(segmentationMasks, wanted.segmentationMasks);
        assert.equal(boundingBoxes, wanted.boundingBoxes);
      } finally {
        configure({ executor: 'fused' });
      }
    });
  }
}

test('a layer alone takes samples', async () => {
  const sample = { images: image(4, 4), boundingBoxes: { boxes: [[0, 0, 2, 2]], format: 'xyxy' } };
  const turn = rotate(0.5);
  const expected = { boxes: [[2, 2, 4, 4]], format: 'xyxy' };
  assert.equal((await turn.apply(sample, { seed: 1 })).boundingBoxes, expected);
  assert.equal(turn.applySync(sample, { seed: 1 }).boundingBoxes, expected);
});

test('a sample goes on where the last call ended, like images', async () => {
  const make = () => new ImagePipeline([new RandomRotation({ factor: 0.4, name: 'same' })], { seed: 2 });
  const pipeline = make();
  const sample = { images: batch(2, 5, 5), keypoints: [[[1, 1]], [[1, 1]]] };
  const [first, second] = [await pipeline.apply(sample), await pipeline.apply(sample)];
  assert.not.equal(first.keypoints, second.keypoints);
  assert.equal((await pipeline.apply(sample, { firstIndex: 2 })).keypoints, second.keypoints);
});

test.run();
