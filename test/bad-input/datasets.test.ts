// Rows C1 to C23 as a data set meets them: a bad file between good ones, for every onError, from a directory and from a
// table. test/data/failures.test.ts has C23 once more with a double in place of the engine.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type DataFrameOptions,
  type DatasetBatch,
  type DirectoryOptions,
  type Image,
  type ImageDataset,
  ImagePipeline,
  Rescaling,
} from '../../src/index.js';
import { epochOf } from '../support/epoch-of.js';
import { failsWith } from '../support/errors.js';
import { tempDirectory } from '../support/temp-dir.js';
import { jpeg, jpegFrame, pngOf } from './damage.js';
import { assertIntact, fixture, hashOf, type Wrong } from './support.js';

const pipeline = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
const NAMES = ['a.png', 'b.jpg', 'c.png'] as const;

/** A picture of one colour, 2 x 2. */
const colour = (value: number) => pngOf(2, 2, Buffer.from([0, ...Array(6).fill(value), 0, ...Array(6).fill(value)]));

/** A directory with the bad file in the middle of two good ones. */
function surrounded(bad: Uint8Array): string {
  const directory = tempDirectory();
  [colour(10), bad, colour(30)].forEach((bytes, i) => {
    writeFileSync(join(directory, NAMES[i] as string), bytes);
  });
  return directory;
}

type Open = (directory: string, options: object) => Promise<ImageDataset>;
const SOURCES: Record<string, Open> = {
  directory: (directory, options) =>
    pipeline.fromDirectory(directory, { labels: null, ...common, ...options } as DirectoryOptions),
  table: (directory, options) => {
    const rows = NAMES.map((filename, i) => ({ filename, class: i }));
    return pipeline.fromDataFrame(rows, { directory, targetMode: 'raw', ...common, ...options } as DataFrameOptions);
  },
};
const common = { imageSize: 1, shuffle: false } as const;

const indicesOf = (batches: DatasetBatch[]) => batches.map(({ indices }) => indices);
/** The first value of every sample. */
const valuesOf = (batches: DatasetBatch[]) =>
  batches.flatMap(({ xs, indices }) => indices.map((_, slot) => xs.data[slot * 3]));

async function assertPolicies(open: Open, directory: string, className: string, code: string): Promise<void> {
  const path = join(directory, NAMES[1]);
  const throwing = await open(directory, {});
  const error = await failsWith(() => epochOf(throwing), className, code, path);
  assert.equal([error.path, error.index], [path, 1]);

  const skipping = await open(directory, { onError: 'skip' });
  const left = await epochOf(skipping);
  assert.equal([indicesOf(left), valuesOf(left)], [[[0, 2]], [20, 60]]);
  assert.equal(
    skipping.report.failed.map((entry) => [entry.code, entry.path, entry.index]),
    [[code, path, 1]],
  );

  const filled = await epochOf(await open(directory, { onError: 'substitute' }));
  assert.equal([indicesOf(filled), valuesOf(filled)], [[[0, 2, 2]], [20, 60, 60]]);

  const own: Image = { data: new Uint8Array([7, 7, 7]), shape: [1, 1, 3] };
  const asked: unknown[] = [];
  const onError = (given: Wrong, sample: Wrong) => {
    asked.push([given.code, sample.path, sample.index]);
    return own;
  };
  const replaced = await epochOf(await open(directory, { onError }));
  assert.equal([indicesOf(replaced), valuesOf(replaced)], [[[0, 1, 2]], [20, 14, 60]]);
  assert.equal(asked, [[code, path, 1]]);
}

const HUGE_HEADER = readFileSync(fixture('huge-header.png'));

