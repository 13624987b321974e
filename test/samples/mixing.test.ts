// What belongs to the images of a batch, through the layers that mix them; numbers worked by hand.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CutMix,
  ImagePipeline,
  MaxNumBoundingBoxes,
  MixUp,
  Mosaic,
  RandomFlip,
  Rescaling,
  type Sample,
  type SampleDraw,
} from '../../src/index.js';
import type { Layer } from '../../src/layers/layer.js';
import { meanOf } from '../support/draws.js';
import { failsWith } from '../support/errors.js';

type Values = Record<string, number>;

/** Draws of one layer, whose stage is `kind`. */
function drawsOf(layer: Layer, kind: string, values: readonly Values[]): SampleDraw[] {
  return values.map((each) => ({ stages: [{ layer: layer.className, kind, values: each }] }));
}

/** Images of `count` x `height` x `width` that are 0 throughout. */
function blank(count: number, height: number, width: number) {
  return { data: new Uint8Array(count * height * width), shape: [count, height, width, 1] as const };
}

const WEIGHTS = [
  { order: 0, weight: 0.25 },
  { order: 1, weight: 0.9 },
];

async function mixUp(sample: Sample, values: readonly Values[] = WEIGHTS, layer = new MixUp()): Promise<Sample> {
  return new ImagePipeline([layer], { seed: 1 }).replay(sample, drawsOf(layer, 'mix_up', values));
}

// Keras: labels .25/.75 and .1/.9.
test('MixUp weights labels like pixels, in every form', async () => {
  const images = { data: new Float32Array([10, 90]), shape: [2, 1, 1, 1] as const };
  const rows = [
    [1, 0],
    [0, 1],
  ];
  const result = await mixUp({ images, labels: rows });
  assert.equal(result.labels, [
    [0.25, 0.75],
    [1 - 0.9, 0.9],
  ]);
  const dense = await mixUp({ images, labels: { data: new Float32Array([1, 0, 0, 1]), shape: [2, 2] } });
  assert.equal(dense.labels, { data: new Float32Array([0.25, 0.75, 1 - 0.9, 0.9]), shape: [2, 2] });
  const doubles = await mixUp({ images, labels: { data: new Float64Array([1, 0, 0, 1]), shape: [2, 2] } });
  assert.equal(doubles.labels, { data: new Float64Array([0.25, 0.75, 1 - 0.9, 0.9]), shape: [2, 2] });
  const tensor = (await mixUp({ images, labels: tf.tensor2d(rows) })).labels as tf.Tensor;
  assert.equal(Array.from(tensor.dataSync()), [...new Float32Array([0.25, 0.75, 1 - 0.9, 0.9])]);
});

test('MixUp takes the class numbers of the heavier side, and blends float masks', async () => {
  const images = blank(2, 1, 2);
  const data = [1, 2, 7, 8];
  for (const type of [Uint8Array, Uint16Array, Int32Array]) {
    const masks = { data: type.from(data), shape: [2, 1, 2] };
    const { segmentationMasks } = await mixUp({ images, segmentationMasks: masks });
    assert.equal(segmentationMasks, { data: type.from([7, 8, 7, 8]), shape: [2, 1, 2] });
    const halves = [0, 1].map((order) => ({ order, weight: 0.5 }));
    assert.equal((await mixUp({ images, segmentationMasks: masks }, halves)).segmentationMasks, masks);
  }
  const floats = { data: Float32Array.from(data), shape: [2, 1, 2, 1] };
  const halves = [0, 1].map((order) => ({ order, weight: 0.5 }));
  assert.equal((await mixUp({ images, segmentationMasks: floats }, halves)).segmentationMasks, {
    data: new Float32Array([4, 5, 4, 5]),
    shape: [2, 1, 2, 1],
  });
});

