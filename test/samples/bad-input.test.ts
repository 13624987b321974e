// Bad samples of every kind: an exact error, nothing written, and the next call works. One table, so it is long.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ErrorCode, ImagePipeline, Lambda } from '../../src/index.js';
import { throws } from '../layers/support.js';
import { failureOf } from '../support/failure-of.js';
import { batch, FLIP, image, translate } from './support.js';

const pipeline = new ImagePipeline([FLIP()], { seed: 1 });
const OWNER = 'ImagePipeline: ';
const good = { images: image(4, 4), boundingBoxes: { boxes: [[0, 0, 1, 1]], format: 'xyxy' } };

/** `sample` must be refused by apply() and applySync() with this sentence. */
async function refused(sample: object, code: ErrorCode, sentence: string, owner: ImagePipeline = pipeline) {
  const before = structuredClone(sample);
  throws(() => owner.applySync(sample), code, `${OWNER}${sentence}`);
  const failure = await failureOf(() => owner.apply(sample), code);
  assert.is(failure.message, `${OWNER}${sentence}`);
  assert.equal(sample, before);
  assert.equal(Object.keys(pipeline.applySync(good, { seed: 1 })), ['images', 'boundingBoxes']);
}

const one = (rest: object) => ({ images: image(4, 4), ...rest });
const two = (rest: object) => ({ images: batch(2, 4, 4), ...rest });
const boxes = (rest: object) => ({ images: image(4, 4), boundingBoxes: { format: 'xyxy', ...rest } });
const masks = (data: unknown, shape: unknown) => ({ segmentationMasks: { data, shape } });
const ones = (length: number) => new Uint8Array(length);

type Rows = readonly (readonly [sample: object, code: ErrorCode, sentence: string])[];

