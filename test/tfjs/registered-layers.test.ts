// Every layer of the registry inside models of tfjs: saved, loaded, trained with, predicted with.
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { asLayer, registerLayers } from '../../src/tfjs/index.js';
import { failsWith } from '../support/errors.js';
import { tempDirectory } from '../support/temp-dir.js';
import { CLASS_NAMES, makeLayer, makeTensor, modelOf, SHAPE, valuesOf } from './support.js';

const registration = registerLayers(tf);
test.after(() => registration.unregister());

const inputShape = [SHAPE[1], SHAPE[2], SHAPE[3]] as const;

/** What a layer that stands alone makes of the samples from `firstIndex` on. */
function alone(layer: Awaited<ReturnType<typeof makeLayer>>, input: tf.Tensor, training: boolean, firstIndex = 0) {
  return valuesOf(layer.applySync(input, { training, firstIndex }));
}

for (const className of CLASS_NAMES) {
  test(`${className}: inference in predict, draws of its own in every training step`, async () => {
    const layer = await makeLayer(className);
    const input = makeTensor();
    const model = modelOf(asLayer(layer, { inputShape }));
    const before = tf.memory().numTensors;
    assert.equal(valuesOf(model.predict(input)), alone(layer, input, false));
    for (const firstIndex of [0, 3]) {
      const trained = model.apply(input, { training: true });
      assert.equal(valuesOf(trained), alone(layer, input, true, firstIndex), `step of sample ${firstIndex}`);
    }
    assert.equal(valuesOf(model.predict(input)), alone(layer, input, false), 'predict after training');
    assert.is(tf.memory().numTensors, before);
    model.dispose();
    input.dispose();
  });

  test(`${className}: a saved model loads to the same pixels and config`, async () => {
    const layer = await makeLayer(className);
    const input = makeTensor();
    const model = modelOf(asLayer(layer, { inputShape, name: 'layer_1' }));
    (model.apply(input, { training: true }) as tf.Tensor).dispose();
    const folder = join(tempDirectory(), 'model');
    await model.save(`file://${folder}`);
    const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
    assert.equal(valuesOf(loaded.predict(input)), valuesOf(model.predict(input)));
    assert.equal(valuesOf(loaded.apply(input, { training: true })), alone(layer, input, true, 3));
    const [again] = loaded.layers.slice(-1) as [tf.layers.Layer];
    const first = model.layers[0] as tf.layers.Layer;
    assert.is(again.getClassName(), className);
    (model.apply(input, { training: true }) as tf.Tensor).dispose();
    assert.equal(again.getConfig(), first.getConfig());
  });

  test(`${className}: symbolic shapes, with unknown sizes too`, async () => {
    const layer = await makeLayer(className);
    const own = layer.outputShape(inputShape);
    const [model] = [asLayer(layer)];
    assert.equal(model.computeOutputShape([null, ...inputShape]), [null, ...own]);
    assert.equal(model.computeOutputShape([5, ...inputShape]), [5, ...own]);
    assert.equal(model.computeOutputShape([[2, ...inputShape]]), [2, ...own]);
    assert.equal(model.computeOutputShape([...inputShape]), [...own]);
    assert.equal(model.computeOutputShape([null, null, null, 3]), [null, ...layer.outputShape([null, null, 3])]);
    await failsWith(() => model.computeOutputShape([null, 3]), 'ArgumentError', 'E_RANK', className);
  });
}

test('single images and int32 images', async () => {
  const layer = await makeLayer('RandomFlip');
  const image = tf.tensor3d([1, 2, 3, 4, 5, 6], [1, 2, 3], 'int32');
  const model = asLayer(layer);
  const out = model.apply(image) as tf.Tensor;
  assert.equal([out.shape, out.dtype, Array.from(out.dataSync())], [[1, 2, 3], 'int32', [1, 2, 3, 4, 5, 6]]);
  out.dispose();
  const first = valuesOf(model.apply(image, { training: true }));
  const second = valuesOf(model.apply(image, { training: true }));
  assert.equal(first, alone(layer, image, true, 0));
  assert.equal(second, alone(layer, image, true, 1));
  image.dispose();
});

test('an input of integers stays one in the saved model', async () => {
  const model = modelOf(asLayer(await makeLayer('Rescaling'), { inputShape, dtype: 'int32' }));
  const loaded = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
  assert.is((loaded.inputs[0] as tf.SymbolicTensor).dtype, 'int32');
  const input = makeTensor(SHAPE, 'int32');
  const out = loaded.predict(input) as tf.Tensor;
  assert.is(out.dtype, 'float32');
  assert.equal(valuesOf(out), valuesOf(model.predict(input)));
  input.dispose();
});

test('on the backend of tfjs in plain JavaScript the pixels are the same', async () => {
  const layers = await Promise.all(CLASS_NAMES.map(makeLayer));
  const run = (training: boolean) =>
    layers.map((layer) => {
      const input = makeTensor();
      const result = valuesOf(asLayer(layer).apply(input, { training }));
      input.dispose();
      return result;
    });
  const inTensorFlow = [run(true), run(false)];
  await tf.setBackend('cpu');
  try {
    const before = tf.memory().numTensors;
    const inJavaScript = [run(true), run(false)];
    assert.equal(inJavaScript, inTensorFlow);
    // Of each run the Normalization has its three weights, and each whitening four.
    assert.is(tf.memory().numTensors, before + 2 * (3 + 2 * 4));
  } finally {
    await tf.setBackend('tensorflow');
  }
});

test('an image that is none is our error, and the next call works', async () => {
  const layer = asLayer(await makeLayer('RandomFlip'));
  const bool = tf.ones([1, 2, 2, 3], 'bool');
  const image = tf.ones([1, 2, 2, 3]);
  const before = tf.memory().numTensors;
  await failsWith(() => layer.apply(bool), 'ArgumentError', 'E_DTYPE', 'bool');
  await failsWith(() => layer.apply([image, image]), 'ArgumentError', 'E_TYPE', 'one input');
  assert.equal(valuesOf(layer.apply([image])).shape, [1, 2, 2, 3]);
  assert.is(tf.memory().numTensors, before);
  tf.dispose([bool, image]);
});

test.run();
