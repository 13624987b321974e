// The statistics of a Normalization and the weights of its model stay in step, whichever of the two changes.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, Normalization } from '../../src/index.js';
import { asLayer, registerLayers } from '../../src/tfjs/index.js';
import { failsWith } from '../support/errors.js';
import { modelOf, valuesOf } from './support.js';

const { unregister } = registerLayers(tf);
test.after(() => unregister());

const inputShape = [1, 2, 1] as const;
const image = () => tf.tensor4d([3, 7], [1, 1, 2, 1]);
const adapt = (layer: Normalization, values: number[]) =>
  new ImagePipeline([layer]).adapt({ data: Float32Array.from(values), shape: [1, values.length, 1] });

function predict(model: tf.LayersModel): number[] {
  const input = image();
  const { data } = valuesOf(model.predict(input));
  input.dispose();
  return data;
}

function setWeights(model: tf.LayersModel, mean: number[], variance: number[], shape = [mean.length]): void {
  const weights = [tf.tensor(mean, shape), tf.tensor(variance, shape), tf.scalar(9, 'int32')];
  model.setWeights(weights);
  tf.dispose(weights);
}

function weightsOf(model: tf.LayersModel): number[][] {
  return (model.getWeights() as tf.Tensor[]).map((weight) => Array.from(weight.dataSync()));
}

test('the weights have the names and shapes of Keras', () => {
  const layer = asLayer(new Normalization({ axis: [1, 3] }), { inputShape: [4, 5, 3], name: 'norm' });
  modelOf(layer);
  const weights = layer.weights.map(({ originalName, shape, dtype, trainable }) => ({
    originalName,
    shape,
    dtype,
    trainable,
  }));
  assert.equal(weights, [
    { originalName: 'norm/mean', shape: [4, 3], dtype: 'float32', trainable: false },
    { originalName: 'norm/variance', shape: [4, 3], dtype: 'float32', trainable: false },
    { originalName: 'norm/count', shape: [], dtype: 'int32', trainable: false },
  ]);
});

test('not adapted: an error, until weights are set', async () => {
  const model = modelOf(asLayer(new Normalization(), { inputShape }));
  await failsWith(() => predict(model), 'StateError', 'E_NOT_ADAPTED', 'Normalization: call adapt()');
  setWeights(model, [5], [4]);
  assert.equal(predict(model), [-1, 1]);
});

test('weights that are set to mean 0 and variance 1 count as set', () => {
  const model = modelOf(asLayer(new Normalization(), { inputShape }));
  setWeights(model, [0], [1]);
  assert.equal(predict(model), [3, 7]);
});

test('adapt() after the model was built reaches the weights', async () => {
  const layer = new Normalization();
  const model = modelOf(asLayer(layer, { inputShape }));
  await adapt(layer, [3, 7]);
  assert.equal(predict(model), [-1, 1]);
  assert.equal(weightsOf(model), [[5], [4], [0]]);
  await adapt(layer, [1, 5]);
  assert.equal(weightsOf(model), [[3], [4], [0]], 'without a call in between');
  assert.equal(predict(model), [0, 2]);
});

test('weights that are set reach the layer and its config', async () => {
  const layer = new Normalization();
  await adapt(layer, [3, 7]);
  const model = modelOf(asLayer(layer, { inputShape }));
  setWeights(model, [1], [16]);
  assert.equal(predict(model), [0.5, 1.5]);
  assert.equal(layer.statistics, { mean: [1], variance: [16], shape: [1, 1, 1] });
  const loaded = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
  assert.equal(predict(loaded), [0.5, 1.5]);
});

test('a config written after setWeights() has the new statistics, without a call in between', () => {
  const layer = new Normalization();
  const model = modelOf(asLayer(layer, { inputShape }));
  setWeights(model, [2], [9]);
  const { mean, variance } = (model.layers[0] as tf.layers.Layer).getConfig().layer as {
    mean: number[];
    variance: number[];
  };
  assert.equal([mean, variance], [[2], [9]]);
});

test('digits beyond float32 survive as long as no weight was set', async () => {
  const layer = new Normalization();
  await adapt(layer, [0.1, 0.25, 0.7]);
  const exact = layer.statistics;
  const model = modelOf(asLayer(layer, { inputShape }));
  predict(model);
  assert.equal(layer.statistics, exact);
  assert.is.not(Math.fround(exact?.mean[0] as number), exact?.mean[0]);
  model.setWeights(model.getWeights());
  predict(model);
  assert.equal(layer.statistics, exact, 'the same values set again');
});

test('one mean of everything, and statistics for every pixel', () => {
  const all = modelOf(asLayer(new Normalization({ axis: null }), { inputShape }));
  setWeights(all, [5], [4], []);
  assert.equal(predict(all), [-1, 1]);
  const pixels = modelOf(asLayer(new Normalization({ axis: [1, 2, 3] }), { inputShape }));
  setWeights(pixels, [3, 5], [1, 4], [1, 2, 1]);
  assert.equal(predict(pixels), [0, 1]);
});

test('given statistics are options and no weights', () => {
  const layer = new Normalization({ mean: 5, variance: 4 });
  const model = modelOf(asLayer(layer, { inputShape }));
  assert.is(model.getWeights().length, 0);
  assert.equal(predict(model), [-1, 1]);
});

test('weights that are no statistics, and statistics of another shape', async () => {
  const layer = new Normalization();
  const model = modelOf(asLayer(layer, { inputShape }));
  for (const [mean, variance] of [
    [0, -1],
    [Number.NaN, 1],
    [0, Infinity],
  ] as const) {
    setWeights(model, [mean], [variance]);
    await failsWith(
      () => predict(model),
      'NumericError',
      'E_NONFINITE',
      'Normalization: the weights mean and variance',
    );
  }
  setWeights(model, [5], [4]);
  assert.equal(predict(model), [-1, 1]);
  await new ImagePipeline([layer]).adapt({ data: new Uint8Array([1, 2, 3, 9]), shape: [1, 2, 2] });
  await failsWith(() => predict(model), 'ArgumentError', 'E_SHAPE', 'received [1, 1, 1] then [1, 1, 2]');
});

test('two models over one pipeline see the same statistics', async () => {
  const layer = new Normalization();
  const models = [modelOf(asLayer(layer, { inputShape })), modelOf(asLayer(layer, { inputShape }))] as const;
  setWeights(models[0], [5], [4]);
  assert.equal(predict(models[0]), [-1, 1]);
  assert.equal(predict(models[1]), [-1, 1]);
  assert.equal(weightsOf(models[1]), [[5], [4], [0]]);
});

test.run();
