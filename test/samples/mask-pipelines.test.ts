// role: 'masks': a pipeline of masks beside one of images, as in the segmentation recipe of the Keras RFC.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ImagePipeline,
  Normalization,
  RandomBrightness,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomZoom,
  Resizing,
} from '../../src/index.js';
import { failsWith } from '../support/errors.js';

const SIDE = 24;
const COUNT = 13;

/** Images whose pixel holds its number, and masks that hold the same. */
function pairs(first: number, count: number) {
  const length = count * SIDE * SIDE;
  const ids = Int32Array.from({ length }, (_, i) => first * SIDE * SIDE + i + 1);
  return {
    images: { data: Float32Array.from(ids), shape: [count, SIDE, SIDE, 1] as const },
    masks: { data: ids, shape: [count, SIDE, SIDE, 1] as const },
  };
}

test('50. an image and a mask pipeline with a shared augmenter stay in sync for 3 epochs', async () => {
  const border = { fillMode: 'constant', interpolation: 'nearest' } as const;
  const augmenter = new ImagePipeline([
    new RandomFlip(),
    new RandomRotation({ factor: 0.2, ...border }),
    new RandomZoom({ heightFactor: 0.3, widthFactor: 0.3, ...border }),
    new RandomShear({ xFactor: 0.2, ...border }),
    new RandomCrop({ height: 17, width: 19 }),
  ]);
  // The lists around the augmenter differ, also in what they draw.
  const imagePipeline = new ImagePipeline([new RandomBrightness({ factor: 0, valueRange: [0, 1e6] }), augmenter], {
    seed: 11,
  });
  const maskPipeline = new ImagePipeline([augmenter, new RandomContrast({ factor: 0.5 })], { seed: 11, role: 'masks' });
  const seen = new Set<string>();
  for (const size of [1, 4, COUNT]) {
    for (let epoch = 0; epoch < 3; epoch++) {
      for (let first = 0; first < COUNT; first += size) {
        const count = Math.min(size, COUNT - first);
        const { images, masks } = pairs(first, count);
        const key = { epoch, firstIndex: first };
        const [image, mask] = await Promise.all([imagePipeline.apply(images, key), maskPipeline.apply(masks, key)]);
        assert.equal(mask.shape, [count, 17, 19, 1]);
        assert.instance(mask.data, Int32Array);
        assert.equal([...mask.data], [...image.data], `epoch ${epoch}, first ${first}, batches of ${size}`);
        if (size === COUNT) seen.add(mask.data.join());
      }
    }
  }
  assert.is(seen.size, 3);
});

test('a mask pipeline gives the pixels of masks in a sample', async () => {
  const layers = [
    new RandomRotation({ factor: 0.3 }),
    new Resizing({ height: 15, width: 31, interpolation: 'bicubic' }),
    new RandomFlip(),
  ];
  const { masks } = pairs(0, 3);
  const images = { data: new Int32Array(3 * SIDE * SIDE * 3), shape: [3, SIDE, SIDE, 3] as const };
  const inSample = await new ImagePipeline(layers, { seed: 4 }).apply(
    { images, segmentationMasks: masks },
    { epoch: 0 },
  );
  const alone = await new ImagePipeline(layers, { seed: 4, role: 'masks' }).apply(masks, { epoch: 0 });
  assert.equal(alone, inSample.segmentationMasks);
});

test('a mask pipeline only moves: layers of values and of other channels do nothing', async () => {
  const layers = [
    new Normalization({ mean: [1, 2, 3], variance: [4, 5, 6] }),
    new RandomBrightness({ factor: [0.5, 0.5] }),
    new RandomFlip({ mode: 'vertical' }),
  ];
  const mask = { data: Uint16Array.of(0, 1, 65535, 3), shape: [2, 2, 1] as const };
  const draw = { stages: [{ layer: '', kind: 'brightness', values: { delta: 99 } }, { layer: '', kind: 'flip', values: { horizontal: 0, vertical: 1 } }] }; // biome-ignore format: data
  const result = await new ImagePipeline(layers, { role: 'masks' }).replay(mask, [draw]);
  assert.equal(result, { data: Uint16Array.of(65535, 3, 0, 1), shape: [2, 2, 1] });
});

test('a mask pipeline fills with maskFillValue', async () => {
  const right = new RandomRotation({ factor: [0.125, 0.125], fillMode: 'constant', fillValue: 3 });
  const mask = { data: new Uint8Array(49).fill(1), shape: [7, 7, 1] as const };
  const { data } = await new ImagePipeline([right], { role: 'masks', maskFillValue: 255 }).apply(mask);
  assert.equal([...new Set(data)].sort(), [1, 255]);
  assert.is(data[0], 255);
});

test('role and maskFillValue are checked', async () => {
  const make = (options: object) => () => new ImagePipeline([], options);
  await failsWith(
    make({ role: 'mask' }),
    'ArgumentError',
    'E_ENUM',
    "role must be one of 'images', 'masks'; received \"mask\"",
  );
  await failsWith(
    make({ role: 'masks', device: 'cuda' }),
    'ArgumentError',
    'E_CONFLICT',
    "device must be 'cpu' or 'auto' with role: 'masks'",
  );
  await failsWith(make({ maskFillValue: 2 ** 24 + 1 }), 'ArgumentError', 'E_RANGE', 'maskFillValue must be');
  await failsWith(make({ maskFillValue: NaN }), 'ArgumentError', 'E_RANGE', 'maskFillValue must be a finite number');
  await failsWith(make({ maskFillValue: '0' }), 'ArgumentError', 'E_TYPE', 'maskFillValue must be a number');
  const mask = { data: new Uint8Array(4), shape: [2, 2, 1] as const };
  const pipeline = new ImagePipeline([], { role: 'masks', maskFillValue: 256 });
  await failsWith(
    () => pipeline.apply(mask),
    'ArgumentError',
    'E_RANGE',
    'maskFillValue must be a value of uint8, the dtype of the masks; received 256',
  );
});

test.run();
