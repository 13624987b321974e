// Rows A1 to A8, A13 to A17, A27, A29, A31, A32 and A34: arguments and options. A9 to A12, A14 and more of A6 and A34 are
// in test/input.test.ts, A15 (bool tensors) in test/tensor.test.ts, matrices and coordinates in coordinates.test.ts,
// documents in documents.test.ts, and what is none of the table's rows in containers.test.ts.
// Without a row, because this version has no such operation: A16 (crop boxes), A18 to A20 (cropAndResize and its boxes),
// A21 and A22 (padding by a number of pixels), A28 (alignCorners, halfPixelCenters), A30 (kernels and windows).
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CenterCrop,
  type Image,
  ImagePipeline,
  image,
  Normalization,
  RandomCrop,
  Rescaling,
  Resizing,
} from '../../src/index.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { makeImage } from '../support/images.js';
import { assertIntact, type Refusal, refuses, type Wrong } from './support.js';

type Row = readonly [name: string, call: (picture: Image) => unknown, ...refusal: Refusal];

const resize =
  (...size: unknown[]) =>
  (picture: Image) =>
    image.resize(picture, size as Wrong);
const layer = (name: keyof typeof LAYER_CLASSES, options: unknown) => (picture: Image) =>
  new (LAYER_CLASSES as Wrong)[name](options).apply(picture);

const SIZE = ['ArgumentError', 'E_SIZE'] as const;
const TYPE = ['ArgumentError', 'E_TYPE'] as const;
const RANGE = ['ArgumentError', 'E_RANGE'] as const;
const ENUM = ['ArgumentError', 'E_ENUM'] as const;
const OPTION = ['ArgumentError', 'E_OPTION'] as const;
const HUGE = 1879048192; // times itself is beyond 2^61

const ROWS: readonly Row[] = [
  ['A1 a height of 0', resize(0, 224), ...SIZE, 'height must be an integer >= 1; received 0'],
  ['A1 a width of -0', resize(224, -0), ...SIZE, 'width must be an integer >= 1; received -0'],
  ['A2 a negative height', resize(-1, 2), ...SIZE, 'received -1'],
  ['A3 a broken height', resize(1.5, 2), ...SIZE, 'integer >= 1; received 1.5'],
  ['A4 NaN', resize(NaN, 2), ...SIZE, 'received NaN'],
  ['A4 Infinity', resize(2, Infinity), ...SIZE, 'received Infinity'],
  ['A5 a string', resize('a', 2), ...TYPE, 'received "a"'],
  ['A5 null', resize(null, 2), ...TYPE, 'received null'],
  ['A5 a bigint', resize(10n, 2), ...TYPE, 'received 10n'],
  ['A5 a symbol', resize(2, Symbol('2')), ...TYPE, 'received a symbol'],
  ['A6 a result of 10^19 values', resize(HUGE, HUGE), 'LimitError', 'E_OUTPUT_BYTES', `[${HUGE}, ${HUGE}, 3]`],
  ['A6 a result of 4.8e9 bytes', resize(40000, 40000), 'LimitError', 'E_OUTPUT_BYTES', '4800000000 bytes; the limit'],
  ['A7 a result of 2^106 values', resize(2 ** 53 - 1, 2 ** 53 - 1), 'LimitError', 'E_OVERFLOW', 'overflows'],
  [
    'A7 the same of a crop',
    layer('RandomCrop', { height: 2 ** 53 - 1, width: 2 ** 53 - 1 }),
    'LimitError',
    'E_OVERFLOW',
    'crop',
  ],
  ['A8 one number for a size', resize(2), ...SIZE, 'size must be [height, width]; received [2]'],
  ['A8 three numbers', resize(2, 2, 2), ...SIZE, 'received [2, 2, 2]'],
  ['A8 no array', (picture) => image.resize(picture, 7 as Wrong), ...SIZE, 'received 7'],
  ['A8 a hole', resize(...(Array(2) as undefined[])), ...TYPE, 'height must be an integer >= 1; received undefined'],
  [
    'A13 a scale for other channels',
    layer('Rescaling', { scale: [1, 2] }),
    'ArgumentError',
    'E_CHANNELS',
    'scale has 2 values, the image has 3',
  ],
  [
    'A13 statistics for other channels',
    layer('Normalization', { mean: [1, 2, 3, 4], variance: [1, 1, 1, 1] }),
    'ArgumentError',
    'E_CHANNELS',
    'mean has 4 values',
  ],
  [
    'A27 a resize method',
    (picture) => image.resize(picture, [2, 2], { method: 'cubic' as Wrong }),
    ...ENUM,
    "'bicubic'",
  ],
  [
    'A27 a fill mode',
    layer('RandomRotation', { factor: 0.1, fillMode: 'mirror' }),
    ...ENUM,
    "'constant', 'nearest', 'reflect', 'wrap'; received \"mirror\"",
  ],
  [
    'A27 an interpolation of a warp',
    layer('RandomZoom', { heightFactor: 0.1, interpolation: 'bicubic' }),
    ...ENUM,
    "'nearest', 'bilinear'",
  ],
  ['A27 a flip mode', layer('RandomFlip', { mode: 'left' }), ...ENUM, "'horizontal'"],
  ['A27 a dtype', layer('Rescaling', { scale: 1, dtype: 'float64' }), ...ENUM, "'float32', 'uint8'"],
  [
    'A27 channels first',
    layer('CenterCrop', { height: 1, width: 1, dataFormat: 'channelsFirst' }),
    ...ENUM,
    'channelsLast',
  ],
  [
    'A29 fillValue 300 as uint8',
    layer('RandomRotation', { factor: 0, dtype: 'uint8', fillValue: 300 }),
    ...RANGE,
    'within 0..255; received 300',
  ],
  [
    'A29 fillValue -5 as uint16',
    layer('Resizing', { height: 1, width: 1, dtype: 'uint16', fillValue: -5 }),
    ...RANGE,
    'within 0..65535; received -5',
  ],
  [
    'A29 fillValue 2^31 as int32',
    layer('RandomZoom', { heightFactor: 0, dtype: 'int32', fillValue: 2 ** 31 }),
    ...RANGE,
    '2147483647; received 2147483648',
  ],
  [
    'A29 fillValue NaN',
    layer('RandomRotation', { factor: 0, fillValue: NaN }),
    ...RANGE,
    'finite number; received NaN',
  ],
  [
    'A31 a reversed range',
    layer('RandomRotation', { factor: [0.2, 0.1] }),
    ...RANGE,
    'with min <= max; received [0.2, 0.1]',
  ],
  [
    'A31 a reversed value range',
    layer('RandomBrightness', { factor: 0, valueRange: [255, 0] }),
    ...RANGE,
    'with min <= max',
  ],
  ['A31 a range with NaN', layer('RandomShear', { xFactor: [NaN, 1] }), ...RANGE, 'received [NaN, 1]'],
  ['A31 a factor above 1', layer('RandomContrast', { factor: 1.1 }), ...RANGE, 'within 0..1; received 1.1'],
  ['A31 a factor below 0', layer('RandomHeight', { factor: -0.1 }), ...RANGE, 'received -0.1'],
  ['A31 a shear of 90 degrees', layer('RandomShear', { intensity: [-20, 90] }), ...RANGE, 'both excluded'],
  ['A31 a range without end', layer('RandomWidth', { factor: [0, Infinity] }), ...RANGE, 'received [0, Infinity]'],
  ['A32 hight', layer('Resizing', { hight: 1, width: 1 }), ...OPTION, 'unknown option "hight"; did you mean height?'],
  ['A32 fill_value', layer('RandomZoom', { heightFactor: 0, fill_value: 1 }), ...OPTION, 'did you mean fillValue?'],
  ['A32 an option of another layer', layer('RandomFlip', { scale: 1 }), ...OPTION, 'unknown option "scale"'],
  ['A34 a seed of NaN', layer('RandomFlip', { seed: NaN }), 'ArgumentError', 'E_SEED', 'received NaN'],
  ['A34 a seed of 1.5', layer('RandomFlip', { seed: 1.5 }), 'ArgumentError', 'E_SEED', 'received 1.5'],
  ['A34 a seed of 2^53', () => new ImagePipeline([], { seed: 2 ** 53 }), 'ArgumentError', 'E_SEED', '9007199254740992'],
  ['A34 a seed of "1"', (picture) => image.randomCrop(picture, [1, 1], '1' as Wrong), 'ArgumentError', 'E_SEED', '"1"'],
];

