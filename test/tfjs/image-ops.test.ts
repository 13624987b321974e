// tf.image.randomShear and how it gets there.
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { image } from '../../src/index.js';
import { installImageOps } from '../../src/tfjs/index.js';
import { failureOf } from '../support/failure-of.js';

const required = createRequire(import.meta.url)('@tensorflow/tfjs-node') as typeof tf;

test('the function appears for import and for require, and goes again', () => {
  const before = Object.keys(tf.image);
  const first = installImageOps(tf);
  const second = installImageOps(required);
  assert.is(typeof (required.image as unknown as Record<string, unknown>).randomShear, 'function');
  assert.equal(Object.keys(tf.image), [...before, 'randomShear']);
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
