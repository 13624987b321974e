// What registerLayers() puts into the registry of tfjs, how configs of Keras read there, and unregister().
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { GaussianNoise, RandomFlip, Resizing } from '../../src/index.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { asLayer, registerLayers } from '../../src/tfjs/index.js';
import { failsWith } from '../support/errors.js';
import { makeTensor, valuesOf } from './support.js';

type Json = Record<string, unknown>;

const registry = tf.serialization.SerializationMap.getMap().classNameMap as Json;

/** A Sequential of these layers, read as tf.loadLayersModel reads a topology. */
async function load(layers: { class_name: string; config: Json }[]): Promise<tf.LayersModel> {
  const input = { class_name: 'InputLayer', config: { batch_input_shape: [null, 6, 9, 3], name: 'images' } };
  const modelTopology = { class_name: 'Sequential', config: { name: 'model', layers: [input, ...layers] } };
  return tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
}

/** Config, as our layer has it, of the one layer that this config of Keras gives. */
async function read(class_name: string, config: Json): Promise<Json> {
  const { layers } = await load([{ class_name, config }]);
  return (layers.at(-1) as tf.layers.Layer).getConfig().layer as Json;
}

const POLICY = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null };
const KERAS_3 = { name: 'the_layer', trainable: true, dtype: POLICY, data_format: 'channels_last' };
const KERAS_2 = { name: 'the_layer', trainable: true, dtype: 'float32' };

test('before registerLayers tfjs knows few of the layers, and after unregister() again its own', async () => {
  const before = { ...registry };
  assert.type(registry.RandomFlip, 'undefined');
  const registration = registerLayers(tf);
  assert.equal([...registration.classNames].sort(), [...Object.keys(LAYER_CLASSES), 'ImagePipeline'].sort());
  for (const name of registration.classNames) assert.is.not(registry[name], before[name], name);
  assert.is(registerLayers(tf), registration, 'a second call does nothing');
  registration.unregister();
  assert.equal(Object.keys(registry).sort(), Object.keys(before).sort());
  for (const [name, entry] of Object.entries(before)) assert.is(registry[name], entry, name);
  registration.unregister();
  await failsWith(() => asLayer(new RandomFlip()), 'StateError', 'E_TFJS_MISSING', 'registerLayers(tf)');
  assert.is(asLayer(new RandomFlip(), { tf }).getClassName(), 'RandomFlip');
});

test('GaussianNoise of a saved model stays the layer of tfjs, on tensors of any rank', async () => {
  const { unregister } = registerLayers(tf);
  const dense = tf.sequential({
    layers: [tf.layers.dense({ units: 3, inputShape: [2] }), tf.layers.gaussianNoise({ stddev: 0.5 })],
  });
  const loaded = await tf.models.modelFromJSON(dense.toJSON(null, false) as never);
  const last = (model: tf.LayersModel) => (model.layers.at(-1) as tf.layers.Layer).getConfig() as Json;
  assert.equal(last(loaded).stddev, 0.5);
  assert.equal((loaded.predict(tf.ones([4, 2])) as tf.Tensor).shape, [4, 3]);
  const ours = tf.sequential({ layers: [asLayer(new GaussianNoise({ stddev: 3 }), { inputShape: [4, 4, 3] })] });
  const again = await tf.models.modelFromJSON(ours.toJSON(null, false) as never);
  assert.equal((last(again).layer as Json).stddev, [3, 3]);
  unregister();
});

test('a registration that is over does not end the next one', () => {
  const first = registerLayers(tf);
  first.unregister();
  const second = registerLayers(tf);
  first.unregister();
  assert.ok(registry.RandomFlip);
  second.unregister();
  assert.type(registry.RandomFlip, 'undefined');
});

test('what is no tfjs is refused', async () => {
  for (const tfjs of [undefined, null, {}, { layers: {} }, 5]) {
    await failsWith(() => registerLayers(tfjs as never), 'ArgumentError', 'E_TYPE', 'registerLayers: tf must be tfjs');
  }
});

