// flowFromDirectory() and flowFromDataFrame(): walks, splits, labels and errors. Pixels are in flow-goldens.test.ts.
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type GeneratorBatch, ImageDataGenerator, type ImageDataIterator } from '../../src/index.js';
import { tempDirectory } from '../support/temp-dir.js';
import { fails, pixels, take } from './support.js';

const FILES = [
  'b/.hid.png',
  'b/1.png',
  'b/10.png',
  'b/2.png',
  'b/x.PNG',
  'b/sub/s.png',
  'b/weirdpng',
  'a/one.png',
  'root.png',
  'b/note.txt',
];
const folder = tempDirectory();
/** Outside the folder, and reached by a link in it. */
const linked = tempDirectory();

test.before(async () => {
  await mkdir(join(folder, 'empty'));
  for (const [i, name] of FILES.entries()) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const raw = { width: 4, height: 3, channels: 3 as const };
    const png = await sharp(Buffer.alloc(36, 10 * i + 5), { raw })
      .png()
      .toBuffer();
    await writeFile(join(folder, name), png);
  }
  await mkdir(join(folder, '.hidden'));
  await writeFile(
    join(linked, 'far.png'),
    await sharp(Buffer.alloc(36, 1), { raw: { width: 4, height: 3, channels: 3 } })
      .png()
      .toBuffer(),
  );
  await symlink(linked, join(folder, 'a/link'));
});

/** Shape of the only labels. */
const shapeOf = (batch: GeneratorBatch | undefined) => [batch?.ys].flat()[0]?.shape;

const small = { targetSize: [2, 2] as [number, number], shuffle: false };
const open = (options = {}, compat: 'idg-1.1' | 'idg-2' | null = 'idg-2', generator = {}) =>
  new ImageDataGenerator({ compat, ...generator }).flowFromDirectory(folder, { ...small, ...options });

test('23: the old walk takes hidden files, hidden classes and endings without a dot', async () => {
  const iterator = await open();
  assert.equal(iterator.filenames, [
    'a/one.png',
    'b/.hid.png',
    'b/1.png',
    'b/10.png',
    'b/2.png',
    'b/weirdpng',
    'b/x.PNG',
    'b/sub/s.png',
  ]);
  assert.equal(iterator.classIndices, { '.hidden': 0, a: 1, b: 2, empty: 3 });
  assert.equal([...(iterator.classes ?? [])], [1, 2, 2, 2, 2, 2, 2, 2]);
  assert.equal([iterator.samples, iterator.numClasses, iterator.length], [8, 4, 1]);
  assert.is(iterator.filepaths[0], join(folder, 'a/one.png'));
  assert.equal([iterator.classMode, iterator.imageShape, iterator.targetSize], ['categorical', [2, 2, 3], [2, 2]]);
});

test('23: by default files are found as fromDirectory() finds them', async () => {
  const iterator = await open({}, null);
  assert.equal(iterator.filenames, ['a/one.png', 'b/1.png', 'b/10.png', 'b/2.png', 'b/x.PNG', 'b/sub/s.png']);
  assert.equal(iterator.classNames, ['a', 'b', 'empty']);
});

test('23: a missing class is empty in the old versions, an error by default', async () => {
  const iterator = await open({ classes: ['zzz', 'a'] });
  assert.equal([iterator.classIndices, [...(iterator.classes ?? [])]], [{ zzz: 0, a: 1 }, [1]]);
  await fails(() => open({ classes: ['zzz'] }, null), 'E_UNKNOWN_CLASS', 'flowFromDirectory: classNames ["zzz"]');
  const nothing = await open({ classes: ['zzz'] });
  assert.is(nothing.samples, 0);
  const [batch] = await take(nothing, 1);
  assert.equal(
    [batch?.xs.shape, shapeOf(batch)],
    [
      [0, 2, 2, 3],
      [0, 1],
    ],
  );
  await nothing.return();
});

