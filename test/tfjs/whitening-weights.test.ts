// What a whitening has learned and the weights of its model stay in step, are saved with the model and come back bit by bit.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { io } from '@tensorflow/tfjs-core';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomZCAWhitening, Rescaling, ZCAWhitening } from '../../src/index.js';
import type { WhiteningLayer } from '../../src/layers/whitening-layer.js';
import { asLayer, registerLayers } from '../../src/tfjs/index.js';
import type { ImageBatch } from '../../src/types.js';
import { three, threeWhite } from '../layers/whitening-support.js';
import { failsWith } from '../support/errors.js';
import { makeBatch } from '../support/images.js';
import { tempDirectory } from '../support/temp-dir.js';
import { modelOf, valuesOf } from './support.js';

const { unregister } = registerLayers(tf);
test.after(() => unregister());

const SHAPE = [5, 3, 4, 3] as const;
const inputShape = [3, 4, 3] as const;
const images = makeBatch(SHAPE, 'float32', 3);
/** Enough images for a matrix of 36 x 36, and so few that their directions are kept. */
const FORMS = [
  { form: 'dense', count: 50, arrays: ['mean_bits', 'spectrum_bits', 'matrix'] },
  { form: 'lowRank', count: 7, arrays: ['mean_bits', 'spectrum_bits', 'gains', 'vectors'] },
] as const;

async function adapted<T extends WhiteningLayer>(layer: T, count: number, seed = 1): Promise<T> {
  await new ImagePipeline([layer]).adapt(makeBatch([count, 3, 4, 3], 'float32', seed));
  return layer;
}

function predict(model: tf.LayersModel, { data, shape }: ImageBatch = images): number[] {
  const input = tf.tensor4d(data as Float32Array, [...shape]);
  const result = valuesOf(model.predict(input));
  input.dispose();
  return result.data;
}

const pixelsOf = async (pipeline: ImagePipeline | WhiteningLayer) => [...(await pipeline.apply(images)).data];

for (const { form, count, arrays } of FORMS) {
  test(`${form}: the arrays are named weights that are not trained`, async () => {
    const whitening = await adapted(new ZCAWhitening({ epsilon: 9 }), count);
    assert.is(whitening.report?.form, form);
    const layer = asLayer(whitening, { inputShape, name: 'zca' });
    const model = modelOf(layer);
    assert.equal(
      layer.weights.map(({ originalName, trainable }) => [originalName, trainable]),
      arrays.map((name) => [`zca/${name}`, false]),
    );
    assert.equal([layer.trainableWeights.length, model.trainableWeights.length], [0, 0]);
    const shapes = { mean_bits: [36, 2], gains: [7], vectors: [7, 36], matrix: [36, 36] };
    const spectrum = [Math.min(count, 36), 2];
    assert.equal(
      layer.weights.map(({ shape, dtype }) => [shape, dtype]),
      arrays.map((name) => [
        name === 'spectrum_bits' ? spectrum : shapes[name],
        name.endsWith('bits') ? 'int32' : 'float32',
      ]),
    );
    assert.equal(predict(model), await pixelsOf(whitening));
    model.dispose();
  });

  test(`${form}: a pipeline names its weights by its layers`, async () => {
    const pipeline = new ImagePipeline([
      new Rescaling({ scale: 0.5 }),
      await adapted(new ZCAWhitening({ epsilon: 9, name: 'mine' }), count),
      await adapted(new RandomZCAWhitening({ epsilon: 1, inference: 'whiten' }), count, 2),
    ]);
    const layer = asLayer(pipeline, { inputShape, name: 'all' });
    const model = modelOf(layer);
    assert.equal(
      layer.weights.map(({ originalName }) => originalName),
      ['mine', 'whitening_1'].flatMap((part) => arrays.map((name) => `all/${part}/${name}`)),
    );
    assert.equal(predict(model), [...(await pipeline.apply(images, { training: false })).data]);
    model.dispose();
  });

  test(`${form}: a model that was saved gives the same pixels and config`, async () => {
    const pipeline = new ImagePipeline([
      new Rescaling({ scale: 1 / 3 }),
      await adapted(new ZCAWhitening({ epsilon: 0.7, epsilonMode: 'singular', shrinkage: 0.1 }), count),
    ]);
    const model = modelOf(asLayer(pipeline, { inputShape }));
    const expected = predict(model);
    const folder = pathToFileURL(join(tempDirectory(), 'model')).href;
    await model.save(folder);
    let kept: io.ModelArtifacts | undefined;
    await model.save(
      tf.io.withSaveHandler(async (artifacts) => {
        kept = artifacts;
        return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
      }),
    );
    for (const source of [`${folder}/model.json`, tf.io.fromMemory(kept as io.ModelArtifacts)]) {
      const loaded = await tf.loadLayersModel(source);
      assert.equal(predict(loaded), expected);
      assert.equal(loaded.getConfig(), model.getConfig());
      const [mine, theirs] = [model, loaded].map((each) => (each as tf.LayersModel).getWeights() as tf.Tensor[]);
      assert.equal(
        theirs?.map((weight) => weight.dataSync()),
        mine?.map((weight) => weight.dataSync()),
      );
      loaded.dispose();
    }
    model.dispose();
  });

  test(`${form}: weights that are set change pixels, layer and config`, async () => {
    const [layer, other] = await Promise.all([
      adapted(new ZCAWhitening({ epsilon: 9 }), count),
      adapted(new ZCAWhitening({ epsilon: 9 }), count, 2),
    ]);
    const [model, source] = [layer, other].map((each) => modelOf(asLayer(each, { inputShape }))) as [
      tf.Sequential,
      tf.Sequential,
    ];
    const before = predict(model);
    model.setWeights(source.getWeights());
    const after = predict(model);
    assert.not.equal(after, before);
    assert.equal(after, predict(source));
    assert.equal(await pixelsOf(layer), after, 'the layer outside the model');
    for (const { name, shape, rows } of layer.weights()) {
      const theirs = other.weights().find((weight) => weight.name === name);
      assert.equal(rows(0, shape[0] as number), theirs?.rows(0, shape[0] as number), name);
    }
    model.dispose();
    source.dispose();
  });

  test(`${form}: adapting anew reaches the weights at once`, async () => {
    const layer = await adapted(new ZCAWhitening({ epsilon: 9 }), count);
    const model = modelOf(asLayer(layer, { inputShape }));
    predict(model);
    await adapted(layer, count, 2);
    const weights = (model.getWeights() as tf.Tensor[]).map((weight) => weight.dataSync());
    const last = layer.weights().at(-1);
    assert.equal([...(weights.at(-1) ?? [])], [...(last?.rows(0, last.shape[0] as number) ?? [])]);
    assert.equal(predict(model), await pixelsOf(layer));
    model.dispose();
  });
}