test('MixUp joins the boxes of both, with their labels', async () => {
  const images = blank(2, 4, 4);
  const boxes = [
    [[0, 0, 2, 2]],
    [
      [1, 1, 3, 3],
      [0, 0, 1, 1],
    ],
  ];
  const ragged = await mixUp({ images, boundingBoxes: { boxes, labels: [[1], [2, 3]], format: 'xyxy' } });
  assert.equal(ragged.boundingBoxes, {
    boxes: [
      [...(boxes[0] as number[][]), ...(boxes[1] as number[][])],
      [...(boxes[1] as number[][]), ...(boxes[0] as number[][])],
    ],
    labels: [
      [1, 2, 3],
      [2, 3, 1],
    ],
    format: 'xyxy',
  });
  const dense = {
    boxes: { data: new Float32Array([0, 0, 2, 2, -1, -1, -1, -1, 1, 1, 3, 3, 0, 0, 1, 1]), shape: [2, 2, 4] },
    labels: { data: new Int32Array([1, -1, 2, 3]), shape: [2, 2] },
    format: 'xyxy',
  };
  const { boundingBoxes } = await mixUp({ images, boundingBoxes: dense });
  assert.equal(boundingBoxes?.boxes, {
    data: new Float32Array([0, 0, 2, 2, 1, 1, 3, 3, 0, 0, 1, 1, 1, 1, 3, 3, 0, 0, 1, 1, 0, 0, 2, 2]),
    shape: [2, 3, 4],
  });
  assert.equal(boundingBoxes?.labels, { data: new Int32Array([1, 2, 3, 2, 3, 1]), shape: [2, 3] });
  // A partner without any weight brings nothing.
  const own = await mixUp({ images, boundingBoxes: { boxes, format: 'xyxy' } }, [
    { order: 0, weight: 1 },
    { order: 1, weight: 1 },
  ]);
  assert.equal(own.boundingBoxes?.boxes, boxes);
});

// A quarter of 4x4 at x0 = 0.5 x (4 - 2) = 1, y0 = 0: columns 1 and 2 of rows 0 and 1.
const RECTANGLE = [
  { order: 0, weight: 0.75, left: 0.5, top: 0 },
  { order: 1, weight: 1, left: 0, top: 0 },
];

async function cutMix(sample: Sample, options: object = {}): Promise<Sample> {
  const layer = new CutMix();
  return new ImagePipeline([layer], { seed: 1, ...options }).replay(sample, drawsOf(layer, 'cut_mix', RECTANGLE));
}

const CUT = {
  boxes: [
    [
      [0, 0, 4, 2], // seen on both sides of the rectangle
      [1, 0, 3, 2], // covered
      [0, 0, 2, 2], // covered on the right
      [2, 1, 4, 2], // covered on the left
      [1, 0, 3, 4], // covered above
      [0, 0, 3, 4], // a corner is left
    ],
    [
      [2, 1, 4, 4], // seen in one pixel
      [0, 2, 4, 4], // below
    ],
  ],
  labels: [
    [1, 2, 3, 4, 5, 6],
    [7, 8],
  ],
  format: 'xyxy',
};

test('CutMix cuts own boxes by the rectangle and the partner to it', async () => {
  const result = await cutMix({ images: blank(2, 4, 4), boundingBoxes: CUT });
  assert.equal(result.boundingBoxes, {
    boxes: [
      [
        [0, 0, 4, 2],
        [0, 0, 1, 2],
        [3, 1, 4, 2],
        [1, 2, 3, 4],
        [0, 0, 3, 4],
        [2, 1, 3, 2],
      ],
      CUT.boxes[1] as number[][],
    ],
    labels: [
      [1, 3, 4, 5, 6, 7],
      [7, 8],
    ],
    format: 'xyxy',
  });
  // Of the first 4 of 8 pixels are seen, of the others a half each, of the last own one 8 of 12, of the partner's 1 of 6.
  const options = { boundingBoxes: { minVisibility: 0.6 } };
  const visible = await cutMix({ images: blank(2, 4, 4), boundingBoxes: CUT }, options);
  assert.equal(visible.boundingBoxes?.labels, [[6], [7, 8]]);
});

test('CutMix copies masks and shares labels by the rectangle', async () => {
  const data = Uint8Array.from({ length: 32 }, (_, i) => (i < 16 ? 1 : 2));
  const result = await cutMix({
    images: blank(2, 4, 4),
    labels: [
      [1, 0],
      [0, 1],
    ],
    segmentationMasks: { data, shape: [2, 4, 4] },
  });
  const expected = [1, 2, 2, 1, 1, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1];
  const masks = result.segmentationMasks as { data: Uint8Array };
  assert.equal([...masks.data], [...expected, ...new Array(16).fill(2)]);
  assert.equal(result.labels, [
    [0.75, 0.25],
    [0, 1],
  ]);
});

function instancesOf({ boundingBoxes }: Sample): { data: Uint8Array; shape: number[] }[] {
  return boundingBoxes?.masks as { data: Uint8Array; shape: number[] }[];
}