test('ours replace what tfjs computes otherwise', async () => {
  const { unregister } = registerLayers(tf);
  const input = tf.tensor4d([10, 20, 40, 80], [1, 1, 4, 1]);
  const small = await tf.models.modelFromJSON({
    className: 'Sequential',
    config: {
      name: 'model',
      layers: [{ className: 'Resizing', config: { height: 1, width: 2, batchInputShape: [null, 1, 4, 1] } }],
    },
  } as never);
  // Keras: 15 60; the Resizing of tfjs aligns the corners and gives 10 80.
  assert.equal(valuesOf(small.predict(input)).data, [15, 60]);
  unregister();
  const own = tf.layers.resizing({ height: 1, width: 2, inputShape: [1, 4, 1] });
  assert.equal(valuesOf(own.apply(input) as tf.Tensor).data, [10, 80]);
  input.dispose();
});

test('enums in both spellings, and the keys that Keras adds', async () => {
  const { unregister } = registerLayers(tf);
  for (const mode of ['horizontal_and_vertical', 'horizontalAndVertical', 'vertical']) {
    const config = await read('RandomFlip', { ...KERAS_3, mode, seed: null, bounding_box_format: 'rel_xyxy' });
    const wanted = mode === 'vertical' ? 'vertical' : 'horizontalAndVertical';
    assert.equal(config, { name: 'the_layer', dtype: 'float32', mode: wanted, independent: false });
  }
  assert.equal(await read('RandomBrightness', { ...KERAS_3, factor: [-0.1, 0.2], value_range: [0, 1], seed: 4 }), {
    name: 'the_layer',
    dtype: 'float32',
    seed: 4,
    factor: [-0.1, 0.2],
    valueRange: [0, 1],
  });
  const geometric = { fill_mode: 'nearest', interpolation: 'nearest', fill_value: 2.0, seed: null };
  assert.equal(
    await read('RandomTranslation', { ...KERAS_3, ...geometric, height_factor: 0.1, width_factor: [0, 0.2] }),
    {
      name: 'the_layer',
      dtype: 'float32',
      interpolation: 'nearest',
      fillMode: 'nearest',
      fillValue: 2,
      heightFactor: [-0.1, 0.1],
      widthFactor: [0, 0.2],
    },
  );
  unregister();
});

test('what Keras 2 means by the same config', async () => {
  const { unregister } = registerLayers(tf);
  const factorOf = async (config: Json) => (await read('RandomContrast', config)).factor;
  assert.equal(await factorOf({ ...KERAS_2, factor: 0.2, seed: null }), [0.2, 0.2]);
  assert.equal(await factorOf({ ...KERAS_3, factor: [0, 0.2], value_range: [0, 255] }), [0, 0.2]);
  const independentOf = async (config: Json) => (await read('RandomFlip', config)).independent;
  assert.is(await independentOf({ ...KERAS_2, mode: 'horizontal_and_vertical' }), true);
  assert.is(await independentOf({ ...KERAS_3, mode: 'horizontal_and_vertical' }), false);
  const crop = { ...KERAS_2, height: 2, width: 3, seed: null, rng_type: 'legacy', auto_vectorize: true };
  assert.equal(await read('RandomCrop', crop), { name: 'the_layer', dtype: 'float32', height: 2, width: 3 });
  unregister();
});

test('arrays of NumPy in a config', async () => {
  const { unregister } = registerLayers(tf);
  const scale = { class_name: '__numpy__', config: { value: [0.5, 1, 2], dtype: 'float64' } };
  const config = await read('Rescaling', { ...KERAS_3, data_format: null, scale, offset: [1, 2, 3] });
  assert.equal(config, { name: 'the_layer', dtype: 'float32', scale: [0.5, 1, 2], offset: [1, 2, 3] });
  unregister();
});

