// Arguments of ImageDataGenerator: defaults, errors, and the round trip through getConfig().
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImageDataGenerator, type ImageDataGeneratorOptions, registerFunction } from '../../src/index.js';
import { float32, throws, throwsForEach, uint8 } from '../layers/support.js';
import { failureOf } from '../support/failure-of.js';

const DEFAULTS = {
  featurewiseCenter: false,
  samplewiseCenter: false,
  featurewiseStdNormalization: false,
  samplewiseStdNormalization: false,
  zcaWhitening: false,
  zcaEpsilon: 1e-6,
  rotationRange: 0,
  widthShiftRange: 0,
  heightShiftRange: 0,
  brightnessRange: null,
  shearRange: 0,
  zoomRange: [1, 1],
  channelShiftRange: 0,
  fillMode: 'nearest',
  cval: 0,
  horizontalFlip: false,
  verticalFlip: false,
  rescale: null,
  preprocessingFunction: null,
  dataFormat: 'channelsLast',
  validationSplit: 0,
  interpolationOrder: 1,
  dtype: 'float32',
  compat: null,
};

test('the defaults are those of Keras', () => {
  assert.equal(new ImageDataGenerator().getConfig(), DEFAULTS);
});

test('every wrong argument is an error', () => {
  const modes = "'constant', 'nearest', 'reflect', 'wrap'";
  throwsForEach('ImageDataGenerator', (options) => new ImageDataGenerator(options), [
    [[], 'E_TYPE', 'options must be an object; received []'],
    [{ rotation_range: 1 }, 'E_OPTION', 'unknown option "rotation_range"; did you mean rotationRange?'],
    [{ zcaWhitening: 1 }, 'E_TYPE', 'zcaWhitening must be true or false; received 1'],
    [{ zcaEpsilon: 0 }, 'E_RANGE', 'zcaEpsilon must be a finite number above 0; received 0'],
    [{ featurewiseCenter: 1 }, 'E_TYPE', 'featurewiseCenter must be true or false; received 1'],
    [{ horizontalFlip: 'yes' }, 'E_TYPE', 'horizontalFlip must be true or false; received "yes"'],
    [{ rotationRange: '9' }, 'E_TYPE', 'rotationRange must be a number; received "9"'],
    [{ shearRange: Infinity }, 'E_RANGE', 'shearRange must be a finite number; received Infinity'],
    [{ channelShiftRange: Number.NaN }, 'E_RANGE', 'channelShiftRange must be a finite number; received NaN'],
    [{ cval: null }, 'E_TYPE', 'cval must be a number; received null'],
    [{ widthShiftRange: [] }, 'E_TYPE', 'widthShiftRange must be a finite number or a list of them; received []'],
    [
      { heightShiftRange: [1, 'a'] },
      'E_TYPE',
      'heightShiftRange must be a finite number or a list of them; received [1, "a"]',
    ],
    [{ heightShiftRange: 1e6 }, 'E_RANGE', 'heightShiftRange must be at most 65536 pixels; received 1000000'],
    [{ brightnessRange: 2 }, 'E_TYPE', 'brightnessRange must be [min, max]; received 2'],
    [{ brightnessRange: [2, 1] }, 'E_RANGE', 'brightnessRange must be [min, max] with min <= max; received [2, 1]'],
    [{ zoomRange: [1, 2, 3] }, 'E_TYPE', 'zoomRange must be a number or [min, max]; received [1, 2, 3]'],
    [{ zoomRange: [1, '2'] }, 'E_TYPE', 'zoomRange must be a number or [min, max]; received [1, "2"]'],
    [{ fillMode: 'mirror' }, 'E_ENUM', `fillMode must be one of ${modes}; received "mirror"`],
    [
      { fillMode: 'edge', compat: 'idg-2' },
      'E_ENUM',
      `fillMode must be one of ${modes}, 'mirror', 'grid-wrap', 'grid-constant'; received "edge"`,
    ],
    [{ rescale: '1' }, 'E_TYPE', 'rescale must be a number; received "1"'],
    [{ dataFormat: 'first' }, 'E_ENUM', `dataFormat must be one of 'channelsLast', 'channelsFirst'; received "first"`],
    [{ validationSplit: 1 }, 'E_RANGE', 'validationSplit must be between 0 and 1; received 1'],
    [{ validationSplit: -0.1 }, 'E_RANGE', 'validationSplit must be between 0 and 1; received -0.1'],
    [
      { interpolationOrder: 3 },
      'E_RANGE',
      'interpolationOrder must be 0 or 1 (splines of higher order are not there); received 3',
    ],
    [{ dtype: 'float64' }, 'E_ENUM', `dtype must be one of 'float32', 'uint8', 'uint16', 'int32'; received "float64"`],
    [{ compat: 'keras' }, 'E_ENUM', `compat must be one of 'idg-1.1', 'idg-2'; received "keras"`],
  ]);
  throws(
    () => new ImageDataGenerator({ preprocessingFunction: 3 as never }),
    'E_TYPE',
    'Lambda: function must be a function; received 3',
  );
});