test('23: the head of each class validates', async () => {
  for (const [compat, head, rest] of [
    ['idg-2', ['b/.hid.png', 'b/1.png'], ['a/one.png', 'b/10.png', 'b/2.png', 'b/weirdpng', 'b/x.PNG', 'b/sub/s.png']],
    [null, ['b/1.png', 'b/10.png'], ['a/one.png', 'b/2.png', 'b/x.PNG', 'b/sub/s.png']],
  ] as const) {
    const split = { validationSplit: 0.4 };
    assert.equal((await open({ subset: 'validation' }, compat, split)).filenames, head);
    assert.equal((await open({ subset: 'training' }, compat, split)).filenames, rest);
  }
});

test('links to directories are followed on request', async () => {
  for (const compat of ['idg-1.1', null] as const) {
    const iterator = await open({ followLinks: true, classes: ['a'] }, compat);
    assert.equal(iterator.filenames, ['a/one.png', 'a/link/far.png']);
  }
  await symlink(folder, join(folder, 'a/loop'));
  try {
    await fails(() => open({ followLinks: true }), 'E_LINK_LOOP', 'flowFromDirectory: ');
  } finally {
    await rm(join(folder, 'a/loop'));
  }
});

test('class modes', async () => {
  const ys = async (options: object, compat: 'idg-2' | null) => {
    const iterator = await open({ classes: ['b', 'a'], batchSize: 99, ...options }, compat);
    const [batch] = await take(iterator, 1);
    await iterator.return();
    return batch?.ys as { data: ArrayLike<number>; shape: number[] } | undefined;
  };
  assert.equal((await ys({ classMode: 'sparse' }, null)) ?? {}, { data: Int32Array.of(0, 0, 0, 0, 0, 1), shape: [6] });
  assert.equal((await ys({ classMode: 'binary' }, null)) ?? {}, {
    data: Float32Array.of(0, 0, 0, 0, 0, 1),
    shape: [6, 1],
  });
  assert.equal((await ys({ classMode: 'sparse' }, 'idg-2')) ?? {}, {
    data: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 1),
    shape: [8],
  });
  assert.equal((await ys({ classMode: 'binary' }, 'idg-2')) ?? {}, {
    data: Float32Array.of(0, 0, 0, 0, 0, 0, 0, 1),
    shape: [8],
  });
  assert.equal((await ys({}, null))?.shape, [6, 2]);
  assert.equal((await ys({ classMode: 'input' }, null))?.shape, [6, 2, 2, 3]);
  assert.is(await ys({ classMode: null }, null), undefined);
  await fails(
    () => open({ classMode: 'binary' }, null),
    'E_LABEL',
    "flowFromDirectory: mode 'binary' needs exactly 2 classes",
  );
});

test('colours, and the resize', async () => {
  const [gray] = await take(await open({ colorMode: 'grayscale', classes: ['a'] }), 1);
  assert.equal(pixels([gray as never]), [[75, 75, 75, 75]]);
  const [rgba] = await take(await open({ colorMode: 'rgba', classes: ['a'], targetSize: 1 }, null), 1);
  assert.equal(pixels([rgba as never]), [[75, 75, 75, 255]]);
  for (const interpolation of ['bilinear', 'bicubic', 'box', 'lanczos', 'area', 'lanczos3'] as const) {
    const [batch] = await take(await open({ interpolation, classes: ['a'], keepAspectRatio: true }, null), 1);
    assert.ok(batch?.xs.data.every((value) => Math.abs(value - 75) < 1e-3));
  }
});