test('instance masks follow their boxes', async () => {
  // One box per image, over all of it; the own mask is 5 throughout, the partner's 6.
  const masks = [5, 6].map((value) => ({ data: new Uint8Array(16).fill(value), shape: [4, 4, 1] }));
  const boxes = [[[0, 0, 4, 4]], [[0, 0, 4, 4]]];
  const result = await cutMix({ images: blank(2, 4, 4), boundingBoxes: { boxes, masks, format: 'xyxy' } });
  const [first, second] = instancesOf(result);
  assert.equal(first?.shape, [4, 4, 2]);
  const inside = [0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  assert.equal(
    [...(first?.data ?? [])],
    inside.flatMap((pasted) => (pasted ? [0, 6] : [5, 0])),
  );
  assert.equal([...(second?.data ?? [])], new Array(16).fill(6));
  const blended = await mixUp({ images: blank(2, 4, 4), boundingBoxes: { boxes, masks, format: 'xyxy' } });
  const [both] = instancesOf(blended);
  assert.equal([...(both?.data ?? [])], new Array(16).fill([5, 6]).flat());
});

test('Mosaic shifts boxes, masks and labels with their images', async () => {
  const layer = new Mosaic({ centerRange: [0, 1] });
  // 2x4: the images meet at column 2, row 1.
  const draws = drawsOf(
    layer,
    'mosaic',
    [0, 1, 2, 3].map((order) => ({ order, centerX: 0.5, centerY: 0.5 })),
  );
  const sample = {
    images: blank(4, 2, 4),
    labels: [
      [1, 0],
      [0, 1],
      [0, 1],
      [1, 0],
    ],
    segmentationMasks: { data: Uint8Array.from({ length: 32 }, (_, i) => i), shape: [4, 2, 4] },
    boundingBoxes: {
      boxes: [[[0, 0, 4, 2]], [[1, 0, 2, 2]], [[0, 0, 4, 1]], [[3, 0, 4, 2]]],
      labels: [[10], [11], [12], [13]],
      format: 'xyxy',
    },
  };
  const result = await new ImagePipeline([layer], { seed: 1 }).replay(sample, draws);
  // Image 0 moves by (-2, -1), image 1 by (2, -1), image 2 by (-2, 1), image 3 by (2, 1) and out of sight.
  assert.equal(result.boundingBoxes.boxes[0], [
    [0, 0, 2, 1],
    [3, 0, 4, 1],
    [0, 1, 2, 2],
  ]);
  assert.equal(result.boundingBoxes.labels[0], [10, 11, 12]);
  assert.equal([...result.segmentationMasks.data.slice(0, 8)], [6, 7, 12, 13, 18, 19, 24, 25]);
  assert.equal(result.labels[0], [0.5, 0.5]);

  const far = drawsOf(
    layer,
    'mosaic',
    [0, 1, 2, 3].map((order) => ({ order, centerX: 1, centerY: 0.75 })),
  );
  const filled = await new ImagePipeline([layer], { seed: 1, maskFillValue: 99 }).replay(sample, far);
  assert.equal([...filled.segmentationMasks.data.slice(0, 8)], [99, 99, 0, 1, 99, 99, 4, 5]);
  assert.equal(filled.labels, sample.labels);
});

test('what cannot be mixed is an error, and the next call works', async () => {
  const images = blank(2, 2, 2);
  const code = (found: string) =>
    `MixUp mixes labels, which must be float of shape [n, classes]; one-hot encode them first (data sets: mode 'categorical'); received ${found}`;
  const pipeline = new ImagePipeline([new MixUp()], { seed: 1 });
  const fails = async (sample: Sample, error: 'E_SOFT_LABELS' | 'E_KEYPOINTS', part: string) => {
    await failsWith(() => pipeline.apply(sample), 'ArgumentError', error, part);
    await failsWith(() => pipeline.applySync(sample), 'ArgumentError', error, part);
  };
  await fails({ images, labels: [3, 5] }, 'E_SOFT_LABELS', code('one number per image'));
  await fails({ images: blank(1, 2, 2), labels: [3] }, 'E_SOFT_LABELS', code('one number per image'));
  const integers = { data: new Int32Array([1, 0, 0, 1]), shape: [2, 2] };
  await fails({ images, labels: integers }, 'E_SOFT_LABELS', code('integers of shape [n, 2]'));
  const keypoints = [[[0, 0]], [[1, 1]]];
  for (const layer of [new MixUp(), new CutMix(), new Mosaic()]) {
    const point = new ImagePipeline([layer], { seed: 1 });
    const sentence = `${layer.className} cannot mix keypoints, because a point is known by its place in the list`;
    await failsWith(() => point.apply({ images, keypoints }), 'ArgumentError', 'E_KEYPOINTS', sentence);
  }
  const still = await pipeline.apply({ images, labels: [3, 5], keypoints }, { training: false });
  assert.equal(still.labels, [3, 5]);
  assert.equal((await pipeline.apply({ images, labels: [[1], [0]] }, { seed: 1 })).images.shape, [2, 2, 2, 1]);
});

test('a sample alone keeps everything as it is', async () => {
  const boundingBoxes = {
    boxes: { data: new Float32Array([-1, -1, -1, -1, 0, 0, 1, 1]), shape: [2, 4] },
    labels: { data: new Int32Array([-1, 4]), shape: [2] },
    format: 'xyxy',
  };
  const sample = {
    images: { data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2, 1] as const },
    labels: [0.3, 0.7],
    segmentationMasks: { data: new Uint8Array([1, 2, 3, 4]), shape: [2, 2] },
    boundingBoxes,
  };
  const pipeline = new ImagePipeline([new MixUp({ dtype: 'input' }), new CutMix(), new Mosaic()], { seed: 1 });
  assert.equal(await pipeline.apply(sample), sample);
});

