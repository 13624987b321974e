import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { SamplewiseNormalization } from '../../src/layers/index.js';
import { float32, images, near, roundTrips, throwsForEach, uint8 } from './support.js';

test('lowers with its defaults, training or not', () => {
  const layer = new SamplewiseNormalization();
  assert.equal(layer.lower(), [
    { kind: 'samplewise_normalize', params: { center: 1, std: 1, epsilon: 1e-6 }, dtype: 'float32' },
  ]);
  const params = new SamplewiseNormalization({ center: false, std: false, epsilon: 0.1 }).lower()[0]?.params;
  assert.equal(params, { center: 0, std: 0, epsilon: 0.1 });
});

test('every bad option is an error', () => {
  throwsForEach('SamplewiseNormalization', (options) => new SamplewiseNormalization(options), [
    [{ center: 1 }, 'E_TYPE', 'center must be true or false; received 1'],
    [{ std: 'yes' }, 'E_TYPE', 'std must be true or false; received "yes"'],
    [{ epsilon: 0 }, 'E_RANGE', 'epsilon must be a finite number above 0; received 0'],
    [{ epsilon: -1 }, 'E_RANGE', 'epsilon must be a finite number above 0; received -1'],
    [{ epsilon: Number.NaN }, 'E_RANGE', 'epsilon must be a finite number; received NaN'],
  ]);
});

test('configs round trip', () => roundTrips(new SamplewiseNormalization({ std: false, epsilon: 0.25 })));

test('mean and population deviation of all channels together', async () => {
  // 1 2 3 6: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5.
  const result = await new SamplewiseNormalization().apply(uint8([1, 2, 2], [1, 2, 3, 6]));
  near(
    result.data,
    [-2, -1, 0, 3].map((distance) => distance / Math.sqrt(3.5)),
  );
});

test('each image of a batch has its own statistics, and a constant one becomes exactly 0', async () => {
  const batch = { data: Float32Array.of(0.1, 0.1, 0.1, 0, 2, 4), shape: [2, 1, 3, 1] as const };
  const [constant, varied] = images(await new SamplewiseNormalization().apply(batch));
  assert.equal(constant, [0, 0, 0]);
  near(varied ?? [], [-Math.sqrt(1.5), 0, Math.sqrt(1.5)]);
});

test('only centred, or only divided', async () => {
  const image = float32([1, 2, 1], [10, 14]);
  near((await new SamplewiseNormalization({ std: false }).apply(image)).data, [-2, 2]);
  near((await new SamplewiseNormalization({ center: false }).apply(image)).data, [5, 7], 1e-4);
});

test.run();
