// Which files, which classes, in which order: fromDirectory without reading pixels.
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { createDirectoryDataset, type DirectoryOptions } from '../../src/data/directory.js';
import { hostDouble } from '../support/dataset-host.js';
import { failureOf } from '../support/failure-of.js';
import { addFile, tempDirectory, tempFiles } from '../support/temp-dir.js';

const open = (directory: string, options?: DirectoryOptions) =>
  createDirectoryDataset(hostDouble(), directory, options);
const relative = (directory: string, paths: readonly string[]) => paths.map((path) => path.slice(directory.length + 1));

/** The next valid call works after a failure. */
async function assertWorks(): Promise<void> {
  assert.is((await open(tempFiles(['a/1.png']))).length, 1);
}

test('classes, directories and files come in code-point order', async () => {
  const directory = tempFiles([
    'b/10.png',
    'b/2.png',
    'b/1.png',
    'b/x.PNG',
    'b/sub/s.png',
    'b/sub-a/t.png',
    'a/z.jpg',
    'root.png',
  ]);
  const data = await open(directory);
  assert.equal(data.classNames, ['a', 'b']);
  // '-' sorts before '/', so sub-a comes between b and b/sub, as Keras sorts whole paths.
  assert.equal(relative(directory, data.filePaths), [
    'a/z.jpg',
    'b/1.png',
    'b/10.png',
    'b/2.png',
    'b/x.PNG',
    'b/sub/s.png',
    'b/sub-a/t.png',
  ]);
  assert.equal([...(data.labels as Int32Array)], [0, 1, 1, 1, 1, 1, 1]);
});

test('names beyond the basic plane sort by code point, not by UTF-16 unit', async () => {
  // U+FF5E comes before U+1F600, though its UTF-16 unit 0xFF5E comes after 0xD83D.
  const data = await open(tempFiles(['\u{1F600}/1.png', '\u{FF5E}/1.png', '\u00e9/1.png']));
  assert.equal(data.classNames, ['\u00e9', '\u{FF5E}', '\u{1F600}']);
});

test('labels null and labels of the caller take the whole tree', async () => {
  const directory = tempFiles(['b/1.png', 'a.png', 'a/2.png']);
  const none = await open(directory, { labels: null });
  assert.equal(relative(directory, none.filePaths), ['a.png', 'a/2.png', 'b/1.png']);
  assert.is(none.labels, null);
  const given = await open(directory, { labels: [5, 0, 2] });
  assert.equal([...(given.labels as Int32Array)], [5, 0, 2]);
  assert.equal(given.classNames, ['0', '2', '5']);
});

test('classNames choose classes and their order', async () => {
  const directory = tempFiles(['a/1.png', 'b/1.png', 'c/1.png']);
  const data = await open(directory, { classNames: ['c', 'a'] });
  assert.equal(relative(directory, data.filePaths), ['c/1.png', 'a/1.png']);
  assert.equal([...(data.labels as Int32Array)], [0, 1]);
});

test('D1: the directory is missing or is a file', async () => {
  const directory = tempFiles(['file']);
  const missing = await failureOf(() => open(join(directory, 'none')), 'E_NOT_DIR', 'none');
  assert.is(missing.path, join(directory, 'none'));
  await failureOf(() => open(join(directory, 'file')), 'E_NOT_DIR', 'is not a directory');
  await failureOf(() => open(3 as unknown as string), 'E_TYPE', 'directory must be a path; received 3');
  await assertWorks();
});

test('D2: no classes, no images', async () => {
  await failureOf(() => open(tempDirectory()), 'E_NO_IMAGES', '.jpeg', '.webp', '.tiff');
  await failureOf(() => open(tempFiles(['a/readme.txt'])), 'E_NO_IMAGES', '.png');
  await assertWorks();
});

test('D3: an empty class is still a class', async () => {
  const directory = tempFiles(['a/1.png', 'c/1.png']);
  mkdirSync(join(directory, 'b'));
  const data = await open(directory);
  assert.equal(data.classNames, ['a', 'b', 'c']);
  assert.equal([...(data.labels as Int32Array)], [0, 2]);
  assert.equal(data.report.emptyClasses, ['b']);
});

