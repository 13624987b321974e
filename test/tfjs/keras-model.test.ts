// Models that Keras made (scripts/parity/keras_models.py) load in tfjs-node and predict what Keras predicts.
import { readFileSync } from 'node:fs';
import type { io } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromKerasModel, registerLayers } from '../../src/tfjs/index.js';
import { type GoldenInput, goldenInput } from '../conformance/golden-input.js';
import { type Expected, storedValues } from '../conformance/goldens.js';

import { failsWith } from '../support/errors.js';
import { valuesOf } from './support.js';

const FOLDER = new URL('../keras/goldens/', import.meta.url);
const urlOf = (model: string) => `file://${new URL(`${model}/model.json`, FOLDER).pathname}`;

interface ExpectedOutputs {
  input: GoldenInput;
  outputs: Expected[];
}

function expectedOf(model: string): ExpectedOutputs {
  return JSON.parse(readFileSync(new URL(`${model}/expected.json`, FOLDER), 'utf8'));
}

function inputTensor({ input }: ExpectedOutputs): tf.Tensor {
  const { data, shape } = goldenInput(input);
  return tf.tensor(Array.from(data), [...shape], input.dtype === 'uint8' ? 'int32' : 'float32');
}

/** Largest difference from what Keras predicted, relative to its largest value. */
function distance(model: tf.LayersModel, expected: ExpectedOutputs): number {
  return tf.tidy(() => {
    const outputs = [model.predict(inputTensor(expected))].flat() as tf.Tensor[];
    assert.is(outputs.length, expected.outputs.length);
    const distances = outputs.map((output, i) => {
      const { shape } = expected.outputs[i] as Expected;
      assert.equal(output.shape, shape);
      const wanted = storedValues(expected.outputs[i] as Expected);
      const scale = Math.max(...Array.from(wanted, Math.abs));
      const found = output.dataSync();
      return Math.max(...Array.from(wanted, (value, k) => Math.abs(value - (found[k] as number)) / scale));
    });
    return Math.max(...distances);
  });
}

const { unregister } = registerLayers(tf);
test.after(() => unregister());

for (const name of ['keras3-sequential', 'keras3-functional', 'keras2-sequential', 'keras2-functional']) {
  test(`${name} predicts what Keras predicts`, async () => {
    const empty = tf.memory().numTensors;
    const model = await tf.loadLayersModel(fromKerasModel(urlOf(name)));
    const loaded = tf.memory().numTensors;
    assert.ok(distance(model, expectedOf(name)) < 1e-4, `${distance(model, expectedOf(name))}`);
    assert.is(tf.memory().numTensors, loaded, 'predict keeps nothing');
    model.dispose();
    // A layer that is called twice outlives its model in tfjs.
    if (name.endsWith('sequential')) assert.is(tf.memory().numTensors, empty);
  });
}

for (const name of ['keras2-sequential', 'keras2-functional']) {
  test(`${name} needs no fromKerasModel`, async () => {
    const model = await tf.loadLayersModel(urlOf(name));
    assert.ok(distance(model, expectedOf(name)) < 1e-4);
    model.dispose();
  });
}

test('a loaded model of Keras trains, with its random layers active and its statistics as they are', async () => {
  const model = await tf.loadLayersModel(fromKerasModel(urlOf('keras3-sequential')));
  model.compile({ optimizer: tf.train.sgd(1e-3), loss: 'categoricalCrossentropy' });
  const images = inputTensor(expectedOf('keras3-sequential'));
  const labels = tf.oneHot([0, 1, 2], 3);
  const untrained = valuesOf(model.predict(images));
  const weightsOf = (name: string) =>
    (model.getLayer(name).getWeights() as tf.Tensor[]).map((w) => Array.from(w.dataSync()));
  const statistics = weightsOf('adapted');
  const fit = () => model.fit(images, labels, { epochs: 2, batchSize: 2, shuffle: false, verbose: 0 });
  await fit();
  const before = tf.memory().numTensors;
  await fit();
  assert.is(tf.memory().numTensors, before);
  assert.equal(weightsOf('adapted'), statistics);
  const trained = valuesOf(model.predict(images));
  assert.is.not(trained.data.join(), untrained.data.join());
  assert.ok(trained.data.every(Number.isFinite));
  const layer = model.getLayer('random_brightness');
  const input = tf.fill([1, 14, 14, 3], 100);
  const draws = [1, 2].map(() => valuesOf(layer.apply(input, { training: true }) as tf.Tensor).data[0]);
  assert.is.not(draws[0], draws[1]);
  assert.is(valuesOf(layer.apply(input) as tf.Tensor).data[0], 100);
  tf.dispose([images, labels, input]);
  model.dispose();
});

