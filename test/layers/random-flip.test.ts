import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { RandomFlip } from '../../src/layers/index.js';
import type { ImageBatch } from '../../src/types.js';
import { images, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const square = uint8([2, 2, 1], [1, 2, 3, 4]);

function outcomes(batch: ImageBatch): Map<string, number> {
  const counts = new Map<string, number>();
  for (const image of images(batch)) counts.set(image.join(' '), (counts.get(image.join(' ')) ?? 0) + 1);
  return counts;
}

test('lowers to a flip in training and to nothing at inference', () => {
  const params = { random: 1, horizontal: 1, vertical: 1, independent: 0 };
  assert.equal(new RandomFlip().lower(true), [{ kind: 'flip', params, dtype: 'input' }]);
  assert.equal(new RandomFlip().lower(false), []);
  const stage = (options: object) => new RandomFlip(options).lower(true)[0]?.params;
  assert.equal(stage({ mode: 'horizontal' }), { ...params, vertical: 0 });
  assert.equal(stage({ mode: 'vertical' }), { ...params, horizontal: 0 });
  assert.equal(stage({ mode: 'horizontal_and_vertical', independent: true }), { ...params, independent: 1 });
});

test('every bad option is an error', () => {
  const modes = "mode must be one of 'horizontal', 'vertical', 'horizontalAndVertical'";
  throwsForEach('RandomFlip', (options) => new RandomFlip(options), [
    [{ mode: 'both' }, 'E_ENUM', `${modes}; received "both"`],
    [{ mode: 1 }, 'E_ENUM', `${modes}; received 1`],
    [{ independent: null }, 'E_TYPE', 'independent must be true or false; received null'],
    [{ name: '' }, 'E_TYPE', 'name must be a non-empty string; received ""'],
    [
      { dtype: 'float64' },
      'E_ENUM',
      `dtype must be one of 'float32', 'uint8', 'uint16', 'int32', 'input'; received "float64"`,
    ],
    [[], 'E_TYPE', 'options must be an object; received []'],
  ]);
});

test('configs round trip', () => roundTrips(new RandomFlip({ independent: true, seed: 3, name: 'mirror' })));

test('one coin drives both directions', async () => {
  const counts = outcomes(await new RandomFlip().apply(repeat(square, 200), { seed: 11 }));
  assert.equal([...counts.keys()].sort(), ['1 2 3 4', '4 3 2 1']);
  // 100 +- 4 standard deviations of 200 fair coins.
  assert.ok(Math.abs((counts.get('4 3 2 1') ?? 0) - 100) < 29);
});

test('independent coins give all four outcomes', async () => {
  const counts = outcomes(await new RandomFlip({ independent: true }).apply(repeat(square, 200), { seed: 11 }));
  assert.equal([...counts.keys()].sort(), ['1 2 3 4', '2 1 4 3', '3 4 1 2', '4 3 2 1']);
  for (const count of counts.values()) assert.ok(Math.abs(count - 50) < 25);
});

test('one direction only', async () => {
  const horizontal = outcomes(await new RandomFlip({ mode: 'horizontal' }).apply(repeat(square, 50), { seed: 1 }));
  assert.equal([...horizontal.keys()].sort(), ['1 2 3 4', '2 1 4 3']);
  const vertical = outcomes(await new RandomFlip({ mode: 'vertical' }).apply(repeat(square, 50), { seed: 1 }));
  assert.equal([...vertical.keys()].sort(), ['1 2 3 4', '3 4 1 2']);
});

test('pixels of any channel count and dtype are exact', async () => {
  const data = Int32Array.of(2 ** 31 - 1, -5, 7, 16777217, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
  const batch = repeat({ data, shape: [1, 2, 7] }, 20);
  const mirrored = [...data.slice(7), ...data.slice(0, 7)].join(' ');
  const counts = outcomes(await new RandomFlip({ mode: 'horizontal' }).apply(batch, { seed: 1 }));
  assert.equal([...counts.keys()].sort(), [[...data].join(' '), mirrored].sort());
});

test.run();
