// Rotation, zoom, translation and shear on 3x5 and 3x3 images. Numbers measured on Keras 3 unless worked by hand.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, image, RandomRotation, RandomShear, RandomTranslation, RandomZoom } from '../../src/index.js';
import { assertClose, assertExact, r35, ramp, replay, s3 } from './numbers.js';

const DEGREE = Math.PI / 180;
const constant = { fillMode: 'constant' } as const;

test('7. zero ranges are bit-exact for rotation, zoom and translation', async () => {
  const data = Float32Array.from({ length: 7 * 5 * 3 }, (_, i) => Math.fround(Math.sin(i) * 1e3));
  for (const layer of [
    new RandomRotation({ factor: 0 }),
    new RandomZoom({ heightFactor: 0, widthFactor: 0 }),
    new RandomTranslation({ heightFactor: 0, widthFactor: 0 }),
    new RandomShear({ xFactor: 0 }),
    new RandomShear({ intensity: 0 }),
  ]) {
    const result = await layer.apply({ data, shape: [7, 5, 3] }, { seed: 3 });
    assert.equal(result.data, data, layer.className);
  }
});

test('10. 3x3 turned by +90 degrees is exact', async () => {
  assertExact(await image.rotate(s3(), Math.PI / 2, constant), [
    [3, 6, 9],
    [2, 5, 8],
    [1, 4, 7],
  ]);
});

test('10. quarter turns of a square move pixels and nothing else (Keras leaves noise of 1e-4)', async () => {
  const data = Float32Array.from({ length: 16 }, (_, i) => Math.fround(1e6 * Math.sin(i)));
  const turned = (quarters: number) =>
    Float32Array.from({ length: 16 }, (_, i) => {
      let [x, y] = [i % 4, i >> 2];
      for (let k = 0; k < quarters; k++) [x, y] = [3 - y, x];
      return data[y * 4 + x] as number;
    });
  for (const quarters of [1, 2, 3, 4]) {
    for (const interpolation of ['bilinear', 'nearest'] as const) {
      const layer = new RandomRotation({ factor: [quarters / 4, quarters / 4], interpolation, ...constant });
      const result = await layer.apply({ data, shape: [4, 4, 1] }, { seed: 1 });
      assert.equal(result.data, turned(quarters), `${quarters} quarters, ${interpolation}`);
    }
  }
});

test('10. 3x3 turned by +30 degrees', async () => {
  const wanted = [
    [1.0359, 2.9019, 3.1077],
    [2.634, 5, 7.366],
    [3.2321, 7.0981, 5.3038],
  ];
  assertClose(await image.rotate(s3(), 30 * DEGREE, constant), wanted, 1e-4);
  const layer = new RandomRotation({ factor: [1 / 12, 1 / 12], ...constant });
  assertClose(await layer.apply(s3(), { seed: 1 }), wanted, 1e-4);
});

test('10. 3x5 turned by +90 and -90 degrees', async () => {
  assertClose(await image.rotate(r35(), 90 * DEGREE, constant), [
    [0, 4, 9, 14, 0],
    [0, 3, 8, 13, 0],
    [0, 2, 7, 12, 0],
  ]);
  assertClose(await image.rotate(r35(), -90 * DEGREE, constant), [
    [0, 12, 7, 2, 0],
    [0, 13, 8, 3, 0],
    [0, 14, 9, 4, 0],
  ]);
});

test('10. 3x5 turned by 180 degrees, nearest, is reversed', async () => {
  const result = await image.rotate(r35(), Math.PI, { interpolation: 'nearest', ...constant });
  assert.equal(Array.from(result.data), Array.from(r35().data).reverse());
});

test('10. 3x5 turned by 45 degrees, reflect', async () => {
  assertClose(await replay(new RandomRotation({ factor: 1 }), 'rotation', { angleRad: Math.PI / 4 }, r35()), [
    [2.8995, 3, 5.1716, 9.4142, 13.5355],
    [1.5858, 3.7574, 8, 12.2426, 14.4142],
    [2.4645, 6.5858, 10.8284, 13, 13.1005],
  ]);
});

test('11. a positive zoom factor zooms out', async () => {
  const layer = new RandomZoom({ heightFactor: [0.5, 0.5], ...constant });
  assertClose(await layer.apply(r35(), { seed: 1 }), [
    [0, 0.75, 1.5, 2.25, 0],
    [0, 6.5, 8, 9.5, 0],
    [0, 5.75, 6.5, 7.25, 0],
  ]);
});

test('11. a negative zoom factor zooms in', async () => {
  const layer = new RandomZoom({ heightFactor: [-0.5, -0.5], ...constant });
  assertClose(await layer.apply(r35(), { seed: 1 }), [
    [4.5, 5, 5.5, 6, 6.5],
    [7, 7.5, 8, 8.5, 9],
    [9.5, 10, 10.5, 11, 11.5],
  ]);
});

