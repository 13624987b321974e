// fromDataFrame: every kind of frame, filters, label modes and bad rows.
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromArrays } from 'apache-arrow';
import polars from 'nodejs-polars';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import type { DatasetBatch } from '../../src/data/batch.js';
import { createDataFrameDataset, type DataFrame, type DataFrameOptions } from '../../src/data/data-frame.js';
import { hostDouble } from '../support/dataset-host.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { tempDirectory, tempFiles } from '../support/temp-dir.js';

const directory = tempFiles(['a.png', 'b.png', 'c.JPG', 'sub/d.png', 'note.txt']);
const FILES = ['a.png', 'b.png', 'c.JPG', 'sub/d.png'];
const ROWS = FILES.map((filename, i) => ({ filename, class: i % 2 ? 'dog' : 'cat', weight: i / 2 }));

const open = (frame: DataFrame, options: DataFrameOptions = {}) =>
  createDataFrameDataset(hostDouble(), frame, { directory, shuffle: false, ...options });

async function only(frame: DataFrame, options: DataFrameOptions = {}): Promise<DatasetBatch> {
  const batches = await epochOf(await open(frame, options));
  assert.is(batches.length, 1);
  return batches[0] as DatasetBatch;
}

function csv(text: string): string {
  const path = join(tempDirectory(), 'labels.csv');
  writeFileSync(path, text);
  return path;
}

const COLUMNS = { filename: FILES, class: ROWS.map((row) => row.class), weight: Float64Array.of(0, 0.5, 1, 1.5) };
const CSV = `\uFEFFfilename,class,weight\r\n${ROWS.map((row) => Object.values(row).join()).join('\r\n')}\r\n`;
const FRAMES: Record<string, () => DataFrame> = {
  rows: () => ROWS,
  columns: () => COLUMNS,
  'Arrow table': () => tableFromArrays({ ...COLUMNS, class: COLUMNS.class }),
  'Polars frame': () => polars.DataFrame({ ...COLUMNS, weight: [...COLUMNS.weight] }),
  'CSV with BOM and CRLF': () => csv(CSV),
};

for (const [name, frame] of Object.entries(FRAMES)) {
  test(`${name}: files, labels and weights`, async () => {
    const batch = await only(frame(), { weightColumn: 'weight' });
    assert.equal(
      batch.paths,
      FILES.map((file) => join(directory, file)),
    );
    assert.equal(batch.ys, { data: Float32Array.of(1, 0, 0, 1, 1, 0, 0, 1), shape: [4, 2] });
    assert.equal(batch.weights, Float32Array.of(0, 0.5, 1, 1.5));
    assert.equal(batch.indices, [0, 1, 2, 3]);
  });
}

test('Polars: lists', async () => {
  const frame = polars.DataFrame({
    ...COLUMNS,
    weight: [0, 0.5, 1, 1.5],
    tags: [['x'], ['y', 'x'], ['y'], ['x']],
  });
  const batch = await only(frame, { weightColumn: 'weight', targetColumn: 'tags' });
  assert.equal(batch.ys, { data: Float32Array.of(1, 0, 1, 1, 0, 1, 1, 0), shape: [4, 2] });
  assert.equal(batch.weights, Float32Array.of(0, 0.5, 1, 1.5));
});

test('Arrow: 64-bit integers and lists', async () => {
  const table = tableFromArrays({ filename: FILES.slice(0, 2), class: BigInt64Array.of(5n, -3n) });
  assert.equal((await only(table, { targetMode: 'raw' })).ys, { data: Float32Array.of(5, -3), shape: [2] });
});

test('label modes', async () => {
  assert.equal((await only(ROWS, { targetMode: 'int' })).ys, { data: Int32Array.of(0, 1, 0, 1), shape: [4] });
  assert.equal((await only(ROWS, { targetMode: 'binary' })).ys, { data: Float32Array.of(0, 1, 0, 1), shape: [4, 1] });
  assert.equal((await only(ROWS, { targetMode: 'raw', targetColumn: 'weight' })).ys, {
    data: Float32Array.of(0, 0.5, 1, 1.5),
    shape: [4],
  });
  const points = ROWS.map((row, i) => ({ ...row, point: [i, -i] }));
  assert.equal((await only(points, { targetMode: 'raw', targetColumn: 'point' })).ys, {
    data: Float32Array.of(0, -0, 1, -1, 2, -2, 3, -3),
    shape: [4, 2],
  });
  assert.equal((await only(points, { targetMode: 'multiOutput', targetColumn: ['weight', 'point'] })).ys, [
    { data: Float32Array.of(0, 0.5, 1, 1.5), shape: [4] },
    { data: Float32Array.of(0, -0, 1, -1, 2, -2, 3, -3), shape: [4, 2] },
  ]);
  assert.is(
    (
      await only(
        FILES.map((filename) => ({ filename })),
        { targetMode: null },
      )
    ).ys,
    undefined,
  );
});

