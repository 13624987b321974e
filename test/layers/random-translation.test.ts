import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomTranslation } from '../../src/layers/index.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

const grid = float32([2, 5, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
const BORDER = { interpolation: 'bilinear', fillMode: 'reflect', fillValue: 0 };

test('lowers to a translation in training and to nothing at inference', () => {
  const layer = new RandomTranslation({ heightFactor: 0.5, widthFactor: [0, 0.25] });
  const params = { heightFactor: [-0.5, 0.5], widthFactor: [0, 0.25], ...BORDER };
  assert.equal(layer.lower(true), [{ kind: 'translation', params, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
  assert.ok(Object.isFrozen(layer));
});

test('every bad option is an error', () => {
  const good = { heightFactor: 0, widthFactor: 0 };
  const range = 'must be a number or [min, max] within -1..1';
  throwsForEach('RandomTranslation', (options) => new RandomTranslation(options), [
    [{ widthFactor: 0 }, 'E_TYPE', `heightFactor ${range}; received undefined`],
    [{ heightFactor: 0 }, 'E_TYPE', `widthFactor ${range}; received undefined`],
    [{ ...good, heightFactor: 1.01 }, 'E_RANGE', `heightFactor ${range}; received 1.01`],
    [{ ...good, widthFactor: [-2, 0] }, 'E_RANGE', `widthFactor ${range}; received [-2, 0]`],
    [{ ...good, widthFactor: [1, 0] }, 'E_RANGE', `widthFactor ${range} with min <= max; received [1, 0]`],
    [
      { ...good, fillMode: 'mirror' },
      'E_ENUM',
      `fillMode must be one of 'constant', 'nearest', 'reflect', 'wrap'; received "mirror"`,
    ],
    [
      { ...good, interpolation: 'bicubic' },
      'E_ENUM',
      `interpolation must be one of 'nearest', 'bilinear'; received "bicubic"`,
    ],
    [{ ...good, fillValue: Infinity }, 'E_RANGE', 'fillValue must be a finite number; received Infinity'],
    [
      { ...good, fillValue: -5, dtype: 'uint8' },
      'E_RANGE',
      'fillValue must be a finite number within 0..255; received -5',
    ],
    [{ ...good, fillModes: 'wrap' }, 'E_OPTION', 'unknown option "fillModes"; did you mean fillMode?'],
  ]);
});

test('configs round trip', () => {
  roundTrips(
    new RandomTranslation({
      heightFactor: 1,
      widthFactor: [-0.5, 0],
      fillMode: 'wrap',
      interpolation: 'nearest',
      seed: 1,
    }),
  );
});

test('positive is down and to the right', async () => {
  const right = new RandomTranslation({
    heightFactor: 0,
    widthFactor: [0.2, 0.2],
    fillMode: 'constant',
    fillValue: -1,
  });
  near((await right.apply(grid)).data, [-1, 1, 2, 3, 4, -1, 6, 7, 8, 9]);
  const down = new RandomTranslation({ heightFactor: [0.5, 0.5], widthFactor: 0, fillMode: 'nearest' });
  near((await down.apply(grid)).data, [1, 2, 3, 4, 5, 1, 2, 3, 4, 5]);
});

test('half a pixel interpolates', async () => {
  const half = { heightFactor: 0, widthFactor: [0.1, 0.1] as const, fillMode: 'constant' as const };
  near((await new RandomTranslation(half).apply(grid)).data.subarray(0, 5), [0.5, 1.5, 2.5, 3.5, 4.5]);
});

test('wrap is periodic', async () => {
  const layer = new RandomTranslation({ heightFactor: 0, widthFactor: [0.8, 0.8], fillMode: 'wrap' });
  near((await layer.apply(grid)).data.subarray(0, 5), [2, 3, 4, 5, 1]);
});

test('a zero range returns the same values, at inference too', async () => {
  const layer = new RandomTranslation({ heightFactor: 0, widthFactor: 0 });
  assert.equal([...(await layer.apply(grid)).data], [...grid.data]);
  const shifted = new RandomTranslation({ heightFactor: 1, widthFactor: 1 });
  assert.equal([...(await shifted.apply(grid, { training: false })).data], [...grid.data]);
});

test.run();
