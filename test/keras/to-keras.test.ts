// What toKeras() refuses, and the names and forms of its documents; Keras itself loads them in documents.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  GaussianNoise,
  ImagePipeline,
  Lambda,
  type Layer,
  Mosaic,
  Normalization,
  RandomChannelShift,
  RandomErasing,
  RandomFlip,
  RandomGaussianBlur,
  RandomHeight,
  RandomShear,
  RandomWidth,
  RandomZoom,
  Rescaling,
  Resizing,
  SamplewiseNormalization,
} from '../../src/index.js';
import { KERAS_CLASSES } from '../../src/keras/keras-layers.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { failsWith } from '../support/errors.js';
import { kerasCases } from './pipelines.js';

const toKeras = (layer: Layer, options?: object) => new ImagePipeline([layer], { seed: 1 }).toKeras(options);

test('the cases that Keras checks have every class with a counterpart', async () => {
  const used = (await kerasCases()).flatMap(({ pipeline }) => pipeline.flatten().map(({ className }) => className));
  assert.equal([...new Set(used)].sort(), [...KERAS_CLASSES].sort());
  for (const name of KERAS_CLASSES) assert.ok(name in LAYER_CLASSES, name);
});

test('layers without a counterpart', async () => {
  const step = new Lambda({ function: (image) => image });
  const layers = [
    step,
    new Mosaic(),
    new RandomChannelShift({ factor: 3 }),
    new RandomHeight({ factor: 0.1 }),
    new RandomWidth({ factor: 0.1 }),
    new SamplewiseNormalization(),
  ];
  for (const layer of layers) {
    await failsWith(
      () => toKeras(layer),
      'ArgumentError',
      'E_KERAS',
      `toKeras: ${layer.className}: Keras 3 has no such`,
    );
  }
});

test('options without a counterpart', async () => {
  const fails = (layer: Layer, part: string) => failsWith(() => toKeras(layer), 'ArgumentError', 'E_KERAS', part);
  await fails(new RandomFlip({ independent: true }), 'RandomFlip: Keras has no independent: true');
  await fails(new RandomShear({ intensity: 10 }), 'RandomShear: Keras has xFactor and yFactor only, no intensity');
  await fails(new RandomShear({ xFactor: [-0.1, 0.2] }), 'xFactor of [min, max] within 0..1 or [-f, f] only');
  await fails(new RandomZoom({ heightFactor: [-1, 0.5] }), 'RandomZoom: Keras takes a heightFactor above -1 only');
  await fails(new RandomZoom({ heightFactor: 0.1, widthFactor: [-1, 0] }), 'widthFactor above -1 only');
  for (const interpolation of ['area', 'gaussian', 'mitchellcubic'] as const) {
    await fails(
      new Resizing({ height: 2, width: 2, interpolation }),
      `Resizing: Keras has no interpolation '${interpolation}'`,
    );
  }
  await fails(
    new RandomErasing({ fillValue: [1, 2] }),
    'RandomErasing: Keras takes a fillValue of three values; received 2',
  );
  await fails(new RandomGaussianBlur({ kernelSize: [3, 5] }), 'Keras has square kernels only; received [3, 5]');
  await fails(new RandomGaussianBlur({ sigma: [0, 2] }), 'Keras takes a sigma within 0..1; received [0, 2]');
  await fails(
    new GaussianNoise({ stddev: [0, 1] }),
    'GaussianNoise: Keras takes one stddev within 0..1; received [0, 1]',
  );
  await fails(new GaussianNoise({ stddev: 2 }), 'Keras takes one stddev within 0..1; received [2, 2]');
  await fails(new GaussianNoise({ stddev: 1, valueRange: [0, 1] }), 'GaussianNoise: Keras has no valueRange');
  await fails(new Rescaling({ scale: 2, dtype: 'uint8' }), 'Rescaling: Keras layers cannot return uint8');
});

test('a document, key by key', () => {
  const pipeline = new ImagePipeline([new RandomFlip({ name: 'flip', seed: 4 }), new RandomShear({ xFactor: 0.2 })], {
    seed: 1,
    name: 'augment',
  });
  const registered_name = null;
  assert.equal(pipeline.toKeras({ inputShape: [null, 8, 3] }), {
    module: 'keras',
    class_name: 'Sequential',
    config: {
      name: 'augment',
      layers: [
        {
          module: 'keras.layers',
          class_name: 'InputLayer',
          config: { batch_shape: [null, null, 8, 3], dtype: 'float32', name: 'images' },
          registered_name,
        },
        {
          module: 'keras.layers',
          class_name: 'RandomFlip',
          config: { name: 'flip', seed: 4, mode: 'horizontal_and_vertical', data_format: 'channels_last' },
          registered_name,
        },
        {
          module: 'keras.layers',
          class_name: 'RandomShear',
          config: {
            interpolation: 'bilinear',
            fill_mode: 'reflect',
            fill_value: 0,
            x_factor: 0.2,
            y_factor: 0,
            data_format: 'channels_last',
          },
          registered_name,
        },
      ],
    },
    registered_name,
  });
});

test('a Normalization that has not been adapted, and one that has', async () => {
  const layer = new Normalization();
  const configOf = () => (toKeras(layer).config.layers as { config: object }[])[0]?.config;
  assert.equal(configOf(), { axis: [-1], invert: false, mean: null, variance: null });
  await new ImagePipeline([layer]).adapt({ data: new Uint8Array([1, 3]), shape: [1, 2, 1] });
  assert.equal(configOf(), { axis: [-1], invert: false, mean: [2], variance: [1] });
});

test('names', async () => {
  const inner = (name: string) => new ImagePipeline([new Rescaling({ scale: 2, name })], { seed: 1 });
  const layers = [inner('first'), inner('second'), new ImagePipeline([], { seed: 1, name: 'image_sequential_1' })];
  const names = (new ImagePipeline(layers, { seed: 1 }).toKeras().config.layers as { config: { name: string } }[]).map(
    ({ config }) => config.name,
  );
  assert.equal(names, ['image_sequential', 'image_sequential_2', 'image_sequential_1']);
  const twice = new ImagePipeline([new RandomFlip({ name: 'a' }), new Rescaling({ scale: 2, name: 'a' })], { seed: 1 });
  await failsWith(
    () => twice.toKeras(),
    'ArgumentError',
    'E_NAME',
    'toKeras: two layers of one Sequential are named "a"',
  );
  assert.is(twice.toKeras({ className: 'Pipeline' }).class_name, 'Pipeline', 'Keras has no such rule for a Pipeline');
  const taken = new RandomFlip({ name: 'images' });
  await failsWith(() => toKeras(taken, { inputShape: [1, 1, 1] }), 'ArgumentError', 'E_NAME', '"images"');
});

test('wrong options', async () => {
  const fails = (options: object, code: string, part: string) =>
    failsWith(() => toKeras(new RandomFlip(), options), 'ArgumentError', code, part);
  await fails({ className: 'Functional' }, 'E_ENUM', 'toKeras: className');
  await fails({ shape: [1, 2, 3] }, 'E_OPTION', 'toKeras: unknown option "shape"');
  await fails(
    { className: 'Pipeline', inputShape: [1, 2, 3] },
    'E_CONFLICT',
    'toKeras: inputShape is for a Sequential',
  );
  for (const inputShape of [[1, 2], [0, 1, 1], [1, 1, 1.5], 'any', [1, 1, undefined]]) {
    await fails({ inputShape }, 'E_SHAPE', 'toKeras: inputShape must be [height, width, channels]');
  }
});

test.run();
