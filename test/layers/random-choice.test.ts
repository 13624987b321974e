import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { Lambda, Pipeline, RandomChoice, RandomFlip, RandomRotation, Rescaling } from '../../src/layers/index.js';
import { repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const times = (scale: number) => new Rescaling({ scale });
const pixel = uint8([1, 1, 1], [10]);

test('lowers to a choice and the layers of each alternative behind it', () => {
  const both = new Pipeline({ layers: [times(2), new RandomFlip()] });
  const layer = new RandomChoice({ layers: [times(3), both], weights: [1, 4] });
  assert.equal(
    layer.lowerAll(true).map(({ spec, gates }) => [spec.kind, ...gates]),
    [
      ['choice'],
      ['rescale', { stage: 0, equals: 0 }],
      ['rescale', { stage: 0, equals: 1 }],
      ['flip', { stage: 0, equals: 1 }],
      ['rescale'],
    ],
  );
  assert.equal(layer.lower(true)[0]?.params, { weights: [1, 4] });
  assert.equal(new RandomChoice({ layers: [times(3), both] }).lower(true)[0]?.params, { weights: [1, 1] });
  assert.equal(layer.lower(false), []);
});

test('every bad option is an error', () => {
  const weights = 'weights must be 2 numbers >= 0, one for each layer, with a sum above 0; received';
  const layers = [times(1), times(2)];
  throwsForEach('RandomChoice', (options) => new RandomChoice(options), [
    [{ layers: undefined }, 'E_TYPE', 'layers must be a non-empty array of layers; received undefined'],
    [{ layers, weights: 1 }, 'E_TYPE', `${weights} 1`],
    [{ layers, weights: [1] }, 'E_SIZE', `${weights} [1]`],
    [{ layers, weights: [1, -1] }, 'E_RANGE', `${weights} [1, -1]`],
    [{ layers, weights: [0, 0] }, 'E_RANGE', `${weights} [0, 0]`],
    [{ layers, weights: [1, '1'] }, 'E_RANGE', `${weights} [1, "1"]`],
    [{ layers, weights: [1, Number.NaN] }, 'E_RANGE', `${weights} [1, NaN]`],
    [{ layers, weights: [1e308, 1e308] }, 'E_RANGE', `${weights} [1e+308, 1e+308]`],
    [{ layers: [new Lambda({ function: (x) => x })] }, 'E_TYPE', 'layers[0] must not contain a custom function'],
  ]);
});

test('configs round trip', () => {
  const layer = new RandomChoice({
    layers: [new Pipeline({ layers: [new RandomRotation({ factor: 0.1 }), new RandomFlip()] }), times(2)],
    weights: [1, 2],
    seed: 4,
  });
  roundTrips(layer);
  roundTrips(new RandomChoice({ layers: [times(2)] }));
  const pipeline = new ImagePipeline([layer], { seed: 5 });
  assert.equal(ImagePipeline.fromConfig(pipeline.getConfig()).sample(4), pipeline.sample(4));
});

test('each image gets one layer, as often as its weight says', async () => {
  const count = 4000;
  const layer = new RandomChoice({ layers: [times(2), times(3), times(4), times(5)], weights: [1, 0, 2, 5] });
  const { data } = await layer.apply(repeat(pixel, count), { seed: 2 });
  [1 / 8, 0, 2 / 8, 5 / 8].forEach((share, i) => {
    const found = data.filter((value) => value === 10 * (i + 2)).length;
    assert.ok(Math.abs(found - share * count) <= 5 * Math.sqrt(count * share * (1 - share)), `layer ${i}: ${found}`);
  });
});

test('an alternative of another dtype does not touch the images that do not get it', () => {
  const half = uint8([1, 1, 1], [3]);
  const layer = new RandomChoice({ layers: [new Rescaling({ scale: 0.5, dtype: 'uint8' }), times(0.5)] });
  assert.is(layer.dtype, 'float32');
  const values = new Set<number>();
  for (let seed = 0; seed < 16; seed++) values.add(layer.applySync(half, { seed }).data[0] as number);
  assert.equal([...values].sort(), [1.5, 2]);
});

test('inference, and shapes that agree or not', () => {
  const layer = new RandomChoice({ layers: [times(2), times(3)] });
  assert.equal([...layer.applySync(pixel, { training: false }).data], [10]);
  assert.equal(layer.outputShape([4, 5, 3]), [4, 5, 3]);
});

test.run();
