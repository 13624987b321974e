// tf.image.randomShear and tf.image.randomZcaWhiten, and how they get there.
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image } from '../../src/index.js';
import { installImageOps } from '../../src/tfjs/index.js';
import { failureOf } from '../support/failure-of.js';

const required = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof tf;

test('the functions appear for import and for require, and goes again', () => {
  const before = Object.keys(tf.image);
  const first = installImageOps(tf);
  const second = installImageOps(required);
  assert.is(typeof (required.image as unknown as Record<string, unknown>).randomShear, 'function');
  assert.equal(Object.keys(tf.image), [...before, 'randomShear', 'randomZcaWhiten']);
  first.uninstall();
  first.uninstall();
  assert.is(typeof second.tf.image.randomShear, 'function', 'the second installation is still there');
  second.uninstall();
  assert.equal(Object.keys(tf.image), before);
});

test('it gives at once what image.randomShear gives', async () => {
  const { tf: more, uninstall } = installImageOps(tf);
  const photos = tf.randomUniform([3, 6, 5, 3], 0, 255, 'float32', 1) as tf.Tensor4D;
  const sheared = more.image.randomShear(photos, 30, 7);
  const expected = await image.randomShear(photos, 30, 7);
  assert.instance(sheared, tf.Tensor);
  assert.equal(sheared.shape, photos.shape);
  assert.equal(sheared.dataSync(), expected.dataSync());
  assert.is.not(sheared.dataSync()[40], photos.dataSync()[40]);
  const again = more.image.randomShear(photos, 30, 7);
  assert.equal(again.dataSync(), sheared.dataSync());
  const other = more.image.randomShear(photos, 30, 8);
  assert.not.equal(other.dataSync(), sheared.dataSync());
  const [a, b] = [more.image.randomShear(photos, 30), more.image.randomShear(photos, 30)];
  assert.not.equal(a.dataSync(), b.dataSync(), 'without a seed every call differs');
  tf.dispose([photos, sheared, expected, again, other, a, b]);
  uninstall();
});

test('randomZcaWhiten whitens some images of a batch, as worked by hand, and leaves the others', async () => {
  const { tf: more, uninstall } = installImageOps(tf);
  const pixels = [1, 2, 3, 5, 0, 4];
  // (x - m) W with m = (4/3, 11/3) and W of diagonal .894273 and off-diagonal -.239620.
  const white = [0.101276, -1.410582, 1.170962, 0.792997, -1.272237, 0.617584];
  const photos = tf.tensor4d(Array(16).fill(pixels).flat(), [16, 1, 3, 2]);
  const result = more.image.randomZcaWhiten(photos, 0, 5);
  assert.equal(result.shape, photos.shape);
  const rows = (result.reshape([16, 6]) as tf.Tensor2D).arraySync();
  const isWhite = (row: number[]) => row.every((value, i) => Math.abs(value - (white[i] as number)) < 1e-5);
  const whitened = rows.filter(isWhite).length;
  assert.is(whitened + rows.filter((row) => row.join() === pixels.join()).length, 16);
  assert.ok(whitened > 2 && whitened < 14, `${whitened} of 16 are whitened`);
  const again = more.image.randomZcaWhiten(photos, 0, 5);
  assert.equal(again.dataSync(), result.dataSync());
  await failureOf(() => more.image.randomZcaWhiten(photos, -1, 5), 'E_RANGE', 'epsilon');
  uninstall();
});

test('it takes single images and works inside tf.tidy', () => {
  const { tf: more, uninstall } = installImageOps(tf);
  const before = tf.memory().numTensors;
  const kept = tf.tidy(() => more.image.randomShear(tf.ones([4, 6, 1]) as tf.Tensor3D, [10, 20], 3));
  assert.equal(kept.shape, [4, 6, 1]);
  assert.ok(
    kept.dataSync().every((value) => value === 1),
    "fill 'nearest'",
  );
  kept.dispose();
  assert.is(tf.memory().numTensors, before);
  uninstall();
});

test('a function that is already there stays', () => {
  const namespace = tf.image as unknown as Record<string, unknown>;
  const theirs = () => 0;
  namespace.randomShear = theirs;
  const { uninstall } = installImageOps(tf);
  assert.is(namespace.randomShear, theirs);
  uninstall();
  assert.is(namespace.randomShear, theirs);
  delete namespace.randomShear;
});

test('wrong arguments are named', async () => {
  const { tf: more, uninstall } = installImageOps(tf);
  const photo = tf.ones([4, 4, 3]) as tf.Tensor3D;
  await failureOf(() => more.image.randomShear(photo, 90), 'E_RANGE', 'RandomShear: intensity');
  await failureOf(() => more.image.randomShear(photo, 10, -1), 'E_SEED', 'tf.image.randomShear: seed');
  await failureOf(() => more.image.randomShear(5 as never, 10), 'E_TYPE', 'RandomShear: images');
  await failureOf(() => installImageOps({} as never), 'E_TYPE', 'installImageOps: tf');
  photo.dispose();
  uninstall();
});

test.run();
