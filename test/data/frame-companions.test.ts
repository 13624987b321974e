// Columns of masks, boxes and keypoints, with a double in place of the engine.
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DataType, Field, Float64, List, tableFromArrays, Utf8, vectorFromArray } from 'apache-arrow';
import polars from 'nodejs-polars';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatasetBatch } from '../../src/data/batch.js';
import { createDataFrameDataset, type DataFrame, type DataFrameOptions } from '../../src/data/data-frame.js';
import { hostDouble } from '../support/dataset-host.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { tempDirectory, tempFiles } from '../support/temp-dir.js';

const directory = tempFiles(['a.png', 'b.png', 'c.png', 'm/1.png', 'm/2.png']);

const open = (frame: DataFrame, options: DataFrameOptions = {}, host = hostDouble()) =>
  createDataFrameDataset(host, frame, { directory, targetMode: null, shuffle: false, ...options });

async function only(frame: DataFrame, options: DataFrameOptions = {}): Promise<DatasetBatch> {
  const batches = await epochOf(await open(frame, options));
  assert.is(batches.length, 1);
  return batches[0] as DatasetBatch;
}

function csv(text: string): string {
  const path = join(tempDirectory(), 'boxes.csv');
  writeFileSync(path, text);
  return path;
}

const BOXES = [
  [
    [1, 2, 3, 4],
    [0, 0, 2, 2],
  ],
  [[5, 5, 6, 6]],
];
const TAGS = [['sea', 'sun'], ['sea']];
const FILES = ['a.png', 'b.png'];
const XYXY = { boundingBoxFormat: 'xyxy' } as const;
const LISTS = { ...XYXY, boundingBoxColumn: 'boxes', boundingBoxLabelColumn: 'tags' } as const;
const quoted = (value: unknown) => `"${JSON.stringify(value).replaceAll('"', '""')}"`;

const LIST = (type: DataType) => new List(new Field('item', type));
const FRAMES: Record<string, () => DataFrame> = {
  rows: () => FILES.map((filename, i) => ({ filename, boxes: BOXES[i], tags: TAGS[i] })),
  columns: () => ({ filename: FILES, boxes: BOXES, tags: TAGS }),
  // Its constructor knows no lists of lists.
  'Polars frame with JSON': () =>
    polars.DataFrame({ filename: FILES, boxes: BOXES.map((boxes) => JSON.stringify(boxes)), tags: TAGS }),
  'Arrow table': () =>
    tableFromArrays({
      filename: FILES,
      boxes: vectorFromArray(BOXES, LIST(LIST(new Float64()))),
      tags: vectorFromArray(TAGS, LIST(new Utf8())),
    } as never),
  'CSV with JSON': () =>
    csv(
      `filename,boxes,tags\n${FILES.map((file, i) => `${file},${quoted(BOXES[i])},${quoted(TAGS[i])}`).join('\n')}\n`,
    ),
};

for (const [name, frame] of Object.entries(FRAMES)) {
  test(`${name}: lists of boxes and labels`, async () => {
    const batch = await only(frame(), LISTS);
    assert.equal(batch.boxes, { boxes: BOXES, labels: [[0, 1], [0]] });
    assert.equal((await open(frame(), LISTS)).boxClassNames, ['sea', 'sun']);
    assert.equal((await only(frame(), { ...XYXY, boundingBoxColumn: 'boxes' })).boxes, { boxes: BOXES });
  });
}

const COLUMNS = { ...XYXY, boundingBoxColumn: ['x1', 'y1', 'x2', 'y2'] } as const;
const PER_BOX = 'filename,x1,y1,x2,y2,name,w\na.png,1,2,3,4,7,1\nb.png,5,5,6,6,9,2\na.png,0,0,2,2,8,3\nc.png,,,,,,4\n';

test('four columns: the rows of a file are one sample', async () => {
  const data = await open(csv(PER_BOX), { ...COLUMNS, boundingBoxLabelColumn: 'name' });
  assert.equal([data.length, data.report.duplicates, data.report.samples, data.boxClassNames], [3, 0, 3, []]);
  const batch = await only(csv(PER_BOX), { ...COLUMNS, boundingBoxLabelColumn: 'name', weightColumn: 'w' });
  assert.equal(batch.boxes, { boxes: [...BOXES, []], labels: [[7, 8], [9], []] });
  assert.equal(
    [batch.indices, [...(batch.weights ?? [])]],
    [
      [0, 1, 3],
      [1, 2, 4],
    ],
    'the first row of each file',
  );
  const names = PER_BOX.replace(',7,1', ',sun,1').replace(',9,2', ',sea,2').replace(',8,3', ',9,3');
  const named = await open(csv(names), { ...COLUMNS, boundingBoxLabelColumn: 'name' });
  assert.equal(named.boxClassNames, ['9', 'sea', 'sun']);
  const [training, validation] = await createDataFrameDataset(hostDouble(), csv(PER_BOX), {
    ...COLUMNS,
    directory,
    targetMode: null,
    validationSplit: 0.4,
    subset: 'both',
  });
  assert.equal([training.length, validation.length], [2, 1], 'a file is in one part');
  const classes = csv('filename,x1,y1,x2,y2,class\na.png,1,2,3,4,x\nb.png,5,5,6,6,y\na.png,0,0,2,2,x\n');
  const some = await only(classes, { ...COLUMNS, targetMode: 'int', classNames: ['y'] });
  assert.equal([some.boxes, some.ys], [{ boxes: [[[5, 5, 6, 6]]] }, { data: Int32Array.of(0), shape: [1] }]);
});