const TABLES: Record<string, Rows> = {
  samples: [
    [one({ label: 1 }), 'E_OPTION', 'unknown option "label"; did you mean labels?'],
    [
      { images: undefined },
      'E_TYPE',
      'images must be a tensor, { data, shape } or an array of images; received undefined',
    ],
    [
      { images: [image(4, 4)] },
      'E_TYPE',
      'images must be a tensor, { data, shape } or an array of images; received [an object of type Object]',
    ],
    [{ images: { data: ones(3), shape: [3] } }, 'E_RANK', 'images must have rank 3 or 4; received shape [3]'],
  ],
  labels: [
    [one({ labels: null }), 'E_TYPE', 'labels must be a number; received null'],
    [one({ labels: NaN }), 'E_NONFINITE', 'labels must be a finite number; received NaN'],
    [
      two({ labels: 3 }),
      'E_TYPE',
      'labels must be numbers or rows of numbers, { data, shape } or a tensor; received 3',
    ],
    [two({ labels: [1] }), 'E_SHAPE', 'there must be labels for 2 images; received 1'],
    [two({ labels: ['a', 'b'] }), 'E_TYPE', 'labels[0] must be a number; received "a"'],
    [two({ labels: [[1, 2], [3]] }), 'E_SHAPE', 'labels[1] must be a row of 2 numbers like labels[0]; received [3]'],
    [two({ labels: { data: ones(3), shape: [3] } }), 'E_SHAPE', 'there must be labels for 2 images; received 3'],
    [two({ labels: { data: ones(3), shape: [2, 2] } }), 'E_SHAPE', 'labels of shape [2, 2] needs 4 values; data has 3'],
    [
      two({ labels: { data: ones(4), shape: [2, 2, 1] } }),
      'E_SHAPE',
      'labels must have the shape [n] or [n, k]; received [2, 2, 1]',
    ],
    [
      two({ labels: { data: [1, 2], shape: [2] } }),
      'E_TYPE',
      'labels.data must be a typed array of numbers; received [1, 2]',
    ],
    [
      two({ labels: { data: new BigInt64Array(2), shape: [2] } }),
      'E_TYPE',
      'labels.data must be a typed array of numbers; received an object of type BigInt64Array',
    ],
    [two({ labels: { data: ones(2), shape: 2 } }), 'E_TYPE', 'labels.shape must be an array of sizes; received 2'],
    [two({ labels: { data: ones(2), shape: [-2] } }), 'E_SHAPE', 'labels.shape must be integers >= 0; received [-2]'],
  ],
  segmentationMasks: [
    [
      one({ segmentationMasks: [[0, 1]] }),
      'E_TYPE',
      'segmentationMasks must be a tensor or { data, shape }; received [[0, 1]]',
    ],
    [one(masks(ones(16), [16])), 'E_RANK', 'segmentationMasks must have the shape [h, w] or [h, w, c]; received [16]'],
    [
      two(masks(ones(16), [4, 4])),
      'E_RANK',
      'segmentationMasks must have the shape [n, h, w] or [n, h, w, c]; received [4, 4]',
    ],
    [one(masks(ones(12), [4, 3])), 'E_SHAPE', 'segmentationMasks must be 1 of 4x4 like the images; received 1 of 4x3'],
    [
      two(masks(ones(48), [3, 4, 4])),
      'E_SHAPE',
      'segmentationMasks must be 2 of 4x4 like the images; received 3 of 4x4',
    ],
    [one(masks(ones(15), [4, 4])), 'E_SHAPE', 'segmentationMasks: shape [4, 4, 1] needs 16 values; data has 15'],
    [
      one(masks(new Float64Array(16), [4, 4])),
      'E_DTYPE',
      'segmentationMasks: data must be a Uint8Array, Uint16Array, Int32Array or Float32Array; received an object of type Float64Array',
    ],
    [
      one(masks(ones(0), [4, 4, 0])),
      'E_EMPTY_IMAGE',
      'segmentationMasks: an image must have at least one value; received shape [4, 4, 0]',
    ],
  ],
  boundingBoxes: [
    [
      one({ boundingBoxes: [[0, 0, 1, 1]] }),
      'E_TYPE',
      'boundingBoxes must be an object { boxes, labels, masks, format }; received [[0, 0, 1, 1]]',
    ],
    [
      one({ boundingBoxes: { boxes: [] } }),
      'E_BOX_FORMAT',
      "boundingBoxes have no format; give them one, or the pipeline the option boundingBoxes: { format: 'xyxy' }",
    ],
    [
      boxes({ boxes: [], classes: [] }),
      'E_OPTION',
      'boundingBoxes: unknown option "classes"; known options are boxes, labels, masks, format',
    ],
    [
      boxes({ boxes: [], format: 'coco' }),
      'E_ENUM',
      "boundingBoxes.format must be one of 'xyxy', 'yxyx', 'xywh', 'centerXywh', 'centerYxhw', 'relXyxy', 'relYxyx', 'relXywh', 'relCenterXywh', 'relCenterYxhw'; received \"coco\"",
    ],
    [boxes({}), 'E_TYPE', 'boundingBoxes.boxes must be an array of rows of 4 numbers; received undefined'],
    [boxes({ boxes: [[0, 0, 1]] }), 'E_SHAPE', 'boundingBoxes.boxes[0] must be a row of 4 numbers; received [0, 0, 1]'],
    [
      boxes({ boxes: [[0, 0, 1, 1, 5]] }),
      'E_SHAPE',
      'boundingBoxes.boxes[0] must be a row of 4 numbers; received [0, 0, 1, 1, 5]',
    ],
    [boxes({ boxes: [0, 0, 1, 1] }), 'E_SHAPE', 'boundingBoxes.boxes[0] must be a row of 4 numbers; received 0'],
    [
      boxes({ boxes: [[0, NaN, 1, 1]] }),
      'E_NONFINITE',
      'boundingBoxes.boxes[0][1] must be a finite number; received NaN',
    ],
    [
      boxes({ boxes: [[0, 0, Infinity, 1]] }),
      'E_NONFINITE',
      'boundingBoxes.boxes[0][2] must be a finite number; received Infinity',
    ],
    [boxes({ boxes: [[0, '0', 1, 1]] }), 'E_TYPE', 'boundingBoxes.boxes[0][1] must be a number; received "0"'],
    [
      boxes({ boxes: [[2, 0, 1, 1]] }),
      'E_RANGE',
      'boundingBoxes.boxes[0] must be a box in the format xyxy whose width and height are not negative; received [2, 0, 1, 1]',
    ],
    [
      boxes({ boxes: [[0, 0, 1, -1]], format: 'xywh' }),
      'E_RANGE',
      'boundingBoxes.boxes[0] must be a box in the format xywh whose width and height are not negative; received [0, 0, 1, -1]',
    ],
    [
      boxes({ boxes: [[0, 0, 1, 1]], labels: [1, 2] }),
      'E_SHAPE',
      'boundingBoxes.labels must be 1 labels, one per box; received 2',
    ],
    [
      boxes({ boxes: [[0, 0, 1, 1]], labels: [NaN] }),
      'E_NONFINITE',
      'boundingBoxes.labels[0] must be a finite number; received NaN',
    ],
    [
      boxes({ boxes: [[0, 0, 1, 1]], labels: ['cat'] }),
      'E_TYPE',
      'boundingBoxes.labels[0] must be a number; received "cat"',
    ],
    [
      boxes({ boxes: [[0, 0, 1, 1]], masks: { data: ones(32), shape: [4, 4, 2] } }),
      'E_SHAPE',
      'boundingBoxes.masks must have the shape [h, w, 1], a channel per box; received [4, 4, 2]',
    ],
    [
      boxes({ boxes: [[0, 0, 1, 1]], masks: { data: ones(9), shape: [3, 3, 1] } }),
      'E_SHAPE',
      'boundingBoxes.masks must be 1 of 4x4 like the images; received 1 of 3x3',
    ],
    [
      two({ boundingBoxes: { boxes: [[[0, 0, 1, 1]]], format: 'xyxy' } }),
      'E_SHAPE',
      'boundingBoxes.boxes must be for 2 images; received 1',
    ],
    [
      two({ boundingBoxes: { boxes: [[], []], labels: [[]], format: 'xyxy' } }),
      'E_SHAPE',
      'boundingBoxes.labels must be for 2 images; received 1',
    ],
    [
      two({ boundingBoxes: { boxes: [[], []], masks: [], format: 'xyxy' } }),
      'E_SHAPE',
      'boundingBoxes.masks must be for 2 images; received 0',
    ],
    [
      two({ boundingBoxes: { boxes: [[], [[0, 0, 1]]], format: 'xyxy' } }),
      'E_SHAPE',
      'boundingBoxes.boxes[1][0] must be a row of 4 numbers; received [0, 0, 1]',
    ],
    [
      two({ boundingBoxes: { boxes: { data: new Float32Array(4), shape: [1, 1, 4] }, format: 'xyxy' } }),
      'E_SHAPE',
      'boundingBoxes.boxes must have the shape [2, k, 4]; received [1, 1, 4]',
    ],
    [
      boxes({ boxes: { data: new Float32Array(4), shape: [1, 4] }, labels: [1] }),
      'E_TYPE',
      'boundingBoxes.labels must be dense like the boxes; received [1]',
    ],
    [
      boxes({ boxes: { data: new Float32Array(4), shape: [1, 4] }, labels: { data: ones(2), shape: [2] } }),
      'E_SHAPE',
      'boundingBoxes.labels must have the shape [1]; received [2]',
    ],
  ],
  keypoints: [
    [one({ keypoints: 3 }), 'E_TYPE', 'keypoints must be an array of [x, y] or [x, y, visibility]; received 3'],
    [
      one({ keypoints: [[1]] }),
      'E_SHAPE',
      'keypoints[0] must be a row [x, y] or [x, y, visibility], all of one length; received [1]',
    ],
    [
      one({
        keypoints: [
          [1, 2],
          [1, 2, 3],
        ],
      }),
      'E_SHAPE',
      'keypoints[1] must be a row [x, y] or [x, y, visibility], all of one length; received [1, 2, 3]',
    ],
    [one({ keypoints: [[1, NaN]] }), 'E_NONFINITE', 'keypoints[0][1] must be a finite number; received NaN'],
    [two({ keypoints: [[]] }), 'E_SHAPE', 'there must be keypoints for 2 images; received 1'],
    [
      one({ keypoints: { data: new Float32Array(4), shape: [1, 4] } }),
      'E_SHAPE',
      'keypoints must have the shape [k, 2] or [k, 3]; received [1, 4]',
    ],
    [
      two({ keypoints: { data: new Float32Array(4), shape: [1, 2, 2] } }),
      'E_SHAPE',
      'keypoints must have the shape [2, k, 2] or [2, k, 3]; received [1, 2, 2]',
    ],
  ],
};