test('MaxNumBoundingBoxes behind a mixing layer limits, in front of one it does not', async () => {
  const images = blank(2, 4, 4);
  const boundingBoxes = { boxes: [[[0, 0, 1, 1]], [[0, 0, 2, 2]]], format: 'xyxy' };
  const run = (layers: Layer[]) => {
    const draws = drawsOf(new MixUp(), 'mix_up', WEIGHTS);
    return new ImagePipeline(layers, { seed: 1 }).replay({ images, boundingBoxes }, draws);
  };
  const behind = await run([new MixUp(), new MaxNumBoundingBoxes({ maxNumber: 1 })]);
  assert.equal(behind.boundingBoxes.boxes, boundingBoxes.boxes);
  const front = await run([new MaxNumBoundingBoxes({ maxNumber: 1 }), new MixUp()]);
  assert.equal(front.boundingBoxes.boxes, [
    [
      [0, 0, 1, 1],
      [0, 0, 2, 2],
    ],
    [
      [0, 0, 2, 2],
      [0, 0, 1, 1],
    ],
  ]);
});

/** Random images with masks, boxes and labels. */
function randomSample(count: number) {
  const random = (length: number, top: number) => Array.from({ length }, (_, i) => (i * 7919 + 13) % top);
  return {
    images: { data: Uint8Array.from(random(count * 35 * 3, 251)), shape: [count, 5, 7, 3] as const },
    labels: Array.from({ length: count }, (_, i) => [i / count, 1 - i / count]),
    segmentationMasks: { data: Uint16Array.from(random(count * 35, 300)), shape: [count, 5, 7] },
    boundingBoxes: {
      boxes: Array.from({ length: count }, (_, i) => [
        [i % 3, i % 2, 3 + (i % 4), 4],
        [0.5, 0.25, 2, 5],
      ]),
      labels: Array.from({ length: count }, (_, i) => [i, i + 100]),
      format: 'xyxy',
    },
  };
}

test('apply, applySync and replay agree, and shared layers mix a pipeline of masks alike', async () => {
  const sample = randomSample(6);
  for (const mixing of [new MixUp({ alpha: 1 }), new CutMix(), new Mosaic()]) {
    const layers = [new RandomFlip(), mixing];
    const pipeline = new ImagePipeline([...layers, new Rescaling({ scale: 2 })], { seed: 4 });
    const result = await pipeline.apply(sample, { epoch: 1 });
    assert.equal(pipeline.applySync(sample, { epoch: 1 }), result);
    assert.equal(await pipeline.replay(sample, pipeline.sample(6, { epoch: 1, shape: [5, 7, 3] })), result);
    const masks = new ImagePipeline(layers, { seed: 4, role: 'masks' });
    const { data, shape } = sample.segmentationMasks;
    const alone = await masks.apply({ data, shape: [...shape, 1] as unknown as [6, 5, 7, 1] }, { epoch: 1 });
    assert.equal(alone.data, result.segmentationMasks.data);
    assert.not.equal(alone.data, data);
  }
});

// A share of a label is the share of the pixels: images of one value each, which is also their label.
test('labels agree with pixels', async () => {
  const count = 8;
  const side = 40;
  const images = {
    data: Float32Array.from({ length: count * side * side }, (_, i) => Math.floor(i / (side * side))),
    shape: [count, side, side, 1] as const,
  };
  const labels = Array.from({ length: count }, (_, i) => [i]);
  for (const [layer, tolerance] of [
    [new MixUp({ alpha: 1 }), 1e-5],
    // Real lengths against whole pixels: two rows and two columns at most.
    [new CutMix(), (7 * 4) / side],
    [new Mosaic(), 1e-5],
  ] as const) {
    const result = await new ImagePipeline([layer], { seed: 3 }).apply({ images, labels });
    for (let i = 0; i < count; i++) {
      const pixels = result.images.data.slice(i * side * side, (i + 1) * side * side);
      const mean = meanOf([...pixels]);
      const [label = Number.NaN] = result.labels[i] ?? [];
      assert.ok(Math.abs(mean - label) <= tolerance, `${layer.className} ${i}`);
    }
  }
});

test.run();
