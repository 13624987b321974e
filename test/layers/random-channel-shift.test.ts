import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomChannelShift } from '../../src/layers/index.js';
import { roundTrips, throwsForEach, uint8 } from './support.js';

const colours = uint8([1, 2, 3], [10, 20, 30, 100, 150, 200]);

test('lowers in training and does nothing at inference', () => {
  const layer = new RandomChannelShift({ factor: 20 });
  assert.equal(layer.lower(true), [
    { kind: 'channel_shift', params: { shift: [-20, 20], valueRange: [] }, dtype: 'float32' },
  ]);
  assert.equal(layer.lower(false), []);
  const bounded = new RandomChannelShift({ factor: [1, 2], valueRange: [0, 255] }).lower(true)[0]?.params;
  assert.equal(bounded, { shift: [1, 2], valueRange: [0, 255] });
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max]';
  throwsForEach('RandomChannelShift', (options) => new RandomChannelShift(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: Number.NaN }, 'E_RANGE', `${range}; received NaN`],
    [{ factor: [5, 1] }, 'E_RANGE', `${range} with min <= max; received [5, 1]`],
    [{ factor: 1, valueRange: [1, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [1, 0]'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new RandomChannelShift({ factor: 3 }));
  roundTrips(new RandomChannelShift({ factor: [-3, 9], valueRange: [0, 1], seed: 6 }));
});

test('clips to the extremes of the image itself', async () => {
  const up = await new RandomChannelShift({ factor: [20, 20] }).apply(colours);
  assert.equal([...up.data], [30, 40, 50, 120, 170, 200]);
  const down = await new RandomChannelShift({ factor: [-20, -20] }).apply(colours);
  assert.equal([...down.data], [10, 10, 10, 80, 130, 180]);
});

test('clips to the range given', async () => {
  const result = await new RandomChannelShift({ factor: [60, 60], valueRange: [0, 255] }).apply(colours);
  assert.equal([...result.data], [70, 80, 90, 160, 210, 255]);
});

test.run();
