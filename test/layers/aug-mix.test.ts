import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, ImagePipeline, type SampleDraw } from '../../src/index.js';
import { AUGMENT_OPS } from '../../src/layers/augment-ops.js';
import { AugMix, RandomApply } from '../../src/layers/index.js';
import { meanOf } from '../support/draws.js';
import { makeBatch, makeImage } from '../support/images.js';
import { float32, roundTrips, throwsForEach } from './support.js';

const photo = makeImage([9, 12, 3]);

/** A draw with other numbers for the weights and for every choice in turn. */
function rewrite({ stages }: SampleDraw, weights: Record<string, number>, picks: readonly number[]): SampleDraw {
  let at = 0;
  return {
    stages: stages.map((stage) => {
      if (stage.kind === 'branch_begin') return { ...stage, values: weights };
      return stage.kind === 'choice' ? { ...stage, values: { pick: picks[at++] as number } } : stage;
    }),
  };
}

test('lowers to chains of choices between the steps of a branch', () => {
  const kinds = new AugMix({ numChains: 3, chainDepth: 2, alpha: 0.4 })
    .lowerAll(true)
    .map(({ spec }) => spec.kind)
    .filter((kind) => kind.startsWith('branch') || kind === 'choice');
  const chain = ['choice', 'choice'];
  assert.equal(kinds, ['branch_begin', ...chain, 'branch_next', ...chain, 'branch_next', ...chain, 'branch_end']);
  const [begin] = new AugMix({ alpha: 0.4 }).lower(true);
  assert.equal(begin?.params, { count: 3, alpha: 0.4 });
  const choice = new AugMix({ allOps: false }).lower(true).find(({ kind }) => kind === 'choice');
  assert.equal(
    choice?.params.weights,
    Array.from({ length: 8 }, () => 1),
    'seven operations and none',
  );
  assert.equal(new AugMix().lower(false), []);
});

test('every bad option is an error', () => {
  throwsForEach('AugMix', (options) => new AugMix(options), [
    [{ numChains: 0 }, 'E_SIZE', 'numChains must be an integer within 1..64; received 0'],
    [{ chainDepth: 1.5 }, 'E_SIZE', 'chainDepth must be an integer within 1..64; received 1.5'],
    [{ alpha: 0 }, 'E_RANGE', 'alpha must be a finite number within 0.01..1000; received 0'],
    [{ allOps: 1 }, 'E_TYPE', 'allOps must be true or false; received 1'],
    [{ factor: -0.1 }, 'E_RANGE', 'factor must be a number or [min, max] within 0..1; received -0.1'],
  ]);
});

test('configs round trip, and so do draws', () => {
  roundTrips(new AugMix({ numChains: 2, chainDepth: 1, factor: 0.2, alpha: 2, allOps: false, seed: 3 }));
  const pipeline = new ImagePipeline([new AugMix()], { seed: 8 });
  assert.equal(ImagePipeline.fromConfig(pipeline.getConfig()).sample(2), pipeline.sample(2));
});

test('mixes by hand: the image and an inverted one', async () => {
  // Solarization with threshold 0 and no addition inverts; it is operation 4 of 11, and 11 is none.
  const pipeline = new ImagePipeline([new AugMix({ numChains: 2, chainDepth: 1 })], { seed: 1 });
  const image = float32([1, 2, 1], [55, 200]);
  const [draw] = pipeline.sample(1, { shape: image.shape });
  const weights = { kept: 0.25, weight0: 0.4, weight1: 0.6 };
  const plain = rewrite(draw as SampleDraw, weights, [4, 11]);
  const stages = plain.stages.map((stage) =>
    stage.kind === 'solarize' ? { ...stage, values: { addition: 0, threshold: 0 } } : stage,
  );
  const { data } = await pipeline.replay(image, [{ stages }]);
  // 0.25 * 55 + 0.75 * (0.4 * 200 + 0.6 * 55) = 98.5; 0.25 * 200 + 0.75 * (0.4 * 55 + 0.6 * 200) = 156.5
  assert.ok(Math.abs((data[0] as number) - 98.5) < 1e-4 && Math.abs((data[1] as number) - 156.5) < 1e-4, `${data}`);
});

