// Rewriting topologies and names of weights, on documents small enough to check by eye. Whole models of Keras:
// test/tfjs/keras-model.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { keras2Topology, leafLayerNames } from '../../src/keras/topology.js';
import { isGeneratorState, weightName } from '../../src/keras/weight-names.js';
import { failsWith } from '../support/errors.js';

type Json = Record<string, unknown>;

const input = (config: Json = {}) => ({
  class_name: 'InputLayer',
  name: 'x',
  config: { name: 'x', ...config },
  inbound_nodes: [],
});
const tensor = (name: string, node = 0, index = 0) => ({
  class_name: '__keras_tensor__',
  config: { shape: [null], dtype: 'float32', keras_history: [name, node, index] },
});
const layer = (name: string, nodes: unknown[], class_name = 'Rescaling') => ({
  class_name,
  name,
  config: { name },
  inbound_nodes: nodes,
});
const node = (args: unknown[], kwargs: Json = {}) => ({ args, kwargs });
const functional = (layers: unknown[], ends: Json = {}) => ({
  class_name: 'Functional',
  config: { name: 'model', layers, input_layers: ['x', 0, 0], output_layers: ['y', 0, 0], ...ends },
});
const configOf = (topology: unknown) => keras2Topology(topology).config as Json & { layers: Json[] };

test('inputs', () => {
  const read = (config: Json) =>
    (configOf({ class_name: 'Sequential', config: { layers: [input(config)] } }).layers[0] as Json).config;
  const shape = [null, 8, 8, 3];
  assert.equal(read({ batch_shape: shape, dtype: 'float32', sparse: false, ragged: false, optional: false }), {
    name: 'x',
    sparse: false,
    batch_input_shape: shape,
    dtype: 'float32',
  });
  const policy = { module: 'keras', class_name: 'DTypePolicy', config: { name: 'uint8' } };
  const dtypes = {
    uint8: 'int32',
    int64: 'int32',
    float16: 'float32',
    bfloat16: 'float32',
    float64: 'float32',
    bool: 'bool',
    string: 'string',
  };
  for (const [dtype, wanted] of Object.entries(dtypes))
    assert.is((read({ batch_shape: shape, dtype }) as Json).dtype, wanted);
  assert.is((read({ batch_shape: shape, dtype: policy }) as Json).dtype, 'int32');
  assert.equal((read({ batch_input_shape: shape }) as Json).batch_input_shape, shape, 'Keras 2');
});

test('calls between layers', () => {
  const { layers, input_layers, output_layers } = configOf(
    functional([
      input({ batch_shape: [null] }),
      layer('a', [node([tensor('x')], { training: true, mask: null }), node([tensor('a')])]),
      layer('y', [node([[tensor('a', 1), tensor('x')]], { axis: 1 })], 'Concatenate'),
    ]),
  );
  assert.equal(layers[1]?.inbound_nodes, [[['x', 0, 0, {}]], [['a', 0, 0, {}]]]);
  assert.equal(layers[2]?.inbound_nodes, [
    [
      ['a', 1, 0, { axis: 1 }],
      ['x', 0, 0, { axis: 1 }],
    ],
  ]);
  assert.equal([input_layers, output_layers], [[['x', 0, 0]], [['y', 0, 0]]]);
});

test('several inputs and outputs, as lists and by name', () => {
  const layers = [input({ batch_shape: [null] }), layer('y', [node([tensor('x')])])];
  const wanted = [
    ['x', 0, 0],
    ['y', 0, 0],
  ];
  for (const ends of [wanted, { one: wanted[0], two: wanted[1] }]) {
    assert.equal(configOf(functional(layers, { output_layers: ends })).output_layers, wanted);
  }
});

test('a model inside a model has a node of its own in tfjs', () => {
  const inner = (name: string, class_name: string) => ({
    ...layer(name, [node([tensor('x')])], class_name),
    config: { name, layers: [input({ batch_shape: [null] })], input_layers: ['x', 0, 0], output_layers: ['x', 0, 0] },
  });
  const { layers, output_layers } = configOf(
    functional(
      [
        input({ batch_shape: [null] }),
        inner('s', 'Sequential'),
        inner('f', 'Functional'),
        layer('y', [node([[tensor('s'), tensor('f'), tensor('x')]])], 'Add'),
      ],
      // Keras 3 counts the node of a Functional here, and only here.
      {
        output_layers: [
          ['s', 0, 0],
          ['f', 1, 0],
          ['y', 0, 0],
        ],
      },
    ),
  );
  assert.equal(layers[3]?.inbound_nodes, [
    [
      ['s', 1, 0, {}],
      ['f', 1, 0, {}],
      ['x', 0, 0, {}],
    ],
  ]);
  assert.equal(output_layers, [
    ['s', 1, 0],
    ['f', 1, 0],
    ['y', 0, 0],
  ]);
});