for (const [name, bad, className, code] of [
  ['C1 an empty file', Buffer.alloc(0), 'DecodeError', 'E_EMPTY_FILE'],
  ['C2 text', Buffer.from('This is no picture'), 'DecodeError', 'E_FORMAT'],
  ['C4 half a JPEG', jpeg.subarray(0, jpeg.length / 2), 'DecodeError', 'E_TRUNCATED'],
  ['C4 a JPEG cut in its scan', readFileSync(fixture('truncated.jpg')), 'DecodeError', 'E_TRUNCATED'],
  ['C5 a damaged JPEG', readFileSync(fixture('corrupt-scan.jpg')), 'DecodeError', 'E_CORRUPT'],
  ['C6 a PNG with a wrong checksum', readFileSync(fixture('bad-crc.png')), 'DecodeError', 'E_CORRUPT'],
  ['C7 a PNG of 60000 x 60000', HUGE_HEADER, 'LimitError', 'E_PIXELS'],
  ['C9 a JPEG without rows', jpegFrame(5, 0, 0), 'DecodeError', 'E_HEADER'],
  ['C13 a CMYK TIFF', readFileSync(fixture('cmyk.tif')), 'DecodeError', 'E_UNSUPPORTED'],
  ['C17 a lossless JPEG', jpegFrame(1, 0xc3), 'DecodeError', 'E_UNSUPPORTED'],
  ['C20 an SVG', readFileSync(fixture('drawing.svg')), 'DecodeError', 'E_UNSUPPORTED'],
] as const) {
  for (const [source, open] of Object.entries(SOURCES)) {
    test(`${name}, from a ${source}`, async () => {
      const directory = surrounded(bad);
      const before = NAMES.map((file) => hashOf(readFileSync(join(directory, file))));
      await assertPolicies(open, directory, className, code);
      assert.equal(
        NAMES.map((file) => hashOf(readFileSync(join(directory, file)))),
        before,
        'the files',
      );
      await assertIntact();
    });
  }
}

test('C23 one bad file of 100 loses no other', async () => {
  const directory = tempDirectory();
  const name = (i: number) => join(directory, `${100 + i}.png`);
  for (let i = 0; i < 100; i++) writeFileSync(name(i), i === 57 ? 'bad' : colour(i));
  const options = { labels: null, ...common, batchSize: 8 } as const;

  const seen: number[] = [];
  const throwing = await pipeline.fromDirectory(directory, options);
  const error = await failsWith(
    async () => {
      for await (const { indices } of throwing) seen.push(...indices);
    },
    'DecodeError',
    'E_FORMAT',
    name(57),
  );
  assert.equal([error.path, error.index], [name(57), 57]);
  assert.equal(
    seen,
    Array.from({ length: 56 }, (_, i) => i),
    'whole batches before it',
  );

  const others = Array.from({ length: 100 }, (_, i) => i).filter((i) => i !== 57);
  const left = await epochOf(await pipeline.fromDirectory(directory, { ...options, onError: 'skip' }));
  assert.equal(indicesOf(left).flat(), others);
  assert.equal(
    valuesOf(left),
    others.map((i) => 2 * i),
  );

  const filled = await epochOf(await pipeline.fromDirectory(directory, { ...options, onError: 'substitute' }));
  assert.is(indicesOf(filled).flat().length, 100);
  assert.is(valuesOf(filled)[57], 2 * 58);
  await assertIntact();
});

test('C23 a file that is repaired is read by the next iteration', async () => {
  const directory = surrounded(Buffer.from('bad'));
  const data = await pipeline.fromDirectory(directory, { labels: null, ...common });
  await failsWith(() => epochOf(data), 'DecodeError', 'E_FORMAT', NAMES[1]);
  writeFileSync(join(directory, NAMES[1]), colour(20));
  assert.equal(valuesOf(await epochOf(data)), [20, 40, 60]);
});

test('C23 an answer of onError that is none, and an onError that throws', async () => {
  const directory = surrounded(Buffer.from('bad'));
  const open = (onError: unknown) =>
    pipeline.fromDirectory(directory, { labels: null, ...common, onError: onError as Wrong });
  await failsWith(() => open('ignore'), 'ArgumentError', 'E_ENUM', "'throw', 'skip', 'substitute'");
  const wrong = await open(() => 'ignore');
  await failsWith(() => epochOf(wrong), 'ArgumentError', 'E_HOOK_RESULT', 'received "ignore"');
  const misshapen = await open(() => ({ data: new Uint8Array(5), shape: [1, 1, 3] }));
  await failsWith(() => epochOf(misshapen), 'ArgumentError', 'E_SHAPE', 'needs 3 values; data has 5');
  const reason = new Error('mine');
  const throwing = await open(() => {
    throw reason;
  });
  const caught = await epochOf(throwing).catch((error: unknown) => error);
  assert.is(caught, reason);
  await assertIntact();
});

test.run();
