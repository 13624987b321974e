// A whole pipeline as one layer of a model: what it draws, what is saved, what stays in memory.
import { join } from 'node:path';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ImagePipeline,
  Normalization,
  RandomBrightness,
  RandomCrop,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  Rescaling,
} from '../../src/index.js';
import { asLayer, registerLayers } from '../../src/tfjs/index.js';
import { failsWith } from '../support/errors.js';
import { tempDirectory } from '../support/temp-dir.js';
import { makeTensor, modelOf, SHAPE, valuesOf } from './support.js';

const { unregister } = registerLayers(tf);
test.after(() => unregister());

const inputShape = [SHAPE[1], SHAPE[2], SHAPE[3]] as const;

function makePipeline(): ImagePipeline {
  const inner = new ImagePipeline([new RandomFlip(), new RandomFlip({ name: 'again', mode: 'vertical' })], { seed: 1 });
  return new ImagePipeline([inner, new RandomRotation({ factor: 0.1 }), new Normalization(), new Normalization()], {
    seed: 42,
    name: 'My_pipe',
    fuse: false,
  });
}

async function adapted(): Promise<ImagePipeline> {
  const pipeline = makePipeline();
  await pipeline.adapt([makeTensor(SHAPE, 'float32', 8)]);
  return pipeline;
}

/** Records what reaches the layer behind the pipeline in every step. */
class Recorder extends tf.layers.Layer {
  static readonly className = 'Recorder';
  readonly seen: { training: boolean; data: number[] }[] = [];

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { training?: boolean }): tf.Tensor {
    const [input] = [inputs].flat() as [tf.Tensor];
    this.seen.push({ training: kwargs.training === true, data: Array.from(input.dataSync()) });
    return input.clone();
  }
}

function trainable(pipeline: ImagePipeline, recorder: Recorder, first?: tf.layers.Layer): tf.Sequential {
  const model = tf.sequential({
    layers: [
      ...(first ? [first] : []),
      asLayer(pipeline, { inputShape }),
      recorder,
      tf.layers.flatten(),
      tf.layers.dense({ units: 1 }),
    ],
  });
  model.compile({ optimizer: 'sgd', loss: 'meanSquaredError' });
  return model;
}

/** What the pipeline makes of images `from`..`to` of a batch when they are samples `firstIndex`... of the run. */
function keyed(pipeline: ImagePipeline, images: tf.Tensor4D, from: number, to: number, firstIndex: number): number[] {
  return tf.tidy(() =>
    Array.from(pipeline.applySync(images.slice([from], [to - from]), { firstIndex, training: true }).dataSync()),
  );
}

test('fit numbers the samples through all steps and epochs; validation and predict draw nothing', async () => {
  const pipeline = await adapted();
  const recorder = new Recorder();
  const model = trainable(pipeline, recorder);
  const images = makeTensor([5, SHAPE[1], SHAPE[2], SHAPE[3]]);
  const target = tf.zeros([5, 1]);
  const validationData: [tf.Tensor, tf.Tensor] = [images, target];
  await model.fit(images, target, { batchSize: 2, epochs: 2, verbose: 0, shuffle: false, validationData });
  const training = recorder.seen.filter((step) => step.training).map(({ data }) => data);
  const ranges = [
    [0, 2, 0],
    [2, 4, 2],
    [4, 5, 4],
    [0, 2, 5],
    [2, 4, 7],
    [4, 5, 9],
  ] as const;
  assert.equal(
    training,
    ranges.map(([from, to, firstIndex]) => keyed(pipeline, images, from, to, firstIndex)),
  );
  assert.is.not(training[0]?.join(), training[3]?.join(), 'the second epoch is augmented otherwise');
  const inert = valuesOf(pipeline.applySync(images, { training: false })).data;
  const validation = recorder.seen.filter((step) => !step.training).flatMap(({ data }) => data);
  assert.equal(validation, [...inert, ...inert]);
  tf.dispose([images, target]);
});

