// Keras JSON as people have it: forms of documents, spellings, weights, and what is refused.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type FromKerasOptions, ImagePipeline, type Normalization, RandomFlip, Rescaling } from '../../src/index.js';
import { failsWith } from '../support/errors.js';

const flip = { class_name: 'RandomFlip', config: { name: 'flip', mode: 'horizontal', data_format: 'channels_last' } };
const scale = { class_name: 'Rescaling', config: { name: 'scale', scale: 0.5, offset: 1 } };
const input = { class_name: 'InputLayer', config: { batch_shape: [null, 4, 4, 3], dtype: 'float32', name: 'images' } };
const norm = { class_name: 'Normalization', config: { name: 'norm', axis: [-1], mean: null, variance: null } };

const classesOf = ({ layers }: ImagePipeline) => layers.map(({ className }) => className);
const fromKeras = (json: unknown, options?: FromKerasOptions) => ImagePipeline.fromKeras(json, { seed: 1, ...options });

test('all forms of a document give the same layers', () => {
  const config = { name: 'augmentation', layers: [input, flip, scale] };
  const documents: unknown[] = [
    { class_name: 'Sequential', config },
    { module: 'keras', class_name: 'Sequential', config, registered_name: null, build_config: {} },
    { className: 'Sequential', config },
    { class_name: 'Pipeline', config: { layers: [flip, scale], name: 'pipeline' } },
    // The Sequential of the first versions of Keras.
    { class_name: 'Sequential', config: [flip, scale] },
    [flip, scale],
  ];
  for (const document of documents) {
    for (const json of [document, JSON.stringify(document)]) {
      const { layers } = fromKeras(json);
      assert.equal(
        layers.map((layer) => layer.getConfig()),
        [
          { name: 'flip', dtype: 'float32', mode: 'horizontal', independent: false },
          { name: 'scale', dtype: 'float32', scale: 0.5, offset: 1 },
        ],
      );
    }
  }
  assert.equal(classesOf(fromKeras(flip)), ['RandomFlip'], 'one layer alone');
  assert.equal(classesOf(fromKeras([])), []);
});

test('names and options', () => {
  const document = { class_name: 'Sequential', config: { name: 'augmentation', layers: [flip] } };
  const own = fromKeras(document, { seed: 7, fuse: false });
  assert.equal([own.name, own.seed, own.fuse], ['augmentation', 7, false]);
  assert.is(fromKeras(document, { name: 'mine' }).name, 'mine');
});

test('models inside models become pipelines inside pipelines', () => {
  const inner = { class_name: 'Sequential', config: { name: 'inner', layers: [input, flip] } };
  const pipe = { class_name: 'Pipeline', config: { layers: [scale], name: 'pipe' } };
  const outer = fromKeras({ class_name: 'Sequential', config: { name: 'outer', layers: [input, inner, pipe] } });
  assert.equal(classesOf(outer), ['ImagePipeline', 'ImagePipeline']);
  assert.equal(
    outer.flatten().map(({ className }) => className),
    ['RandomFlip', 'Rescaling'],
  );
  assert.equal([outer.layers[0]?.name, outer.layers[0]?.seed], ['inner', 1]);
});

test('a config of Keras is left as it was', () => {
  const document = { class_name: 'RandomContrast', config: Object.freeze({ factor: 0.2, dtype: 'float32' }) };
  const text = JSON.stringify(document);
  const [layer] = fromKeras(document).layers as unknown as [{ factor: number[] }];
  assert.equal(layer.factor, [0.2, 0.2], 'what Keras 2 means by one number');
  assert.is(JSON.stringify(document), text);
});

test('statistics come from the weights of the model, by the name of the layer', async () => {
  const statisticsOf = (weights: Record<string, never>, json: unknown = norm) => {
    const [layer] = fromKeras(json, { weights }).layers as unknown as [Normalization];
    return layer.statistics;
  };
  const wanted = { mean: [1, 2], variance: [3, 4], shape: [1, 1, 2] };
  const values = { mean: [1, 2], variance: [3, 4] } as never as Record<string, never>;
  const weightsAt = (path: string) => ({ [`${path}/mean`]: values.mean, [`${path}/variance`]: values.variance });
  for (const path of ['norm', 'sequential/norm', 'a/b/norm']) {
    assert.equal(statisticsOf(weightsAt(path) as Record<string, never>), wanted, path);
  }
  assert.is(statisticsOf(weightsAt('other_norm') as Record<string, never>), undefined);
  const given = { ...norm, config: { ...norm.config, mean: [5], variance: [6] } };
  assert.equal(statisticsOf(weightsAt('norm') as Record<string, never>, given)?.mean, [5], 'those of the config win');
  const bad = (weights: unknown) => () => fromKeras([norm], { weights: weights as never });
  await failsWith(
    bad({ 'norm/mean': [1] }),
    'ArgumentError',
    'E_CONFLICT',
    'keras.layers[0]: Normalization: mean and variance',
  );
  await failsWith(
    bad({ 'norm/mean': [1], 'norm/variance': [-1] }),
    'ArgumentError',
    'E_RANGE',
    'variance must be at least 0',
  );
  await failsWith(bad([1]), 'ArgumentError', 'E_TYPE', 'fromKeras: weights must be an object');
});

test('what is no document of preprocessing layers', async () => {
  const fails = (json: unknown, code: string, part: string) =>
    failsWith(() => fromKeras(json), 'ArgumentError', code, part);
  await fails('{', 'E_SPEC', 'not JSON');
  for (const json of [5, null, undefined, 'null', {}, { class_name: 5, config: {} }, [[]], [flip, null]]) {
    await fails(json, 'E_SPEC', 'must be { class_name, config }');
  }
  await fails({ class_name: 'Sequential', config: {} }, 'E_SPEC', 'a Sequential must have a list of layers');
  const dense = { class_name: 'Dense', config: { units: 2 } };
  const nested = {
    class_name: 'Sequential',
    config: { layers: [flip, { class_name: 'Pipeline', config: { layers: [dense] } }] },
  };
  await fails(nested, 'E_SPEC', 'keras.layers[1].layers[0]: Dense is no preprocessing layer');
  await fails({ class_name: 'Functional', config: { layers: [] } }, 'E_SPEC', 'Functional is no preprocessing layer');
  await fails({ class_name: 'constructor', config: {} }, 'E_SPEC', 'constructor is no preprocessing layer');
  await fails([{ ...flip, config: { mode: 'up' } }], 'E_ENUM', 'keras.layers[0]: RandomFlip: mode');
  await fails([{ class_name: 'RandomFlip', config: { data_format: 'channels_first' } }], 'E_ENUM', 'dataFormat');
  await failsWith(
    () => fromKeras([flip], { depth: 2 } as never),
    'ArgumentError',
    'E_OPTION',
    'fromKeras: unknown option',
  );
  const endless: Record<string, unknown> = { class_name: 'Sequential' };
  endless.config = { layers: [endless] };
  await fails(endless, 'E_SPEC', 'nested deeper than 64');
});

test('reads what toKeras() gives', () => {
  const pipeline = new ImagePipeline([new RandomFlip({ name: 'a' }), new Rescaling({ scale: 2 })], { seed: 3 });
  const again = ImagePipeline.fromKeras(JSON.stringify(pipeline.toKeras()), { seed: 3 });
  assert.equal(again.toKeras(), pipeline.toKeras());
});

test.run();