test('options that turn on others', () => {
  const config = new ImageDataGenerator({
    featurewiseStdNormalization: true,
    samplewiseStdNormalization: true,
  }).getConfig();
  assert.is(config.featurewiseCenter, true);
  assert.is(config.samplewiseCenter, true);
});

test('rescale 0 means none, as in Python; a zoom is symmetric about 1', () => {
  assert.is(new ImageDataGenerator({ rescale: 0 }).getConfig().rescale, null);
  assert.equal(new ImageDataGenerator({ zoomRange: 0.25 }).getConfig().zoomRange, [0.75, 1.25]);
  assert.equal(new ImageDataGenerator({ zoomRange: [0.5, 3] }).getConfig().zoomRange, [0.5, 3]);
});

test('getConfig() and fromConfig() give the same generator, in both spellings', async () => {
  registerFunction('idg-halve', (image) => ({ ...image, data: image.data.map((value) => value / 2) }));
  const options: ImageDataGeneratorOptions = {
    featurewiseStdNormalization: true,
    zcaEpsilon: 0.1,
    rotationRange: 5,
    widthShiftRange: [0.1, 0.2],
    heightShiftRange: 2,
    brightnessRange: [0.5, 2],
    shearRange: 4,
    zoomRange: 0.1,
    channelShiftRange: 7,
    fillMode: 'grid-wrap',
    cval: 3,
    horizontalFlip: true,
    verticalFlip: true,
    rescale: 0.5,
    preprocessingFunction: { name: 'idg-halve' },
    validationSplit: 0.25,
    interpolationOrder: 0,
    dtype: 'int32',
    compat: 'idg-2',
  };
  const generator = new ImageDataGenerator(options);
  await generator.fit({ data: Uint8Array.of(1, 2, 3, 4), shape: [2, 2, 1, 1] });
  const config = JSON.parse(JSON.stringify(generator.getConfig()));
  const copy = ImageDataGenerator.fromConfig(config);
  assert.equal(copy.getConfig(), generator.getConfig());
  assert.equal(copy.mean, generator.mean);
  assert.equal(copy.getRandomTransform([9, 7, 1], 3), generator.getRandomTransform([9, 7, 1], 3));
  const image = uint8([2, 2, 1], [1, 2, 3, 200]);
  assert.equal([...(await copy.standardize(image)).data], [...(await generator.standardize(image)).data]);
  assert.is(
    ImageDataGenerator.fromConfig({ rotation_range: 20, data_format: 'channels_last' }).getConfig().rotationRange,
    20,
  );
  throws(
    () => ImageDataGenerator.fromConfig({ mean: [Number.NaN] }),
    'E_TYPE',
    'ImageDataGenerator: mean must be a list of finite numbers; received [NaN]',
  );
});

test('a function without a name cannot be saved, nor a generator by its pipeline', () => {
  const generator = new ImageDataGenerator({ preprocessingFunction: (image) => image });
  assert.throws(() => generator.getConfig(), /registerFunction/);
  throws(
    () => new ImageDataGenerator().pipeline.getConfig(),
    'E_CONFIG',
    'ImageDataGenerator: its pipeline cannot be saved by itself; save getConfig() of the generator',
  );
});

test('pipeline shows the layers, and gives what flow() gives', async () => {
  const generator = new ImageDataGenerator({
    channelShiftRange: 1,
    brightnessRange: [1, 2],
    preprocessingFunction: (image) => image,
    rescale: 2,
    samplewiseCenter: true,
    featurewiseCenter: true,
    rotationRange: 90,
    dtype: 'int32',
  });
  const images = { data: Uint8Array.from({ length: 40 }, (_, i) => i), shape: [2, 5, 4, 1] as const };
  await generator.fit(images);
  assert.equal(
    generator.pipeline.layers.map((layer) => layer.className),
    [
      'IdgAffine',
      'RandomFlip',
      'RandomChannelShift',
      'IdgBrightness',
      'Rescaling',
      'Lambda',
      'Rescaling',
      'SamplewiseNormalization',
      'Normalization',
      'Rescaling',
    ],
  );
  const flow = generator.flow(images, null, { seed: 5, shuffle: false });
  const { value } = await flow.next();
  const applied = await generator.pipeline.apply(images, { seed: 5, epoch: 0 });
  assert.equal([...value.xs.data], [...applied.data]);
  assert.instance(value.xs.data, Int32Array);
  await flow.return();
});

