import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { AutoContrast } from '../../src/layers/index.js';
import { float32, images, near, roundTrips, throwsForEach, uint8 } from './support.js';

const { NaN: nan } = Number;

test('lowers the same in training and inference', () => {
  const layer = new AutoContrast();
  const expected = [{ kind: 'auto_contrast', params: { valueRange: [0, 255] }, dtype: 'float32' }];
  assert.equal(layer.lower(), expected);
});

test('every bad option is an error', () => {
  throwsForEach('AutoContrast', (options) => new AutoContrast(options), [
    [{ valueRange: [1, 0] }, 'E_RANGE', 'valueRange must be [min, max] with min <= max; received [1, 0]'],
    [{ seed: 1 }, 'E_OPTION', 'unknown option "seed"; known options are valueRange, dataFormat, name, dtype'],
  ]);
});

test('configs round trip', () => roundTrips(new AutoContrast({ valueRange: [-1, 1], dtype: 'input', name: 'auto' })));

test('every channel from its own range to valueRange', async () => {
  const image = float32([2, 2, 2], [10, -4, 20, 4, 30, 0, 60, 2]);
  near((await new AutoContrast().apply(image)).data, [0, 0, 51, 255, 102, 127.5, 255, 191.25], 1e-4);
  const unit = new AutoContrast({ valueRange: [-1, 1] });
  near((await unit.apply(image)).data, [-1, -1, -0.6, 1, -0.2, 0, 1, 0.5], 1e-6);
});

test('the ends are met exactly, whatever the range', async () => {
  for (let i = 1; i < 300; i++) {
    const [low, high] = [i / 7, i / 7 + i * i * 0.37];
    const { data } = await new AutoContrast().apply(float32([1, 3, 1], [high, low, high]));
    assert.equal([...data], [255, 0, 255]);
  }
});

test('a channel that is flat or not all finite stays, also outside valueRange', async () => {
  const rows = [
    [300, 1, nan, Infinity],
    [300, 3, 900, 7],
    [300, 2, -8, 9],
  ];
  for (const wide of [1, 5, 17]) {
    const image = float32(
      [3, wide, 4],
      rows.flatMap((row) => Array.from({ length: wide }, () => row).flat()),
    );
    const { data } = await new AutoContrast().apply(image);
    const expected = [
      [300, 0, nan, Infinity],
      [300, 255, 900, 7],
      [300, 127.5, -8, 9],
    ];
    assert.equal(
      [...data],
      expected.flatMap((row) => Array.from({ length: wide }, () => row).flat()),
    );
  }
  const seven = { data: new Uint8Array(12).fill(7), shape: [2, 2, 3] as const };
  assert.ok((await new AutoContrast().apply(seven)).data.every((value) => value === 7));
  assert.equal([...(await new AutoContrast().apply(float32([1, 1, 3], [1, -2, 300]))).data], [1, -2, 300]);
});

test('images of a batch do not meet', async () => {
  const batch = { data: Uint8Array.of(0, 10, 100, 150), shape: [2, 1, 2, 1] as const };
  assert.equal(images(await new AutoContrast().apply(batch)), [
    [0, 255],
    [0, 255],
  ]);
  const empty = await new AutoContrast().apply({ data: new Float32Array(0), shape: [0, 3, 4, 3] as const });
  assert.equal([...empty.shape], [0, 3, 4, 3]);
});

test('every dtype and number of channels', async () => {
  for (const channels of [1, 2, 3, 4, 5]) {
    for (const make of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      // Channel c holds c + 0, 10, ..., 50 in turn.
      const data = make.from(
        Array.from({ length: 30 * channels }, (_, i) => (i % channels) + 10 * (Math.floor(i / channels) % 6)),
      );
      const result = await new AutoContrast({ dtype: 'input' }).apply({ data, shape: [5, 6, channels] as const });
      assert.is(result.data.constructor, make);
      const expected = Array.from(data, (_, i) => 51 * (Math.floor(i / channels) % 6));
      near(result.data, expected, make === Float32Array ? 1e-4 : 0);
    }
  }
  // 25.5 and 76.5 round to even.
  assert.equal(
    [...(await new AutoContrast({ dtype: 'input' }).apply(uint8([1, 4, 1], [0, 1, 3, 10]))).data],
    [0, 26, 76, 255],
  );
});

test.run();
