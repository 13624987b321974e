// One seed, one set of pixels: whatever the batch size, threads, order, shards, resume point and instruction set.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  capabilities,
  configure,
  type DirectoryOptions,
  type ImageDataset,
  ImagePipeline,
  RandomBrightness,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomZoom,
  SamplewiseNormalization,
} from '../../src/index.js';
import { makeImage } from '../support/images.js';
import { tempDirectory } from '../support/temp-dir.js';

const FILES = 37;
const directory = tempDirectory();

test.before(async () => {
  for (let i = 0; i < FILES; i++) {
    const [height, width] = [20 + (i % 7), 24 + (i % 5)];
    const { data } = makeImage([height, width, 3], 'uint8', i + 1);
    const folder = join(directory, `class-${i % 3}`);
    await mkdir(folder, { recursive: true });
    const image = sharp(data as Uint8Array, { raw: { width, height, channels: 3 } });
    await (i % 4 === 0 ? image.png() : image.jpeg()).toFile(join(folder, `${i}.${i % 4 === 0 ? 'png' : 'jpg'}`));
  }
});

/** Every sample of the data set's next epoch: its index and the bytes of its pixels and label. */
async function epochOf(data: ImageDataset, into = new Map<number, string>()): Promise<Map<number, string>> {
  for await (const { xs, ys, indices } of data) {
    const length = xs.data.length / indices.length;
    indices.forEach((index, slot) => {
      assert.not(into.has(index), `sample ${index} came twice`);
      const pixels = xs.data.slice(slot * length, (slot + 1) * length);
      const label = (ys as { data: Int32Array }).data[slot];
      into.set(index, `${label} ${Buffer.from(pixels.buffer).toString('base64')}`);
    });
  }
  return into;
}

function open(options: DirectoryOptions = {}): Promise<ImageDataset> {
  const layers = [
    new RandomCrop({ height: 16, width: 14 }),
    new RandomFlip(),
    new RandomRotation({ factor: 0.3 }),
    new RandomShear({ xFactor: 0.2 }),
    new RandomZoom({ heightFactor: 0.2 }),
    new RandomBrightness({ factor: 0.2 }),
    new RandomContrast({ factor: 0.5 }),
    new SamplewiseNormalization(),
  ];
  return new ImagePipeline(layers, { seed: 11 }).fromDirectory(directory, { imageSize: [18, 20], ...options });
}

function same(actual: Map<number, string>, expected: Map<number, string>, what: string): void {
  assert.is(actual.size, expected.size, what);
  for (const [index, value] of expected) assert.is(actual.get(index), value, `${what}: sample ${index}`);
}

test('batch size, order, threads and prefetch do not matter; the epoch does', async () => {
  const expected = await epochOf(await open({ batchSize: 32, shuffle: false }));
  assert.is(new Set(expected.values()).size, FILES, 'the samples differ');
  for (const batchSize of [1, 7, 32]) {
    for (const shuffle of [false, true]) {
      const data = await open({ batchSize, shuffle, prefetch: batchSize === 7 ? 1 : 3 });
      same(await epochOf(data), expected, `batches of ${batchSize}, shuffle ${shuffle}`);
      const next = await epochOf(data);
      assert.ok(
        [...next].every(([index, value]) => value !== expected.get(index)),
        'epoch 1 draws anew',
      );
    }
  }
  const { threads } = capabilities();
  for (const count of [1, 2, 4]) {
    configure({ threads: count });
    same(await epochOf(await open({ batchSize: 7 })), expected, `${count} threads`);
  }
  configure({ threads });
});

test('every instruction set gives the same bytes', async () => {
  const expected = await epochOf(await open());
  for (const target of capabilities().targets) {
    configure({ target });
    assert.is(capabilities().target, target, 'the forced target is the one in use');
    same(await epochOf(await open()), expected, target);
  }
  configure({ target: '' });
});

test('shards are disjoint and together give the epoch', async () => {
  const expected = await epochOf(await open());
  for (const count of [2, 5]) {
    const together = new Map<number, string>();
    for (let i = 0; i < count; i++) await epochOf((await open({ batchSize: 4 })).shard(count, i), together);
    same(together, expected, `${count} shards`);
  }
});

test('a run resumed at any point, with another batch size, gives what is left', async () => {
  const expected = await epochOf(await open());
  for (const stop of [1, 2, 4, 6]) {
    const first = await open({ batchSize: 5 });
    const seen = new Map<number, string>();
    let state: unknown;
    let batches = 0;
    for await (const { indices } of first) {
      for (const index of indices) seen.set(index, expected.get(index) as string);
      state = JSON.parse(JSON.stringify(first.state()));
      if (++batches === stop) break;
    }
    assert.ok(JSON.stringify(state).length < 1024);
    const second = await open({ batchSize: 8 });
    second.resume(state as never);
    same(await epochOf(second, seen), expected, `resumed after ${stop} batches`);
  }
});

test.run();
