import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CenterCrop,
  type Image,
  ImagePipeline,
  Normalization,
  RandomBrightness,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  RandomTranslation,
  Rescaling,
  Resizing,
  registerFunction,
} from '../src/index.js';
import { failsWith } from './support/errors.js';
import { bytesOf, makeBatch, makeImage, sliceBatch } from './support/images.js';

const augment = () => [new RandomFlip(), new RandomRotation({ factor: 0.2 }), new RandomBrightness({ factor: 0.3 })];

test('an empty pipeline returns the pixels unchanged', async () => {
  for (const dtype of ['uint8', 'uint16', 'int32', 'float32'] as const) {
    const batch = makeBatch([2, 3, 5, 4], dtype);
    const out = await new ImagePipeline([]).apply(batch);
    assert.equal(out.shape, [2, 3, 5, 4]);
    assert.equal(out.data, batch.data);
    assert.is.not(out.data, batch.data);
  }
});

test('apply and applySync give the same bytes, 64-byte aligned on an ordinary buffer', async () => {
  const pipeline = new ImagePipeline(augment(), { seed: 3 });
  const batch = makeBatch([5, 17, 9, 3]);
  const one = await pipeline.apply(batch, { firstIndex: 4 });
  const two = pipeline.applySync(batch, { firstIndex: 4 });
  assert.equal(bytesOf(one), bytesOf(two));
  assert.instance(one.data, Float32Array);
  structuredClone(one.data.buffer, { transfer: [one.data.buffer as ArrayBuffer] });
  assert.is(one.data.length, 0, 'transferable');
});

test('two pipelines of the same layers and seed draw the same, whatever was made in between', async () => {
  const image = makeImage([11, 7, 3]);
  const first = await new ImagePipeline(augment(), { seed: 9 }).apply(image);
  new ImagePipeline([...augment(), ...augment()]);
  const second = await new ImagePipeline(augment(), { seed: 9 }).apply(image);
  const other = await new ImagePipeline(augment(), { seed: 10 }).apply(image);
  assert.equal(bytesOf(first), bytesOf(second));
  assert.not.equal(bytesOf(first), bytesOf(other));
});

test('successive unkeyed calls go on: two batches get what one long batch gets', async () => {
  const batch = makeBatch([6, 8, 8, 3]);
  const whole = await new ImagePipeline(augment(), { seed: 1 }).apply(batch);
  const pipeline = new ImagePipeline(augment(), { seed: 1 });
  const head = await pipeline.apply(sliceBatch(batch, 0, 2));
  const tail = await pipeline.apply(sliceBatch(batch, 2, 4));
  assert.equal(Buffer.concat([bytesOf(head), bytesOf(tail)]), bytesOf(whole));
});

test('a result too large for the caches has the bytes of small ones, NaN included', async () => {
  const layers = () => [...augment(), new RandomContrast({ factor: 0.4 })];
  const batch = makeBatch([24, 221, 223, 3], 'float32');
  batch.data[5] = Number.NaN;
  const whole = await new ImagePipeline(layers(), { seed: 1 }).apply(batch);
  assert.ok(whole.data.byteLength > 2 ** 23);
  const pipeline = new ImagePipeline(layers(), { seed: 1 });
  for (let first = 0; first < 24; first += 6) {
    const part = await pipeline.apply(sliceBatch(batch, first, 6));
    assert.ok(part.data.byteLength < 2 ** 23);
    const size = 221 * 223 * 3;
    const expected = { data: whole.data.subarray(first * size, (first + 6) * size) };
    assert.ok(bytesOf(part).equals(bytesOf(expected)), `images from ${first}`);
  }
});

test('the key decides the draw: epoch, index and seed each change it, and only they', async () => {
  const image = makeImage([9, 9, 1]);
  const pipeline = new ImagePipeline(augment(), { seed: 1 });
  const base = bytesOf(await pipeline.apply(image, { firstIndex: 0 }));
  assert.equal(bytesOf(await pipeline.apply(image, { firstIndex: 0, epoch: 0 })), base);
  assert.not.equal(bytesOf(await pipeline.apply(image, { epoch: 1 })), base);
  assert.not.equal(bytesOf(await pipeline.apply(image, { firstIndex: 1 })), base);
  assert.not.equal(bytesOf(await pipeline.apply(image, { seed: 2 })), base);
});