test('several classes of a sample give several ones', async () => {
  const rows = [
    { filename: 'a.png', class: ['sun', 'sea'] },
    { filename: 'b.png', class: 'sea' },
    { filename: 'c.JPG', class: ['rain'] },
  ];
  const data = await open(rows);
  assert.equal(data.classNames, ['rain', 'sea', 'sun']);
  assert.is(data.labels, null);
  assert.equal((await only(rows)).ys, { data: Float32Array.of(0, 1, 1, 0, 1, 0, 1, 0, 0), shape: [3, 3] });
  // Without tags a row is all zeros, unless classNames says which samples are wanted.
  const untagged = [...rows.slice(0, 2), { filename: 'c.JPG', class: [] }];
  assert.equal((await only(untagged)).ys, { data: Float32Array.of(1, 1, 1, 0, 0, 0), shape: [3, 2] });
  const some = await only(rows, { classNames: ['sun', 'sea'] });
  assert.equal(some.ys, { data: Float32Array.of(1, 1, 0, 1), shape: [2, 2] });
});

test('rows without a readable file or a wanted class are left out and counted; draws keep the row', async () => {
  const rows = [
    { filename: 'note.txt', class: 'cat' },
    { filename: 'gone.png', class: 'cat' },
    { filename: 'a.png', class: 'bird' },
    { filename: 'sub', class: 'cat' },
    { filename: 'b.png', class: 'cat' },
    { filename: 'b.png', class: 'dog' },
  ];
  const data = await open(rows, { classNames: ['dog', 'cat'] });
  assert.equal([data.report.skipped.suffix, data.report.skipped.missing, data.report.skipped.classes], [2, 1, 1]);
  assert.is(data.report.duplicates, 1);
  assert.is(data.report.samples, 2);
  const batch = await only(rows, { classNames: ['dog', 'cat'], targetMode: 'int' });
  assert.equal(
    [batch.indices, [...(batch.xs.data as Float32Array)]],
    [
      [4, 5],
      [4, 0, 5, 0],
    ],
  );
  assert.equal(batch.ys, { data: Int32Array.of(1, 0), shape: [2] });
  assert.is((await open(rows, { validateFilenames: false })).length, 6);
  await failureOf(() => open(rows.slice(0, 2)), 'E_NO_IMAGES', '2 rows', '1 do not end like an image, 1 do not exist');
});

test('images in memory', async () => {
  const image = (value: number) => ({ data: new Uint8Array(12).fill(value), shape: [2, 2, 3] });
  const batch = await only([
    { filename: image(5), class: 'x' },
    { filename: image(6), class: 'y' },
  ]);
  assert.equal([...batch.xs.data], [5, -1, 6, -1]);
  assert.equal(batch.paths, ['', '']);
  const gray = { data: new Uint8Array(4), shape: [2, 2, 1] };
  await failureOf(() => open([{ filename: gray, class: 'x' }]), 'E_CHANNELS', 'row 0', '1 channels');
  await failureOf(
    () => open([{ filename: { data: new Uint8Array(5), shape: [2, 2, 3] }, class: 'x' }]),
    'E_COLUMN',
    'row 0',
  );
});

test('D8: names that lead out of the directory', async () => {
  for (const filename of ['../../etc/passwd', 'sub/../../x.png', '/etc/passwd', 'C:\\x.png', 'C:x.png', 'a\0.png']) {
    const error = await failureOf(() => open([ROWS[0] as object, { filename, class: 'x' }]), 'E_PATH_ESCAPE', 'row 1');
    assert.is(error.index, 1);
  }
  assert.is((await open([{ filename: 'sub/../a.png', class: 'x' }])).length, 1);
  const outside = [{ filename: join(tempFiles(['x.png']), 'x.png'), class: 'x' }];
  assert.is((await open(outside, { allowOutside: true })).length, 1);
  assert.is((await open(outside, { directory: null })).length, 1);
  await failureOf(
    () => open([{ filename: 'a\0.png', class: 'x' }], { directory: null }),
    'E_PATH_ESCAPE',
    'not a file name',
  );
});

