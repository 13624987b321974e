// zcaWhitening of ImageDataGenerator by hand. Random images against Keras are in test/conformance/goldens/idg_zca.json.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type GeneratorCompat, ImageDataGenerator } from '../../src/index.js';
import { near, uint8 } from '../layers/support.js';
import { gains, three, threeWhite } from '../layers/whitening-support.js';
import { pixels, take } from './support.js';

const VARIANTS: readonly (GeneratorCompat | null)[] = [null, 'idg-1.1', 'idg-2'];

function expected(compat: GeneratorCompat | null, epsilon: number, factor = 1): number[] {
  const gain = gains[compat === 'idg-2' ? 'singular' : 'variance'];
  const [sum, difference] = [7 / 3, 7 / 2].map((variance) => factor * gain(variance * factor ** 2, epsilon));
  return threeWhite(sum as number, difference as number);
}

async function fitted(options: object, images = three): Promise<ImageDataGenerator> {
  const generator = new ImageDataGenerator({ zcaWhitening: true, ...options });
  await generator.fit(images);
  return generator;
}

test('it turns featurewiseCenter on and featurewiseStdNormalization off', () => {
  const { featurewiseCenter, featurewiseStdNormalization, zcaWhitening } = new ImageDataGenerator({
    zcaWhitening: true,
    featurewiseStdNormalization: true,
  }).getConfig();
  assert.equal([featurewiseCenter, featurewiseStdNormalization, zcaWhitening], [true, false, true]);
});

test('three images by hand, in every version', async () => {
  for (const compat of VARIANTS) {
    for (const zcaEpsilon of [1e-6, 0.1]) {
      const generator = await fitted({ compat, zcaEpsilon });
      near(generator.mean ?? [], [2.5], 1e-12);
      assert.equal([generator.std, generator.whitening?.report?.images], [null, 3]);
      near((await generator.standardize(three)).data, expected(compat, zcaEpsilon), 2e-6);
      near(
        (await generator.standardize(uint8([1, 2, 1], [3, 5]))).data,
        expected(compat, zcaEpsilon).slice(2, 4),
        2e-6,
      );
    }
  }
});

test('rescale comes before the statistics, but not in keras-preprocessing 1.1', async () => {
  for (const compat of [null, 'idg-2'] as const) {
    const generator = await fitted({ compat, rescale: 0.5, zcaEpsilon: 0.1 });
    near((await generator.standardize(three)).data, expected(compat, 0.1, 0.5), 2e-6);
  }
  const generator = await fitted({ compat: 'idg-1.1', rescale: 0.5, zcaEpsilon: 0.1 });
  near(generator.mean ?? [], [2.5], 1e-12);
  // (0.5, 1) is -7/4 times (1, 1) and -1/4 times (1, -1) about 5/2.
  const [sum, difference] = [gains.variance(7 / 3, 0.1) * (-7 / 4), gains.variance(7 / 2, 0.1) * (-1 / 4)];
  const { data } = await generator.standardize(uint8([1, 2, 1], [1, 2]));
  near(data, [sum + difference, sum - difference], 2e-6);
});

test('flow() whitens what it hands out', async () => {
  for (const compat of VARIANTS) {
    const generator = await fitted({ compat, zcaEpsilon: 0.1 });
    const batches = await take(generator.flow(three, null, { batchSize: 2, shuffle: false }), 2);
    near(pixels(batches).flat(), expected(compat, 0.1), 2e-6);
  }
});

test('without fit() the old versions whiten nothing; corrected, it is an error', async () => {
  for (const compat of ['idg-1.1', 'idg-2'] as const) {
    const generator = new ImageDataGenerator({ zcaWhitening: true, compat });
    assert.equal([...(await generator.standardize(three)).data], [...three.data]);
  }
  const generator = new ImageDataGenerator({ zcaWhitening: true });
  const error = await generator.standardize(three).catch((caught: unknown) => caught);
  assert.is((error as { code?: string }).code, 'E_NOT_ADAPTED');
});

test('configs keep what fit() found, bit by bit', async () => {
  for (const compat of VARIANTS) {
    const generator = await fitted({ compat, zcaEpsilon: 0.1 });
    const copy = ImageDataGenerator.fromConfig(JSON.parse(JSON.stringify(generator.getConfig())));
    assert.equal([...(await copy.standardize(three)).data], [...(await generator.standardize(three)).data]);
    assert.equal(copy.getConfig(), generator.getConfig());
  }
});

test('a second fit() replaces the first', async () => {
  const generator = await fitted({ zcaEpsilon: 0.1 }, { data: Uint8Array.of(9, 1, 4, 4, 7, 0), shape: three.shape });
  await generator.fit(three);
  near((await generator.standardize(three)).data, expected(null, 0.1), 2e-6);
});

test.run();
