// Image layers have no gradient: what stands behind them trains, what stands in front cannot.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomFlip, RandomRotation, Rescaling } from '../../src/index.js';
import { asLayer, registerLayers } from '../../src/tfjs/index.js';
import { failsWith } from '../support/errors.js';
import { makeTensor } from './support.js';

const { unregister } = registerLayers(tf);
test.after(() => unregister());

const makePipeline = () =>
  new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.1 }), new Rescaling({ scale: 1 / 255 })], {
    seed: 5,
  });
const inputShape = [6, 9, 3] as const;
const classifier = () => [tf.layers.flatten(), tf.layers.dense({ units: 2, kernelInitializer: 'ones' })];

function compiled(layers: tf.layers.Layer[]): tf.Sequential {
  const model = tf.sequential({ layers });
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  return model;
}

test('fit trains what stands behind, and never asks for the gradient', async () => {
  const model = compiled([asLayer(makePipeline(), { inputShape }), ...classifier()]);
  const before = Array.from((model.getWeights()[0] as tf.Tensor).dataSync());
  const input = makeTensor();
  const target = tf.zeros([3, 2]);
  const { history } = await model.fit(input, target, { epochs: 3, verbose: 0, shuffle: false });
  const losses = history.loss as number[];
  assert.ok((losses[2] as number) < (losses[0] as number), `${losses}`);
  assert.is.not(Array.from((model.getWeights()[0] as tf.Tensor).dataSync()).join(), before.join());
  tf.dispose([input, target]);
});

test('a trainable layer in front is a clear error of fit, after which fit still works', async () => {
  const first = tf.layers.conv2d({ filters: 3, kernelSize: 1, inputShape: [...inputShape] });
  const model = compiled([first, asLayer(makePipeline()), ...classifier()]);
  const input = makeTensor();
  const target = tf.zeros([3, 2]);
  const fit = () => model.fit(input, target, { epochs: 1, verbose: 0 });
  for (let i = 0; i < 2; i++) {
    const error = await failsWith(fit, 'StateError', 'E_GRADIENT', 'ImagePipeline: image layers have no gradient');
    assert.match(error.message, /only layers behind them can be trained/);
  }
  (model.predict(input) as tf.Tensor).dispose();
  (model.evaluate(input, target) as tf.Scalar).dispose();
  first.trainable = false;
  model.compile({ optimizer: tf.train.sgd(0.01), loss: 'meanSquaredError' });
  await fit();
  tf.dispose([input, target]);
});

test('tf.grad through a layer', async () => {
  const layer = asLayer(new RandomFlip());
  const input = makeTensor();
  const gradient = tf.grad((x) => (layer.apply(x, { training: true }) as tf.Tensor).sum());
  await failsWith(() => gradient(input), 'StateError', 'E_GRADIENT', 'RandomFlip: image layers have no gradient');
  // What does not lead through the layer has its gradient still.
  const other = makeTensor();
  const around = tf.grad((x) => tf.add((layer.apply(other) as tf.Tensor).sum(), x.mul(3).sum()));
  const result = around(input);
  assert.ok(result.dataSync().every((value) => value === 3));
  tf.dispose([input, other, result]);
});

test('optimizer.minimize over weights behind the layer', () => {
  const layer = asLayer(makePipeline());
  const weight = tf.variable(tf.ones([3, 1]));
  const optimizer = tf.train.sgd(0.1);
  const input = makeTensor();
  const loss = () => {
    const images = layer.apply(input, { training: true }) as tf.Tensor4D;
    return tf
      .matMul(images.mean([1, 2]), weight)
      .square()
      .mean()
      .asScalar();
  };
  (optimizer.minimize(loss, true, [weight]) as tf.Scalar).dispose();
  const before = tf.memory().numTensors;
  const losses = Array.from({ length: 5 }, () => {
    const value = optimizer.minimize(loss, true, [weight]) as tf.Scalar;
    const [number] = value.dataSync();
    value.dispose();
    return number as number;
  });
  assert.is(tf.memory().numTensors, before);
  assert.ok((losses[4] as number) < (losses[0] as number));
  tf.dispose([input, weight]);
});

test.run();