test('the same script gives the same pixels', async () => {
  const images = makeTensor();
  const target = tf.zeros([3, 1]);
  const runs = [];
  for (let run = 0; run < 2; run++) {
    const recorder = new Recorder();
    // Direct calls of the pipeline do not count as training steps.
    const pipeline = await adapted();
    pipeline.applySync(images).dispose();
    const model = trainable(pipeline, recorder);
    await model.fit(images, target, { batchSize: 2, epochs: 2, verbose: 0, shuffle: false });
    runs.push(recorder.seen);
  }
  assert.equal(runs[0], runs[1]);
  tf.dispose([images, target]);
});

test('a saved model goes on where it was, with the statistics to the last bit', async () => {
  const pipeline = await adapted();
  const model = modelOf(asLayer(pipeline, { inputShape, name: 'pre_processing' }));
  const images = makeTensor();
  for (let i = 0; i < 2; i++) (model.apply(images, { training: true }) as tf.Tensor).dispose();
  const folder = join(tempDirectory(), 'model');
  await model.save(`file://${folder}`);
  const loaded = await tf.loadLayersModel(`file://${folder}/model.json`);
  assert.equal(valuesOf(loaded.predict(images)), valuesOf(model.predict(images)));
  assert.equal(valuesOf(loaded.predict(images)), valuesOf(pipeline.applySync(images, { training: false })));
  assert.equal(valuesOf(loaded.apply(images, { training: true })).data, keyed(pipeline, images, 0, 3, 6));
  const layer = loaded.layers.at(-1) as tf.layers.Layer;
  assert.is(layer.name, 'pre_processing');
  assert.equal((layer.getConfig().layer as object | null) ?? {}, JSON.parse(JSON.stringify(pipeline.getConfig())));
  images.dispose();
});

test('statistics are weights that nothing trains, under names of their own', async () => {
  const pipeline = await adapted();
  const layer = asLayer(pipeline, { inputShape, name: 'pipe' });
  const model = modelOf(layer);
  assert.equal(layer.trainableWeights, []);
  assert.is(layer.countParams(), 14);
  const names = layer.weights.map(({ originalName }) => originalName);
  assert.equal(names, [
    ...['mean', 'variance', 'count'].map((name) => `pipe/normalization_0/${name}`),
    ...['mean', 'variance', 'count'].map((name) => `pipe/normalization_1/${name}`),
  ]);
  const [mean] = model.getWeights() as [tf.Tensor];
  const { statistics } = pipeline.layers[2] as Normalization;
  assert.equal(Array.from(mean.dataSync()), Array.from(statistics?.mean ?? [], Math.fround));
  model.dispose();
});

test('a Normalization that is used twice has its weights once', async () => {
  const twice = new Normalization({ name: 'twice' });
  const pipeline = new ImagePipeline([twice, new RandomFlip(), twice], { seed: 2 });
  await new ImagePipeline([twice]).adapt(makeTensor());
  const layer = asLayer(pipeline, { inputShape });
  const model = modelOf(layer);
  assert.is(layer.weights.length, 3);
  const images = makeTensor();
  assert.equal(valuesOf(model.predict(images)), valuesOf(pipeline.applySync(images, { training: false })));
  images.dispose();
});

test('a functional model, with a pipeline that changes the size', () => {
  const pipeline = new ImagePipeline([new RandomCrop({ height: 4, width: 3 }), new Rescaling({ scale: 2 })], {
    seed: 3,
  });
  const input = tf.input({ shape: [...inputShape] });
  const layer = asLayer(pipeline);
  const cropped = layer.apply(input) as tf.SymbolicTensor;
  assert.equal(cropped.shape, [null, 4, 3, 3]);
  const model = tf.model({
    inputs: input,
    outputs: tf.layers.globalMaxPooling2d({}).apply(cropped) as tf.SymbolicTensor,
  });
  const images = makeTensor();
  const wanted = tf.tidy(() => (pipeline.applySync(images, { training: false }) as tf.Tensor).max([1, 2]));
  assert.equal(valuesOf(model.predict(images)), valuesOf(wanted));
  images.dispose();
});

