// ImageDataGenerator with the numbers that keras-preprocessing 1.1 and Keras' legacy class give. Numbers in the names are
// those of the parity plan.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type GeneratorCompat as Compat,
  type Image,
  ImageDataGenerator,
  RandomRotation,
  type TransformParameters,
} from '../../src/index.js';
import { assertClose, assertExact, gray, r35, ramp, replay } from './numbers.js';

const COMPATS: readonly Compat[] = ['idg-1.1', 'idg-2'];
const VARIANTS = [null, ...COMPATS] as const;

function transform(compat: Compat | null, image: Image, parameters: Partial<TransformParameters>, options = {}) {
  return new ImageDataGenerator({ compat, ...options }).applyTransform(image, parameters);
}

function firstRow({ data, shape }: Image): Image {
  const [, width, channels] = shape;
  return { data: data.subarray(0, width * channels) as Image['data'], shape: [1, width, channels] };
}

test('15: the affine transform of both versions on 4 x 4', async () => {
  const image = ramp(4, 4, 1);
  const rows: [Compat, Partial<TransformParameters>, number[]][] = [
    ['idg-1.1', { theta: 10 }, [2.8884, 2.7825, 3.0727, 3.5583]],
    ['idg-2', { theta: 10 }, [1.2833, 2.2681, 3.6913, 5.133]],
    ['idg-1.1', { shear: 30 }, [6.3349, 5.201, 4.067, 3.933]],
    ['idg-2', { shear: 30 }, [2.5538, 3.5538, 4.5538, 4.8038]],
    ['idg-1.1', { tx: 1.5 }, [7, 8, 9, 10]],
    ['idg-2', { tx: 1.5 }, [2.5, 3.5, 4, 4]],
    ['idg-2', { zx: 2 }, [1, 1.5, 3.5, 4]],
  ];
  for (const [compat, parameters, expected] of rows) {
    assertClose(firstRow(await transform(compat, image, parameters)), [expected]);
  }
  assertExact(await transform('idg-1.1', image, { zx: 2 }), [
    [1, 2, 3, 4],
    [1, 2, 3, 4],
    [7, 8, 9, 10],
    [13, 14, 15, 16],
  ]);
  const all = { theta: 30, tx: 1, ty: -1, shear: 10, zx: 0.9, zy: 1.2 };
  assertClose(await transform('idg-1.1', image, all), [
    [13, 13, 10.7619, 8.5958],
    [13, 13.0801, 13.9993, 12.1635],
    [13, 13.5301, 14.4493, 15.3686],
    [13.0608, 13.9801, 14.8993, 15.8186],
  ]);
  assertClose(await transform('idg-2', image, all), [
    [3.8539, 4, 4, 5.7204],
    [3.0826, 5.6594, 7.5974, 9.3974],
    [5.9856, 8.565, 11.1445, 13.0744],
    [8.8913, 11.4707, 14.0501, 15.8781],
  ]);
});

test('15: a quarter turn of 3 x 5 about three pivots', async () => {
  const options = { fillMode: 'constant' } as const;
  assertClose(await transform('idg-1.1', r35(), { theta: 90 }, options), [
    [0, 0, 0, 12, 7],
    [0, 0, 0, 13, 8],
    [0, 0, 0, 14, 9],
  ]);
  assertClose(await transform('idg-2', r35(), { theta: 90 }, options), [
    [9, 14, 0, 0, 0],
    [8, 13, 0, 0, 0],
    [7, 12, 0, 0, 0],
  ]);
  const rotation = new RandomRotation({ factor: 0.5, fillMode: 'constant' });
  const keras = await replay(rotation, 'rotation', { angleRad: Math.PI / 2 }, r35());
  assertExact(await transform(null, r35(), { theta: 90 }, options), [[...keras.data]]);
});

