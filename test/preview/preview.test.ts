import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipelineError } from '../../src/errors.js';
import { previewImages } from '../../src/preview/preview.js';
import { doubleHost, filled } from './double-host.js';

const test = suite<{ directory: string }>('preview');
test.before.each(async (context) => {
  context.directory = await mkdtemp(join(tmpdir(), 'preview-'));
});
test.after.each(({ directory }) => rm(directory, { recursive: true, force: true }));

async function pixel(file: string | Buffer, left = 0, top = 0): Promise<number[]> {
  return [...(await sharp(file).extract({ left, top, width: 1, height: 1 }).raw().toBuffer())];
}

async function fails(work: Promise<unknown>, code: string, part: string): Promise<void> {
  const error = await work.then(
    () => assert.unreachable('no error'),
    (caught: unknown) => caught,
  );
  assert.instance(error, ImagePipelineError);
  assert.is((error as ImagePipelineError).code, code);
  assert.match((error as Error).message, part);
}

test('without a directory: a PNG and nothing else', async () => {
  const result = await previewImages(doubleHost(), filled(2, 3, [200, 100, 50]));
  assert.equal(result.files, []);
  assert.equal(Object.keys(result), ['sheet', 'files']);
  assert.equal(await pixel(result.sheet, 100, 100), [55, 155, 205]);
});

test('with a directory: the sheet, one file per variant, nothing temporary', async ({ directory }) => {
  const images = [filled(2, 2, [10]), filled(2, 2, [20])];
  const options = { saveToDirectory: join(directory, 'new/deep'), savePrefix: 'cats', columns: 2 };
  const { sheet, files } = await previewImages(doubleHost(), images, options);
  assert.is(sheet, join(directory, 'new/deep/cats_contact-sheet.png'));
  const names = files.map((file) => basename(file));
  for (const [i, index] of [0, 0, 1, 1].entries())
    assert.match(names[i] as string, new RegExp(`^cats_${index}_[0-9a-f]{8}\\.png$`));
  assert.equal((await readdir(join(directory, 'new/deep'))).sort(), [...names, 'cats_contact-sheet.png'].sort());
  assert.is((await pixel(files[0] as string))[0], 245);
  assert.is((await pixel(files[3] as string))[0], 0);
});

test('same pixels, same names', async ({ directory }) => {
  const once = await previewImages(doubleHost(), filled(2, 2, [10]), { saveToDirectory: directory });
  const again = await previewImages(doubleHost(), filled(2, 2, [10]), { saveToDirectory: directory });
  const other = await previewImages(doubleHost(), filled(2, 2, [11]), { saveToDirectory: directory });
  assert.equal(again.files, once.files);
  assert.is.not(other.files[0], once.files[0]);
});

test('JPEG shows transparency as white', async ({ directory }) => {
  const options = { saveToDirectory: directory, saveFormat: 'jpeg' } as const;
  const { files } = await previewImages(doubleHost(), filled(8, 8, [255, 255, 255, 255]), options);
  assert.match(files[0] as string, /\.jpeg$/);
  assert.equal(await pixel(files[0] as string), [255, 255, 255]);
});

test('variant v of image i is drawn for epoch + v and index i', async () => {
  const host = doubleHost();
  const images = [filled(1, 1, [1]), filled(1, 1, [2]), filled(1, 1, [3])];
  await previewImages(host, images, { rows: 2, columns: 2, epoch: 6, seed: 5, training: false });
  assert.equal(host.runs, [
    { seed: 5, epoch: 6, training: false, indexes: [0, 1] },
    { seed: 5, epoch: 7, training: false, indexes: [0, 1] },
  ]);
});

