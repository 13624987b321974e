import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Normalization } from '../../src/layers/index.js';
import { float32, near, roundTrips, throws, throwsForEach, uint8 } from './support.js';

const UNADAPTED = 'Normalization: call adapt() or give mean and variance first';

test('given statistics lower to flat lists with their shape, training or not', () => {
  const stage = (options: object) => new Normalization(options).lower()[0];
  assert.equal(stage({ mean: [1, 2, 3], variance: [4, 5, 6] }), {
    kind: 'normalize',
    params: { mean: [1, 2, 3], variance: [4, 5, 6], shape: [1, 1, 3], invert: 0 },
    dtype: 'float32',
  });
  assert.equal(stage({ axis: null, mean: 5, variance: 4, invert: true })?.params, {
    ...{ mean: [5], variance: [4], shape: [1, 1, 1], invert: 1 },
  });
});

test('mean and variance align with the kept axes from the last one backwards', () => {
  const shape = (axis: number | number[], mean: number | unknown[]) =>
    new Normalization({ axis, mean: mean as number[], variance: mean as number[] }).lower()[0]?.params.shape;
  assert.equal(shape(-1, 7), [1, 1, 1]);
  assert.equal(shape(-1, [7]), [1, 1, 1]);
  assert.equal(shape(1, [1, 2]), [2, 1, 1]);
  assert.equal(shape(-2, [1, 2]), [1, 2, 1]);
  assert.equal(
    shape(
      [1, 3],
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
    ),
    [2, 1, 3],
  );
  assert.equal(shape([3, 2, 1], [[[1, 2]], [[3, 4]]]), [2, 1, 2]);
  assert.equal(shape([1, 2, 3], [1, 2]), [1, 1, 2]);
});

test('typed arrays are lists too', () => {
  const options = { mean: Float32Array.of(1, 2), variance: Float64Array.of(1, 4) };
  assert.equal(new Normalization(options as never).statistics, { mean: [1, 2], variance: [1, 4], shape: [1, 1, 2] });
});

test('every bad option is an error', () => {
  const nested = 'must be a finite number or nested lists of them, of equal lengths';
  const axis = 'axis must be axes of [n, h, w, c] within 1..3 or -3..-1';
  throwsForEach('Normalization', (options) => new Normalization(options), [
    [{ axis: 0 }, 'E_RANGE', `${axis}; received 0`],
    [{ axis: [1, 4] }, 'E_RANGE', `${axis}; received [1, 4]`],
    [{ axis: 1.5 }, 'E_RANGE', `${axis}; received 1.5`],
    [{ axis: 'c' }, 'E_TYPE', 'axis must be an axis, a list of axes or null; received "c"'],
    [{ mean: [1] }, 'E_CONFLICT', 'mean and variance must be given together'],
    [{ variance: 1 }, 'E_CONFLICT', 'mean and variance must be given together'],
    [{ mean: [1, 2], variance: [1] }, 'E_SHAPE', 'mean and variance must have one shape; received [2] and [1]'],
    [
      { mean: [[1, 2]], variance: [[1, 2]], axis: [1, 3], invert: 1 },
      'E_TYPE',
      'invert must be true or false; received 1',
    ],
    [
      { mean: [[1], [2]], variance: [[1], [2]] },
      'E_SHAPE',
      'mean and variance must have at most 1 axes; received the shape [2, 1]',
    ],
    [{ mean: [1, [2]], variance: [1, 2] }, 'E_TYPE', `mean ${nested}; received [1, [2]]`],
    [{ mean: [], variance: [] }, 'E_TYPE', `mean ${nested}; received []`],
    [{ mean: [1], variance: [Infinity] }, 'E_RANGE', `variance ${nested}; received Infinity`],
    [{ mean: 1, variance: -1 }, 'E_RANGE', 'variance must be at least 0; received -1'],
  ]);
});

test('without statistics it cannot run, and says so', () => {
  const layer = new Normalization();
  assert.is(layer.adapted, false);
  throws(() => layer.lower(), 'E_NOT_ADAPTED', UNADAPTED);
});

