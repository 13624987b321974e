import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline } from '../../src/index.js';
import { RandomPerspective } from '../../src/layers/index.js';
import { assertCoin, assertIndependent, assertUniform, drawnBy } from '../support/draws.js';
import { float32, images, near, repeat, roundTrips, throwsForEach, uint8 } from './support.js';

const CORNERS = ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'];
const NAMES = CORNERS.flatMap((corner) => [`${corner}X`, `${corner}Y`]);
const STILL = Object.fromEntries(NAMES.map((name) => [name, 0]));

const ramp = (height: number, width: number) =>
  float32(
    [height, width, 1],
    Array.from({ length: height * width }, (_, i) => i),
  );

function replay(layer: RandomPerspective, values: Record<string, number>, image: Image = ramp(5, 5)) {
  const draw = {
    stages: [{ layer: 'RandomPerspective', kind: 'perspective', values: { apply: 1, ...STILL, ...values } }],
  };
  return new ImagePipeline([layer]).replay(image, [draw]);
}

test('lowers to one stage in training and to nothing at inference', () => {
  const layer = new RandomPerspective({
    factor: 0.5,
    scale: 0.2,
    interpolation: 'nearest',
    fillMode: 'wrap',
    fillValue: 3,
    dtype: 'uint8',
    seed: 4,
  });
  const params = { factor: [0, 0.5], scale: 0.2, interpolation: 'nearest', fillMode: 'wrap', fillValue: 3 };
  assert.equal(layer.lower(true), [{ kind: 'perspective', params, dtype: 'uint8' }]);
  assert.equal(layer.lower(false), []);
  assert.is(layer.seed, 4);
  assert.ok(Object.isFrozen(layer));
  assert.equal(layer.outputShape([3, null, 2]), [3, null, 2]);
  const defaults = { factor: [0, 1], scale: 1, interpolation: 'bilinear', fillMode: 'constant', fillValue: 0 };
  assert.equal(new RandomPerspective().lower(true), [{ kind: 'perspective', params: defaults, dtype: 'float32' }]);
});

test('every bad option is an error', () => {
  const range = 'factor must be a number or [min, max] within 0..1';
  throwsForEach('RandomPerspective', (options) => new RandomPerspective(options), [
    [{ factor: -0.1 }, 'E_RANGE', `${range}; received -0.1`],
    [{ factor: [0.5, 2] }, 'E_RANGE', `${range}; received [0.5, 2]`],
    [{ factor: [0.5, 0.2] }, 'E_RANGE', `${range} with min <= max; received [0.5, 0.2]`],
    [{ factor: 'a' }, 'E_TYPE', `${range}; received "a"`],
    [{ scale: 1.5 }, 'E_RANGE', 'scale must be a finite number within 0..1; received 1.5'],
    [{ scale: -0.1 }, 'E_RANGE', 'scale must be a finite number within 0..1; received -0.1'],
    [{ scale: [0, 1] }, 'E_TYPE', 'scale must be a number within 0..1; received [0, 1]'],
    [
      { fillMode: 'mirror' },
      'E_ENUM',
      "fillMode must be one of 'constant', 'nearest', 'reflect', 'wrap'; received \"mirror\"",
    ],
    [{ sacle: 1 }, 'E_OPTION', 'unknown option "sacle"; did you mean scale?'],
  ]);
});

test('configs round trip', () => {
  roundTrips(new RandomPerspective());
  roundTrips(new RandomPerspective({ factor: [0.2, 0.9], scale: 0.3, fillMode: 'nearest', fillValue: 128, seed: 1 }));
  // Keras' config has no fill mode.
  assert.is(RandomPerspective.fromConfig({ factor: [0, 1], fill_value: 2 }).fillMode, 'constant');
});

test('draws a coin and eight factors, each uniform and independent', () => {
  const columns = drawnBy(new RandomPerspective({ factor: [0.4, 0.8], scale: 0.6 }), 20000);
  assert.equal(Object.keys(columns), ['apply', ...NAMES]);
  const { apply = [], ...factors } = columns;
  assertCoin(apply, 0.6, 'apply');
  for (const [name, values] of Object.entries(factors)) assertUniform(values, -0.3, 0.3, name);
  assertIndependent(columns);
});

test('one number as the factor changes half as many images, a pair with min = max its share', () => {
  assertCoin(drawnBy(new RandomPerspective(), 20000).apply ?? [], 0.5, 'factor 1');
  assertCoin(drawnBy(new RandomPerspective({ factor: [1, 1] }), 2000).apply ?? [], 1, 'factor [1, 1]');
  assertCoin(drawnBy(new RandomPerspective({ factor: 0 }), 2000).apply ?? [], 0, 'factor 0');
});