test('a layer seed holds against the pipeline seed and gives way to an explicit one', () => {
  const angle = (pipeline: ImagePipeline, options = {}) => pipeline.sample(1, options)[0]?.stages[0]?.values.angleRad;
  const own = () => [new RandomRotation({ factor: 0.5, seed: 77 })];
  assert.is(angle(new ImagePipeline(own(), { seed: 1 })), angle(new ImagePipeline(own(), { seed: 2 })));
  const explicit = angle(new ImagePipeline(own(), { seed: 1 }), { seed: 5 });
  assert.is(explicit, angle(new ImagePipeline([new RandomRotation({ factor: 0.5 })], { seed: 5 })));
});

test('a pipeline without a seed picks one and shows it', async () => {
  const image = makeImage([8, 8, 3]);
  const pipeline = new ImagePipeline(augment());
  assert.ok(Number.isSafeInteger(pipeline.seed));
  const again = new ImagePipeline(augment(), { seed: pipeline.seed });
  assert.equal(bytesOf(await pipeline.apply(image)), bytesOf(await again.apply(image)));
});

test('layers of one class draw independently; a shared layer draws the same in both pipelines', () => {
  const a = new RandomFlip({ mode: 'horizontal' });
  const b = new RandomFlip({ mode: 'horizontal' });
  const images = new ImagePipeline([a, b, new Rescaling({ scale: 2 })], { seed: 4 });
  const masks = new ImagePipeline([b], { seed: 4 });
  const coins = (pipeline: ImagePipeline, layer: number) =>
    pipeline.sample(64, { firstIndex: 0 }).map(({ stages }) => stages[layer]?.values.horizontal);
  assert.equal(coins(images, 1), coins(masks, 0));
  assert.not.equal(coins(images, 0), coins(images, 1));
});

test('a nested pipeline draws the same alone and inside others', () => {
  const shared = new ImagePipeline(augment(), { seed: 1 });
  const outer = new ImagePipeline([new RandomTranslation({ heightFactor: 0.1, widthFactor: 0.1 }), shared], {
    seed: 1,
  });
  const alone = shared.sample(3, { firstIndex: 0 }).map(({ stages }) => stages);
  const inside = outer.sample(3, { firstIndex: 0 }).map(({ stages }) => stages.slice(1));
  assert.equal(inside, alone);
});

test('two layers that were fixed with one id in different pipelines cannot meet in a third', async () => {
  const one = new ImagePipeline([new RandomFlip()]);
  const two = new ImagePipeline([new RandomFlip()]);
  await failsWith(() => new ImagePipeline([one, two]), 'ArgumentError', 'E_NAME', 'RandomFlip');
  const named = new ImagePipeline([new RandomFlip({ name: 'second' })]);
  assert.is(new ImagePipeline([one, named]).flatten().length, 2);
});

test('draws are JSON and replay to the same pixels', async () => {
  const pipeline = new ImagePipeline([...augment(), new RandomCrop({ height: 5, width: 4 })], { seed: 6 });
  const batch = makeBatch([4, 9, 8, 3]);
  const draws = JSON.parse(JSON.stringify(pipeline.sample(4, { firstIndex: 10, shape: [9, 8, 3] })));
  const applied = await pipeline.apply(batch, { firstIndex: 10 });
  assert.equal(bytesOf(await pipeline.replay(batch, draws)), bytesOf(applied));
  const names = draws[0].stages.map(({ layer }: { layer: string }) => layer);
  assert.equal(names, ['RandomFlip', 'RandomRotation', 'RandomBrightness', 'RandomCrop']);
});