test('a chain is its operations in a row', async () => {
  const ops = Object.values(AUGMENT_OPS);
  const pipeline = new ImagePipeline([new AugMix({ numChains: 1, chainDepth: 1 })], { seed: 2 });
  const names = ['shear', 'translation', 'rotation', 'posterization', 'solarization', 'autoContrast', 'equalization'];
  const more = ['brightness', 'colorDegeneration', 'contrast', 'sharpness'];
  assert.is(ops.length, names.length + more.length);
  for (const [pick, name] of [...names, ...more].entries()) {
    const make = AUGMENT_OPS[name as keyof typeof AUGMENT_OPS];
    const single = new ImagePipeline([
      make({ factor: [0, 0.3], valueRange: [0, 255], interpolation: 'bilinear', seed: undefined }),
    ]);
    const [draw] = pipeline.sample(1, { epoch: pick, shape: photo.shape });
    const whole = rewrite(draw as SampleDraw, { kept: 0, weight0: 1 }, [pick]);
    const kinds = single.sample(1)[0]?.stages.map(({ kind }) => kind);
    const own = whole.stages.filter(({ kind }) => kinds?.includes(kind));
    const wanted = (await single.replay(photo, [{ stages: own }])).data.map((v) => Math.min(Math.max(v, 0), 255));
    assert.equal((await pipeline.replay(photo, [whole])).data, wanted, name);
  }
});

test('masks, boxes and keypoints go with the largest share', async () => {
  const pipeline = new ImagePipeline([new AugMix({ numChains: 2, chainDepth: 1 })], { seed: 1 });
  const mask = [1, 2, 3, 4, 5, 6];
  const sample = {
    images: makeImage([2, 3, 3]),
    segmentationMasks: { data: Uint8Array.from(mask), shape: [2, 3, 1] as const },
    boundingBoxes: { boxes: [[0, 0, 1, 1]], format: 'xyxy' as const },
    keypoints: [[0.5, 0.5]],
  };
  const [draw] = pipeline.sample(1, { shape: [2, 3, 3] });
  // The second version is turned by half a turn (operation 2), the first is the image.
  const run = async (weights: Record<string, number>) => {
    const { stages } = rewrite(draw as SampleDraw, weights, [11, 2]);
    const turned = stages.map((s) => (s.kind === 'rotation' ? { ...s, values: { angleRad: Math.PI } } : s));
    const { segmentationMasks, boundingBoxes, keypoints } = await pipeline.replay(sample, [{ stages: turned }]);
    return [[...segmentationMasks.data], boundingBoxes.boxes, keypoints];
  };
  const still = [mask, [[0, 0, 1, 1]], [[0.5, 0.5]]];
  const turned = [[...mask].reverse(), [[2, 1, 3, 2]], [[2.5, 1.5]]];
  assert.equal(await run({ kept: 0.1, weight0: 0.2, weight1: 0.8 }), turned);
  assert.equal(await run({ kept: 0.1, weight0: 0.7, weight1: 0.3 }), still);
  assert.equal(await run({ kept: 0.6, weight0: 0.1, weight1: 0.9 }), still);
  assert.equal(await run({ kept: 0.4, weight0: 0.1, weight1: 0.9 }), turned);
});

test('kept 1 gives the image back, and the result is clipped', async () => {
  const pipeline = new ImagePipeline([new AugMix({ valueRange: [0, 100] })], { seed: 2 });
  const image = float32([1, 3, 1], [-5, 50, 170]);
  const [draw] = pipeline.sample(1, { shape: image.shape });
  const whole = rewrite(draw as SampleDraw, { kept: 1, weight0: 0.5, weight1: 0.25, weight2: 0.25 }, Array(9).fill(11));
  assert.equal([...(await pipeline.replay(image, [whole])).data], [0, 50, 100]);
});

