import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomRotation } from '../../src/layers/index.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

const grid = float32([3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);

test('lowers to radians in training and to nothing at inference', () => {
  const layer = new RandomRotation({ factor: 0.25, fillMode: 'nearest', interpolation: 'nearest', fillValue: 3 });
  const params = { angleRad: [-Math.PI / 2, Math.PI / 2], interpolation: 'nearest', fillMode: 'nearest', fillValue: 3 };
  assert.equal(layer.lower(true), [{ kind: 'rotation', params, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
  const defaults = new RandomRotation({ factor: [0, 1] }).lower(true)[0]?.params;
  assert.equal(defaults, { angleRad: [0, 2 * Math.PI], interpolation: 'bilinear', fillMode: 'reflect', fillValue: 0 });
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within -1..1';
  throwsForEach('RandomRotation', (options) => new RandomRotation(options), [
    [undefined, 'E_TYPE', `${range}; received undefined`],
    [{ factor: 36 }, 'E_RANGE', `${range}; received 36`],
    [{ factor: [0, 1.5] }, 'E_RANGE', `${range}; received [0, 1.5]`],
    [
      { factor: 0.1, angle: 3 },
      'E_OPTION',
      'unknown option "angle"; known options are factor, interpolation, fillMode, fillValue, dataFormat, name, dtype, seed',
    ],
  ]);
});

test('configs round trip, in pairs', () => {
  roundTrips(new RandomRotation({ factor: -0.1, fillMode: 'constant', fillValue: 128 }));
  assert.equal(new RandomRotation({ factor: -0.1 }).getConfig().factor, [-0.1, 0.1]);
});

test('a quarter turn goes counter-clockwise', async () => {
  const layer = new RandomRotation({ factor: [0.25, 0.25], fillMode: 'constant' });
  near((await layer.apply(grid)).data, [3, 6, 9, 2, 5, 8, 1, 4, 7], 1e-3);
});

test('half a turn of an image that is not square is its reversal', async () => {
  const image = float32(
    [2, 3, 2],
    Array.from({ length: 12 }, (_, i) => i),
  );
  const result = await new RandomRotation({ factor: [0.5, 0.5] }).apply(image);
  near(result.data, [10, 11, 8, 9, 6, 7, 4, 5, 2, 3, 0, 1], 1e-3);
});

test('a zero angle and inference are exact', async () => {
  assert.equal([...(await new RandomRotation({ factor: 0 }).apply(grid)).data], [...grid.data]);
  assert.equal([...(await new RandomRotation({ factor: 1 }).apply(grid, { training: false })).data], [...grid.data]);
});

test.run();
