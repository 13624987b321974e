import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import {
  CenterCrop,
  Lambda,
  MixUp,
  Normalization,
  RandomApply,
  RandomFlip,
  RandomRotation,
  Rescaling,
  Resizing,
} from '../../src/layers/index.js';
import { failureOf } from '../support/failure-of.js';
import { float32, images, repeat, roundTrips, throws, throwsForEach, uint8 } from './support.js';

const double = new Rescaling({ scale: 2 });
const pixel = uint8([1, 1, 1], [10]);

test('lowers to a coin, its layers behind it, and a dtype that does not depend on the coin', () => {
  const layer = new RandomApply({ layers: [double, new RandomFlip()], probability: 0.25 });
  const gates = [{ stage: 0, equals: 1 }];
  assert.equal(
    layer.lowerAll(true).map(({ spec, gates: own }) => [spec.kind, own]),
    [
      ['coin', []],
      ['rescale', gates],
      ['flip', gates],
      ['rescale', []],
    ],
  );
  assert.equal(layer.lower(true)[0], { kind: 'coin', params: { probability: 0.25 }, dtype: 'input' });
  assert.equal(layer.lower(false), []);
  assert.is(new RandomApply({ layers: [double] }).probability, 0.5);
});

test('every bad option is an error', () => {
  throwsForEach('RandomApply', (options) => new RandomApply(options), [
    [{}, 'E_TYPE', 'layers must be a non-empty array of layers; received undefined'],
    [{ layers: [] }, 'E_SIZE', 'layers must be a non-empty array of layers; received []'],
    [{ layers: [3] }, 'E_TYPE', 'layers[0] must be a layer; received 3'],
    [
      { layers: [double], probability: 1.5 },
      'E_RANGE',
      'probability must be a finite number within 0..1; received 1.5',
    ],
    [{ layers: [double], probability: '1' }, 'E_TYPE', 'probability must be a number within 0..1; received "1"'],
    [{ layers: [new Lambda({ function: (x) => x })] }, 'E_TYPE', 'layers[0] must not contain a custom function'],
    [{ layers: [new MixUp()] }, 'E_TYPE', 'layers[0] must not contain a MixUp, which mixes whole batches'],
    [
      { layers: [double, new Normalization()] },
      'E_TYPE',
      'layers[1] must not contain a Normalization that has to be adapted; give it its statistics',
    ],
  ]);
  throws(
    () => new RandomApply({ layers: [double], chance: 1 } as never),
    'E_OPTION',
    'RandomApply: unknown option "chance"; known options are layers, probability, name, dtype, seed',
  );
  assert.ok(new RandomApply({ layers: [new Normalization({ mean: 0, variance: 1 })] }));
});

test('configs round trip, with the ids under which the layers draw', () => {
  const inner = new RandomRotation({ factor: 0.1 });
  const layer = new RandomApply({ layers: [inner, new RandomFlip()], probability: 0.7, seed: 3, name: 'maybe' });
  roundTrips(layer);
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 }), layer], { seed: 5 });
  const copy = ImagePipeline.fromConfig(JSON.stringify(pipeline.getConfig()));
  assert.equal(copy.sample(4), pipeline.sample(4));
});

test('an image pipeline inside becomes a Pipeline', () => {
  const layer = new RandomApply({ layers: [new ImagePipeline([double, double], { name: 'both' })], probability: 1 });
  const [entry] = layer.getConfig().layers as { className: string; config: { name: string; layers: unknown[] } }[];
  assert.is(entry?.className, 'Pipeline');
  assert.is(entry?.config.name, 'both');
  assert.is(entry?.config.layers.length, 2);
  assert.equal([...layer.applySync(pixel).data], [40]);
});

test('applies all or nothing, to float32 either way', async () => {
  const layer = new RandomApply({ layers: [double, new Rescaling({ scale: 1, offset: 1 })], probability: 0.3 });
  const { data } = await layer.apply(repeat(pixel, 2000), { seed: 2 });
  assert.instance(data, Float32Array);
  const applied = data.filter((value) => value === 21).length;
  assert.is(data.filter((value) => value === 10).length, 2000 - applied);
  // Five standard deviations of 2000 coins of 0.3.
  assert.ok(Math.abs(applied - 600) < 5 * Math.sqrt(2000 * 0.3 * 0.7), `${applied} applied`);
});

