// Several differently augmented copies of each sample of a data set.
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CutMix,
  type DatasetBatch,
  type DirectoryOptions,
  ImagePipeline,
  type Layer,
  RandomFlip,
  RandomRotation,
} from '../../src/index.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { makeImage } from '../support/images.js';
import { tempDirectory } from '../support/temp-dir.js';

const FILES = 5;
const directory = tempDirectory();

test.before(async () => {
  for (let i = 0; i < FILES; i++) {
    const folder = join(directory, `class-${i % 2}`);
    await mkdir(folder, { recursive: true });
    const { data } = makeImage([20, 24, 3], 'uint8', i + 1);
    const image = sharp(data as Uint8Array, { raw: { width: 24, height: 20, channels: 3 } });
    await (i % 2 === 0 ? image.png() : image.jpeg()).toFile(join(folder, `${i}.${i % 2 === 0 ? 'png' : 'jpg'}`));
  }
});

const layers = (): Layer[] => [new RandomFlip({ mode: 'horizontal' }), new RandomRotation({ factor: 0.2 })];

async function batches(options: DirectoryOptions, of = layers()): Promise<DatasetBatch[]> {
  return epochOf(await new ImagePipeline(of).fromDirectory(directory, { imageSize: [8, 10], seed: 4, ...options }));
}

function rowsOf({ xs }: DatasetBatch): string[] {
  const size = xs.data.length / xs.shape[0];
  return Array.from({ length: xs.shape[0] }, (_, i) => xs.data.slice(i * size, (i + 1) * size).join());
}

test('each sample comes so many times in a row, augmented differently, with its label and path', async () => {
  const plain = await batches({ batchSize: 2 });
  const repeated = await batches({ batchSize: 2, repeat: 3 });
  assert.is(repeated.length, plain.length);
  for (const [b, batch] of repeated.entries()) {
    const one = plain[b] as DatasetBatch;
    const thrice = <T>(list: Iterable<T>) => [...list].flatMap((entry) => [entry, entry, entry]);
    assert.equal(batch.xs.shape, [3 * one.xs.shape[0], 8, 10, 3]);
    assert.equal(batch.indices, thrice(one.indices));
    assert.equal(batch.paths, thrice(one.paths));
    assert.equal([...(batch.ys as { data: Int32Array }).data], thrice((one.ys as { data: Int32Array }).data));
    assert.equal(
      batch.views,
      one.indices.flatMap(() => [0, 1, 2]),
    );
    const rows = rowsOf(batch);
    assert.equal(
      rows.filter((_, i) => i % 3 === 0),
      rowsOf(one),
      'view 0 is what comes without repeat',
    );
    assert.is(new Set(rows).size, rows.length, 'all rows differ');
  }
  assert.is(plain[0]?.views, undefined);
});

test('the same rows for any batch size, and whatever is read ahead', async () => {
  const rows = (all: DatasetBatch[]) => all.flatMap(rowsOf);
  const wanted = rows(await batches({ batchSize: 2, repeat: 2 }));
  assert.equal(rows(await batches({ batchSize: 5, repeat: 2 })), wanted);
  assert.equal(rows(await batches({ batchSize: 1, repeat: 2, prefetch: 0 })), wanted);
});

test('views are those of apply()', async () => {
  // The size of the files, so that the resize in front changes nothing.
  const whole = { imageSize: [20, 24] as const, batchSize: 5, shuffle: false };
  const [batch] = await batches({ ...whole, repeat: 2 });
  const draws = new ImagePipeline(layers()).sample(1, { seed: 4, view: 1, firstIndex: 2 });
  const other = new ImagePipeline(layers()).sample(1, { seed: 4, view: 0, firstIndex: 2 });
  assert.not.equal(draws, other);
  const [plain] = await batches({ ...whole, training: false });
  const { data, shape } = (plain as DatasetBatch).xs;
  const size = data.length / shape[0];
  const image = { data: data.slice(2 * size, 3 * size), shape: [20, 24, 3] as const };
  const again = await new ImagePipeline(layers()).replay(image, draws);
  assert.equal(again.data.join(), rowsOf(batch as DatasetBatch)[5]);
});

test('mixing layers mix the rows, and their labels', async () => {
  const [batch] = await batches({ batchSize: 3, repeat: 2, labelMode: 'categorical' }, [...layers(), new CutMix()]);
  const { xs, ys } = batch as DatasetBatch;
  assert.is(xs.shape[0], 6);
  assert.equal((ys as { shape: number[] }).shape, [6, 2]);
});

test('a file that cannot be read is left out with all its views', async () => {
  const broken = tempDirectory();
  for (const name of ['a', 'b']) {
    await mkdir(join(broken, name), { recursive: true });
    await sharp(makeImage([9, 9, 3]).data as Uint8Array, { raw: { width: 9, height: 9, channels: 3 } }).toFile(
      join(broken, name, 'good.png'),
    );
  }
  await writeFile(join(broken, 'a', 'bad.png'), 'no picture');
  const data = await new ImagePipeline(layers()).fromDirectory(broken, {
    imageSize: 6,
    batchSize: 3,
    repeat: 2,
    shuffle: false,
    onError: 'skip',
  });
  const left = await epochOf(data);
  assert.is(left.length, 1);
  const { xs, views, paths } = left[0] as DatasetBatch;
  assert.is(xs.shape[0], 4);
  assert.equal(views, [0, 1, 0, 1]);
  assert.equal(
    paths,
    ['a', 'a', 'b', 'b'].map((name) => join(broken, name, 'good.png')),
  );
});

test('every bad option is an error', async () => {
  const open = (options: object) => new ImagePipeline(layers()).fromDirectory(directory, options as never);
  const bad: [object, string, string][] = [
    [{ repeat: 0 }, 'E_SIZE', 'fromDirectory: repeat must be an integer within 1..1024; received 0'],
    [{ repeat: 2000 }, 'E_SIZE', 'fromDirectory: repeat must be an integer within 1..1024; received 2000'],
    [
      { repeat: 2, batchSize: null },
      'E_CONFLICT',
      'fromDirectory: repeat must be left out with batchSize null; received 2',
    ],
  ];
  for (const [options, code, message] of bad) {
    // Called out here, because it must reject: a throw at once fails the test.
    const opening = open(options);
    const error = await failureOf(() => opening, code);
    assert.is(error.message, message);
  }
});

test.run();