test('a coin of 0 and moves of nothing keep the image, exactly', async () => {
  const image = float32(
    [5, 5, 1],
    Array.from({ length: 25 }, (_, i) => Math.fround(Math.sin(i))),
  );
  const layer = new RandomPerspective();
  assert.equal((await replay(layer, { apply: 0, topRightX: 0.3 }, image)).data, image.data);
  assert.equal((await replay(layer, {}, image)).data, image.data);
  // The top-left corner is at 0, and parts of 0 are 0; so are the other two coordinates of 0.
  assert.equal(
    (await replay(layer, { topLeftX: 9, topLeftY: -9, topRightY: 5, bottomLeftX: 5 }, image)).data,
    image.data,
  );
  assert.equal((await new RandomPerspective({ factor: [1, 1], scale: 0 }).apply(image, { seed: 2 })).data, image.data);
  assert.equal((await layer.apply(image, { training: false })).data, image.data);
});

test('images of one row or one column stay, in the dtype of the layer', async () => {
  for (const shape of [
    [1, 1, 3],
    [1, 6, 3],
    [6, 1, 3],
  ] as const) {
    const image = uint8(
      shape,
      Array.from({ length: shape[0] * shape[1] * 3 }, (_, i) => 7 * i),
    );
    for (const dtype of ['float32', 'input'] as const) {
      const result = await new RandomPerspective({ factor: [1, 1], dtype }).apply(repeat(image, 8), { seed: 3 });
      assert.instance(result.data, dtype === 'input' ? Uint8Array : Float32Array);
      for (const one of images(result)) assert.equal(one, [...image.data]);
    }
  }
});

test('corners on a line, folded corners and far numbers neither fail nor leave NaN', async () => {
  const layer = new RandomPerspective({ fillValue: -7 });
  const image = ramp(5, 5);
  // No map exists: three end points on one line, or two in one place.
  const flat = [
    { topRightX: -1 },
    { topRightX: -1, bottomLeftY: -1 },
    { bottomRightX: -0.5, bottomRightY: -0.5 },
    { bottomRightX: -1, bottomRightY: 0 },
  ];
  for (const values of flat) assert.equal((await replay(layer, values)).data, image.data, JSON.stringify(values));
  const folded = [
    { topRightX: -2 },
    { topRightX: 0.5, bottomLeftY: 0.5, bottomRightX: -0.7, bottomRightY: -0.7 },
    { topRightX: 1e300, bottomLeftY: -1e300 },
    { bottomRightX: -0.5, bottomRightY: -0.5 + 1e-11 },
  ];
  for (const values of folded) {
    for (const value of (await replay(layer, values)).data) {
      assert.ok(value === -7 || (value >= -7 && value <= 24), `${JSON.stringify(values)}: ${value}`);
    }
  }
});

test('half the width and half the height: every other pixel, and the fill outside', async () => {
  const values = { topRightX: -0.5, bottomRightX: -0.5, bottomLeftY: -0.5, bottomRightY: -0.5 };
  near(
    (await replay(new RandomPerspective({ fillValue: 9 }), values)).data,
    [0, 2, 4, 9, 9, 10, 12, 14, 9, 9, 20, 22, 24, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9],
  );
  near(
    (await replay(new RandomPerspective({ fillMode: 'nearest' }), values)).data,
    [0, 2, 4, 4, 4, 10, 12, 14, 14, 14, 20, 22, 24, 24, 24, 20, 22, 24, 24, 24, 20, 22, 24, 24, 24],
  );
});

test('every dtype and channel count is moved alike (by hand: all coordinates doubled)', async () => {
  const values = { topRightX: -0.5, bottomRightX: -0.5, bottomLeftY: -0.5, bottomRightY: -0.5 };
  for (const channels of [1, 3, 4, 6]) {
    for (const array of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const data = array.from(Array.from({ length: 3 * 5 * channels }, (_, i) => i));
      const layer = new RandomPerspective({ dtype: 'input', fillValue: 200 });
      const result = await replay(layer, values, { data, shape: [3, 5, channels] });
      const expected = [0, 1, 2].flatMap((y) =>
        [0, 1, 2, 3, 4].flatMap((x) =>
          Array.from({ length: channels }, (_, c) => (x > 2 || y > 1 ? 200 : (10 * y + 2 * x) * channels + c)),
        ),
      );
      assert.instance(result.data, array);
      assert.equal([...result.data], expected);
    }
  }
});

test('NaN stays where it is read and nowhere else', async () => {
  const image = ramp(5, 5);
  image.data[12] = Number.NaN;
  const values = { topRightX: -0.5, bottomRightX: -0.5, bottomLeftY: -0.5, bottomRightY: -0.5 };
  const { data } = await replay(new RandomPerspective(), values, image);
  assert.equal([...data].map(Number.isNaN).indexOf(true), 6);
  assert.is([...data].filter(Number.isNaN).length, 1);
});

test.run();