/** Artifacts of a model [2] -> Dense(1), with these weights after those of the layer. */
function denseArtifacts(extra: io.WeightsManifestEntry[], bytes: number[]): io.ModelArtifacts {
  const input = { class_name: 'InputLayer', config: { batch_shape: [null, 2], dtype: 'float32', name: 'x' } };
  const dense = { class_name: 'Dense', config: { name: 'classes', units: 1, activation: 'linear' } };
  return {
    modelTopology: { class_name: 'Sequential', config: { name: 'model', layers: [input, dense] } },
    weightSpecs: [
      ...extra,
      { name: 'model/classes/kernel', shape: [2, 1], dtype: 'float32' },
      { name: 'model/classes/bias', shape: [1], dtype: 'float32' },
    ],
    weightData: Uint8Array.from([...bytes, ...new Uint8Array(Float32Array.of(2, 3, 10).buffer)]).buffer,
  };
}

async function predictDense(artifacts: io.ModelArtifacts): Promise<number> {
  const model = await tf.loadLayersModel(fromKerasModel({ load: async () => artifacts }));
  const result = tf.tidy(() => (model.predict(tf.tensor2d([[1, 100]])) as tf.Tensor).dataSync()[0] as number);
  model.dispose();
  return result;
}

test('names of weights lose the models around the layer, and random generators their state', async () => {
  assert.is(await predictDense(denseArtifacts([], [])), 312);
  const specs: io.WeightsManifestEntry[] = [
    { name: 'model/flip/seed_generator/seed_generator_state', shape: [2], dtype: 'int32' },
    { name: 'flip/StateVar', shape: [3], dtype: 'float32', quantization: { dtype: 'uint8', min: 0, scale: 1 } },
    { name: 'other/seed_generator_1/vars/0', shape: [], dtype: 'bool' },
  ];
  assert.is(await predictDense(denseArtifacts(specs, Array(8 + 3 + 1).fill(77))), 312);
});

test('weights in several buffers', async () => {
  const { weightData, ...rest } = denseArtifacts([], []);
  const data = weightData as ArrayBuffer;
  assert.is(await predictDense({ ...rest, weightData: [data.slice(0, 5), data.slice(5)] }), 312);
});

test('a topology without weights', async () => {
  const { modelTopology } = denseArtifacts([], []);
  const model = await tf.loadLayersModel(fromKerasModel(tf.io.fromMemory({ modelTopology })));
  assert.equal(model.outputShape, [null, 1]);
  model.dispose();
});

test('sources and weights that cannot be read', async () => {
  const fails = (source: unknown, options?: object) =>
    failsWith(() => fromKerasModel(source as string, options), 'ArgumentError', 'E_TYPE', 'fromKerasModel: ');
  for (const source of ['nowhere://model.json', 5, null, {}, { load: 'file' }]) await fails(source);
  await fails('file://model.json', { tf: {} });
  const text: io.WeightsManifestEntry = { name: 'vocabulary', shape: [2], dtype: 'string' };
  const load = (artifacts: object) =>
    tf.loadLayersModel(fromKerasModel({ load: async () => artifacts as io.ModelArtifacts }));
  await failsWith(
    () => load(denseArtifacts([text], [])),
    'ArgumentError',
    'E_KERAS',
    'vocabulary has the dtype string',
  );
  await failsWith(() => load({ modelTopology: { class_name: 'Dense' } }), 'ArgumentError', 'E_SPEC', 'model must be');
});

test.run();