test('keypoints as lists and as JSON; empty cells have none', async () => {
  const points = [
    [
      [1, 2],
      [3.5, 4],
    ],
    [[5, 6, 1]],
    [],
  ];
  const rows = ['a.png', 'b.png', 'c.png'].map((filename, i) => ({ filename, points: points[i] }));
  assert.equal((await only(rows, { keypointColumn: 'points' })).keypoints, points);
  const text = csv(`filename,points\na.png,${quoted(points[0])}\nb.png,${quoted(points[1])}\nc.png,\n`);
  assert.equal((await only(text, { keypointColumn: 'points' })).keypoints, points);
});

test('masks in the directory or in one of their own', async () => {
  const rows = [
    { filename: 'a.png', mask: '1.png' },
    { filename: 'b.png', mask: '2.png' },
  ];
  const batch = await only(rows, { maskColumn: 'mask', maskDirectory: join(directory, 'm') });
  assert.equal(batch.masks, { data: Uint8Array.of(1, 1, 2, 2), shape: [2, 1, 2, 1] });
  const inside = rows.map(({ filename, mask }) => ({ filename, mask: `m/${mask}` }));
  assert.equal((await only(inside, { maskColumn: 'mask' })).masks, batch.masks);
  const paths = inside.map(({ filename, mask }) => ({
    filename: join(directory, filename),
    mask: join(directory, mask),
  }));
  assert.equal((await only(paths, { maskColumn: 'mask', directory: null })).masks, batch.masks);
});

test('masks that are missing or outside', async () => {
  const rows = (mask: unknown) => [
    { filename: 'a.png', mask: 'm/1.png' },
    { filename: 'b.png', mask },
  ];
  const mask = { maskColumn: 'mask' };
  const error = await failureOf(() => open(rows('m/3.png'), mask), 'E_MASK', 'row 1', 'm/3.png');
  assert.equal([error.index, error.path], [1, join(directory, 'm/3.png')]);
  assert.is((await open(rows('m/3.png'), { ...mask, validateFilenames: false })).length, 2);
  for (const name of ['../x.png', '/x.png', 'a\0'])
    await failureOf(() => open(rows(name), mask), 'E_PATH_ESCAPE', 'row 1');
  const out = tempFiles(['3.png']);
  symlinkSync(join(out, '3.png'), join(directory, 'm/link.png'));
  await failureOf(() => open(rows('m/link.png'), mask), 'E_PATH_ESCAPE', 'row 1');
  assert.is((await open(rows('m/link.png'), { ...mask, allowOutside: true })).length, 2);
  const own = { ...mask, maskDirectory: join(directory, 'm') };
  await failureOf(() => open([{ filename: 'a.png', mask: '../a.png' }], own), 'E_PATH_ESCAPE', 'row 0');
  for (const value of ['', null, 5]) await failureOf(() => open(rows(value), mask), 'E_COLUMN', 'row 1', 'mask');
});

test('bad boxes, labels and points name their row', async () => {
  const row = (boxes: unknown, tags: unknown = [1]) => [
    { filename: 'a.png', boxes: [[1, 2, 3, 4]], tags: [1] },
    { filename: 'b.png', boxes, tags },
  ];
  const NUMBERS = [5, '[[1,2,3', 'text', [[1, 2, 3]], [[1, 2, 3, Number.NaN]], [['1', 2, 3, 4]], [5], [[4, 2, 3, 4]]];
  for (const boxes of NUMBERS) {
    const error = await failureOf(() => open(row(boxes), LISTS), 'E_COLUMN', 'row 1', 'boxes');
    assert.is(error.index, 1);
  }
  assert.is((await open(row([[4, 2, 3, 4]]), { ...LISTS, boundingBoxFormat: 'xywh' })).length, 2);
  for (const tags of [[], [1, 2], ['x'], [-1], [Number.NaN], [null], [Infinity]]) {
    await failureOf(() => open(row([[1, 2, 3, 4]], tags), LISTS), 'E_LABEL', 'tags');
  }
  await failureOf(() => open(row([[1, 2, 3, 4]], 7), LISTS), 'E_COLUMN', 'row 1', 'a list of labels');
  for (const cells of [',2,3,4', 'x,2,3,4', '9,2,3,4']) {
    const text = csv(`filename,x1,y1,x2,y2\na.png,1,2,3,4\na.png,${cells}\n`);
    await failureOf(() => open(text, COLUMNS), 'E_COLUMN', 'row 1', 'x1');
  }
  const points = (cell: unknown) => [{ filename: 'a.png', points: cell }];
  for (const cell of [
    5,
    'x',
    [[1]],
    [[1, 2, 3, 4]],
    [[1, 'x']],
    [
      [1, 2],
      [1, 2, 3],
    ],
  ]) {
    await failureOf(() => open(points(cell), { keypointColumn: 'points' }), 'E_COLUMN', 'row 0', 'points');
  }
});