for (const [kind, rows] of Object.entries(TABLES)) {
  test(`bad ${kind}`, async () => {
    for (const [sample, code, sentence] of rows) await refused(sample, code, sentence);
  });
}

test('options of the pipeline about boxes', () => {
  const make = (boundingBoxes: unknown) => () => new ImagePipeline([], { boundingBoxes } as object);
  const rows: [unknown, ErrorCode, string][] = [
    [[], 'E_TYPE', 'boundingBoxes: options must be an object; received []'],
    [{ clipp: true }, 'E_OPTION', 'boundingBoxes: unknown option "clipp"; did you mean clip?'],
    [{ clip: 1 }, 'E_TYPE', 'boundingBoxes.clip must be true or false; received 1'],
    [{ minArea: -1 }, 'E_RANGE', 'boundingBoxes.minArea must be a finite number within 0..Infinity; received -1'],
    [
      { minVisibility: 1.5 },
      'E_RANGE',
      'boundingBoxes.minVisibility must be a finite number within 0..1; received 1.5',
    ],
  ];
  for (const [value, code, sentence] of rows) throws(make(value), code, `${OWNER}${sentence}`);
});

test('a value that the masks do not have cannot fill them', async () => {
  const owner = new ImagePipeline([FLIP()], { maskFillValue: 300 });
  await refused(
    one(masks(ones(16), [4, 4])),
    'E_RANGE',
    'maskFillValue must be a value of uint8, the dtype of the masks; received 300',
    owner,
  );
  const half = new ImagePipeline([FLIP()], { maskFillValue: 0.5 });
  await refused(
    one(masks(new Int32Array(16), [4, 4])),
    'E_RANGE',
    'maskFillValue must be a value of int32, the dtype of the masks; received 0.5',
    half,
  );
  assert.ok(half.applySync(one(masks(new Float32Array(16), [4, 4]))));
});

