// Several augmentations of one sample, and one draw for all frames of a clip.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  GaussianNoise,
  ImagePipeline,
  type LambdaContext,
  MixUp,
  RandomBrightness,
  RandomFlip,
  RandomHeight,
  RandomRotation,
} from '../src/index.js';
import { throws } from './layers/support.js';
import { failureOf } from './support/failure-of.js';
import { makeBatch, makeImage } from './support/images.js';

const pipeline = new ImagePipeline([new RandomFlip(), new RandomRotation({ factor: 0.2 })], { seed: 5 });
const batch = makeBatch([4, 6, 7, 3], 'uint8', 1);
const photo = makeImage([6, 7, 3]);

async function rejects(act: Promise<unknown>, code: string, message: string): Promise<void> {
  const error = await failureOf(() => act, code);
  assert.is(error.message, message);
}

test('repeat gives so many results, each the same kind as the images, each drawn by itself', async () => {
  const views = await pipeline.apply(batch, { epoch: 1, repeat: 3 });
  assert.is(views.length, 3);
  for (const [view, result] of views.entries()) {
    assert.equal(result.shape, [4, 6, 7, 3]);
    assert.equal(result.data, (await pipeline.apply(batch, { epoch: 1, view })).data, `view ${view}`);
  }
  assert.not.equal(views[0]?.data, views[1]?.data);
  assert.not.equal(views[1]?.data, views[2]?.data);
  assert.equal((await pipeline.apply(batch, { epoch: 1 })).data, views[0]?.data, 'the first is what apply() gives');
  assert.equal(
    pipeline.applySync(batch, { epoch: 1, repeat: 3 }).map(({ data }) => data),
    views.map(({ data }) => data),
  );
});

test('repeat with an image, a list and a sample', async () => {
  const images = await pipeline.apply(photo, { repeat: 2, seed: 1 });
  assert.equal(
    images.map(({ shape }) => shape),
    [
      [6, 7, 3],
      [6, 7, 3],
    ],
  );
  const lists = await pipeline.apply([photo, photo], { repeat: 2, seed: 1 });
  assert.is(lists.length, 2);
  assert.equal(lists[1]?.[0]?.data, images[1]?.data);
  const mask = { data: Uint8Array.from({ length: 42 }, (_, i) => i % 3), shape: [6, 7, 1] as const };
  const samples = await pipeline.apply({ images: photo, segmentationMasks: mask }, { repeat: 2, seed: 1 });
  assert.equal(samples[1]?.images.data, images[1]?.data);
  const alone = await pipeline.apply({ images: photo, segmentationMasks: mask }, { view: 1, seed: 1 });
  assert.equal(samples[1]?.segmentationMasks.data, alone.segmentationMasks.data, 'masks go with their view');
});

test('a call with repeat counts its samples once', async () => {
  const counting = new ImagePipeline([new RandomBrightness({ factor: 0.5 })], { seed: 2 });
  await counting.apply(batch, { repeat: 3 });
  const next = await counting.apply(photo);
  assert.equal(next.data, (await counting.apply(photo, { firstIndex: 4 })).data);
});

test('sample() and replay() know views', async () => {
  const draws = pipeline.sample(4, { view: 2, shape: [6, 7, 3] });
  assert.not.equal(draws, pipeline.sample(4, { shape: [6, 7, 3] }));
  assert.equal(
    (await pipeline.replay(batch, draws)).data,
    (await pipeline.apply(batch, { view: 2, firstIndex: 0 })).data,
  );
});

test('views of one image are independent', () => {
  const brightness = new ImagePipeline([new RandomBrightness({ factor: 1 })], { seed: 3 });
  const count = 2000;
  const column = (view: number) =>
    brightness.sample(count, { view }).map(({ stages }) => stages[0]?.values.delta as number);
  const [a, b] = [column(0), column(1)];
  const product = a.reduce((sum, value, i) => sum + value * (b[i] as number), 0) / count;
  // Deltas are uniform within -255..255, so the product of two has deviation 255^2 / 3.
  assert.ok(Math.abs(product) < (5 * 255 ** 2) / 3 / Math.sqrt(count), `mean product ${product}`);
});

