// image.zcaFit() and the option `stats` of the whitening functions. What whitening gives is in layers/zca-whitening.test.ts.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, image, ZCAWhitening } from '../../src/index.js';
import { images, near, uint8 } from '../layers/support.js';
import { gains, three, threeWhite } from '../layers/whitening-support.js';
import { failsWith } from '../support/errors.js';
import { makeBatch } from '../support/images.js';

const WHITE = threeWhite(gains.variance(7 / 3, 0.1), gains.variance(7 / 2, 0.1));

test('three images by hand: fitted, whitened, and by a layer or a pipeline', async () => {
  const stats = await image.zcaFit(three, { epsilon: 0.1 });
  assert.instance(stats, ZCAWhitening);
  assert.is(stats.report?.images, 3);
  near((await image.zcaWhiten(three, undefined, { stats })).data, WHITE, 2e-6);
  near((await image.zcaWhiten(uint8([1, 2, 1], [1, 2]), 0.1, { stats })).data, WHITE.slice(0, 2), 2e-6);
  near((await new ImagePipeline([stats]).apply(three)).data, WHITE, 2e-6);
});

test('data come as adapt() takes them, in parts as well', async () => {
  const whole = await image.zcaFit(three);
  async function* parts() {
    yield uint8([1, 2, 1], [1, 2]);
    yield { data: Uint8Array.of(3, 5, 0, 4), shape: [2, 1, 2, 1] };
  }
  assert.equal((await image.zcaFit(parts())).getConfig().weights, whole.getConfig().weights);
  const seen: unknown[] = [];
  await image.zcaFit(three, { onProgress: (progress) => void seen.push(progress) });
  assert.ok(seen.length > 0);
  const reason = new Error('enough');
  const stopped = await image.zcaFit(three, { signal: AbortSignal.abort(reason) }).catch((error: unknown) => error);
  assert.is(stopped, reason);
});

test('randomZcaWhiten with stats: a coin per image', async () => {
  const stats = await image.zcaFit(three, { epsilon: 0.1 });
  const always = await image.randomZcaWhiten(three, undefined, 1, { stats, probability: 1 });
  near(always.data, WHITE, 2e-6);
  const never = await image.randomZcaWhiten(three, undefined, 1, { stats, probability: 0 });
  assert.equal([...never.data], [...three.data]);
  const batch = makeBatch([30, 1, 2, 1]);
  const some = images(await image.randomZcaWhiten(batch, undefined, 1, { stats }));
  const kept = some.filter((row, i) => row.join() === images(batch)[i]?.join()).length;
  assert.ok(kept > 3 && kept < 27, `${kept}`);
  assert.equal(images(await image.randomZcaWhiten(batch, undefined, 1, { stats })), some);
});

test('wrong arguments reject', async () => {
  const stats = await image.zcaFit(three, { epsilon: 0.1 });
  const call = image as unknown as Record<string, (...values: unknown[]) => unknown>;
  const whiten =
    (...values: unknown[]) =>
    () =>
      call.zcaWhiten?.(three, ...values);
  await failsWith(whiten(0.2, { stats }), 'ArgumentError', 'E_CONFLICT', 'fitted with 0.1; received 0.2');
  await failsWith(whiten(undefined, { stats: {} }), 'ArgumentError', 'E_TYPE', 'image.zcaWhiten: stats must be');
  await failsWith(whiten(undefined, { stats: new ZCAWhitening() }), 'StateError', 'E_NOT_ADAPTED', 'adapt()');
  const fit =
    (...values: unknown[]) =>
    () =>
      call.zcaFit?.(...values);
  await failsWith(fit(three, { epsilon: 0 }), 'ArgumentError', 'E_RANGE', 'epsilon must be a finite number above 0');
  await failsWith(fit(three, { factor: 1 }), 'ArgumentError', 'E_OPTION', 'image.zcaFit: unknown option "factor"');
  await failsWith(fit([]), 'NumericError', 'E_TOO_FEW', '');
  await failsWith(fit(3), 'ArgumentError', 'E_TYPE', '');
  const other = () => image.zcaWhiten(uint8([2, 1, 1], [1, 2]), undefined, { stats });
  await failsWith(other, 'ArgumentError', 'E_SHAPE', /\[1, 2, 1\].*\[2, 1, 1\]/);
});

test.run();