test('15: corrected, height shifts move rows and width shifts move columns', async () => {
  const generator = new ImageDataGenerator({ heightShiftRange: [1], fillMode: 'constant' });
  const { tx, ty } = generator.getRandomTransform([3, 5, 1], 4);
  assert.equal([tx, Math.abs(ty)], [0, 1]);
  assertExact(await transform(null, r35(), { ty: 1 }, { fillMode: 'constant' }), [
    [6, 7, 8, 9, 10],
    [11, 12, 13, 14, 15],
    [0, 0, 0, 0, 0],
  ]);
  const wide = new ImageDataGenerator({ widthShiftRange: 0.4 }).getRandomTransform([3, 100, 1], 4);
  assert.ok(wide.ty === 0 && Math.abs(wide.tx) <= 40 && Math.abs(wide.tx) > 0);
});

test('16: neutral parameters keep every value of every dtype', async () => {
  const images = [
    Uint8Array.of(0, 255, 7, 8, 9, 10),
    Uint16Array.of(0, 65535, 7, 8, 9, 10),
    Int32Array.of(-5, 2 ** 24, 7, 8, 9, 10),
    Float32Array.of(-0.5, Number.NaN, Infinity, 1e30, 9, 10),
  ];
  for (const compat of VARIANTS) {
    for (const data of images) {
      const result = await transform(compat, { data, shape: [2, 3, 1] }, {});
      assert.equal([...result.data], [...data]);
      assert.instance(result.data, Float32Array);
    }
  }
});

test('17: the draw of all parameters for seed 0', () => {
  const options = {
    rotationRange: 10,
    widthShiftRange: 0.1,
    heightShiftRange: 0.2,
    shearRange: 5,
    zoomRange: 0.1,
    horizontalFlip: true,
    verticalFlip: true,
    channelShiftRange: 3,
    brightnessRange: [0.5, 1.5] as const,
  };
  for (const compat of COMPATS) {
    const drawn = new ImageDataGenerator({ ...options, compat }).getRandomTransform([10, 20, 1], 0);
    const expected = [0.9762700785, 0.8607574655, 0.4110535043, 0.44883183, 0.9847309599, 1.0291788226];
    const { theta, tx, ty, shear, zx, zy } = drawn;
    for (const [i, value] of [theta, tx, ty, shear, zx, zy].entries()) {
      assert.ok(Math.abs(value - (expected[i] as number)) < 1e-9, `${value}`);
    }
    assert.equal([drawn.flipHorizontal, drawn.flipVertical], [true, false]);
    assert.ok(Math.abs((drawn.channelShiftIntensity ?? 0) - 2.7819765631) < 1e-9);
    assert.ok(Math.abs((drawn.brightness ?? 0) - 0.8834415188) < 1e-9);
  }
});

test('17: whole numbers and lists are choices with a sign', () => {
  const generator = new ImageDataGenerator({ widthShiftRange: 3, heightShiftRange: [-2, 5], compat: 'idg-1.1' });
  const drawn = [0, 1, 2, 3, 4, 5].map((seed) => {
    const { tx, ty } = generator.getRandomTransform([10, 20, 1], seed);
    return [tx, ty];
  });
  assert.equal(drawn, [
    [-2, -1],
    [5, 0],
    [-2, -1],
    [2, 1],
    [2, 1],
    [-5, -1],
  ]);
});

test('17: without a seed the stream goes on', () => {
  const generator = new ImageDataGenerator({ rotationRange: 10, compat: 'idg-2' });
  generator.getRandomTransform([1, 1, 1], 0);
  // The fourth uniform of RandomState(0), after the angle and both coins.
  assert.is(generator.getRandomTransform([1, 1, 1]).theta, 0.8976636599379368);
});

const order = async (count: number, options: object) => {
  const images = { data: Uint8Array.from({ length: count }, (_, i) => i), shape: [count, 1, 1, 1] as const };
  const iterator = new ImageDataGenerator({ compat: 'idg-1.1' }).flow(images, null, options);
  const taken: number[][] = [];
  for (let i = 0; i < 7; i++) taken.push([...(await iterator.next()).value.xs.data]);
  await iterator.return();
  return taken;
};

test('18, 22: the order of batches for seed 7', async () => {
  const expected = [[0, 3], [2, 1], [4], [2, 3], [0, 4], [1], [1, 3]];
  assert.equal(await order(5, { batchSize: 2, seed: 7 }), expected);
});