test('D4: classNames with duplicates or unknown names', async () => {
  const directory = tempFiles(['a/1.png', 'b/1.png']);
  await failureOf(() => open(directory, { classNames: ['a', 'a'] }), 'E_DUP_CLASS', '"a" twice');
  await failureOf(() => open(directory, { classNames: ['a', 'z'] }), 'E_UNKNOWN_CLASS', '["z"]', '["a", "b"]');
  await failureOf(() => open(directory, { labels: null, classNames: ['a'] }), 'E_CONFLICT', 'inferred');
  await assertWorks();
});

test('D5: lookalike classes stay separate and are reported', async () => {
  const data = await open(tempFiles(['Cat/1.png', 'cat/1.png', 'e\u0301/1.png', '\u00e9/1.png', 'dog/1.png']));
  assert.is(data.classNames.length, 5);
  assert.equal(data.report.lookalikeClasses, [
    ['Cat', 'cat'],
    ['e\u0301', '\u00e9'],
  ]);
});

test('D6: names in any script, of 255 bytes, with newlines or dashes', async () => {
  const names = [
    'a/-rf.png',
    'a/e\u0301.png',
    'a/new\nline.png',
    `a/${'n'.repeat(251)}.png`,
    'a/\u732b.png',
    'a/\u{1F408}.png',
  ];
  const directory = tempFiles(names);
  assert.equal(relative(directory, (await open(directory)).filePaths), names);
});

test('D6: a name that is not UTF-8', async () => {
  const directory = tempFiles(['a/1.png']);
  writeFileSync(Buffer.concat([Buffer.from(`${directory}/a/x`), Buffer.from([0xff]), Buffer.from('.png')]), '');
  await failureOf(() => open(directory), 'E_NAME', 'x\\xff.png');
  await assertWorks();
});

test('D7: links to directories', async () => {
  const directory = tempFiles(['a/1.png']);
  const elsewhere = tempFiles(['2.png']);
  symlinkSync(elsewhere, join(directory, 'a', 'link'));
  symlinkSync(join(elsewhere, '2.png'), join(directory, 'a', 'file-link.png'));
  const plain = await open(directory);
  assert.equal(relative(directory, plain.filePaths), ['a/1.png', 'a/file-link.png']);
  assert.is(plain.report.skipped.links, 1);
  const followed = await open(directory, { followLinks: true });
  assert.equal(relative(directory, followed.filePaths), ['a/1.png', 'a/file-link.png', 'a/link/2.png']);
});

test('D7: links that lead upwards', async () => {
  const directory = tempFiles(['a/1.png']);
  symlinkSync('..', join(directory, 'a', 'up'));
  assert.is((await open(directory)).length, 1);
  const error = await failureOf(() => open(directory, { followLinks: true }), 'E_LINK_LOOP', 'a/up');
  assert.is(error.path, join(directory, 'a', 'up'));
  const parent = tempFiles(['a/1.png']);
  symlinkSync('../..', join(parent, 'loop'));
  assert.equal((await open(parent)).classNames, ['a']);
  await failureOf(() => open(parent, { followLinks: true }), 'E_LINK_LOOP', 'loop');
});

test('D7: a link to a class directory is a class; a dangling link is an error or is reported', async () => {
  const directory = tempFiles(['a/1.png']);
  symlinkSync(tempFiles(['2.png']), join(directory, 'b'));
  assert.equal((await open(directory)).classNames, ['a', 'b']);
  symlinkSync('nowhere', join(directory, 'a', 'gone.png'));
  await failureOf(() => open(directory), 'E_NOT_FOUND', 'gone.png', 'ENOENT');
  const skipped = await open(directory, { onError: 'skip' });
  assert.is(skipped.length, 2);
  assert.equal(
    skipped.report.failed.map(({ code, index }) => [code, index]),
    [['E_NOT_FOUND', -1]],
  );
});

test('D11: labels of the caller', async () => {
  const directory = tempFiles(['1.png', '2.png']);
  await failureOf(() => open(directory, { labels: [0] }), 'E_LABEL', '1 elements for 2');
  await failureOf(() => open(directory, { labels: [0, Number.NaN] }), 'E_LABEL', 'labels[1]', 'NaN');
  await failureOf(() => open(directory, { labels: [-1, 0] }), 'E_LABEL', 'labels[0]', '-1');
  await failureOf(() => open(directory, { labels: ['x', 0] as unknown as number[] }), 'E_LABEL', 'labels[0]', '"x"');
  await failureOf(() => open(directory, { labels: [0, 7], labelMode: 'categorical' }), 'E_LABEL', 'labels[1] is 7');
  await failureOf(
    () => open(tempFiles(['a/1.png']), { labelMode: 'binary' }),
    'E_LABEL',
    'exactly 2 classes',
    'found 1',
  );
  await assertWorks();
});

