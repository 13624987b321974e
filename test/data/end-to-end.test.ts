// Real files through a real pipeline: needs the native part.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomFlip, RandomRotation, Rescaling } from '../../src/index.js';
import { epochOf } from '../support/epoch-of.js';
import { failureOf } from '../support/failure-of.js';
import { tempDirectory, tempFiles } from '../support/temp-dir.js';

/** Six files of 6x4 pixels, each of one colour: [40 * i, 10 * i, 200]. */
const directory = tempFiles([0, 1, 2, 3, 4, 5].map((i) => `${i < 3 ? 'low' : 'top'}/${i}.${i % 2 ? 'jpg' : 'png'}`));
async function paint(): Promise<void> {
  for (let i = 0; i < 6; i++) {
    const background = { r: 40 * i, g: 10 * i, b: 200 };
    const image = sharp({ create: { width: 6, height: 4, channels: 3, background } });
    const path = join(directory, i < 3 ? 'low' : 'top', `${i}.${i % 2 ? 'jpg' : 'png'}`);
    await (i % 2 ? image.jpeg({ quality: 100, chromaSubsampling: '4:4:4' }) : image.png()).toFile(path);
  }
}
test.before(paint);

test('files are decoded, resized and run through the pipeline', async () => {
  const pipeline = new ImagePipeline([new Rescaling({ scale: 1 / 255 })], { seed: 1 });
  const data = await pipeline.fromDirectory(directory, { imageSize: [2, 3], batchSize: 4, shuffle: false });
  const [first, second] = await epochOf(data);
  assert.equal([...(first?.xs.shape ?? [])], [4, 2, 3, 3]);
  assert.equal([...(second?.xs.shape ?? [])], [2, 2, 3, 3]);
  assert.equal(first?.ys, { data: Int32Array.of(0, 0, 0, 1), shape: [4] });
  const values = first?.xs.data as Float32Array;
  for (let i = 0; i < 4; i++) {
    for (let pixel = 0; pixel < 6; pixel++) {
      const got = [...values.subarray((i * 6 + pixel) * 3, (i * 6 + pixel) * 3 + 3)].map((value) => value * 255);
      // JPEG at quality 100 may be off by two.
      assert.ok(
        [40 * i, 10 * i, 200].every((want, c) => Math.abs((got[c] as number) - want) <= 2),
        `${i}: ${got}`,
      );
    }
  }
});

test('pixels do not depend on batch size, order, shard or resume', async () => {
  const pipeline = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.3 })], { seed: 5 });
  const collect = async (
    options: object,
    prepare = (data: Awaited<ReturnType<typeof pipeline.fromDirectory>>) => data,
  ) => {
    const pixels = new Map<number, string>();
    const data = prepare(await pipeline.fromDirectory(directory, { imageSize: [5, 7], ...options }));
    for (const { xs, indices } of await epochOf(data)) {
      const length = xs.data.length / indices.length;
      indices.forEach((index, slot) => {
        pixels.set(index, xs.data.slice(slot * length, (slot + 1) * length).join());
      });
    }
    return pixels;
  };
  const whole = await collect({ batchSize: 6, shuffle: false });
  assert.is(whole.size, 6);
  for (const options of [{ batchSize: 1 }, { batchSize: 4, prefetch: 0 }]) {
    for (const [index, pixels] of await collect(options)) assert.is(pixels, whole.get(index));
  }
  const shard = await collect({ batchSize: 2 }, (data) => data.shard(2, 1));
  assert.is(shard.size, 3);
  for (const [index, pixels] of shard) assert.is(pixels, whole.get(index));
});

test('a broken file is named, skipped or replaced', async () => {
  const broken = tempDirectory();
  await sharp({ create: { width: 2, height: 2, channels: 3, background: '#fff' } }).toFile(join(broken, 'a.png'));
  writeFileSync(join(broken, 'b.jpg'), 'no image');
  writeFileSync(join(broken, 'c.png'), '');
  const pipeline = new ImagePipeline([new RandomFlip()], { seed: 1 });
  const options = { labels: null, imageSize: 2, shuffle: false } as const;
  const data = await pipeline.fromDirectory(broken, options);
  const error = await failureOf(() => epochOf(data), 'E_FORMAT', 'b.jpg');
  assert.equal([error.index, error.path], [1, join(broken, 'b.jpg')]);
  const skipping = await pipeline.fromDirectory(broken, { ...options, onError: 'skip' });
  assert.equal(
    (await epochOf(skipping)).map(({ indices }) => indices),
    [[0]],
  );
  assert.equal(
    skipping.report.failed.map(({ code }) => code),
    ['E_FORMAT', 'E_EMPTY_FILE'],
  );
  const replacing = await pipeline.fromDirectory(broken, { ...options, onError: 'substitute' });
  assert.equal(
    (await epochOf(replacing)).map(({ indices }) => indices),
    [[0, 0, 0]],
  );
});

test('a function in the pipeline does not change how large JPEG files are decoded', async () => {
  const large = tempDirectory();
  const noise = { type: 'gaussian', mean: 128, sigma: 60 } as const;
  const picture = sharp({ create: { width: 64, height: 48, channels: 3, background: '#888', noise } });
  await picture.jpeg().toFile(join(large, 'a.jpg'));
  const pixelsOf = async (pipeline: ImagePipeline) => {
    const [batch] = await epochOf(await pipeline.fromDirectory(large, { labels: null, imageSize: [10, 14] }));
    return batch?.xs.data;
  };
  const plain = await pixelsOf(new ImagePipeline([]));
  assert.equal(await pixelsOf(new ImagePipeline([(image) => image])), plain);
});

test('rows that hold images', async () => {
  const pipeline = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
  const image = { data: new Uint8Array(12).fill(9), shape: [2, 2, 3] as const };
  const data = await pipeline.fromDataFrame([{ filename: image, class: 'x' }], { imageSize: 2 });
  const [batch] = await epochOf(data);
  assert.equal([...(batch?.xs.data ?? [])], new Array(12).fill(18));
});

test.run();