test('probability 0 and 1, and inference', () => {
  const never = new RandomApply({ layers: [double], probability: 0 });
  const always = new RandomApply({ layers: [double], probability: 1 });
  assert.equal([...never.applySync(pixel).data], [10]);
  assert.equal([...always.applySync(pixel).data], [20]);
  const still = always.applySync(pixel, { training: false });
  assert.equal([still.data.constructor.name, ...still.data], ['Float32Array', 10]);
});

test('layers that keep the dtype keep it; layers that agree on one give it', () => {
  const flip = new RandomApply({ layers: [new RandomFlip()], probability: 0.5 });
  assert.is(flip.dtype, 'input');
  for (let seed = 0; seed < 8; seed++) assert.instance(flip.applySync(pixel, { seed }).data, Uint8Array);
  const rounded = new RandomApply({ layers: [new Rescaling({ scale: 0.25, dtype: 'uint16' })] });
  assert.is(rounded.dtype, 'uint16');
  for (let seed = 0; seed < 8; seed++) assert.instance(rounded.applySync(pixel, { seed }).data, Uint16Array);
  assert.is(new RandomApply({ layers: [double], dtype: 'input' }).dtype, 'input');
});

test('its layers draw as they would alone', () => {
  const turn = new RandomRotation({ factor: 0.3, name: 'turn' });
  const alone = new ImagePipeline([turn], { seed: 4 }).sample(5);
  const inside = new ImagePipeline([new RandomApply({ layers: [turn], probability: 0.5 })], { seed: 4 }).sample(5);
  assert.equal(
    inside.map(({ stages }) => stages[1]?.values),
    alone.map(({ stages }) => stages[0]?.values),
  );
});

test('coins of images and of layers are independent', () => {
  const coins = new ImagePipeline(
    [1, 2].map(() => new RandomApply({ layers: [double] })),
    { seed: 9 },
  ).sample(4000);
  const both = coins.filter(({ stages }) => stages[0]?.values.applied === 1 && stages[1]?.values.applied === 1).length;
  let repeats = 0;
  for (let i = 1; i < coins.length; i++) {
    if (coins[i]?.stages[0]?.values.applied === coins[i - 1]?.stages[0]?.values.applied) repeats++;
  }
  assert.ok(Math.abs(both - 1000) < 5 * Math.sqrt(4000 * 0.25 * 0.75), `${both} of 4000 both`);
  assert.ok(Math.abs(repeats - 2000) < 5 * Math.sqrt(4000 * 0.25), `${repeats} repeats`);
});

test('replays, nested too', async () => {
  const inner = new RandomApply({ layers: [new RandomFlip({ mode: 'vertical' }), double], probability: 0.5 });
  const pipeline = new ImagePipeline([new RandomApply({ layers: [inner], probability: 0.6 })], { seed: 12 });
  const batch = repeat(float32([2, 1, 1], [3, 5]), 24);
  const out = await pipeline.apply(batch, { epoch: 2 });
  const again = await pipeline.replay(batch, pipeline.sample(24, { epoch: 2, shape: [2, 1, 1] }));
  assert.equal(again.data, out.data);
  const kinds = new Set(images(out).map((image) => image.join()));
  assert.equal([...kinds].sort(), ['10,6', '3,5', '6,10']);
});

test('a size that depends on the coin: null in outputShape, and an error where a batch would be ragged', async () => {
  const layer = new RandomApply({ layers: [new Resizing({ height: 2, width: 4 })], probability: 0.5 });
  assert.equal(layer.outputShape([4, 4, 3]), [null, 4, 3]);
  const photo = uint8(
    [4, 4, 1],
    Array.from({ length: 16 }, (_, i) => i),
  );
  const sizes = new Set<string>();
  for (let seed = 0; seed < 12; seed++) sizes.add(layer.applySync(photo, { seed }).shape.join());
  assert.equal([...sizes].sort(), ['2,4,1', '4,4,1']);
  await failureOf(() => layer.apply(repeat(photo, 20), { seed: 1 }), 'E_RAGGED');
  const fixed = new ImagePipeline([layer, new CenterCrop({ height: 2, width: 2 })]);
  assert.equal((await fixed.apply(repeat(photo, 20), { seed: 1 })).shape, [20, 2, 2, 1]);
});

test.run();
