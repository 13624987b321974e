// What a preview that fails leaves on disk: nothing new, nothing half, and what was there before as it was.
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline, RandomBrightness } from '../../src/index.js';
import { tempDirectory } from '../support/temp-dir.js';
import { fixture, type Refusal, refuses } from './support.js';

const pipeline = new ImagePipeline([new RandomBrightness({ factor: 0.5 })], { seed: 1 });

/** Every file below `directory` with its bytes. */
function contentsOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(directory, name);
      return [name, statSync(path).isDirectory() ? 'directory' : readFileSync(path).toString('base64')];
    }),
  );
}

/** Both with an output directory that is missing and with one that has an earlier preview in it. */
async function leavesNothing(data: unknown, refusal: Refusal, run = pipeline): Promise<void> {
  const parent = tempDirectory();
  await refuses(() => run.preview(data as string[], { saveToDirectory: join(parent, 'new', 'one') }), refusal);
  assert.equal(contentsOf(parent), {}, 'not even the directory was made');

  const earlier = await pipeline.preview(fixture('rgb.png'), { saveToDirectory: parent });
  const before = contentsOf(parent);
  assert.is(Object.keys(before).length, earlier.files.length + 1);
  await refuses(() => run.preview(data as string[], { saveToDirectory: parent }), refusal);
  assert.equal(contentsOf(parent), before);
}

test('C1 C4 C5 C6 C20 a bad file among good ones', async () => {
  for (const [name, code] of [
    ['empty.jpg', 'E_EMPTY_FILE'],
    ['truncated.jpg', 'E_TRUNCATED'],
    ['corrupt-scan.jpg', 'E_CORRUPT'],
    ['bad-crc.png', 'E_CORRUPT'],
    ['drawing.svg', 'E_UNSUPPORTED'],
  ] as const) {
    const data = [fixture('rgb.png'), fixture(name), fixture('baseline.jpg')];
    await leavesNothing(data, ['DecodeError', code, fixture(name)]);
  }
});

test('D15 a file that is gone', async () => {
  await leavesNothing([fixture('rgb.png'), fixture('gone.png')], ['IoError', 'E_NOT_FOUND', 'gone.png']);
  await leavesNothing(fixture('gone'), ['IoError', 'E_NOT_FOUND', 'gone']);
});

test('D2 a directory without images', async () => {
  await leavesNothing(tempDirectory(), ['DatasetError', 'E_NO_IMAGES', 'looked for names that end in']);
});

test('A11 an image whose shape is wrong', async () => {
  const bad: Image = { data: new Uint8Array(5), shape: [1, 2, 3] };
  await leavesNothing([bad], ['ArgumentError', 'E_SHAPE', 'data has 5']);
});

test('a step of the caller that returns no image', async () => {
  const bad = new ImagePipeline([() => 5 as never]);
  await leavesNothing(fixture('rgb.png'), ['ArgumentError', 'E_HOOK_RESULT', 'must return'], bad);
});

test('a file in the place of the directory', async () => {
  const parent = tempDirectory();
  const path = join(parent, 'taken');
  writeFileSync(path, 'mine');
  for (const [directory, code] of [
    [path, 'E_EXISTS'],
    [join(path, 'below'), 'E_NOT_FOUND'],
  ] as const) {
    const call = () => pipeline.preview(fixture('rgb.png'), { saveToDirectory: directory });
    const error = await refuses(call, ['IoError', code, directory]);
    assert.is(error.path, directory);
    assert.equal(contentsOf(parent), { taken: Buffer.from('mine').toString('base64') });
  }
});

test('a directory in the place of a file: the other files are whole, and no temporary one stays', async () => {
  const directory = tempDirectory();
  mkdirSync(join(directory, 'contact-sheet.png', 'below'), { recursive: true });
  const call = () => pipeline.preview(fixture('rgb.png'), { saveToDirectory: directory });
  await refuses(call, ['IoError', 'E_EXISTS', 'contact-sheet.png']);
  const names = Object.keys(contentsOf(directory));
  assert.equal(
    names.filter((name) => name.startsWith('.') || name.endsWith('.tmp')),
    [],
  );
  const [single] = names.filter((name) => /^0_[0-9a-f]{8}\.png$/.test(name));
  assert.ok(single, names.join());
  assert.is((await pipeline.preview(join(directory, single as string))).files.length, 0, 'it can be read');
});

test('a prefix that would leave the directory', async () => {
  const parent = tempDirectory();
  const call = () =>
    pipeline.preview(fixture('rgb.png'), { saveToDirectory: join(parent, 'out'), savePrefix: '../escaped' });
  await refuses(call, ['ArgumentError', 'E_NAME', 'savePrefix']);
  assert.equal(contentsOf(parent), {});
});

test.run();