test('more images than rows: evenly spread, named and drawn by their position', async ({ directory }) => {
  const host = doubleHost();
  const images = Array.from({ length: 10 }, (_, i) => filled(1, 1, [i]));
  const { files } = await previewImages(host, images, { rows: 4, saveToDirectory: directory });
  assert.equal(host.runs[0]?.indexes, [0, 2, 5, 7]);
  assert.equal(
    files.map((file) => basename(file).split('_')[0]),
    ['0', '2', '5', '7'],
  );
  assert.is((await pixel(files[3] as string))[0], 255 - 7);
});

test('every kind of data', async ({ directory }) => {
  await writeFile(join(directory, 'a.png'), '');
  const [a, b] = [filled(1, 1, [10]), filled(1, 1, [60])];
  const path = join(directory, 'a.png');
  const pair = { data: Uint8Array.of(10, 60), shape: [2, 1, 1, 1] as const };
  const tensor = { dataSync: () => Float32Array.of(10, 60), shape: [2, 1, 1, 1] };
  const cases = [[a, b], pair, tensor, ['a', 'b'], { filePaths: ['a', 'b'] }, directory];
  for (const data of cases) {
    const { sheet } = await previewImages(doubleHost({ a, b }), data);
    assert.equal((await pixel(sheet, 10, 10))[0], 245);
    assert.equal((await pixel(sheet, 270, 10))[0], 195);
  }
  const { sheet } = await previewImages(doubleHost({ [path]: a }), path);
  assert.equal((await pixel(sheet, 10, 10))[0], 245);
});

test('terminal text: two pixel rows a line, as wide as asked', async () => {
  const { text = '' } = await previewImages(doubleHost(), filled(1, 1, [0]), { terminal: true });
  const lines = text.trimEnd().split('\n');
  const width = process.stdout.columns ?? 80;
  assert.is(lines.length, Math.ceil(width / 2));
  assert.is((lines[0]?.match(/\u2580/g) ?? []).length, width);
  assert.match(lines[Math.floor(lines.length / 2)] as string, '\u001b[38;2;255;255;255;48;2;255;255;255m\u2580');
});

test('wrong arguments', async ({ directory }) => {
  const host = doubleHost();
  const image = filled(1, 1, [0]);
  await fails(previewImages(host, [], {}), 'E_NO_IMAGES', 'no images');
  await fails(previewImages(host, join(directory, 'missing')), 'E_NOT_FOUND', 'missing');
  await fails(previewImages(host, 7 as unknown as string), 'E_TYPE', 'received 7');
  await fails(previewImages(host, [image, 8] as never), 'E_TYPE', 'data[1]');
  await fails(previewImages(host, { data: new Uint8Array(5), shape: [2, 1, 1, 3] }), 'E_SHAPE', '5 values');
  await fails(previewImages(host, image, { colums: 2 } as never), 'E_OPTION', 'did you mean columns');
  await fails(previewImages(host, image, { columns: 0 }), 'E_SIZE', 'columns');
  await fails(previewImages(host, image, { savePrefix: '../up' }), 'E_NAME', 'savePrefix');
  await fails(previewImages(host, image, { saveFormat: 'gif' as 'png' }), 'E_ENUM', "'png', 'jpeg', 'jpg'");
  await fails(previewImages(host, image, { valueRange: [1, 1] }), 'E_RANGE', 'min < max');
});

test('an error of the pipeline leaves no file', async ({ directory }) => {
  const host = { ...doubleHost(), run: () => Promise.reject(new Error('no pixels')) };
  const error = await previewImages(host, filled(1, 1, [0]), { saveToDirectory: directory }).catch((caught) => caught);
  assert.is(error.message, 'no pixels');
  assert.equal(await readdir(directory), []);
});

test('a directory that is a file is an IoError and the file survives', async ({ directory }) => {
  const path = join(directory, 'taken');
  await writeFile(path, 'mine');
  await fails(previewImages(doubleHost(), filled(1, 1, [0]), { saveToDirectory: path }), 'E_EXISTS', path);
  assert.equal(await readdir(directory), ['taken']);
});

test.run();
