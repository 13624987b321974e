import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomHeight } from '../../src/layers/index.js';
import { repeat, roundTrips, throwsForEach, uint8 } from './support.js';

test('lowers to a random size in training and to nothing at inference', () => {
  const layer = new RandomHeight({ factor: 0.5 });
  const params = { heightFactor: [-0.5, 0.5], widthFactor: [], interpolation: 'bilinear', antialias: 0 };
  assert.equal(layer.lower(true), [{ kind: 'random_size', params, dtype: 'input' }]);
  assert.equal(layer.lower(false), []);
  assert.equal(layer.outputShape([8, 9, 3]), [null, 9, 3]);
  assert.is(new RandomHeight({ factor: 0, interpolation: 'area' }).lower(true)[0]?.params.interpolation, 'area');
});

test('every bad option is an error', () => {
  const range = 'factor must be a number within 0..1 or [min, max] of at least -1';
  throwsForEach('RandomHeight', (options) => new RandomHeight(options), [
    [{}, 'E_TYPE', `${range}; received undefined`],
    [{ factor: 1.5 }, 'E_RANGE', `${range}; received 1.5`],
    [{ factor: -0.5 }, 'E_RANGE', `${range}; received -0.5`],
    [{ factor: [-1.5, 0] }, 'E_RANGE', `${range}; received [-1.5, 0]`],
    [{ factor: [0, Infinity] }, 'E_RANGE', `${range}; received [0, Infinity]`],
    [{ factor: [1, 0] }, 'E_RANGE', `${range} with min <= max; received [1, 0]`],
  ]);
});

test('configs round trip', () =>
  roundTrips(new RandomHeight({ factor: [-0.5, 3], interpolation: 'nearest', seed: 2 })));

test('the size is truncated and never 0', async () => {
  const image = uint8([4, 1, 1], [1, 2, 3, 4]);
  const resized = await new RandomHeight({ factor: [0.5, 0.5], interpolation: 'nearest' }).apply(image);
  assert.equal(resized, uint8([6, 1, 1], [1, 2, 2, 3, 4, 4]));
  const truncated = await new RandomHeight({ factor: [0.2, 0.2] }).apply(image);
  assert.equal([...truncated.shape], [...image.shape]);
  assert.equal((await new RandomHeight({ factor: [-1, -1] }).apply(image)).data.length, 1);
});

test('all images of a batch get one size', async () => {
  const batch = repeat(uint8([4, 1, 1], [1, 2, 3, 4]), 5);
  const sizes = new Set<number>();
  for (let seed = 0; seed < 20; seed++) {
    const { shape } = await new RandomHeight({ factor: [0, 2] }).apply(batch, { seed });
    assert.is(shape[0], 5);
    sizes.add(shape[1] as number);
  }
  assert.ok(sizes.size > 3 && Math.min(...sizes) >= 4 && Math.max(...sizes) < 12);
});

test.run();
