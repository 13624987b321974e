import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomShear } from '../../src/layers/index.js';
import { float32, images, near, repeat, roundTrips, throwsForEach } from './support.js';

const BORDER = { interpolation: 'bilinear', fillMode: 'reflect', fillValue: 0 };

test('slopes lower to a shear about the top-left pixel', () => {
  const layer = new RandomShear({ xFactor: 0.2, yFactor: [0, 0.1] });
  const params = { xFactor: [-0.2, 0.2], yFactor: [0, 0.1], ...BORDER };
  assert.equal(layer.lower(true), [{ kind: 'shear', params, dtype: 'float32' }]);
  assert.equal(layer.lower(false), []);
  assert.equal(new RandomShear().lower(true)[0]?.params, { xFactor: [0, 0], yFactor: [0, 0], ...BORDER });
});

test('an intensity lowers to radians about the centre, with fill nearest', () => {
  const params = new RandomShear({ intensity: 30 }).lower(true)[0];
  const angleRad = [-Math.PI / 6, Math.PI / 6];
  assert.equal(params, { kind: 'shear_angle', params: { angleRad, ...BORDER, fillMode: 'nearest' }, dtype: 'float32' });
  assert.is(new RandomShear({ intensity: [0, 10], fillMode: 'wrap' }).fillMode, 'wrap');
});

test('every bad option is an error', () => {
  const slope = 'must be a number within 0..1 or [min, max] within -1..1';
  const angle = 'intensity must be a number within 0..90 or [min, max] within -90..90';
  throwsForEach('RandomShear', (options) => new RandomShear(options), [
    [{ xFactor: [0.5, 2] }, 'E_RANGE', `xFactor ${slope}; received [0.5, 2]`],
    [{ xFactor: -0.1 }, 'E_RANGE', `xFactor ${slope}; received -0.1`],
    [{ yFactor: [0.5, 0.1] }, 'E_RANGE', `yFactor ${slope} with min <= max; received [0.5, 0.1]`],
    [{ yFactor: 'a' }, 'E_TYPE', `yFactor ${slope}; received "a"`],
    [{ intensity: -1 }, 'E_RANGE', `${angle}; received -1`],
    [{ intensity: 91 }, 'E_RANGE', `${angle}; received 91`],
    [{ intensity: 90 }, 'E_RANGE', 'intensity must be degrees between -90 and 90, both excluded; received 90'],
    [
      { intensity: [-90, 0] },
      'E_RANGE',
      'intensity must be degrees between -90 and 90, both excluded; received [-90, 0]',
    ],
    [{ intensity: 10, xFactor: 0.1 }, 'E_CONFLICT', 'give either intensity, or xFactor and yFactor'],
    [{ intensity: 10, yFactor: 0 }, 'E_CONFLICT', 'give either intensity, or xFactor and yFactor'],
  ]);
});

test('both forms round trip, negative ends too', () => {
  roundTrips(new RandomShear({ xFactor: 0.2, yFactor: 0.1, seed: 4 }));
  roundTrips(new RandomShear({ intensity: 20 }));
});

test('one sign for both slopes; the first row stays', async () => {
  const image = float32([2, 3, 1], [1, 2, 3, 4, 5, 6]);
  const layer = new RandomShear({ xFactor: [0.5, 0.5], fillMode: 'constant' });
  const seen = new Set(images(await layer.apply(repeat(image, 40), { seed: 9 })).map((values) => values.join(' ')));
  assert.equal([...seen].sort(), ['1 2 3 2 4.5 5.5', '1 2 3 4.5 5.5 3']);
});

test('an angle of 30 degrees squeezes rows towards the centre row', async () => {
  const image = float32([3, 1, 1], [10, 20, 30]);
  const layer = new RandomShear({ intensity: [30, 30] });
  const distance = 10 * Math.cos(Math.PI / 6);
  near((await layer.apply(image)).data, [20 - distance, 20, 20 + distance]);
});

test('intensity 0 is exact', async () => {
  const image = float32([2, 2, 1], [0.1, Number.NaN, -7, 3e38]);
  assert.equal([...(await new RandomShear({ intensity: 0 }).apply(image)).data], [...image.data]);
});

test.run();