test('replay into out, also where kept draws give the images sizes of their own on the way', async () => {
  const pipeline = new ImagePipeline([new RandomHeight({ factor: 0.5 }), new Resizing({ height: 7, width: 6 })], {
    seed: 2,
  });
  const batch = makeBatch([4, 20, 10, 3]);
  const draws = pipeline.sample(4, { firstIndex: 0, shape: [20, 10, 3] });
  const expected = await pipeline.apply(batch, { firstIndex: 0 });
  const out = await pipeline.apply(makeBatch([4, 20, 10, 3], 'uint8', 5));
  assert.is(await pipeline.replay(batch, draws, { out }), out);
  assert.equal(bytesOf(out), bytesOf(expected));
});

test('replay refuses draws of other layers, missing numbers and wrong counts', async () => {
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 })]);
  const image = makeImage([4, 4, 1]);
  const draw = (kind: string, values: Record<string, number>) => [{ stages: [{ layer: 'x', kind, values }] }];
  await failsWith(() => pipeline.replay(image, draw('flip', {})), 'ArgumentError', 'E_DRAWS', "'flip'");
  await failsWith(() => pipeline.replay(image, draw('rotation', {})), 'ArgumentError', 'E_DRAWS', 'angleRad');
  await failsWith(() => pipeline.replay(image, []), 'ArgumentError', 'E_DRAWS', '0 draws');
  const out = await pipeline.replay(image, draw('rotation', { angleRad: 0 }));
  assert.equal([...out.data], [...image.data]);
});

test('at inference random layers do nothing and RandomCrop takes the centre', async () => {
  const image = makeImage([6, 8, 3]);
  const out = await new ImagePipeline(augment()).apply(image, { training: false });
  assert.equal([...out.data], [...image.data]);
  assert.instance(out.data, Float32Array, 'the dtype of training');
  const cropped = await new ImagePipeline([new RandomCrop({ height: 2, width: 4 })]).apply(image, { training: false });
  const centre = await new CenterCrop({ height: 2, width: 4 }).apply(image);
  assert.equal([...cropped.data], [...centre.data]);
});

test('the config makes an equal pipeline, nested, named, adapted, through JSON', async () => {
  const normalization = new Normalization();
  const inner = new ImagePipeline([new RandomRotation({ factor: [0.1, 0.2], fillMode: 'constant', fillValue: 3 })], {
    seed: 8,
  });
  const pipeline = new ImagePipeline(
    [new Resizing({ height: 6, width: 5 }), inner, normalization, new RandomFlip(), new RandomFlip()],
    { seed: 12, fuse: false },
  );
  const batch = makeBatch([3, 9, 7, 3]);
  await pipeline.adapt(batch);
  const copy = ImagePipeline.fromConfig(JSON.stringify(pipeline.getConfig()));
  assert.equal(copy.getConfig(), pipeline.getConfig());
  const options = { firstIndex: 0 };
  assert.equal(bytesOf(await copy.apply(batch, options)), bytesOf(await pipeline.apply(batch, options)));
});

test('bad configs say where', async () => {
  const wrong = (config: unknown) => () => ImagePipeline.fromConfig(config);
  await failsWith(wrong('{'), 'ArgumentError', 'E_SPEC', 'not JSON');
  await failsWith(wrong({}), 'ArgumentError', 'E_SPEC', 'layers');
  await failsWith(
    wrong({ layers: [{ className: 'Nope', config: {} }] }),
    'ArgumentError',
    'E_SPEC',
    'pipeline.layers[0]',
  );
  await failsWith(
    wrong('{"layers":[{"className":"RandomFlip","config":{"__proto__":{"mode":"horizontal"}}}]}'),
    'ArgumentError',
    'E_OPTION',
    '__proto__',
  );
  let deep: unknown = { layers: [] };
  for (let i = 0; i < 100_000; i++) deep = { layers: [{ className: 'ImagePipeline', config: deep }] };
  await failsWith(wrong(deep), 'ArgumentError', 'E_SPEC', 'deeper than');
});