test('options and columns', async () => {
  const rows = [{ filename: 'a.png', boxes: BOXES[0], mask: 'm/1.png' }];
  await failureOf(() => open(rows, { boundingBoxColumn: 'boxes' }), 'E_BOX_FORMAT', 'boundingBoxFormat');
  const host = { ...hostDouble(), boundingBoxFormat: 'xyxy' as const };
  assert.is((await open(rows, { boundingBoxColumn: 'boxes' }, host)).length, 1);
  await failureOf(() => open(rows, { ...XYXY, boundingBoxColumn: 'none' }), 'E_COLUMN', 'boundingBoxColumn "none"');
  await failureOf(() => open(rows, { ...LISTS }), 'E_COLUMN', 'boundingBoxLabelColumn "tags"');
  await failureOf(() => open(rows, { maskColumn: 'none' }), 'E_COLUMN', 'maskColumn "none"');
  await failureOf(() => open(rows, { keypointColumn: 'none' }), 'E_COLUMN', 'keypointColumn "none"');
  await failureOf(() => open(rows, { ...XYXY, boundingBoxColumn: ['x', 'y'] as never }), 'E_TYPE', 'four columns');
  await failureOf(
    () => open(rows, { boundingBoxColumn: 'boxes', boundingBoxFormat: 'xxyy' }),
    'E_ENUM',
    'boundingBoxFormat',
  );
  await failureOf(() => open(rows, { boundingBoxLabelColumn: 'tags' }), 'E_CONFLICT', 'boundingBoxLabelColumn');
  await failureOf(() => open(rows, XYXY), 'E_CONFLICT', 'boundingBoxFormat needs boundingBoxColumn');
  await failureOf(() => open(rows, { maskDirectory: directory }), 'E_CONFLICT', 'maskDirectory needs maskColumn');
  await failureOf(() => open(rows, { maskColumn: 5 as never }), 'E_TYPE', 'maskColumn');
});

test('skipped and substituted samples take what belongs to them along; a state knows the boxes', async () => {
  const rows = ['a.png', 'b.png', 'c.png'].map((filename, i) => ({
    filename,
    boxes: [[i, 0, i + 1, 1]],
    mask: `m/${1 + (i % 2)}.png`,
  }));
  const options = {
    ...XYXY,
    boundingBoxColumn: 'boxes',
    maskColumn: 'mask',
    targetMode: null,
    directory,
    shuffle: false,
  } as const;
  const seen = async (onError: 'skip' | 'substitute') => {
    const host = hostDouble();
    host.broken.add('b.png');
    for await (const batch of await createDataFrameDataset(host, rows, { ...options, onError })) {
      return [batch.indices, batch.boxes?.boxes, [...(batch.masks?.data ?? [])]];
    }
    return undefined;
  };
  assert.equal(await seen('skip'), [
    [0, 2],
    [[[0, 0, 1, 1]], [[2, 0, 3, 1]]],
    [1, 1, 1, 1],
  ]);
  assert.equal(await seen('substitute'), [
    [0, 2, 2],
    [[[0, 0, 1, 1]], [[2, 0, 3, 1]], [[2, 0, 3, 1]]],
    [1, 1, 1, 1, 1, 1],
  ]);
  const single = await only(rows.slice(0, 1), { ...options, batchSize: null });
  assert.equal([single.boxes, single.masks], [
    { boxes: [[0, 0, 1, 1]] },
    { data: Uint8Array.of(1, 1), shape: [1, 2, 1] },
  ] as never);
  const state = (await open(rows, options)).state();
  const others = rows.map((row, i) => ({ ...row, boxes: i === 1 ? [] : row.boxes }));
  const other = await open(others, options);
  await failureOf(() => other.resume(state), 'E_STATE', 'fingerprint');
});

test.run();
