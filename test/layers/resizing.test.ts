import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Resizing } from '../../src/layers/index.js';
import { float32, near, roundTrips, throwsForEach, uint8 } from './support.js';

const DEFAULTS = {
  interpolation: 'bilinear',
  antialias: false,
  cropToAspectRatio: false,
  padToAspectRatio: false,
  fillValue: 0,
};

test('lowers to one resize stage with the defaults of Keras, training or not', () => {
  const layer = new Resizing({ height: 2, width: 3 });
  const params = { ...DEFAULTS, height: 2, width: 3, antialias: 0, cropToAspectRatio: 0, padToAspectRatio: 0 };
  assert.equal(layer.lower(), [{ kind: 'resize', params, dtype: 'input' }]);
  assert.equal(layer.getConfig(), { dtype: 'input', height: 2, width: 3, ...DEFAULTS });
  assert.equal(layer.outputShape([null, 7, 4]), [2, 3, 4]);
  assert.ok(Object.isFrozen(layer));
});

test('every option reaches the stage', () => {
  for (const interpolation of [
    'nearest',
    'bicubic',
    'lanczos3',
    'lanczos5',
    'gaussian',
    'mitchellcubic',
    'area',
  ] as const) {
    assert.is(new Resizing({ height: 1, width: 1, interpolation }).lower()[0]?.params.interpolation, interpolation);
  }
  const options = {
    height: 5,
    width: 4,
    antialias: true,
    padToAspectRatio: true,
    fillValue: 9,
    dtype: 'uint8',
  } as const;
  const [stage] = new Resizing({ ...options, fillMode: 'constant', dataFormat: 'channelsLast' }).lower();
  assert.equal(stage?.params, {
    ...{ height: 5, width: 4, interpolation: 'bilinear', antialias: 1, cropToAspectRatio: 0, padToAspectRatio: 1 },
    fillValue: 9,
  });
  assert.is(stage?.dtype, 'uint8');
  assert.is(new Resizing({ height: 1, width: 1, cropToAspectRatio: true }).lower()[0]?.params.cropToAspectRatio, 1);
});

test('every bad option is an error', () => {
  const size = { height: 2, width: 2 };
  const methods = "'nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5', 'gaussian', 'mitchellcubic', 'area'";
  throwsForEach('Resizing', (options) => new Resizing(options), [
    [undefined, 'E_TYPE', 'height must be an integer >= 1; received undefined'],
    [{ height: 0, width: 224 }, 'E_SIZE', 'height must be an integer >= 1; received 0'],
    [{ height: -1, width: 2 }, 'E_SIZE', 'height must be an integer >= 1; received -1'],
    [{ height: 1.5, width: 2 }, 'E_SIZE', 'height must be an integer >= 1; received 1.5'],
    [{ height: 2, width: Number.NaN }, 'E_SIZE', 'width must be an integer >= 1; received NaN'],
    [{ height: 2, width: Infinity }, 'E_SIZE', 'width must be an integer >= 1; received Infinity'],
    [{ height: 'a', width: 2 }, 'E_TYPE', 'height must be an integer >= 1; received "a"'],
    [{ height: null, width: 2 }, 'E_TYPE', 'height must be an integer >= 1; received null'],
    [{ height: 10n, width: 2 }, 'E_TYPE', 'height must be an integer >= 1; received 10n'],
    [{ ...size, interpolation: 'cubic' }, 'E_ENUM', `interpolation must be one of ${methods}; received "cubic"`],
    [{ ...size, antialias: 1 }, 'E_TYPE', 'antialias must be true or false; received 1'],
    [
      { ...size, cropToAspectRatio: true, padToAspectRatio: true },
      'E_CONFLICT',
      'cropToAspectRatio and padToAspectRatio must not both be true',
    ],
    [{ ...size, fillMode: 'reflect' }, 'E_ENUM', `fillMode must be one of 'constant'; received "reflect"`],
    [{ ...size, fillValue: Number.NaN }, 'E_RANGE', 'fillValue must be a finite number; received NaN'],
    [
      { ...size, fillValue: 300, dtype: 'uint8' },
      'E_RANGE',
      'fillValue must be a finite number within 0..255; received 300',
    ],
    [{ hight: 2, width: 2 }, 'E_OPTION', 'unknown option "hight"; did you mean height?'],
    [
      { ...size, dataFormat: 'channelsFirst' },
      'E_ENUM',
      `dataFormat must be 'channelsLast' ('channelsFirst' will come later); received "channelsFirst"`,
    ],
  ]);
});

test('configs round trip, also as Keras writes them', () => {
  roundTrips(
    new Resizing({ height: 3, width: 5, interpolation: 'lanczos3', padToAspectRatio: true, fillValue: 7, name: 'fit' }),
  );
  const keras = {
    name: 'resizing',
    trainable: true,
    dtype: { class_name: 'DTypePolicy', config: { name: 'float32' } },
  };
  const layer = Resizing.fromConfig({
    ...keras,
    height: 2,
    width: 2,
    fill_mode: 'constant',
    data_format: 'channels_last',
  });
  assert.equal(layer.getConfig(), { name: 'resizing', dtype: 'input', height: 2, width: 2, ...DEFAULTS });
});

test('integers are rounded half to even and keep their dtype', async () => {
  const result = await new Resizing({ height: 1, width: 2 }).apply(uint8([1, 4, 1], [10, 21, 40, 81]));
  assert.equal(result, uint8([1, 2, 1], [16, 60]));
});

test('halving averages pairs; whole rows are kept apart', async () => {
  const image = float32([2, 4, 1], [0, 2, 4, 8, 10, 30, 50, 90]);
  near((await new Resizing({ height: 2, width: 2 }).apply(image)).data, [1, 6, 20, 70]);
});

test.run();