test('applyTransform() takes one image and known parameters', async () => {
  const generator = new ImageDataGenerator();
  const image = float32([1, 2, 1], [1, 2]);
  const rejects = async (act: () => Promise<unknown>, code: string) => {
    // Called out here, because it must reject: a throw at once fails the test.
    const promise = act();
    await failureOf(() => promise, code);
  };
  await rejects(() => generator.applyTransform(image, { angle: 1 } as never), 'E_OPTION');
  await rejects(() => generator.applyTransform(image, { theta: Number.NaN }), 'E_RANGE');
  await rejects(() => generator.applyTransform(image, undefined as never), 'E_TYPE');
  await rejects(
    () => generator.applyTransform({ data: new Uint8Array(2), shape: [1, 1, 2, 1] } as never, {}),
    'E_RANK',
  );
  await rejects(() => generator.applyTransform(null as never, {}), 'E_TYPE');
  await rejects(() => generator.randomTransform({ data: new Uint8Array(2), shape: [1, 1, 2, 1] } as never), 'E_SHAPE');
  await rejects(() => generator.fit(image as never), 'E_RANK');
  await rejects(() => generator.fit({ data: new Uint8Array(0), shape: [0, 1, 1, 1] }), 'E_TOO_FEW');
  await rejects(() => generator.fit({ data: new Uint8Array(2), shape: [2, 1, 1, 1] }, { rounds: 0 }), 'E_SIZE');
  const old = new ImageDataGenerator({ compat: 'idg-2', brightnessRange: [1, 1] });
  throws(
    () => old.getRandomTransform([1, 1, 1], 2 ** 32),
    'E_SEED',
    'getRandomTransform: seed must be an integer within 0..2^32-1; received 4294967296',
  );
  await rejects(() => old.applyTransform(float32([1, 1, 2], [1, 2]), { brightness: 1 }), 'E_CHANNELS');
  // The next valid call works.
  assert.equal([...(await generator.applyTransform(image, { flipHorizontal: true })).data], [2, 1]);
});

test('randomTransform() is getRandomTransform() and applyTransform()', async () => {
  const image = uint8([3, 4, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
  for (const compat of [null, 'idg-1.1', 'idg-2'] as const) {
    const generator = new ImageDataGenerator({ rotationRange: 40, horizontalFlip: true, compat });
    const drawn = generator.getRandomTransform(image.shape, 6);
    const wanted = await generator.applyTransform(image, drawn);
    assert.equal([...(await generator.randomTransform(image, 6)).data], [...wanted.data]);
    assert.ok(Math.abs(drawn.theta) <= 40 && drawn.theta !== 0);
    assert.is.not(generator.getRandomTransform(image.shape).theta, generator.getRandomTransform(image.shape).theta);
  }
});

test('missing statistics are an error; with compat they are left out', async () => {
  const image = float32([1, 2, 1], [1, 2]);
  const standardized = new ImageDataGenerator({ featurewiseCenter: true }).standardize(image);
  await failureOf(() => standardized, 'E_NOT_ADAPTED');
  const old = new ImageDataGenerator({ featurewiseCenter: true, compat: 'idg-2' });
  assert.equal([...(await old.standardize(image)).data], [1, 2]);
});

test('preprocessingFunction sees float32 after the transforms and before rescale', async () => {
  const seen: string[] = [];
  const generator = new ImageDataGenerator({
    rescale: 10,
    preprocessingFunction: (image) => {
      seen.push(image.data.constructor.name);
      return { ...image, data: image.data.map((value) => value + 1) };
    },
  });
  assert.equal([...(await generator.standardize(uint8([1, 2, 1], [1, 2]))).data], [20, 30]);
  assert.equal(seen, ['Float32Array']);
});

test('corrected fit() learns from what is normalized; augmented, from several rounds', async () => {
  const images = { data: Uint8Array.of(0, 10, 20, 30), shape: [2, 1, 2, 1] as const };
  const doubled = new ImageDataGenerator({
    featurewiseCenter: true,
    rescale: 2,
    preprocessingFunction: (image) => ({ ...image, data: image.data.map((value) => value + 5) }),
  });
  await doubled.fit(images);
  assert.equal(doubled.mean, [40]);
  const flipped = new ImageDataGenerator({ featurewiseCenter: true, horizontalFlip: true });
  await flipped.fit(images, { augment: true, rounds: 3, seed: 1 });
  assert.equal(flipped.mean, [15]);
  const shifted = new ImageDataGenerator({ featurewiseCenter: true, widthShiftRange: [1] });
  await shifted.fit(images, { augment: true, rounds: 4, seed: 1 });
  const again = new ImageDataGenerator({ featurewiseCenter: true, widthShiftRange: [1] });
  await again.fit(images, { augment: true, rounds: 4, seed: 1 });
  assert.equal(shifted.mean, again.mean);
  assert.is.not(shifted.mean?.[0], 15);
});

test.run();
