// Models that Keras made (scripts/parity/keras_models.py) load in tfjs-node and predict what Keras predicts.
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { fromKerasModel, registerLayers } from '../../src/tfjs/index.js';
import { type GoldenInput, goldenInput } from '../conformance/golden-input.js';
import { type Expected, storedValues } from '../conformance/goldens.js';

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

test.run();