test('wrong arguments of flowFromDirectory()', async () => {
  const owner = 'flowFromDirectory: ';
  const rows: [object, string, string][] = [
    [{ classMode: 'raw' }, 'E_ENUM', `${owner}classMode must be one of 'categorical', 'binary', 'sparse', 'input'`],
    [{ colorMode: 'bgr' }, 'E_ENUM', `${owner}colorMode must be one of 'rgb', 'rgba', 'grayscale'`],
    [{ targetSize: [1, 2, 3] }, 'E_TYPE', `${owner}targetSize must be an integer or [height, width]`],
    [{ targetSize: [0, 2] }, 'E_SIZE', `${owner}targetSize must be an integer >= 1; received 0`],
    [{ interpolation: 'bilinear' }, 'E_ENUM', `${owner}interpolation must be 'nearest' with compat`],
    [{ interpolation: 'cubic' }, 'E_ENUM', `${owner}interpolation must be one of 'nearest'; received "cubic"`],
    [{ classes: [] }, 'E_TYPE', `${owner}classes must be an array of names`],
    [{ classes: ['a', 'a'] }, 'E_DUP_CLASS', `${owner}classes has "a" twice`],
    [{ followLinks: 1 }, 'E_TYPE', `${owner}followLinks must be true or false`],
    [{ keepAspectRatio: 1 }, 'E_TYPE', `${owner}keepAspectRatio must be true or false`],
  ];
  for (const [options, code, start] of rows) await fails(() => open(options), code, start);
  await fails(
    () => open({ keepAspectRatio: true }, 'idg-1.1'),
    'E_CONFLICT',
    `${owner}keras-preprocessing 1.1 has no keepAspectRatio`,
  );
  await fails(
    () => open({ interpolation: 'hamming' }, null),
    'E_ENUM',
    `${owner}interpolation must be one of 'nearest', 'bilinear'`,
  );
  const elsewhere = (compat: 'idg-2' | null) =>
    new ImageDataGenerator({ compat }).flowFromDirectory(join(folder, 'nowhere'));
  for (const compat of ['idg-2', null] as const) await fails(() => elsewhere(compat), 'E_NOT_DIR', owner);
  await fails(() => new ImageDataGenerator().flowFromDirectory(''), 'E_TYPE', `${owner}directory must be a path`);
  await fails(
    () => new ImageDataGenerator().flowFromDirectory(join(folder, 'empty')),
    'E_NO_IMAGES',
    `${owner}no images`,
  );
});

test('a file that is no image fails when its batch comes', async () => {
  await writeFile(join(folder, 'a/bad.png'), 'no picture');
  try {
    const iterator = await open({ classes: ['a'], batchSize: 1 });
    await fails(() => iterator.next(), 'E_FORMAT', join(folder, 'a/bad.png'));
    assert.equal(pixels(await take(iterator, 1)), [Array(12).fill(75)]);
    await iterator.return();
  } finally {
    await rm(join(folder, 'a/bad.png'));
  }
});

const ROWS = FILES.map((filename, i) => ({
  filename,
  class: filename.startsWith('b') ? 'b' : 'a',
  tags: i % 2 ? ['x', 'y'] : ['x'],
  score: i / 2,
  pair: [i, -i],
  weight: i + 1,
}));
const rows = [...ROWS, { ...(ROWS[0] as (typeof ROWS)[number]), filename: 'b/missing.png' }];
const frame = (
  options = {},
  compat: 'idg-1.1' | 'idg-2' | null = 'idg-2',
  generator = {},
): Promise<ImageDataIterator> =>
  new ImageDataGenerator({ compat, ...generator }).flowFromDataFrame(rows, { directory: folder, ...small, ...options });
const first = async (options: object, compat: 'idg-1.1' | 'idg-2' | null = 'idg-2') => {
  const iterator = await frame({ batchSize: 3, ...options }, compat);
  const [batch] = await take(iterator, 1);
  await iterator.return();
  return batch;
};

test('24: rows without a file or with another ending are left out', async () => {
  const old = await frame();
  assert.equal(old.filenames, FILES.slice(0, 9));
  assert.is((await frame({}, null)).samples, 8, 'an ending without a dot is none');
  assert.is((await frame({ validateFilenames: false })).samples, 11);
  assert.equal(old.classIndices, { a: 0, b: 1 });
});