test('a keras.layers.Pipeline is one layer, and stays it', async () => {
  const { unregister } = registerLayers(tf);
  const layers = [
    { module: 'keras.layers', class_name: 'CenterCrop', config: { ...KERAS_3, height: 2, width: 4 } },
    { module: 'keras.layers', class_name: 'Rescaling', config: { ...KERAS_3, data_format: null, scale: 2, offset: 0 } },
  ];
  const model = await load([{ class_name: 'Pipeline', config: { name: 'pipe', layers } }]);
  const again = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
  assert.equal(again.outputShape, [null, 2, 4, 3]);
  assert.is((again.layers.at(-1) as tf.layers.Layer).name, 'pipe');
  const input = makeTensor();
  const cut = tf.tidy(() => input.slice([0, 2, 2, 0], [3, 2, 4, 3]).mul(2));
  assert.equal(valuesOf(again.predict(input)), valuesOf(cut));
  input.dispose();
  unregister();
});

test('models that tfjs saved with layers of its own', async () => {
  const sizes = { height: 4, width: 5 };
  const model = tf.sequential({
    layers: [
      tf.layers.resizing({ ...sizes, interpolation: 'nearest', inputShape: [6, 9, 3], dtype: 'int32' } as never),
      tf.layers.centerCrop({ height: 3, width: 3 }),
      tf.layers.rescaling({ scale: 2, offset: 1 }),
    ],
  });
  const topology = model.toJSON(null, false);
  const { unregister } = registerLayers(tf);
  const loaded = await tf.models.modelFromJSON(topology as never);
  assert.equal(
    loaded.layers.map((layer) => (layer.getConfig().layer as Json | undefined)?.dtype),
    ['float32', 'float32', 'float32'],
  );
  assert.equal((loaded.inputs[0] as tf.SymbolicTensor).dtype, 'int32');
  assert.equal(loaded.outputShape, [null, 3, 3, 3]);
  unregister();
});

test('bad configs are our errors', async () => {
  const { unregister } = registerLayers(tf);
  const fails = (class_name: string, config: Json, code: string, part: string) =>
    failsWith(() => load([{ class_name, config }]), 'ArgumentError', code, part);
  await fails('RandomRotation', { ...KERAS_3, factor: 2 }, 'E_RANGE', 'RandomRotation: factor');
  await fails('RandomFlip', { ...KERAS_3, mode: 'diagonal' }, 'E_ENUM', 'RandomFlip: mode');
  await fails('RandomFlip', { ...KERAS_3, data_format: 'channels_first' }, 'E_ENUM', 'RandomFlip: dataFormat');
  await fails('Resizing', { ...KERAS_3, height: 0, width: 3 }, 'E_SIZE', 'Resizing: height');
  await fails(
    'Resizing',
    { ...KERAS_3, height: 3, width: 3, fold: true },
    'E_OPTION',
    'Resizing: unknown option "fold"',
  );
  await fails('RandomFlip', { ...KERAS_3, firstIndex: -1 }, 'E_SIZE', 'RandomFlip: firstIndex');
  await fails('Pipeline', { layers: [{ class_name: 'Dense', config: {} }] }, 'E_SPEC', 'Dense');
  await fails('ImagePipeline', { layer: { layers: 5 } }, 'E_SPEC', 'pipeline must be');
  await fails(
    'Lambda',
    { ...KERAS_2, function: ['4wEA', null, null], function_type: 'lambda' },
    'E_OPTION',
    'Lambda: ',
  );
  const unknown = { axis: [-1], mean: null, variance: null, invert: false };
  const input = { class_name: 'InputLayer', config: { batch_input_shape: [null, 6, 9, null], name: 'images' } };
  const modelTopology = {
    class_name: 'Sequential',
    config: { name: 'model', layers: [input, { class_name: 'Normalization', config: unknown }] },
  };
  const bad = () => tf.loadLayersModel(tf.io.fromMemory({ modelTopology }));
  await failsWith(bad, 'ArgumentError', 'E_SHAPE', 'Normalization: the axes [3] must have a known size');
  assert.equal((await load([{ class_name: 'RandomFlip', config: KERAS_3 }])).outputShape, [null, 6, 9, 3]);
  unregister();
});

test('the classes of one tfjs are the same in every call', () => {
  const { unregister } = registerLayers(tf);
  const options = { height: 2, width: 2 };
  assert.is(asLayer(new Resizing(options)).constructor, asLayer(new Resizing(options)).constructor);
  assert.instance(asLayer(new Resizing(options)), tf.layers.Layer);
  unregister();
});

test.run();
