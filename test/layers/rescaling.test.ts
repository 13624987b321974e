import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Rescaling } from '../../src/layers/index.js';
import { near, roundTrips, throwsForEach, uint8 } from './support.js';

test('lowers to lists of one or many numbers, training or not', () => {
  const one = new Rescaling({ scale: 0.5 });
  assert.equal(one.lower(), [{ kind: 'rescale', params: { scale: [0.5], offset: [0] }, dtype: 'float32' }]);
  assert.equal(one.getConfig(), { dtype: 'float32', scale: 0.5, offset: 0 });
  const many = new Rescaling({ scale: [1, 2, 3], offset: [4, 5, 6], dtype: 'int32' });
  assert.equal(many.lower(), [{ kind: 'rescale', params: { scale: [1, 2, 3], offset: [4, 5, 6] }, dtype: 'int32' }]);
});

test('a list given is copied', () => {
  const scale = [1, 2, 3];
  const layer = new Rescaling({ scale });
  scale[0] = 99;
  assert.equal(layer.lower()[0]?.params.scale, [1, 2, 3]);
});

test('every bad option is an error', () => {
  throwsForEach('Rescaling', (options) => new Rescaling(options), [
    [{}, 'E_TYPE', 'scale must be a finite number or one per channel; received undefined'],
    [{ scale: '2' }, 'E_TYPE', 'scale must be a finite number or one per channel; received "2"'],
    [{ scale: [] }, 'E_TYPE', 'scale must be a finite number or one per channel; received []'],
    [{ scale: Infinity }, 'E_RANGE', 'scale must be a finite number or one per channel; received Infinity'],
    [
      { scale: 1, offset: [1, Number.NaN] },
      'E_RANGE',
      'offset must be a finite number or one per channel; received [1, NaN]',
    ],
    [{ scale: 1, factor: 2 }, 'E_OPTION', 'unknown option "factor"; known options are scale, offset, name, dtype'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new Rescaling({ scale: 1 / 255 }));
  roundTrips(new Rescaling({ scale: [1, 2], offset: [0, -1], name: 'unit' }));
});

test('[0, 127, 255] / 127.5 - 1', async () => {
  const result = await new Rescaling({ scale: 1 / 127.5, offset: -1 }).apply(uint8([1, 3, 1], [0, 127, 255]));
  assert.instance(result.data, Float32Array);
  near(result.data, [-1, -0.5 / 127.5, 1], 1e-6);
});

test('each channel has its own scale and offset', async () => {
  const result = await new Rescaling({ scale: [1, 10], offset: [0.5, 0] }).apply(uint8([2, 1, 2], [1, 2, 3, 4]));
  assert.equal([...result.data], [1.5, 20, 3.5, 40]);
});

test.run();