test('22: unshuffled batches start again at an epoch; sizes that divide; no image at all', async () => {
  assert.equal(await order(3, { batchSize: 2, shuffle: false }), [[0, 1], [2], [0, 1], [2], [0, 1], [2], [0, 1]]);
  assert.equal((await order(4, { batchSize: 2, shuffle: false })).slice(0, 3), [
    [0, 1],
    [2, 3],
    [0, 1],
  ]);
  assert.equal(await order(0, { batchSize: 2, seed: 1 }), [[], [], [], [], [], [], []]);
});

test('19: channel shift within the range of the image', async () => {
  const image = gray([10, 20, 30, 100, 150, 200]);
  for (const compat of VARIANTS) {
    assertExact(await transform(compat, image, { channelShiftIntensity: 20 }), [[30, 40, 50, 120, 170, 200]]);
    assertExact(await transform(compat, image, { channelShiftIntensity: -20 }), [[10, 10, 10, 80, 130, 180]]);
  }
});

test('19: brightness through 8 bits', async () => {
  const image = gray([10, 20, 30, 100, 150, 200]);
  assertExact(await transform('idg-1.1', image, { brightness: 1.5 }), [[18, 37, 57, 190, 255, 255]]);
  assertExact(await transform('idg-1.1', image, { brightness: 0.5 }), [[6, 12, 19, 63, 95, 127]]);
  assertExact(await transform('idg-2', image, { brightness: 1.5 }), [[15, 30, 45, 150, 225, 255]]);
  assertExact(await transform('idg-2', image, { brightness: 0.5 }), [[5, 10, 15, 50, 75, 100]]);
  // Values within 0..1 are lost.
  assertExact(await transform('idg-2', gray([0, 0.5, 0.99]), { brightness: 1.5 }), [[0, 0, 0]]);
  assertClose(await transform('idg-2', gray([-40, -30, -20, 50, 100, 150]), { brightness: 0.5 }), [
    [-40, -35.52941, -30.313725, 4.705883, 29.29412, 54.62745],
  ]);
});

test('19: corrected, brightness loses nothing and alpha stays', async () => {
  assertClose(await transform(null, gray([0, 0.5, 0.99]), { brightness: 1.5 }), [[0, 0.75, 1.485]], 1e-6);
  const rgba: Image = { data: Uint8Array.of(10, 200, 30, 40), shape: [1, 1, 4] };
  for (const compat of [null, 'idg-2'] as const) {
    assertExact(await transform(compat, rgba, { brightness: 1.5 }), [[15, 255, 45, 40]]);
  }
});

test('20: standardize one image', async () => {
  for (const compat of VARIANTS) {
    const generator = new ImageDataGenerator({ samplewiseStdNormalization: true, compat });
    const result = await generator.standardize(gray([1, 2, 3, 6]));
    assertClose(result, [[-1.069044, -0.534522, 0, 1.603567]], 1e-5);
    assertExact(await generator.standardize(gray([7, 7, 7])), [[0, 0, 0]]);
  }
});

test('20: featurewise statistics with rescale 0.5', async () => {
  const images = { data: Float32Array.of(1, 2, 3, 5, 0, 4), shape: [3, 1, 2, 1] as const };
  const fitted = async (compat: Compat | null) => {
    const generator = new ImageDataGenerator({ rescale: 0.5, featurewiseStdNormalization: true, compat });
    await generator.fit(images);
    const { data } = await generator.standardize(gray([1, 2]));
    return [...(generator.mean ?? []), ...(generator.std ?? []), ...data];
  };
  const near = (found: number[], wanted: number[]) => {
    for (const [i, value] of wanted.entries()) assert.ok(Math.abs((found[i] as number) - value) < 2e-6, `${found}`);
  };
  near(await fitted('idg-1.1'), [2.5, 1.707825, -1.171079, -0.87831]);
  near(await fitted('idg-2'), [1.25, 0.853913, -0.878309, -0.29277]);
  near(await fitted(null), [1.25, 0.853913, -0.878309, -0.29277]);
});

test.run();
