import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CenterCrop,
  type Image,
  type ImageBatch,
  ImagePipeline,
  Normalization,
  RandomBrightness,
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

test('adapt goes layer by layer, streams, continues with resetState false, and leaves nothing behind on failure', async () => {
  const batch = makeBatch([6, 5, 4, 3]);
  const one = new ImagePipeline([
    new Rescaling({ scale: 1 / 255 }),
    new Normalization(),
    new Rescaling({ scale: 2 }),
    new Normalization(),
  ]);
  await one.adapt(batch);
  const out = (await one.apply(batch)) as ImageBatch;
  for (let c = 0; c < 3; c++) {
    const values = [...out.data].filter((_, i) => i % 3 === c);
    const mean = values.reduce((a, b) => a + b) / values.length;
    const variance = values.reduce((a, b) => a + (b - mean) ** 2, 0) / values.length;
    assert.ok(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-4, `channel ${c}: ${mean} ${variance}`);
  }
  const whole = new ImagePipeline([new Normalization()]);
  await whole.adapt(batch);
  const parts = new ImagePipeline([new Normalization()]);
  await parts.adapt([sliceBatch(batch, 0, 1)]);
  await parts.adapt([sliceBatch(batch, 1, 3), sliceBatch(batch, 4, 2)], { resetState: false });
  const layers = (pipeline: ImagePipeline) => pipeline.getConfig().layers;
  assert.equal(layers(parts), layers(whole));
  const broken = async function* () {
    yield batch;
    throw new Error('stream broke');
  };
  const reason = await whole.adapt(broken()).then(
    () => '',
    (error) => error.message,
  );
  assert.is(reason, 'stream broke');
  assert.equal(layers(parts), layers(whole));
});

test('an unadapted Normalization is an error, and adapt wants data', async () => {
  const pipeline = new ImagePipeline([new Normalization()]);
  await failsWith(() => pipeline.apply(makeImage([2, 2, 3])), 'StateError', 'E_NOT_ADAPTED', 'adapt()');
  await failsWith(() => pipeline.adapt([]), 'NumericError', 'E_TOO_FEW', 'no images');
  await failsWith(() => pipeline.adapt(5), 'ArgumentError', 'E_TYPE', 'data');
  await pipeline.adapt(makeImage([2, 2, 3]));
  assert.is((await pipeline.apply(makeImage([2, 2, 3]))).data.length, 12);
});

test('adapt leaves given statistics alone and relearns saved ones', async () => {
  const image: Image = { data: new Float32Array([2, 4]), shape: [1, 2, 1] };
  const fixed = new ImagePipeline([new Normalization({ mean: 1, variance: 4, axis: null }), new Normalization()]);
  await fixed.adapt(image);
  assert.equal([...(await fixed.apply(image)).data], [-1, 1]);
  assert.equal(fixed.getConfig().layers[0]?.config.mean, 1);
  const saved = ImagePipeline.fromConfig(fixed.getConfig());
  await saved.adapt({ data: new Float32Array([1, 9]), shape: [1, 2, 1] });
  assert.equal(saved.getConfig().layers[1]?.config.mean, [2], 'of (1, 9) after (x - 1) / 2');
});

test('adapting a shared layer through one pipeline is seen by the other', async () => {
  const shared = new Normalization();
  const a = new ImagePipeline([shared]);
  const b = new ImagePipeline([shared]);
  const image: Image = { data: new Float32Array([0, 2]), shape: [1, 2, 1] };
  await a.adapt(image);
  assert.equal([...(await b.apply(image)).data], [-1, 1]);
  await a.adapt({ data: new Float32Array([10, 14]), shape: [1, 2, 1] });
  assert.equal([...(await b.apply(image)).data], [-6, -5]);
});

test.run();