test('D14: directories and pipes that are named like images', async () => {
  const directory = tempFiles(['a/1.png', 'a/dir.jpg/2.png']);
  assert.equal(relative(directory, (await open(directory)).filePaths), ['a/1.png', 'a/dir.jpg/2.png']);
  execFileSync('mkfifo', [join(directory, 'a', 'pipe.jpg')]);
  const error = await failureOf(() => open(directory), 'E_NOT_FILE', 'pipe.jpg');
  assert.is(error.path, join(directory, 'a', 'pipe.jpg'));
  assert.is((await open(directory, { onError: 'skip' })).report.failed[0]?.code, 'E_NOT_FILE');
});

test('D20: validationSplit', async () => {
  const directory = tempFiles(['a/1.png']);
  for (const validationSplit of [0, 1, 1.2, Number.NaN]) {
    await failureOf(
      () => open(directory, { validationSplit, subset: 'training' }),
      'E_SPLIT',
      `received ${validationSplit}`,
    );
  }
  await failureOf(() => open(directory, { validationSplit: 0.5 }), 'E_SPLIT', 'needs subset');
  await failureOf(() => open(directory, { subset: 'training' }), 'E_SPLIT', 'needs validationSplit');
  await failureOf(
    () => open(directory, { validationSplit: 0.5, subset: 'both' }),
    'E_SPLIT',
    'of 1 samples leaves none',
  );
  await assertWorks();
});

test('D21: hidden files, other files and upper-case endings', async () => {
  const directory = tempFiles([
    'a/1.JPG',
    'a/._1.jpg',
    'a/Thumbs.db',
    'a/2.png.tmp',
    'a/weirdpng',
    '.git/x.png',
    'a/3.Tiff',
  ]);
  const data = await open(directory);
  assert.equal(relative(directory, data.filePaths), ['a/1.JPG', 'a/3.Tiff']);
  assert.is(data.report.skipped.hidden, 2);
  assert.is(data.report.skipped.suffix, 3);
});

test('D18: 20,000 files are listed without blocking the event loop', async () => {
  const directory = tempDirectory();
  mkdirSync(join(directory, 'a'));
  for (let i = 0; i < 20_000; i++) writeFileSync(join(directory, 'a', `${(i * 7919) % 20_000}.png`), '');
  // Time of the processor between two turns of the loop, as time on the wall depends on what else the machine does.
  let longestMs = 0;
  let last = process.cpuUsage();
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(last);
    longestMs = Math.max(longestMs, (user + system) / 1000);
    last = process.cpuUsage();
  }, 1);
  const data = await open(directory, { validationSplit: 0.1, subset: 'training' });
  clearInterval(timer);
  assert.is(data.length, 18_000);
  assert.ok(longestMs < 60, `busy for ${longestMs} ms without a turn of the loop`);
});

test('an abort ends the indexing with its reason', async () => {
  const directory = tempFiles(['a/1.png']);
  const reason = new Error('enough');
  const error = await open(directory, { signal: AbortSignal.abort(reason) }).catch((caught) => caught);
  assert.is(error, reason);
});

test('options are checked', async () => {
  const directory = tempFiles(['a/1.png']);
  await failureOf(() => open(directory, { batchsize: 4 } as DirectoryOptions), 'E_OPTION', 'did you mean batchSize?');
  await failureOf(() => open(directory, { batchSize: 0 }), 'E_SIZE', 'batchSize');
  await failureOf(() => open(directory, { imageSize: [4] as unknown as number }), 'E_TYPE', '[height, width]');
  await failureOf(() => open(directory, { prefetch: 0.5 }), 'E_RANGE', 'prefetch');
  await failureOf(() => open(directory, { colorMode: 'cmyk' as 'rgb' }), 'E_ENUM', 'rgba');
  await failureOf(() => open(directory, { cropToAspectRatio: true, padToAspectRatio: true }), 'E_CONFLICT');
  addFile(directory, 'b/2.png');
  assert.is((await open(directory, { labelMode: 'binary' })).length, 2);
});

test.run();