test('a size that is drawn is unknown to the model', () => {
  const pipeline = new ImagePipeline([new RandomHeight({ factor: [0.5, 1] })], { seed: 3 });
  const layer = asLayer(pipeline);
  assert.equal(layer.computeOutputShape([null, 6, 9, 3]), [null, null, 9, 3]);
  const images = makeTensor();
  assert.ok((valuesOf(layer.apply(images, { training: true })).shape[1] as number) > 6);
  images.dispose();
});

test('tf.memory() is exactly flat over training steps', async () => {
  const pipeline = await adapted();
  const images = makeTensor();
  const target = tf.zeros([3, 1]);
  const model = trainable(pipeline, new Recorder());
  const fit = () => model.fit(images, target, { batchSize: 2, epochs: 2, verbose: 0 });
  await fit();
  const { numTensors, numBytes } = tf.memory();
  for (let i = 0; i < 3; i++) await fit();
  for (let i = 0; i < 3; i++) {
    await pipeline.adapt([images]);
    (model.predict(images) as tf.Tensor).dispose();
  }
  assert.equal([tf.memory().numTensors, tf.memory().numBytes], [numTensors, numBytes]);
  tf.dispose([images, target]);
});

test('a single layer, and a layer of a subclass', () => {
  class Brighter extends RandomBrightness {}
  const brighter = new Brighter({ factor: [0.1, 0.1], seed: 1 });
  const images = makeTensor();
  const layer = asLayer(brighter);
  assert.is(layer.getClassName(), 'RandomBrightness');
  assert.equal(valuesOf(layer.apply(images)), valuesOf(images.clone()));
  assert.equal(valuesOf(layer.apply(images, { training: true })), valuesOf(brighter.applySync(images)));
  images.dispose();
});

test('a layer that draws as the second of a pipeline still does after loading', async () => {
  const layers = [new RandomFlip({ seed: 6 }), new RandomFlip({ seed: 6 })] as const;
  const pipeline = new ImagePipeline(layers);
  assert.is(pipeline.layers.length, 2);
  const images = makeTensor([16, 3, 4, 1]);
  const draws = layers.map((layer) => valuesOf(layer.applySync(images, { firstIndex: 0 })));
  assert.is.not(draws[0]?.data.join(), draws[1]?.data.join());
  for (const [i, layer] of layers.entries()) {
    const model = modelOf(asLayer(layer, { inputShape: [3, 4, 1] }));
    const loaded = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    assert.equal(valuesOf(loaded.apply(images, { training: true })), draws[i]);
  }
  images.dispose();
});

test('firstIndex begins a run at a later sample', async () => {
  const pipeline = await adapted();
  const images = makeTensor();
  const layer = asLayer(pipeline, { firstIndex: 70 });
  assert.equal(valuesOf(layer.apply(images, { training: true })).data, keyed(pipeline, images, 0, 3, 70));
  assert.is(layer.getConfig().firstIndex, 73);
  images.dispose();
});

test('wrong arguments', async () => {
  const layer = new RandomFlip();
  const fails = (args: unknown[], code: string, part: string) =>
    failsWith(() => (asLayer as (...args: unknown[]) => void)(...args), 'ArgumentError', code, part);
  for (const given of [undefined, null, {}, [layer], (image: unknown) => image]) {
    await fails([given], 'E_TYPE', 'asLayer: pipeline must be an ImagePipeline or a layer');
  }
  await fails([layer, 5], 'E_TYPE', 'asLayer: options');
  await fails(
    [layer, { shape: [1, 2, 3] }],
    'E_OPTION',
    'asLayer: unknown option "shape"; known options are inputShape',
  );
  for (const inputShape of [[8, 8], [8, 8, 3, 1], [8, 8, 0], [8, 8.5, 3], 'big', [null, undefined, 3]]) {
    await fails([layer, { inputShape }], 'E_SHAPE', 'asLayer: inputShape must be [height, width, channels]');
  }
  await fails([layer, { dtype: 'uint8' }], 'E_ENUM', 'asLayer: dtype');
  await fails([layer, { name: '' }], 'E_TYPE', 'asLayer: name');
  await fails([layer, { firstIndex: 1.5 }], 'E_SIZE', 'asLayer: firstIndex');
  await fails([layer, { tf: {} }], 'E_TYPE', 'asLayer: tf must be tfjs');
});

test.run();