test('frames of a clip draw the same, clips do not', async () => {
  const clips = makeBatch([6, 5, 5, 1], 'uint8', 7);
  const out = await pipeline.apply(clips, { epoch: 1, frames: 3 });
  const size = 25;
  const draws = pipeline.sample(2, { epoch: 1, shape: [5, 5, 1] });
  assert.not.equal(draws[0], draws[1]);
  for (let i = 0; i < 6; i++) {
    const frame = { data: clips.data.slice(i * size, (i + 1) * size), shape: [5, 5, 1] as const };
    const own = await pipeline.replay(frame, [draws[Math.floor(i / 3)] as (typeof draws)[0]]);
    assert.equal(out.data.slice(i * size, (i + 1) * size), own.data, `frame ${i}`);
  }
  assert.equal((await pipeline.replay(clips, draws, { frames: 3 })).data, out.data, 'one kept draw for each clip');
  assert.equal(pipeline.applySync(clips, { epoch: 1, frames: 3 }).data, out.data);
});

test('sequence mode with noise, sizes that are drawn, views and masks', async () => {
  const still = { data: Float32Array.from({ length: 40 }, (_, i) => (i % 10) * 20), shape: [4, 2, 5, 1] as const };
  const noisy = await new GaussianNoise({ stddev: 9 }).apply(still, { seed: 1, frames: 4 });
  for (let i = 1; i < 4; i++) assert.equal(noisy.data.slice(0, 10), noisy.data.slice(i * 10, (i + 1) * 10));
  const sized = await new RandomHeight({ factor: 0.5 }).apply(still, { seed: 1, frames: 2 });
  assert.is(sized.shape[0], 4);
  const views = await pipeline.apply(still, { epoch: 2, frames: 2, repeat: 2 });
  assert.equal(views[1]?.data, (await pipeline.apply(still, { epoch: 2, frames: 2, view: 1 })).data);
});

test('clips count as samples where calls go on by themselves', async () => {
  const counting = new ImagePipeline([new RandomBrightness({ factor: 0.5 })], { seed: 2 });
  await counting.apply(batch, { frames: 2 });
  assert.equal((await counting.apply(photo)).data, (await counting.apply(photo, { firstIndex: 2 })).data);
});

test('custom functions are told the sample and the view', async () => {
  const seen: LambdaContext[] = [];
  const watching = new ImagePipeline([
    (image, context) => {
      seen.push(context);
      return image;
    },
  ]);
  await watching.apply(batch, { firstIndex: 8, frames: 2, view: 3 });
  assert.equal(
    seen.map(({ index, view }) => [index, view]),
    [
      [8, 3],
      [8, 3],
      [9, 3],
      [9, 3],
    ],
  );
});

test('every bad option is an error', async () => {
  const apply = (options: object) => pipeline.apply(batch, options as never);
  await rejects(apply({ repeat: 0 }), 'E_SIZE', 'ImagePipeline: repeat must be an integer within 1..1024; received 0');
  await rejects(
    apply({ repeat: 2, view: 1 }),
    'E_CONFLICT',
    'ImagePipeline: view must be left out with repeat; received 1',
  );
  await rejects(
    apply({ view: -1 }),
    'E_RANGE',
    'ImagePipeline: view must be an integer within 0..16777215; received -1',
  );
  await rejects(apply({ frames: 3 }), 'E_SIZE', 'ImagePipeline: frames must be a divisor of the 4 images; received 3');
  await rejects(apply({ frames: 0 }), 'E_SIZE', 'ImagePipeline: frames must be an integer >= 1; received 0');
  const out = await pipeline.apply(batch, { epoch: 1 });
  await rejects(
    apply({ repeat: 2, out }),
    'E_CONFLICT',
    'ImagePipeline: out must be left out with repeat; received an object of type Object',
  );
  await rejects(
    pipeline.replay(batch, pipeline.sample(4), { repeat: 2 } as never),
    'E_CONFLICT',
    'ImagePipeline: repeat is not for kept draws; replay() each view',
  );
  await rejects(
    new ImagePipeline([new MixUp()]).apply(batch, { frames: 2 }),
    'E_CONFLICT',
    'ImagePipeline: frames cannot be used with MixUp, which mixes images',
  );
  throws(
    () => pipeline.applySync(batch, { repeat: 1.5 }),
    'E_SIZE',
    'ImagePipeline: repeat must be an integer within 1..1024; received 1.5',
  );
});

test.run();