for (const [name, call, ...refusal] of ROWS) {
  test(name, async () => {
    await refuses(call, refusal);
  });
}

test('A6 a limit of the caller, which the next call may lift', async () => {
  const { configure } = await import('../../src/index.js');
  configure({ maxOutputBytes: 59 });
  try {
    await refusesSmall();
  } finally {
    configure({ maxOutputBytes: 2 ** 32 - 1 });
  }
  assert.is((await new Resizing({ height: 4, width: 5 }).apply(makeImage([2, 2, 3]))).data.length, 60);
  await assertIntact();
});

async function refusesSmall(): Promise<void> {
  const call = () => new Resizing({ height: 4, width: 5 }).apply(makeImage([2, 2, 3]));
  await refuses(call, ['LimitError', 'E_OUTPUT_BYTES', '60 bytes; the limit is 59']);
}

test('A13 one number fits every channel count, and one per channel fits its own', async () => {
  for (const channels of [1, 2, 3, 4, 7]) {
    const picture: Image = { data: Uint8Array.from({ length: channels }, (_, c) => c + 1), shape: [1, 1, channels] };
    const twice = Array.from({ length: channels }, (_, c) => 2 * (c + 1));
    assert.equal([...(await new Rescaling({ scale: 2 }).apply(picture)).data], twice);
    const each = new Rescaling({ scale: twice });
    assert.equal(
      [...(await each.apply(picture)).data],
      twice.map((scale, c) => scale * (c + 1)),
    );
  }
});

test('A17 a crop larger than the image resizes, as Keras does', async () => {
  const picture = makeImage([2, 3, 1]);
  for (const crop of [new CenterCrop({ height: 4, width: 6 }), new RandomCrop({ height: 4, width: 6 })]) {
    const resized = await new Resizing({ height: 4, width: 6 }).apply(picture);
    assert.equal([...(await crop.apply(picture, { seed: 1 })).data], [...resized.data]);
  }
});

test('a layer that has learned nothing says so, and works once it has', async () => {
  const normalization = new Normalization();
  await refuses((picture) => normalization.apply(picture), ['StateError', 'E_NOT_ADAPTED', 'call adapt()']);
  const pipeline = new ImagePipeline([normalization]);
  await pipeline.adapt({ data: new Float32Array([1, 3]), shape: [1, 2, 1] });
  assert.equal([...(await pipeline.apply({ data: new Float32Array([5]), shape: [1, 1, 1] })).data], [3]);
});

test.run();