test('11. zoom of each axis on its own (by hand: rows -0.5, 1, 2.5; columns 1, 1.5, ..., 3)', async () => {
  const layer = new RandomZoom({ heightFactor: [0.5, 0.5], widthFactor: [-0.5, -0.5], ...constant });
  assertClose(await layer.apply(r35(), { seed: 1 }), [
    [1, 1.25, 1.5, 1.75, 2],
    [7, 7.5, 8, 8.5, 9],
    [6, 6.25, 6.5, 6.75, 7],
  ]);
});

async function translated(height: number, width: number, fillMode: 'constant' | 'wrap' | 'reflect') {
  const layer = new RandomTranslation({ heightFactor: [height, height], widthFactor: [width, width], fillMode });
  return layer.apply(r35(), { seed: 1 });
}

test('12. translation by whole pixels, down and right', async () => {
  assertClose(await translated(1 / 3, 0.2, 'constant'), [
    [0, 0, 0, 0, 0],
    [0, 1, 2, 3, 4],
    [0, 6, 7, 8, 9],
  ]);
});

const firstRow = async (width: number, fillMode: 'constant' | 'wrap' | 'reflect') => {
  const { data } = await translated(0, width, fillMode);
  return { data: data.slice(0, 5), shape: [1, 5, 1] as const };
};

test('12. translation by half a pixel interpolates with the fill', async () => {
  assertClose(await firstRow(0.1, 'constant'), [[0.5, 1.5, 2.5, 3.5, 4.5]]);
});

test('12. translation with wrap and reflect', async () => {
  assertClose(await firstRow(0.4, 'wrap'), [[4, 5, 1, 2, 3]]);
  assertClose(await firstRow(0.4, 'reflect'), [[2, 1, 1, 2, 3]]);
});

test('12. wrap stays periodic far out (TensorFlow gives 5 3 4 5 1)', async () => {
  assertClose(await firstRow(0.8, 'wrap'), [[2, 3, 4, 5, 1]]);
});

test('13. shear along x, both signs', async () => {
  const layer = new RandomShear({ xFactor: 0.5, ...constant });
  assertClose(await replay(layer, 'shear', { xShear: 0.5, yShear: 0 }, r35()), [
    [1, 2, 3, 4, 5],
    [6.5, 7.5, 8.5, 9.5, 5],
    [12, 13, 14, 15, 0],
  ]);
  assertClose(await replay(layer, 'shear', { xShear: -0.5, yShear: 0 }, r35()), [
    [1, 2, 3, 4, 5],
    [3, 6.5, 7.5, 8.5, 9.5],
    [0, 11, 12, 13, 14],
  ]);
});

test('13. shear along y', async () => {
  const layer = new RandomShear({ yFactor: 0.5, ...constant });
  assertClose(await replay(layer, 'shear', { xShear: 0, yShear: 0.5 }, r35()), [
    [1, 4.5, 8, 11.5, 15],
    [6, 9.5, 13, 7, 0],
    [11, 6, 0, 0, 0],
  ]);
});

test('13. one coin signs both slopes of a draw', () => {
  const pipeline = new ImagePipeline([new RandomShear({ xFactor: [0.3, 0.3], yFactor: [0.2, 0.2] })], { seed: 5 });
  const drawn = pipeline.sample(64, { shape: [4, 4, 1] }).map(({ stages }) => stages[0]?.values);
  const signs = new Set(drawn.map((values) => `${Math.sign(values?.xShear ?? 0)} ${Math.sign(values?.yShear ?? 0)}`));
  assert.equal([...signs].sort(), ['-1 -1', '1 1']);
  for (const values of drawn) assert.is(Math.abs(values?.xShear ?? 0), 0.3);
});

test('13. a config with a negative end loads again (Keras raises)', async () => {
  const layer = new RandomShear({ xFactor: 0.4, yFactor: 0.2, ...constant });
  assert.equal(layer.getConfig().xFactor, [-0.4, 0.4]);
  const again = RandomShear.fromConfig(layer.getConfig());
  assert.equal(again.getConfig(), layer.getConfig());
});

test('the angle form of shear turns about the centre (by hand, 30 degrees on 3 columns)', async () => {
  // in_x = x - (y - 1) / 2, in_y = 1 + cos(30 degrees) (y - 1); the middle row stays.
  const result = await image.shear(s3(), 30, { fillMode: 'nearest' });
  const cos = Math.cos(30 * DEGREE);
  const above = (x: number) => 1 + 3 * (1 - cos) + x;
  assertClose(result, [
    [above(0.5), above(1.5), above(2)],
    [4, 5, 6],
    [1 + 3 * (1 + cos), 1 + 3 * (1 + cos) + 0.5, 1 + 3 * (1 + cos) + 1.5],
  ]);
});

test('zooming by 2 about the centre differs from resizing by 2: pixel centres against pixel edges', async () => {
  const zoomed = await image.zoom(ramp(1, 4, 0), [0.5, 1], { fillMode: 'nearest' });
  assertClose(zoomed, [[0.75, 1.25, 1.75, 2.25]]);
  const resized = await image.resize(ramp(1, 4, 0), [1, 8]);
  assertClose(resized, [[0, 0.25, 0.75, 1.25, 1.75, 2.25, 2.75, 3]]);
});

test.run();
