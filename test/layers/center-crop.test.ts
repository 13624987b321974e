import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { CenterCrop } from '../../src/layers/index.js';
import { float32, near, roundTrips, throwsForEach, uint8 } from './support.js';

const counted = Array.from({ length: 20 }, (_, i) => i);

test('lowers to a crop of the centre, training or not', () => {
  const layer = new CenterCrop({ height: 2, width: 3, dataFormat: 'channelsLast' });
  assert.equal(layer.lower(), [{ kind: 'crop', params: { mode: 'center', height: 2, width: 3 }, dtype: 'input' }]);
  assert.equal(layer.outputShape([9, 9, 3]), [2, 3, 3]);
  assert.equal(layer.getConfig(), { dtype: 'input', height: 2, width: 3 });
  assert.ok(Object.isFrozen(layer));
});

test('every bad option is an error', () => {
  throwsForEach('CenterCrop', (options) => new CenterCrop(options), [
    [{ height: 2 }, 'E_TYPE', 'width must be an integer >= 1; received undefined'],
    [{ height: 0, width: 1 }, 'E_SIZE', 'height must be an integer >= 1; received 0'],
    [
      { height: 1, width: 1, seed: 1 },
      'E_OPTION',
      'unknown option "seed"; known options are height, width, dataFormat, name, dtype',
    ],
  ]);
});

test('configs round trip', () => roundTrips(new CenterCrop({ height: 4, width: 2, dtype: 'float32', name: 'middle' })));

test('an odd rest goes to the bottom and the right', async () => {
  const result = await new CenterCrop({ height: 2, width: 2 }).apply(uint8([4, 5, 1], counted));
  assert.equal(result, uint8([2, 2, 1], [6, 7, 11, 12]));
});

test('int32 beyond 2^24 is exact', async () => {
  const image = { data: Int32Array.of(2 ** 31 - 1, 16777217, -16777219), shape: [1, 3, 1] as const };
  assert.equal([...(await new CenterCrop({ height: 1, width: 1 }).apply(image)).data], [16777217]);
});

test('an image that is too small is cut to the aspect ratio and resized', async () => {
  // The 1 x 4 window is row 1 of 4 (truncated centre); 4 -> 8 columns, half-pixel centres.
  const image = float32([4, 4, 1], [0, 0, 0, 0, 10, 20, 40, 80, 0, 0, 0, 0, 0, 0, 0, 0]);
  const result = await new CenterCrop({ height: 2, width: 8 }).apply(image);
  const row = [10, 12.5, 17.5, 25, 35, 50, 70, 80];
  near(result.data, [...row, ...row]);
});

test.run();