test('a topology of Keras 2 stays what it is', () => {
  const document = functional(
    [
      input({ batch_input_shape: [null], dtype: 'float32' }),
      layer('s', [[['x', 0, 0, {}]]]),
      layer('y', [[['s', 1, 0, {}]]]),
    ],
    { input_layers: [['x', 0, 0]], output_layers: [['s', 1, 0]] },
  );
  const text = JSON.stringify(document);
  assert.equal(JSON.parse(JSON.stringify(keras2Topology(document))), document);
  assert.equal(
    JSON.parse(JSON.stringify(keras2Topology({ keras_version: '2.15.0', model_config: document }))),
    document,
  );
  assert.is(JSON.stringify(document), text);
});

test('a Sequential that was built later gets its input', () => {
  const layers = [layer('a', []), layer('b', [])];
  const built = configOf({
    class_name: 'Sequential',
    config: { name: 's', layers, build_input_shape: [null, 4, 4, 3] },
  });
  assert.equal((built.layers[0] as Json).config, {
    batch_input_shape: [null, 4, 4, 3],
    dtype: 'float32',
    name: 'a_input',
  });
  assert.is(built.layers.length, 3);
  assert.is(configOf({ class_name: 'Sequential', config: { layers } }).layers.length, 2, 'no shape is known');
});

test('calls that tfjs cannot make, and what is no model', async () => {
  const fails = (nodes: unknown[], part: string) =>
    failsWith(() => keras2Topology(functional([input(), layer('y', nodes)])), 'ArgumentError', 'E_KERAS', part);
  await fails([node([])], 'tfjs cannot call "y", which takes other arguments than tensors in a row');
  await fails([node([tensor('x')], { value: tensor('x') })], 'takes other arguments');
  await fails([node([tensor('x')], { deep: [{ value: tensor('x') }] })], 'takes other arguments');
  await fails([node([tensor('x'), 3])], 'has the argument 3');
  for (const topology of [null, 5, [], {}, { class_name: 'Sequential' }, { config: {} }]) {
    await failsWith(() => keras2Topology(topology), 'ArgumentError', 'E_SPEC', 'fromKerasModel: model must be');
  }
  await failsWith(() => keras2Topology(functional([null])), 'ArgumentError', 'E_SPEC', 'model.layers[0] must be');
  const endless: Json = { class_name: 'Sequential' };
  endless.config = { layers: [endless] };
  await failsWith(() => keras2Topology(endless), 'ArgumentError', 'E_SPEC', 'nested deeper than 64');
});

test('configs of other layers that tfjs would read otherwise', async () => {
  const read = (class_name: string, config: Json, module?: string) => {
    const entry = { class_name, config: { name: 'a', ...config }, ...(module ? { module } : {}) };
    return (configOf({ class_name: 'Sequential', config: { layers: [entry] } }).layers[0] as Json).config;
  };
  const keras = 'keras.layers';
  assert.equal(read('LeakyReLU', { negative_slope: 0.1 }, keras), { name: 'a', alpha: 0.1 });
  assert.equal(read('LeakyReLU', { alpha: 0.1 }), { name: 'a', alpha: 0.1 });
  assert.equal(read('Dense', { activation: 'silu' }, keras), { name: 'a', activation: 'swish' });
  assert.equal(read('ReLU', { negative_slope: 0, threshold: 0, max_value: 6 }, keras), {
    ...{ name: 'a', negative_slope: 0, threshold: 0, max_value: 6 },
  });
  assert.equal(read('Dense', { activation: 'hard_sigmoid' }), { name: 'a', activation: 'hard_sigmoid' }, 'of Keras 2');
  const fails = (class_name: string, config: Json, part: string) =>
    failsWith(() => read(class_name, config, keras), 'ArgumentError', 'E_KERAS', `model.layers[0]: ${part}`);
  await fails('ReLU', { negative_slope: 0.1 }, 'the ReLU of tfjs');
  await fails('ReLU', { threshold: 1 }, 'the ReLU of tfjs');
  await fails('Activation', { activation: 'hard_sigmoid' }, 'hard_sigmoid is another function');
  await fails('LSTM', { recurrent_activation: 'hard_sigmoid' }, 'hard_sigmoid is another function');
});

test('names of weights', () => {
  const document = functional([
    input(),
    { ...layer('s', []), class_name: 'Sequential', config: { layers: [layer('dense', [])] } },
  ]);
  const names = leafLayerNames(document);
  assert.equal([...names], ['x', 'dense']);
  const cases = {
    'dense/kernel': 'dense/kernel',
    'sequential/dense/kernel': 'dense/kernel',
    'a/s/dense/cell/bias': 'dense/cell/bias',
    'dense/dense/kernel': 'dense/kernel',
    'other/kernel': 'other/kernel',
    'other/dense': 'other/dense',
    '': '',
  };
  for (const [name, wanted] of Object.entries(cases)) assert.is(weightName(name, names), wanted);
});

test('state of random generators', () => {
  for (const name of [
    'flip/seed_generator/seed_generator_state',
    'a/seed_generator_2/vars/0',
    'random_flip/StateVar',
  ]) {
    assert.ok(isGeneratorState(name), name);
  }
  for (const name of ['dense/kernel', 'my_seed_generator/kernel', 'StateVariance/x'])
    assert.not(isGeneratorState(name), name);
});

test.run();
