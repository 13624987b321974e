// Perspective, random resized crops and elastic deformation. Numbers measured on Keras 3 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ImagePipeline,
  image,
  type Layer,
  RandomElasticTransform,
  RandomPerspective,
  RandomResizedCrop,
} from '../../src/index.js';
import { assertClose, ramp, replay } from './numbers.js';

const STILL = Object.fromEntries(
  ['topLeft', 'topRight', 'bottomLeft', 'bottomRight'].flatMap((corner) => [
    [`${corner}X`, 0],
    [`${corner}Y`, 0],
  ]),
);
/** The corners of a 5x5 image go to (0, 0), (2, 0), (0, 2), (4, 4). */
const FOLDED_IN = { ...STILL, apply: 1, topRightX: -0.5, bottomLeftY: -0.5 };
const rows = (data: ArrayLike<number>, width: number, ...wanted: number[]) =>
  wanted.map((y) => Array.from({ length: width }, (_, x) => data[y * width + x] as number));

test('14. perspective of 5x5 with two corners moved in', async () => {
  const tilted = await replay(new RandomPerspective(), 'perspective', FOLDED_IN, ramp(5, 5, 0));
  const wanted = [
    [0, 2.4, 4, 0, 0],
    [20, 18.8571, 18, 17.3333, 3.2],
  ];
  assertClose({ data: Float32Array.from(rows(tilted.data, 5, 0, 2).flat()), shape: [2, 5, 1] }, wanted);
});

test('14. the homography of those corners is 3 0 0 0 3 0 1/4 1/4', async () => {
  const start = [
    [0, 0],
    [4, 0],
    [0, 4],
    [4, 4],
  ] as const;
  const end = [
    [0, 0],
    [2, 0],
    [0, 2],
    [4, 4],
  ] as const;
  const noise = {
    data: Float32Array.from({ length: 25 }, (_, i) => Math.fround(Math.sin(i))),
    shape: [5, 5, 1] as const,
  };
  const wanted = await image.projective(noise, [3, 0, 0, 0, 3, 0, 0.25, 0.25]);
  assert.equal((await image.perspective(noise, start, end)).data, wanted.data);
  assert.equal((await replay(new RandomPerspective(), 'perspective', FOLDED_IN, noise)).data, wanted.data);
});

test('14. perspective of one row or column is the identity (Keras raises)', async () => {
  for (const [height, width] of [
    [1, 5],
    [5, 1],
    [1, 1],
  ] as const) {
    const line = ramp(height, width, 3);
    const layer = new RandomPerspective({ factor: [1, 1] });
    for (const seed of [1, 2, 3]) assert.equal((await layer.apply(line, { seed })).data, line.data);
  }
});

test('14. scale 0 is the identity', async () => {
  const data = Float32Array.from({ length: 7 * 5 * 3 }, (_, i) => Math.fround(Math.sin(i) * 1e3));
  const result = await new RandomPerspective({ factor: [1, 1], scale: 0 }).apply(
    { data, shape: [7, 5, 3] },
    { seed: 3 },
  );
  assert.equal(result.data, data);
});

/** Shapes, dtypes and values at the edge of what an image can be: finite pixels in the range of the input come out. */
async function survivesDegenerates(make: (options: object) => Layer): Promise<void> {
  for (const shape of [
    [1, 1, 1],
    [1, 9, 4],
    [9, 1, 3],
    [5, 4, 1],
    [6, 7, 5],
  ] as const) {
    const length = shape[0] * shape[1] * shape[2];
    for (const array of [Uint8Array, Uint16Array, Int32Array, Float32Array]) {
      const [low, high] = array === Uint8Array || array === Uint16Array ? [0, 200] : [-200, 100];
      const data = array.from(Array.from({ length }, (_, i) => (i % 2 === 0 ? low : high)));
      const { data: pixels } = await make({ dtype: 'input' }).apply({ data, shape }, { seed: 3 });
      assert.instance(pixels, array);
      assert.ok(pixels.length > 0);
      // The weights of a resize add up to 1 but for rounding.
      const slack = array === Float32Array ? 1e-4 : 0;
      for (const pixel of pixels) assert.ok(pixel >= low - slack && pixel <= high + slack, `${pixel} of ${shape}`);
    }
    const nan = await make({}).apply({ data: new Float32Array(length).fill(Number.NaN), shape }, { seed: 3 });
    assert.ok(nan.data.every(Number.isNaN));
  }
  const empty = await make({}).apply({ data: new Uint8Array(0), shape: [0, 6, 7, 3] }, { seed: 1 });
  assert.equal([empty.shape[0], empty.shape[3], empty.data.length], [0, 3, 0]);
}

test('49. degenerate images in perspective', async () => {
  for (const fillMode of ['nearest', 'reflect', 'wrap'] as const) {
    await survivesDegenerates((options) => new RandomPerspective({ factor: [1, 1], fillMode, ...options }));
  }
});

test('49. degenerate images, cropped and resized', async () => {
  for (const interpolation of ['nearest', 'bilinear', 'area'] as const) {
    await survivesDegenerates(
      (options) => new RandomResizedCrop({ height: 4, width: 3, interpolation, antialias: true, ...options }),
    );
  }
});

test('49. degenerate images, deformed', async () => {
  for (const fillMode of ['nearest', 'reflect', 'wrap'] as const) {
    await survivesDegenerates(
      (options) => new RandomElasticTransform({ factor: [1, 1], fillMode, valueRange: [-300, 300], ...options }),
    );
  }
});

test('49. one pixel has nowhere to move but to the fill', async () => {
  const pixel = { data: Float32Array.of(7), shape: [1, 1, 1] as const };
  for (const fillMode of ['nearest', 'reflect', 'wrap'] as const) {
    const bent = await new RandomElasticTransform({ factor: [1, 1], scale: [1, 1], fillMode }).apply(pixel, {
      seed: 1,
    });
    assert.equal(bent.data, pixel.data, fillMode);
  }
});

test('49. the same key, the same perspective, for every batch size', async () => {
  const pipeline = new ImagePipeline([new RandomPerspective({ factor: [1, 1] })], { seed: 5 });
  const data = Float32Array.from({ length: 6 * 81 }, (_, i) => Math.fround(Math.sin(i)));
  const all = await pipeline.apply({ data, shape: [6, 9, 9, 1] }, { firstIndex: 0 });
  for (let i = 0; i < 6; i++) {
    const one = await pipeline.apply(
      { data: data.slice(i * 81, (i + 1) * 81), shape: [1, 9, 9, 1] },
      { firstIndex: i },
    );
    assert.equal(one.data, all.data.slice(i * 81, (i + 1) * 81));
  }
});

test.run();
