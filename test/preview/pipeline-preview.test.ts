// preview() of a real pipeline; needs the native part.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline, Normalization, RandomFlip, RandomTranslation, Resizing } from '../../src/index.js';

const PHOTOS = join(dirname(fileURLToPath(import.meta.url)), '../../demo/photos');
const test = suite<{ directory: string }>('preview of a pipeline');
test.before.each(async (context) => {
  context.directory = await mkdtemp(join(tmpdir(), 'preview-'));
});
test.after.each(({ directory }) => rm(directory, { recursive: true, force: true }));

const ramp = (height: number, width: number, channels: number): Image => ({
  data: Uint8Array.from({ length: height * width * channels }, (_, i) => (i * 37) % 256),
  shape: [height, width, channels],
});

const pixels = async (file: string) => [...(await sharp(file).raw().toBuffer())];

test('shows what apply() computes for the same epoch and index', async ({ directory }) => {
  const pipeline = new ImagePipeline([new RandomFlip({ independent: true }), (image) => image], { seed: 9 });
  const images = [ramp(3, 5, 3), ramp(4, 4, 3)];
  const { files } = await pipeline.preview(images, { saveToDirectory: directory, columns: 2, epoch: 4 });
  assert.is(files.length, 4);
  for (const [position, file] of files.entries()) {
    const key = { firstIndex: Math.floor(position / 2), epoch: 4 + (position % 2) };
    const expected = await pipeline.apply(images[key.firstIndex] as Image, key);
    assert.equal(await pixels(file), [...expected.data]);
  }
});

test('another seed, no training', async ({ directory }) => {
  const pipeline = new ImagePipeline([new RandomTranslation({ heightFactor: 1, widthFactor: 1 })], { seed: 1 });
  const image = ramp(6, 6, 1);
  const show = async (options: object) =>
    pixels((await pipeline.preview(image, { saveToDirectory: directory, ...options })).files[0] as string);
  const still = await sharp(Buffer.from(image.data), { raw: { width: 6, height: 6, channels: 1 } })
    .png()
    .toBuffer();
  const original = [...(await sharp(still).raw().toBuffer())];
  assert.equal(await show({ training: false }), original);
  assert.not.equal(await show({ seed: 2 }), await show({ seed: 3 }));
  assert.equal(await show({ seed: 2 }), await show({ seed: 2 }));
});

test('a directory of photos, a data set, gray and RGBA images', async () => {
  const pipeline = new ImagePipeline([new Resizing({ height: 40, width: 60 })], { seed: 1 });
  const dataset = await pipeline.fromDirectory(PHOTOS, { labels: null });
  for (const data of [PHOTOS, dataset, [join(PHOTOS, 'coffee.jpg')], [ramp(9, 9, 1), ramp(9, 5, 4)]]) {
    const { sheet, files } = await pipeline.preview(data, { rows: 4, columns: 2 });
    const { width = 0, channels } = await sharp(sheet as Buffer).metadata();
    assert.is(channels, 3);
    assert.ok(width > 3 * 240, 'three cells of 240 pixels side by side');
    assert.equal(files, []);
  }
});

test('normalized results need a value range or minmax', async ({ directory }) => {
  const pipeline = new ImagePipeline([new Normalization({ mean: 100, variance: 2500 })], { seed: 1 });
  const image: Image = { data: Uint8Array.of(0, 50, 100, 200), shape: [2, 2, 1] };
  const options = { saveToDirectory: directory };
  const ranged = await pipeline.preview(image, { ...options, valueRange: [-2, 2] });
  const stretched = await pipeline.preview(image, { ...options, scaling: 'minmax' });
  assert.equal(
    (await pixels(ranged.files[0] as string)).filter((_, i, all) => i % (all.length / 4) === 0),
    [0, 64, 128, 255],
  );
  assert.equal(
    (await pixels(stretched.files[0] as string)).filter((_, i, all) => i % (all.length / 4) === 0),
    [0, 64, 128, 255],
  );
});

test.run();