test('outputShape follows the layers and says what it cannot know', () => {
  assert.equal(new ImagePipeline([new Resizing({ height: 4, width: 6 })]).outputShape([9, 9, 3]), [4, 6, 3]);
  assert.equal(new ImagePipeline([new RandomHeight({ factor: 0.5 })]).outputShape([9, 9, 3]), [null, 9, 3]);
  assert.equal(new ImagePipeline(augment()).outputShape([9, 8, 1]), [9, 8, 1]);
});

test('RandomHeight draws once per batch at the end of a pipeline and per image before a Resizing', async () => {
  const batch = makeBatch([8, 20, 10, 3]);
  const open = await new ImagePipeline([new RandomHeight({ factor: 0.5 })], { seed: 2 }).apply(batch);
  assert.is(open.shape[0], 8);
  assert.ok(open.shape[1] >= 10 && open.shape[1] < 30);
  const fixed = new ImagePipeline([new RandomHeight({ factor: 0.5 }), new Resizing({ height: 7, width: 7 })], {
    seed: 2,
  });
  assert.equal((await fixed.apply(batch)).shape, [8, 7, 7, 3]);
  const factors = fixed.sample(8, { firstIndex: 0 }).map(({ stages }) => stages[0]?.values.heightFactor);
  assert.is(new Set(factors).size, 8);
});

test('a custom function runs at any position, sees its index, and cannot touch the input', async () => {
  const seen: number[] = [];
  const negate = async (image: Image, { index }: { index: number }) => {
    seen.push(index);
    image.data.forEach((value, i) => {
      image.data[i] = -value;
    });
    return image;
  };
  const batch = makeBatch([2, 2, 2, 1], 'float32');
  const before = batch.data.slice();
  const pipeline = new ImagePipeline([
    negate,
    new Rescaling({ scale: 2 }),
    negate,
    new Rescaling({ scale: 1, offset: 1 }),
  ]);
  const out = await pipeline.apply(batch, { firstIndex: 5 });
  assert.equal(
    [...out.data],
    [...before].map((value) => value * 2 + 1),
  );
  assert.equal(batch.data, before);
  assert.equal(seen, [5, 6, 5, 6]);
});

test('a custom function may change the size when a later layer fixes it, and is held to its contract', async () => {
  const firstRows = ({ data, shape: [, width, channels] }: Image, { index }: { index: number }): Image => ({
    data: data.slice(0, (index + 1) * width * channels) as Image['data'],
    shape: [index + 1, width, channels],
  });
  const batch = makeBatch([3, 4, 4, 3]);
  const fixed = await new ImagePipeline([firstRows, new Resizing({ height: 2, width: 2 })]).apply(batch, {
    firstIndex: 0,
  });
  assert.equal(fixed.shape, [3, 2, 2, 3]);
  await failsWith(
    () => new ImagePipeline([firstRows]).apply(batch, { firstIndex: 0 }),
    'ArgumentError',
    'E_RAGGED',
    'Resizing',
  );
  const wrong = new ImagePipeline([(() => 5) as never]);
  await failsWith(() => wrong.apply(batch), 'ArgumentError', 'E_HOOK_RESULT', 'must return');
  await failsWith(
    () => new ImagePipeline([async (image) => image]).applySync(batch),
    'ArgumentError',
    'E_HOOK_RESULT',
    'apply()',
  );
  const own = new Error('mine');
  const throwing = new ImagePipeline([
    () => {
      throw own;
    },
  ]);
  const caught = await throwing.apply(batch).then(
    () => undefined,
    (error) => error,
  );
  assert.is(caught, own);
});

test('a registered function survives the config', async () => {
  registerFunction('pipeline-test-double', (image) => ({
    ...image,
    data: image.data.map((value) => value * 2) as Image['data'],
  }));
  const config = { layers: [{ className: 'Lambda', config: { function: { name: 'pipeline-test-double' } } }] };
  const out = await ImagePipeline.fromConfig(config).apply({ data: new Float32Array([1, 2]), shape: [1, 2, 1] });
  assert.equal([...out.data], [2, 4]);
});

test.run();
