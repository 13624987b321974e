import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { makeError } from '../../src/errors.js';
import { LAYER_CLASSES, layerFromConfig, RandomFlip, RandomRotation } from '../../src/layers/index.js';
import { throws } from './support.js';

test('the registry is named as its classes', () => {
  for (const [name, layerClass] of Object.entries(LAYER_CLASSES)) assert.is(layerClass.name, name);
});

test('a layer as Keras 3 saves it', () => {
  const layer = layerFromConfig({
    module: 'keras.layers',
    class_name: 'RandomRotation',
    config: {
      name: 'random_rotation',
      trainable: true,
      dtype: { module: 'keras', class_name: 'DTypePolicy', config: { name: 'float32' }, registered_name: null },
      data_format: 'channels_last',
      bounding_box_format: null,
      factor: [-0.2, 0.2],
      fill_mode: 'reflect',
      fill_value: 0.0,
      interpolation: 'bilinear',
      seed: null,
    },
    registered_name: null,
    build_config: { input_shape: [null, 8, 8, 3] },
  });
  assert.instance(layer, RandomRotation);
  const expected = new RandomRotation({ factor: 0.2, name: 'random_rotation' });
  assert.equal(layer.getConfig(), expected.getConfig());
});

test('a missing config means the defaults', () => {
  assert.equal(layerFromConfig({ className: 'RandomFlip' }).getConfig(), new RandomFlip().getConfig());
});

test('what is no layer is an error with its path', () => {
  const known = Object.keys(LAYER_CLASSES).join(', ');
  // As long as it is, the sentence loses its middle.
  const unknown = (name: string) =>
    makeError('E_SPEC', `layers[3].className must be one of ${known}; received ${name}`).message;
  throws(() => layerFromConfig({ className: 'Blur' }, 'layers[3]'), 'E_SPEC', unknown('"Blur"'));
  throws(() => layerFromConfig({ className: 'constructor' }, 'layers[3]'), 'E_SPEC', unknown('"constructor"'));
  throws(() => layerFromConfig({ className: '__proto__' }, 'layers[3]'), 'E_SPEC', unknown('"__proto__"'));
  throws(() => layerFromConfig({}, 'layers[3]'), 'E_SPEC', unknown('undefined'));
  throws(() => layerFromConfig(null), 'E_SPEC', 'layer must be { className, config }; received null');
  throws(() => layerFromConfig([]), 'E_SPEC', 'layer must be { className, config }; received []');
  throws(
    () => layerFromConfig({ className: 'RandomFlip', config: 3 }),
    'E_TYPE',
    'RandomFlip: config must be an object; received 3',
  );
});

test('keys nobody knows are errors, also those that aim at prototypes', () => {
  const options = 'mode, independent, dataFormat, name, dtype, seed';
  throws(
    () => layerFromConfig(JSON.parse('{"className": "RandomFlip", "config": {"__proto__": {"mode": "vertical"}}}')),
    'E_OPTION',
    `RandomFlip: unknown option "__proto__"; known options are ${options}`,
  );
  throws(
    () => layerFromConfig({ class_name: 'RandomFlip', config: { data_format: 'channels_first' } }),
    'E_ENUM',
    `RandomFlip: dataFormat must be 'channelsLast' ('channelsFirst' will come later); received "channels_first"`,
  );
});

test.run();