test('configs round trip, given or adapted', () => {
  roundTrips(new Normalization({ mean: [1, 2, 3], variance: [4, 5, 6] }));
  roundTrips(new Normalization({ axis: null, mean: 3, variance: 2, invert: true }));
  const layer = new Normalization({ axis: [1, 3] });
  const state = layer.createState();
  state.update(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8), [2, 2, 2], 0);
  layer.setState(state);
  assert.equal(layer.getConfig().mean, [
    [2, 3],
    [6, 7],
  ]);
  roundTrips(layer);
});

test('a config that Keras wrote', () => {
  const config = {
    name: 'normalization',
    trainable: true,
    dtype: 'float32',
    axis: [-1],
    invert: false,
    mean: null,
    variance: null,
  };
  const layer = Normalization.fromConfig(config);
  assert.equal(layer.axis, [3]);
  assert.is(layer.adapted, false);
});

test('an adapted layer forgets on undefined and keeps what it was given', () => {
  const learned = new Normalization();
  const state = learned.createState();
  state.update(Uint8Array.of(1, 3), [1, 2, 1], 0);
  learned.setState(state);
  assert.equal(learned.statistics, { mean: [2], variance: [1], shape: [1, 1, 1] });
  assert.is(learned.stateVersion, 1);
  learned.setState(undefined);
  assert.is(learned.adapted, false);
  assert.is(learned.stateVersion, 2);
  const given = new Normalization({ mean: 1, variance: 1 });
  given.setState(undefined);
  assert.is(given.adapted, true);
});

test('memory that adapting takes', () => {
  const layer = new Normalization();
  assert.is(layer.adaptBytes([224, 224, 3], 1000, 'uint8'), 3 * 96, 'exact sums of three channels');
  assert.is(layer.adaptBytes([224, 224, 3], 1000, 'float32'), (10 + 2) * 3 * 24, '1000 has 10 bits');
  assert.is(layer.adaptBytes([224, 224, 3], undefined, 'int32'), (53 + 2) * 3 * 24);
  assert.is(new Normalization({ axis: [1, 2, 3] }).adaptBytes([4, 5, 3], 3, 'float32'), (2 + 2) * 60 * 24);
});

test('a state of another kind is refused', () => {
  throws(
    () => new Normalization().setState({} as never),
    'E_TYPE',
    'Normalization: state must come from createState()',
  );
});

test('(value - mean) / deviation, where the deviation is at least 1e-7', async () => {
  const layer = new Normalization({ mean: [1, 2, 3], variance: [4, 0, 1e-20] });
  near((await layer.apply(float32([1, 2, 3], [5, 2, 3, 1, 3, 4]))).data, [2, 0, 0, 0, 1e7, 1e7], 1);
});

test('invert undoes it', async () => {
  const statistics = { mean: [10, 20], variance: [4, 9] };
  const image = uint8([1, 2, 2], [1, 2, 30, 40]);
  const normal = await new Normalization(statistics).apply(image);
  near(normal.data, [-4.5, -6, 10, 20 / 3]);
  near((await new Normalization({ ...statistics, invert: true }).apply(normal)).data, [1, 2, 30, 40]);
});

test('statistics per pixel', async () => {
  const layer = new Normalization({
    axis: [1, 2, 3],
    mean: [
      [[1], [2]],
      [[3], [4]],
    ],
    variance: [
      [[1], [4]],
      [[1], [4]],
    ],
  });
  near((await layer.apply(float32([2, 2, 1], [2, 4, 5, 0]))).data, [1, 1, 2, -2]);
});

test('setStatistics() counts as learned: adapt() replaces it, and a config brings it back', () => {
  const layer = new Normalization();
  const version = layer.stateVersion;
  layer.setStatistics({ mean: [1, 2], variance: [4, 9], shape: [1, 1, 2] });
  assert.equal([layer.adapted, layer.fixed, layer.stateVersion > version], [true, false, true]);
  assert.equal(layer.lower()[0]?.params, { mean: [1, 2], variance: [4, 9], shape: [1, 1, 2], invert: 0 });
  const again = Normalization.fromConfig(layer.getConfig());
  assert.equal([again.fixed, again.statistics], [false, { mean: [1, 2], variance: [4, 9], shape: [1, 1, 2] }]);
  layer.setState(undefined);
  assert.is(layer.adapted, false);
});

test.run();