test('weights are Beta and Dirichlet distributed, image by image', () => {
  const count = 5000;
  for (const alpha of [0.3, 1, 4]) {
    const draws = new ImagePipeline([new AugMix({ alpha, chainDepth: 1 })], { seed: 3 }).sample(count);
    const begin = draws.map(({ stages }) => stages[0]?.values as Record<string, number>);
    const moments = (name: string) => {
      const values = begin.map((numbers) => numbers[name] as number);
      const mean = meanOf(values);
      return { mean, variance: meanOf(values.map((value) => (value - mean) ** 2)) };
    };
    const close = (found: { mean: number; variance: number }, mean: number, variance: number) => {
      assert.ok(Math.abs(found.mean - mean) < 5 * Math.sqrt(variance / count), `alpha ${alpha}: mean ${found.mean}`);
      assert.ok(Math.abs(found.variance / variance - 1) < 0.1, `alpha ${alpha}: variance ${found.variance}`);
    };
    close(moments('kept'), 1 / 2, 1 / (4 * (2 * alpha + 1)));
    // Each share of a symmetric Dirichlet of three has mean 1/3 and variance (2/9) / (3 alpha + 1).
    for (const name of ['weight0', 'weight1', 'weight2']) close(moments(name), 1 / 3, 2 / 9 / (3 * alpha + 1));
    for (const { weight0, weight1, weight2 } of begin) {
      assert.ok(Math.abs((weight0 as number) + (weight1 as number) + (weight2 as number) - 1) < 1e-12);
    }
  }
});

test('the same pixels for a batch and its images, in both executors, any dtype, inside another layer', async () => {
  const layer = new AugMix({ numChains: 2, factor: 0.5 });
  const pipeline = new ImagePipeline([new RandomApply({ layers: [layer], probability: 0.7 })], { seed: 9 });
  for (const dtype of ['uint8', 'uint16', 'int32', 'float32'] as const) {
    const batch = makeBatch([6, 7, 5, 3], dtype, 4);
    const out = await pipeline.apply(batch, { epoch: 1 });
    const values = 7 * 5 * 3;
    for (let i = 0; i < 6; i++) {
      const image = { data: batch.data.slice(i * values, (i + 1) * values), shape: [7, 5, 3] as const };
      const one = await pipeline.apply(image, { epoch: 1, firstIndex: i });
      assert.equal(one.data, out.data.slice(i * values, (i + 1) * values), `${dtype} image ${i}`);
    }
  }
  const batch = makeBatch([4, 8, 8, 3], 'uint8', 4);
  const fused = await pipeline.apply(batch, { epoch: 2 });
  configure({ executor: 'reference' });
  try {
    const reference = await pipeline.apply(batch, { epoch: 2 });
    // A step operation may fall on the other side of a step where a warp before it differs in the last bit.
    const far = fused.data.filter((value, i) => Math.abs(value - (reference.data[i] as number)) > 1e-2).length;
    assert.ok(far <= fused.data.length / 100, `${far} of ${fused.data.length} values differ`);
  } finally {
    configure({ executor: 'fused' });
  }
});

test('dtype input gives the dtype back', async () => {
  const layer = new RandomApply({ layers: [new AugMix({ numChains: 1 })], dtype: 'input' });
  const out = await layer.apply(makeBatch([12, 5, 5, 3], 'uint16', 4), { seed: 1 });
  assert.instance(out.data, Uint16Array);
});

test('one pixel, four channels, an empty batch', async () => {
  for (const shape of [
    [1, 1, 3],
    [1, 5, 1],
    [3, 4, 4],
  ] as const) {
    assert.equal((await new AugMix().apply(makeImage(shape), { seed: 1 })).shape, [...shape]);
  }
  const empty = await new AugMix().apply({ data: new Uint8Array(0), shape: [0, 4, 4, 3] as const });
  assert.equal(empty.shape, [0, 4, 4, 3]);
});

test.run();
