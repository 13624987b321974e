import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomZoom } from '../../src/layers/index.js';
import { float32, near, roundTrips, throwsForEach } from './support.js';

const grid = float32([3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
const BORDER = { interpolation: 'bilinear', fillMode: 'reflect', fillValue: 0 };

test('lowers to a zoom in training and to nothing at inference', () => {
  const same = new RandomZoom({ heightFactor: 0.5 });
  assert.equal(same.lower(true), [
    { kind: 'zoom', params: { heightFactor: [-0.5, 0.5], widthFactor: [], ...BORDER }, dtype: 'float32' },
  ]);
  assert.equal(same.lower(false), []);
  const two = new RandomZoom({ heightFactor: [0, 1], widthFactor: [-0.25, 0] }).lower(true)[0]?.params;
  assert.equal(two, { heightFactor: [0, 1], widthFactor: [-0.25, 0], ...BORDER });
});

test('every bad option is an error', () => {
  const range = 'must be a number or [min, max] within -1..1';
  throwsForEach('RandomZoom', (options) => new RandomZoom(options), [
    [{}, 'E_TYPE', `heightFactor ${range}; received undefined`],
    [{ heightFactor: 1.5 }, 'E_RANGE', `heightFactor ${range}; received 1.5`],
    [{ heightFactor: 0, widthFactor: [0, 2] }, 'E_RANGE', `widthFactor ${range}; received [0, 2]`],
    [{ heightFactor: 0, widthFactor: true }, 'E_TYPE', `widthFactor ${range}; received true`],
  ]);
});

test('configs round trip, with and without a width factor, at the limit too', () => {
  roundTrips(new RandomZoom({ heightFactor: 0.3, widthFactor: null, seed: 0 }));
  roundTrips(new RandomZoom({ heightFactor: 1, widthFactor: [0.1, 0.2], fillMode: 'wrap' }));
});

test('positive zooms out, negative zooms in', async () => {
  const out = new RandomZoom({ heightFactor: [1, 1], fillMode: 'constant' });
  near((await out.apply(grid)).data, [0, 0, 0, 0, 5, 0, 0, 0, 0]);
  const into = new RandomZoom({ heightFactor: [-0.5, -0.5] });
  near((await into.apply(grid)).data, [3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
});

test('height and width apart', async () => {
  const tall = new RandomZoom({ heightFactor: [0, 0], widthFactor: [-0.5, -0.5] });
  near((await tall.apply(grid)).data, [1.5, 2, 2.5, 4.5, 5, 5.5, 7.5, 8, 8.5]);
});

test('a zero range is exact', async () => {
  assert.equal([...(await new RandomZoom({ heightFactor: 0 }).apply(grid)).data], [...grid.data]);
});

test.run();