test('a custom function that changes the size under boxes is refused', async () => {
  const cut = new Lambda({ function: ({ data }) => ({ data: data.slice(0, 4), shape: [2, 2, 1] }) });
  const owner = new ImagePipeline([cut]);
  const sentence = 'a custom function must keep the size 4x4 of images with masks, boxes or keypoints; it returned 2x2';
  for (const rest of [{ keypoints: [] }, masks(ones(16), [4, 4]), good]) {
    await refused(one(rest), 'E_HOOK_RESULT', sentence, owner);
  }
  assert.equal(owner.applySync(one({ labels: 3 })).images.shape, [2, 2, 1]);
});

test('out cannot take a sample', async () => {
  const failure = await failureOf(() => pipeline.apply(good, { out: image(4, 4) }), 'E_CONFLICT');
  assert.is(failure.message, `${OWNER}out must be left out for a sample; received an object of type Object`);
});

test('an aborted call rejects with the reason, and no mask is half written', async () => {
  const reason = new Error('enough');
  const sample = one(masks(ones(16), [4, 4]));
  const failure = await pipeline.apply(sample, { signal: AbortSignal.abort(reason) }).catch((error: unknown) => error);
  assert.is(failure, reason);
});

test('lists in lists, holes and samples without images are refused in a list too', async () => {
  for (const list of [
    [good, [good]],
    [good, undefined],
  ]) {
    await failureOf(() => pipeline.apply(list), 'E_TYPE', 'images[1] must be one image');
  }
  await failureOf(() => new ImagePipeline([translate(0, 0.1)]).apply([good, { labels: 1 }]), 'E_TYPE');
});

test.run();
