// Who owns what belongs to images: nothing given is written to, and nothing given is read after the call returns.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, Lambda, memory, RandomFlip, RandomHeight, RandomRotation } from '../../src/index.js';
import { failsWith } from '../support/errors.js';

function sample() {
  const data = Uint8Array.from({ length: 2 * 64 * 64 }, (_, i) => i % 200);
  return {
    images: { data: Float32Array.from(data), shape: [2, 64, 64, 1] as [number, number, number, number] },
    labels: { data: Int32Array.of(1, 2), shape: [2] },
    segmentationMasks: { data, shape: [2, 64, 64] },
    boundingBoxes: {
      boxes: { data: Float32Array.of(1, 2, 30, 40, 5, 6, 20, 10), shape: [2, 1, 4] },
      labels: { data: Float32Array.of(3, 4), shape: [2, 1] },
      masks: { data: data.slice(), shape: [2, 64, 64, 1] },
      format: 'xyxy',
    },
    keypoints: { data: Float32Array.of(1, 2, 3, 4), shape: [2, 1, 2] },
  };
}

const LISTS = [
  () => [new RandomFlip(), new RandomRotation({ factor: 0.2 })],
  () => [new RandomFlip(), new Lambda({ function: async (one) => one }), new RandomHeight({ factor: 0.2 }), new Lambda({ function: (one) => ({ data: one.data, shape: one.shape }) }), new RandomRotation({ factor: [0.5, 0.5] })], // biome-ignore format: a list
];

for (const [i, layers] of LISTS.entries()) {
  test(`list ${i}: what was given may be overwritten at once`, async () => {
    const pipeline = new ImagePipeline(layers(), { seed: 3 });
    const wanted = await pipeline.apply(sample(), { epoch: 1 });
    const given = sample();
    const promise = pipeline.apply(given, { epoch: 1 });
    const { images, labels, segmentationMasks, boundingBoxes, keypoints } = given;
    for (const { data } of [images, labels, segmentationMasks, boundingBoxes.boxes, boundingBoxes.labels, boundingBoxes.masks, keypoints]) data.fill(77); // biome-ignore format: a list
    assert.equal(await promise, wanted);
  });

  test(`list ${i}: what was given may be transferred away at once`, async () => {
    const pipeline = new ImagePipeline(layers(), { seed: 3 });
    const wanted = await pipeline.apply(sample(), { epoch: 1 });
    const given = sample();
    const promise = pipeline.apply(given, { epoch: 1 });
    structuredClone(0, { transfer: [given.segmentationMasks.data.buffer, given.boundingBoxes.masks.data.buffer] });
    assert.equal(await promise, wanted);
  });

  test(`list ${i}: nothing is written to, and results share no memory with what was given`, async () => {
    const pipeline = new ImagePipeline(layers(), { seed: 3 });
    const given = sample();
    const before = structuredClone(given);
    for (const training of [true, false]) {
      const result = await pipeline.apply(given, { epoch: 1, training });
      assert.equal(given, before);
      assert.is.not(result.segmentationMasks.data.buffer, given.segmentationMasks.data.buffer);
    }
  });

  test(`list ${i}: native memory is given back, after failures too`, async () => {
    const pipeline = new ImagePipeline(layers(), { seed: 3 });
    const before = memory().inUseBlocks;
    await pipeline.apply(sample());
    assert.is(memory().inUseBlocks, before);
    const bad = { ...sample(), keypoints: { data: new Float32Array(2), shape: [1, 1, 2] } };
    await failsWith(() => pipeline.apply(bad), 'ArgumentError', 'E_SHAPE', 'keypoints must have the shape');
    const late = sample();
    late.boundingBoxes.boxes.data[0] = NaN;
    await failsWith(() => pipeline.apply(late), 'NumericError', 'E_NONFINITE', 'must be a finite number');
    await pipeline.apply(sample(), { signal: AbortSignal.abort() }).catch(() => undefined);
    assert.is(memory().inUseBlocks, before);
  });
}

test('detached, shared and resizable masks are typed errors', async () => {
  const pipeline = new ImagePipeline([new RandomFlip()]);
  const images = { data: new Uint8Array(4), shape: [2, 2, 1] as const };
  const detached = new Uint8Array(4);
  structuredClone(0, { transfer: [detached.buffer] });
  const rows: [Uint8Array, string][] = [
    [detached, 'E_DETACHED'],
    [new Uint8Array(new SharedArrayBuffer(4)), 'E_SHARED'],
  ];
  for (const [data, code] of rows) {
    const given = { images, segmentationMasks: { data, shape: [2, 2] } };
    await failsWith(() => pipeline.apply(given), 'OwnershipError', code, '');
    await failsWith(() => pipeline.applySync(given), 'OwnershipError', code, '');
  }
});

test.run();
