// Learning statistics through a pipeline; the sums themselves are tested in layers/normalization-state.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, type ImageBatch, ImagePipeline, Lambda, Normalization, Rescaling } from '../../src/index.js';
import { meanOf } from '../support/draws.js';
import { failsWith } from '../support/errors.js';
import { makeBatch, makeImage, sliceBatch } from '../support/images.js';

test('adapt goes layer by layer, streams, continues with resetState false, and leaves nothing behind on failure', async () => {
  const batch = makeBatch([6, 5, 4, 3]);
  const one = new ImagePipeline([
    new Rescaling({ scale: 1 / 255 }),
    new Normalization(),
    new Rescaling({ scale: 2 }),
    new Normalization(),
  ]);
  await one.adapt(batch);
  const out = (await one.apply(batch)) as ImageBatch;
  for (let c = 0; c < 3; c++) {
    const values = [...out.data].filter((_, i) => i % 3 === c);
    const mean = meanOf(values);
    const variance = meanOf(values.map((value) => (value - mean) ** 2));
    assert.ok(Math.abs(mean) < 1e-5 && Math.abs(variance - 1) < 1e-4, `channel ${c}: ${mean} ${variance}`);
  }
  const whole = new ImagePipeline([new Normalization()]);
  await whole.adapt(batch);
  const parts = new ImagePipeline([new Normalization()]);
  await parts.adapt([sliceBatch(batch, 0, 1)]);
  await parts.adapt([sliceBatch(batch, 1, 3), sliceBatch(batch, 4, 2)], { resetState: false });
  const layers = (pipeline: ImagePipeline) => pipeline.getConfig().layers;
  assert.equal(layers(parts), layers(whole));
  const broken = async function* () {
    yield batch;
    throw new Error('stream broke');
  };
  const reason = await whole.adapt(broken()).then(
    () => '',
    (error) => error.message,
  );
  assert.is(reason, 'stream broke');
  assert.equal(layers(parts), layers(whole));
});

test('an unadapted Normalization is an error, and adapt wants data', async () => {
  const pipeline = new ImagePipeline([new Normalization()]);
  await failsWith(() => pipeline.apply(makeImage([2, 2, 3])), 'StateError', 'E_NOT_ADAPTED', 'adapt()');
  await failsWith(() => pipeline.adapt([]), 'NumericError', 'E_TOO_FEW', 'no images');
  await failsWith(() => pipeline.adapt(5), 'ArgumentError', 'E_TYPE', 'data');
  await pipeline.adapt(makeImage([2, 2, 3]));
  assert.is((await pipeline.apply(makeImage([2, 2, 3]))).data.length, 12);
});

test('adapt leaves given statistics alone and relearns saved ones', async () => {
  const image: Image = { data: new Float32Array([2, 4]), shape: [1, 2, 1] };
  const fixed = new ImagePipeline([new Normalization({ mean: 1, variance: 4, axis: null }), new Normalization()]);
  await fixed.adapt(image);
  assert.equal([...(await fixed.apply(image)).data], [-1, 1]);
  assert.equal(fixed.getConfig().layers[0]?.config.mean, 1);
  const saved = ImagePipeline.fromConfig(fixed.getConfig());
  await saved.adapt({ data: new Float32Array([1, 9]), shape: [1, 2, 1] });
  assert.equal(saved.getConfig().layers[1]?.config.mean, [2], 'of (1, 9) after (x - 1) / 2');
});

test('adapting a shared layer through one pipeline is seen by the other', async () => {
  const shared = new Normalization();
  const a = new ImagePipeline([shared]);
  const b = new ImagePipeline([shared]);
  const image: Image = { data: new Float32Array([0, 2]), shape: [1, 2, 1] };
  await a.adapt(image);
  assert.equal([...(await b.apply(image)).data], [-1, 1]);
  await a.adapt({ data: new Float32Array([10, 14]), shape: [1, 2, 1] });
  assert.equal([...(await b.apply(image)).data], [-6, -5]);
});

test('when one layer cannot learn, none of them changes', async () => {
  let broken = true;
  const step = (image: Image): Image => (broken ? { ...image, data: new Float32Array([NaN, 1]) } : image);
  const pipeline = new ImagePipeline([new Normalization(), new Lambda({ function: step }), new Normalization()]);
  const [first, , second] = pipeline.layers as [Normalization, Lambda, Normalization];
  const one: Image = { data: new Float32Array([2, 4]), shape: [1, 2, 1] };
  const other: Image = { data: new Float32Array([6, 8]), shape: [1, 2, 1] };
  await failsWith(() => pipeline.adapt(one), 'NumericError', 'E_NONFINITE', 'image 0');
  assert.equal([first.adapted, second.adapted], [false, false]);
  broken = false;
  await pipeline.adapt(one);
  broken = true;
  await failsWith(() => pipeline.adapt(other), 'NumericError', 'E_NONFINITE', 'image 0');
  assert.equal(first.statistics?.mean, [3]);
  assert.equal([...(await first.apply(one)).data], [-1, 1], 'its compiled program as well');
  broken = false;
  await pipeline.adapt(other, { resetState: false });
  assert.equal(first.statistics?.mean, [5], 'of 2, 4, 6 and 8: the failed call left no trace');
});

test.run();