test('a weight that is set by hand whitens as by hand', async () => {
  const layer = new ZCAWhitening({ epsilon: 0.1 });
  await new ImagePipeline([layer]).adapt(three);
  const model = modelOf(asLayer(layer, { inputShape: [1, 2, 1] }));
  const weights = model.getWeights() as tf.Tensor[];
  // 3 along (1, 1) and 5 along (1, -1).
  const matrix = tf.tensor2d([4, -1, -1, 4], [2, 2]);
  model.setWeights([...weights.slice(0, -1), matrix]);
  matrix.dispose();
  const small = { ...three, data: Float32Array.from(three.data) };
  assert.equal(predict(model, small), threeWhite(3, 5));
  const spoiled = tf.tensor2d([4, Number.NaN, -1, 4], [2, 2]);
  model.setWeights([...(model.getWeights() as tf.Tensor[]).slice(0, -1), spoiled]);
  spoiled.dispose();
  await failsWith(() => predict(model, small), 'NumericError', 'E_NONFINITE', 'weights.matrix');
  model.dispose();
});

test('a layer that was not adapted, or to other images, is no part of a model', async () => {
  for (const LayerClass of [ZCAWhitening, RandomZCAWhitening]) {
    const build = () => modelOf(asLayer(new LayerClass(), { inputShape }));
    await failsWith(build, 'StateError', 'E_NOT_ADAPTED', `${LayerClass.name}: call adapt()`);
  }
  const layer = await adapted(new ZCAWhitening(), 50);
  const model = modelOf(asLayer(layer, { inputShape }));
  await adapted(layer, 7);
  await failsWith(() => predict(model), 'ArgumentError', 'E_SHAPE', 'its weights cannot change inside a model');
  await failsWith(() => model.getWeights(), 'ArgumentError', 'E_SHAPE', 'its weights cannot change inside a model');
  await adapted(layer, 50);
  assert.equal(predict(model), await pixelsOf(layer));
  model.dispose();
});

test('no tensors are left behind', async () => {
  const before = tf.memory().numTensors;
  for (const { count } of FORMS) {
    const layer = await adapted(new ZCAWhitening({ epsilon: 9 }), count);
    const model = modelOf(asLayer(layer, { inputShape }));
    const held = tf.memory().numTensors;
    assert.is(held - before, layer.weights().length);
    for (let i = 0; i < 3; i++) {
      predict(model);
      await adapted(layer, count, i + 2);
      predict(model);
      model.setWeights(model.getWeights());
      predict(model);
      model.getConfig();
      assert.is(tf.memory().numTensors, held, `round ${i}`);
    }
    const loaded = await tf.models.modelFromJSON(model.toJSON(null, false) as never);
    loaded.setWeights(model.getWeights());
    predict(loaded);
    loaded.dispose();
    model.dispose();
    assert.is(tf.memory().numTensors, before);
  }
});

test.run();