test('D9: links that lead out of the directory', async () => {
  const root = tempFiles(['a.png', 'in/b.png']);
  const elsewhere = tempFiles(['x.png']);
  symlinkSync(join(elsewhere, 'x.png'), join(root, 'file.png'));
  symlinkSync(elsewhere, join(root, 'folder'));
  symlinkSync('in/b.png', join(root, 'inner.png'));
  for (const filename of ['file.png', 'folder/x.png']) {
    const rows = [{ filename, class: 'x' }];
    await failureOf(() => open(rows, { directory: root }), 'E_PATH_ESCAPE', 'row 0');
    await failureOf(() => open(rows, { directory: root, validateFilenames: false }), 'E_PATH_ESCAPE', 'row 0');
    assert.is((await open(rows, { directory: root, allowOutside: true })).length, 1);
  }
  assert.is((await open([{ filename: 'inner.png', class: 'x' }], { directory: root })).length, 1);
});

test('D10: CSV files that cannot be read', async () => {
  const cases: [string, string, string][] = [
    ['filename,class\na.png,x\nb.png\n', 'E_CSV', 'line 3'],
    ['filename,class\n"a.png,x\nb.png,y\n', 'E_CSV', 'line'],
    ['filename,filename\na.png,x\n', 'E_CSV', '"filename" comes twice'],
    ['', 'E_CSV', 'no header'],
    ['filename,class\n', 'E_CSV', 'no rows'],
    [`filename,class\na.png,${'x'.repeat(2 ** 21)}\n`, 'E_CSV', 'line 2'],
    ['name,class\na.png,x\n', 'E_COLUMN', 'columns are ["name", "class"]'],
    ['filename,class\na.png,\n', 'E_LABEL', 'row 0'],
  ];
  for (const [text, code, part] of cases) await failureOf(() => open(csv(text)), code as 'E_CSV', part);
  await failureOf(() => open('/nowhere/labels.csv'), 'E_NOT_FOUND', 'labels.csv');
  assert.is((await open(csv(CSV))).length, 4);
});

test('D11: bad labels name their row', async () => {
  const row = (value: unknown) => [
    { filename: 'a.png', class: 'x' },
    { filename: 'b.png', class: value },
  ];
  for (const value of [3, Number.NaN, null, undefined, '', ['x', 4]]) {
    await failureOf(() => open(row(value)), 'E_LABEL', 'row 1', 'targetMode');
  }
  await failureOf(() => open(row(['x']), { targetMode: 'int' }), 'E_LABEL', 'row 1', "'int'");
  await failureOf(() => open(row('x'), { targetMode: 'binary' }), 'E_LABEL', 'exactly 2 classes; found 1 ("x")');
  const numbers = (value: unknown) => [
    { filename: 'a.png', y: 1 },
    { filename: 'b.png', y: value },
  ];
  for (const value of ['1', Number.NaN, [1], Infinity, true]) {
    await failureOf(() => open(numbers(value), { targetMode: 'raw', targetColumn: 'y' }), 'E_LABEL', 'row 1');
  }
});

test('bad columns, weights and options', async () => {
  await failureOf(() => open([{ filename: 5, class: 'x' }]), 'E_COLUMN', 'row 0', 'received 5');
  await failureOf(() => open([null] as unknown as object), 'E_COLUMN', 'row 0');
  await failureOf(() => open({ filename: ['a.png'], class: [] }), 'E_COLUMN', '"class" has 0 rows');
  await failureOf(() => open({ filename: 'a.png' }), 'E_COLUMN', 'must be an array');
  await failureOf(() => open(ROWS, { weightColumn: 'class' }), 'E_COLUMN', 'row 0', '"cat"');
  await failureOf(() => open(ROWS, { weightColumn: 'none' }), 'E_COLUMN', 'weightColumn "none"');
  await failureOf(() => open(ROWS, { targetMode: 'raw', targetColumn: 'weight', classNames: ['x'] }), 'E_CONFLICT');
  await failureOf(() => open(ROWS, { targetColumn: ['class'] }), 'E_TYPE', 'targetColumn');
  await failureOf(() => open(ROWS, { targetMode: 'multiOutput' }), 'E_TYPE', 'an array of columns');
  await failureOf(() => open(7 as unknown as object), 'E_TYPE', 'frame', 'received 7');
  await failureOf(() => open(ROWS, { directory: '/nowhere' }), 'E_NOT_FOUND', '/nowhere');
  mkdirSync(join(directory, 'late'), { recursive: true });
  assert.is((await open(ROWS)).length, 4);
});

test.run();