test('24: class modes', async () => {
  assert.equal((await first({}))?.ys, { data: Float32Array.of(0, 1, 0, 1, 0, 1), shape: [3, 2] });
  assert.equal((await first({ yCol: 'tags' }))?.ys, { data: Float32Array.of(1, 0, 1, 1, 1, 0), shape: [3, 2] });
  assert.equal((await first({ classMode: 'raw', yCol: 'score' }))?.ys, {
    data: Float32Array.of(0, 0.5, 1),
    shape: [3],
  });
  assert.equal((await first({ classMode: 'other', yCol: 'pair' }))?.ys, {
    data: Float32Array.of(0, -0, 1, -1, 2, -2),
    shape: [3, 2],
  });
  assert.equal((await first({ classMode: 'multiOutput', yCol: ['score', 'weight'] }))?.ys, [
    { data: Float32Array.of(0, 0.5, 1), shape: [3] },
    { data: Float32Array.of(1, 2, 3), shape: [3] },
  ]);
  assert.equal((await first({ classMode: 'sparse' }))?.ys, { data: Float32Array.of(1, 1, 1), shape: [3] });
  assert.equal((await first({ classMode: 'sparse' }, null))?.ys, { data: Int32Array.of(1, 1, 1), shape: [3] });
  assert.equal((await first({ classMode: 'binary' }, null))?.ys, { data: Float32Array.of(1, 1, 1), shape: [3, 1] });
  assert.equal(shapeOf(await first({ classMode: 'input' })), [3, 2, 2, 3]);
  assert.is((await first({ classMode: null }))?.ys, undefined);
  assert.equal([...((await first({ weightCol: 'weight' }))?.weights ?? [])], [1, 2, 3]);
});

test('24: classes keep the order given, but for version 1.1, which sorts', async () => {
  const classes = ['b', 'a', 'b'];
  assert.equal((await frame({ classes })).classIndices, { b: 0, a: 1 });
  assert.equal((await frame({ classes }, 'idg-1.1')).classIndices, { a: 0, b: 1 });
  assert.is((await frame({ classes: ['a'] })).samples, 2);
  assert.equal((await first({ yCol: 'tags', classes: ['y'] }))?.paths.length, 3);
});

test('24: the head of the rows that remain validates', async () => {
  const split = { validationSplit: 0.25 };
  assert.equal((await frame({ subset: 'validation' }, 'idg-2', split)).filenames, FILES.slice(0, 2));
  assert.equal((await frame({ subset: 'training' }, 'idg-2', split)).samples, 7);
});

test('24: wrong columns and arguments', async () => {
  const owner = 'flowFromDataFrame: ';
  const cases: [object, string, string][] = [
    [{ xCol: 'score' }, 'E_COLUMN', `${owner}row 0: score must be a file name or an image; received 0`],
    [{ xCol: 'file' }, 'E_COLUMN', `${owner}dataColumn "file" is not a column`],
    [{ xCol: '' }, 'E_TYPE', `${owner}xCol must be a non-empty string`],
    [{ yCol: 'score' }, 'E_LABEL', `${owner}row 0: score must be a non-empty string or a list of strings`],
    [{ yCol: 'score', classMode: 'binary' }, 'E_LABEL', `${owner}row 0: score must be a non-empty string in`],
    [{ yCol: 'tags', classMode: 'sparse' }, 'E_LABEL', `${owner}row 0: tags must be a non-empty string in`],
    [{ yCol: 'class', classMode: 'multiOutput' }, 'E_TYPE', `${owner}yCol must be an array of columns`],
    [{ yCol: 'class', classMode: 'raw' }, 'E_LABEL', `${owner}row 0: class must be a finite number`],
    [
      { classMode: 'binary', classes: ['a', 'b', 'c'] },
      'E_LABEL',
      `${owner}mode 'binary' needs exactly 2 classes; found 3`,
    ],
    [{ weightCol: 'class' }, 'E_COLUMN', `${owner}row 0: class must be a finite number`],
    [{ classes: 'a' }, 'E_TYPE', `${owner}classes must be an array of names`],
    [{ classMode: 'categorial' }, 'E_ENUM', `${owner}classMode must be one of`],
    [{ directory: 3 }, 'E_TYPE', `${owner}directory must be a non-empty string`],
    [{ hasExt: true }, 'E_OPTION', `${owner}unknown option "hasExt"`],
  ];
  for (const [options, code, start] of cases) await fails(() => frame(options), code, start);
  const outside = [{ filename: '../x.png', class: 'a' }];
  const leave = (options: object) =>
    new ImageDataGenerator().flowFromDataFrame(outside, { directory: folder, ...options });
  await fails(() => leave({}), 'E_PATH_ESCAPE', `${owner}row 0: `);
  await fails(() => leave({ allowOutside: true }), 'E_NO_IMAGES', `${owner}no images among 1 rows`);
});

test.run();
