// Options and errors of the plain functions; their numbers are in functions.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { ErrorCode } from '../../src/errors.js';
import { image } from '../../src/image/index.js';
import { float32, throws } from '../layers/support.js';

const picture = float32([2, 2, 1], [1, 2, 3, 4]);
const square = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
];
// Wrong on purpose, so outside what the types allow.
const call = image as unknown as Record<string, (...values: unknown[]) => unknown>;

/** `act` must return a promise, never throw, that rejects with this code and sentence. */
async function rejects(act: () => unknown, code: ErrorCode, sentence: string): Promise<void> {
  const failed = await (act() as Promise<unknown>).then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  throws(
    () => {
      if (failed) throw failed.error;
    },
    code,
    sentence,
  );
}

test('every wrong argument rejects', async () => {
  const rows: [string, unknown[], ErrorCode, string][] = [
    ['resize', [[0, 224]], 'E_SIZE', 'Resizing: height must be an integer >= 1; received 0'],
    ['resize', [[-1, 2]], 'E_SIZE', 'Resizing: height must be an integer >= 1; received -1'],
    ['resize', [[2, 1.5]], 'E_SIZE', 'Resizing: width must be an integer >= 1; received 1.5'],
    ['resize', [[Number.NaN, 2]], 'E_SIZE', 'Resizing: height must be an integer >= 1; received NaN'],
    ['resize', [['a', 2]], 'E_TYPE', 'Resizing: height must be an integer >= 1; received "a"'],
    ['resize', [[10n, 2]], 'E_TYPE', 'Resizing: height must be an integer >= 1; received 10n'],
    ['resize', [[2]], 'E_SIZE', 'image.resize: size must be [height, width]; received [2]'],
    ['resize', [[2, 2, 3]], 'E_SIZE', 'image.resize: size must be [height, width]; received [2, 2, 3]'],
    ['resize', [2], 'E_SIZE', 'image.resize: size must be [height, width]; received 2'],
    ['resize', [[2, 2], { methd: 'area' }], 'E_OPTION', 'image.resize: unknown option "methd"; did you mean method?'],
    ['randomResizedCrop', [[2]], 'E_SIZE', 'image.randomResizedCrop: size must be [height, width]; received [2]'],
    [
      'randomResizedCrop',
      [[2, 2], 1, { scale: [1, 2] }],
      'E_RANGE',
      'RandomResizedCrop: scale must be [min, max] within 0..1 with min <= max; received [1, 2]',
    ],
    [
      'randomResizedCrop',
      [[2, 2], 1, { interpolation: 'area' }],
      'E_OPTION',
      'image.randomResizedCrop: unknown option "interpolation"; known options are scale, ratio, method, antialias, dtype, signal, firstIndex, epoch',
    ],
    ['centerCrop', [[2]], 'E_SIZE', 'image.centerCrop: size must be [height, width]; received [2]'],
    [
      'flip',
      ['left'],
      'E_ENUM',
      `image.flip: mode must be one of 'horizontal', 'vertical', 'horizontalAndVertical'; received "left"`,
    ],
    ['translate', [3], 'E_TYPE', 'image.translate: shift must be two finite numbers; received 3'],
    [
      'translate',
      [[1, Infinity]],
      'E_RANGE',
      'image.translate: shift must be two finite numbers; received [1, Infinity]',
    ],
    ['rotate', [Number.NaN], 'E_RANGE', 'image.rotate: angleRad must be a finite number; received NaN'],
    ['rotate', ['1'], 'E_TYPE', 'image.rotate: angleRad must be a number; received "1"'],
    [
      'rotate',
      [1, { fillMode: 'mirror' }],
      'E_ENUM',
      `image.rotate: fillMode must be one of 'constant', 'nearest', 'reflect', 'wrap'; received "mirror"`,
    ],
    [
      'rotate',
      [1, { interpolation: 'area' }],
      'E_ENUM',
      `image.rotate: interpolation must be one of 'nearest', 'bilinear'; received "area"`,
    ],
    [
      'rotate',
      [1, { fillValue: 300, dtype: 'uint8' }],
      'E_RANGE',
      'image.rotate: fillValue must be a finite number within 0..255; received 300',
    ],
    ['zoom', [[0, 1]], 'E_RANGE', 'image.zoom: scale must be two numbers above 0; received [0, 1]'],
    ['shear', [90], 'E_RANGE', 'image.shear: amount must be degrees between -90 and 90, both excluded; received 90'],
    ['shear', [{ x: '1' }], 'E_TYPE', 'image.shear: x must be a number; received "1"'],
    ['shear', [{ z: 1 }], 'E_OPTION', 'image.shear amount: unknown option "z"; did you mean x?'],
    [
      'affine',
      [[1, 0, 0]],
      'E_MATRIX',
      'image.affine: matrix must be 6 or 9 numbers, or one such list per image; received [1, 0, 0]',
    ],
    [
      'affine',
      [[1, 0, 0, 0, 1, 0, 1, 0, 1]],
      'E_MATRIX',
      'image.affine: the last row of a 3 x 3 matrix must be 0 0 1; use image.projective otherwise',
    ],
    [
      'projective',
      ['no'],
      'E_TYPE',
      'image.projective: transforms must be 8 numbers, or one such list per image; received "no"',
    ],
    [
      'projective',
      [[1, 0, Number.NaN, 0, 1, 0, 0, 0]],
      'E_COORD',
      'image.projective: transforms must be finite; received [1, 0, NaN, 0, 1, 0, 0, 0]',
    ],
    [
      'projective',
      [
        [
          [1, 0, 0, 0, 1, 0, 0, 0],
          [1, 0, 0, 0, 1, 0, 0, 0],
        ],
      ],
      'E_MATRIX',
      'image.projective: one row of numbers per image is needed; received 2 for 1',
    ],
    [
      'projective',
      [[1, 0, 0, 0, 1, 0, 0, 0], { outputShape: [0, 2] }],
      'E_SIZE',
      'image.projective: height must be an integer >= 1; received 0',
    ],
    [
      'perspective',
      [3, []],
      'E_TYPE',
      'image.perspective: startPoints must be four points [x, y], or one such list per image; received 3',
    ],
    [
      'perspective',
      [
        [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
        [],
      ],
      'E_MATRIX',
      'image.perspective: startPoints must be four points [x, y], or one such list per image; received [[0, 0], [1, 0], [0, 1]]',
    ],
    [
      'perspective',
      [
        square,
        [
          [0, 0, 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ],
      ],
      'E_MATRIX',
      'image.perspective: endPoints must be four points [x, y], or one such list per image; received [[0, 0, 0], [1, 0], [0, 1], [1, 1]]',
    ],
    [
      'perspective',
      [
        square,
        [
          ['0', 0],
          [1, 0],
          [0, 1],
          [1, 1],
        ],
      ],
      'E_TYPE',
      'image.perspective: endPoints must be four points [x, y], or one such list per image; received [["0", 0], [1, 0], [0, 1], [1, 1]]',
    ],
    [
      'perspective',
      [
        square,
        [
          [0, 0],
          [1, Infinity],
          [0, 1],
          [1, 1],
        ],
      ],
      'E_COORD',
      'image.perspective: endPoints must be finite; received [[0, 0], [1, Infinity], [0, 1], [1, 1]]',
    ],
    [
      'perspective',
      [[square, square], [square]],
      'E_MATRIX',
      'image.perspective: startPoints and endPoints are for 2 and 1 images',
    ],
    [
      'perspective',
      [[square, square], square],
      'E_MATRIX',
      'image.perspective: one row of numbers per image is needed; received 2 for 1',
    ],
    [
      'perspective',
      [
        square,
        [
          [0, 0],
          [1, 0],
          [2, 0],
          [1, 1],
        ],
      ],
      'E_MATRIX',
      'image.perspective: there is no map from [[0, 0], [1, 0], [0, 1], [1, 1]] to [[0, 0], [1, 0], [2, 0], [1, 1]]; no three of four points may lie on a line, nor the first pixel on the horizon',
    ],
    [
      'randomElasticTransform',
      [2],
      'E_RANGE',
      'RandomElasticTransform: scale must be a number or [min, max] within 0..1; received 2',
    ],
    [
      'randomElasticTransform',
      [1, 1, { valueRange: [1, 0] }],
      'E_RANGE',
      'RandomElasticTransform: valueRange must be [min, max] with min <= max; received [1, 0]',
    ],
    ['randomPerspective', [2], 'E_RANGE', 'RandomPerspective: scale must be a finite number within 0..1; received 2'],
    ['adjustBrightness', ['1'], 'E_TYPE', 'image.adjustBrightness: delta must be a number; received "1"'],
    [
      'adjustContrast',
      [Infinity],
      'E_RANGE',
      'image.adjustContrast: factor must be a finite number; received Infinity',
    ],
    [
      'randomShear',
      [90],
      'E_RANGE',
      'RandomShear: intensity must be degrees between -90 and 90, both excluded; received 90',
    ],
    [
      'randomRotation',
      [2],
      'E_RANGE',
      'RandomRotation: factor must be a number or [min, max] within -1..1; received 2',
    ],
    ['rescale', ['x'], 'E_TYPE', 'Rescaling: scale must be a finite number or one per channel; received "x"'],
    [
      'normalize',
      [[1, 2], [1]],
      'E_SHAPE',
      'Normalization: mean and variance must have one shape; received [2] and [1]',
    ],
    [
      'standardize',
      [{ epsilon: 0 }],
      'E_RANGE',
      'SamplewiseNormalization: epsilon must be a finite number above 0; received 0',
    ],
    ['zcaWhiten', [-1], 'E_RANGE', 'image.zcaWhiten: epsilon must be a finite number >= 0; received -1'],
    ['zcaWhiten', [Number.NaN], 'E_RANGE', 'image.zcaWhiten: epsilon must be a finite number; received NaN'],
    ['zcaWhiten', [Infinity], 'E_RANGE', 'image.zcaWhiten: epsilon must be a finite number; received Infinity'],
    ['zcaWhiten', ['1'], 'E_TYPE', 'image.zcaWhiten: epsilon must be a number; received "1"'],
    ['zcaWhiten', [null], 'E_TYPE', 'image.zcaWhiten: epsilon must be a number; received null'],
    ['zcaWhiten', [1, 42], 'E_TYPE', 'image.zcaWhiten: options must be an object; received 42'],
    [
      'zcaWhiten',
      [1, { probability: 1 }],
      'E_OPTION',
      'image.zcaWhiten: unknown option "probability"; known options are stats, dtype, signal, firstIndex, epoch',
    ],
    [
      'zcaWhiten',
      [1, { dtype: 'float64' }],
      'E_ENUM',
      "image.zcaWhiten: dtype must be one of 'float32', 'uint8', 'uint16', 'int32', 'input'; received \"float64\"",
    ],
    ['randomZcaWhiten', [-1], 'E_RANGE', 'image.randomZcaWhiten: epsilon must be a finite number >= 0; received -1'],
    [
      'randomZcaWhiten',
      [1, -1],
      'E_SEED',
      'image.randomZcaWhiten: seed must be an integer within 0..2^53-1; received -1',
    ],
    [
      'randomZcaWhiten',
      [1, 1, { probability: 1.5 }],
      'E_RANGE',
      'image.randomZcaWhiten: probability must be a finite number within 0..1; received 1.5',
    ],
    [
      'randomZcaWhiten',
      [1, 1, { probability: '1' }],
      'E_TYPE',
      'image.randomZcaWhiten: probability must be a number within 0..1; received "1"',
    ],
    [
      'randomZcaWhiten',
      [1, 1, { probabilty: 1 }],
      'E_OPTION',
      'image.randomZcaWhiten: unknown option "probabilty"; did you mean probability?',
    ],
  ];
  for (const [name, values, code, sentence] of rows)
    await rejects(() => call[name]?.(picture, ...values), code, sentence);
});

test('options of the call and of the layer are told apart', async () => {
  const known = 'interpolation, fillMode, fillValue, dtype, signal, firstIndex, epoch';
  await rejects(
    () => call.randomShear?.(picture, 10, 1, { xFactor: 1 }),
    'E_OPTION',
    `image.randomShear: unknown option "xFactor"; known options are ${known}`,
  );
});

test('a bad seed rejects', async () => {
  let code: unknown;
  try {
    await image.randomCrop(picture, [1, 1], 'a' as never);
  } catch (error) {
    code = (error as { code: string }).code;
  }
  assert.is(code, 'E_SEED');
});

test.run();
