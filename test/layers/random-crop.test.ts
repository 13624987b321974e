import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomCrop } from '../../src/layers/index.js';
import { images, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const grid = uint8(
  [4, 5, 1],
  Array.from({ length: 20 }, (_, i) => i),
);

test('lowers to a random crop in training and a centre crop at inference', () => {
  const layer = new RandomCrop({ height: 2, width: 3, seed: 5 });
  assert.equal(layer.lower(true), [{ kind: 'crop', params: { mode: 'random', height: 2, width: 3 }, dtype: 'input' }]);
  assert.equal(layer.lower(false), [{ kind: 'crop', params: { mode: 'center', height: 2, width: 3 }, dtype: 'input' }]);
  assert.equal(layer.outputShape([9, null, 1]), [2, 3, 1]);
  assert.is(layer.seed, 5);
  assert.ok(Object.isFrozen(layer));
});

test('every bad option is an error', () => {
  const size = { height: 1, width: 1 };
  throwsForEach('RandomCrop', (options) => new RandomCrop(options), [
    [{ height: 1, width: 2.5 }, 'E_SIZE', 'width must be an integer >= 1; received 2.5'],
    [{ ...size, seed: Number.NaN }, 'E_SEED', 'seed must be an integer within 0..2^53-1; received NaN'],
    [{ ...size, seed: 1.5 }, 'E_SEED', 'seed must be an integer within 0..2^53-1; received 1.5'],
    [{ ...size, seed: 2 ** 53 }, 'E_SEED', 'seed must be an integer within 0..2^53-1; received 9007199254740992'],
    [{ ...size, seed: '1' }, 'E_SEED', 'seed must be an integer within 0..2^53-1; received "1"'],
  ]);
});

test('configs round trip, also with a null seed', () => {
  roundTrips(new RandomCrop({ height: 4, width: 2, seed: 7 }));
  assert.is(RandomCrop.fromConfig({ height: 4, width: 2, seed: null }).seed, undefined);
});

test('every window is one of the image, all places occur, and inference takes the centre', async () => {
  const layer = new RandomCrop({ height: 3, width: 3 });
  const seen = new Set<number>();
  for (const window of images(await layer.apply(repeat(grid, 64), { seed: 3 }))) {
    const corner = window[0] as number;
    seen.add(corner);
    assert.equal(
      window,
      [0, 1, 2, 5, 6, 7, 10, 11, 12].map((step) => corner + step),
    );
  }
  assert.equal(
    [...seen].sort((a, b) => a - b),
    [0, 1, 2, 5, 6, 7],
  );
  assert.is((await layer.apply(grid, { training: false })).data[0], 1);
});

test('equal height makes the place the centre, as in Keras', async () => {
  const crops = images(await new RandomCrop({ height: 4, width: 4 }).apply(repeat(grid, 16), { seed: 3 }));
  for (const crop of crops) assert.is(crop[0], 0);
});

test.run();
