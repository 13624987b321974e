// Layers that mix the images of a batch: the same bits however they are run, and what they draw.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  CutMix,
  capabilities,
  configure,
  type ImageBatch,
  ImagePipeline,
  Lambda,
  type Layer,
  MixUp,
  Mosaic,
  Normalization,
  RandomCrop,
  RandomHeight,
  RandomRotation,
  Resizing,
} from '../../src/index.js';
import { meanOf } from '../support/draws.js';
import { failsWith } from '../support/errors.js';
import { makeBatch } from '../support/images.js';

const SHAPE = [9, 37, 23, 3] as const;
const DTYPES = ['uint8', 'uint16', 'int32', 'float32'] as const;

function pipelines(dtype: 'float32' | 'input'): ImagePipeline[] {
  const options = { dtype } as const;
  const all: Layer[][] = [
    [new MixUp({ alpha: 1, ...options })],
    [new CutMix(options)],
    [new Mosaic({ centerRange: [0, 1], fillValue: 7, ...options })],
    [
      new RandomRotation({ factor: 0.1 }),
      new MixUp({ alpha: 1, ...options }),
      new RandomCrop({ height: 30, width: 20 }),
      new CutMix(options),
      new Mosaic(options),
      new Normalization({ mean: 100, variance: 2500 }),
    ],
  ];
  return all.map((layers) => new ImagePipeline(layers, { seed: 77 }));
}

async function resultsOf(dtype: (typeof DTYPES)[number]): Promise<ImageBatch[]> {
  const batch = makeBatch(SHAPE, dtype, 5);
  const made: ImageBatch[] = [];
  for (const kind of ['float32', 'input'] as const) {
    for (const pipeline of pipelines(kind)) made.push(await pipeline.apply(batch, { epoch: 2, firstIndex: 40 }));
  }
  return made;
}

for (const dtype of DTYPES) {
  test(`${dtype}: the same bits for every instruction set, thread count and way to call`, async () => {
    const { threads } = capabilities();
    const expected = await resultsOf(dtype);
    try {
      for (const target of capabilities().targets) {
        configure({ target });
        assert.equal(await resultsOf(dtype), expected, target);
      }
      configure({ target: '' });
      for (const count of [1, 3, 8]) {
        configure({ threads: count });
        assert.equal(await resultsOf(dtype), expected, `${count} threads`);
      }
    } finally {
      configure({ target: '', threads });
    }
    const batch = makeBatch(SHAPE, dtype, 5);
    const sync = (['float32', 'input'] as const).flatMap((kind) =>
      pipelines(kind).map((pipeline) => pipeline.applySync(batch, { epoch: 2, firstIndex: 40 })),
    );
    assert.equal(sync, expected);
  });

  test(`${dtype}: the reference executor gives the same`, async () => {
    const batch = makeBatch(SHAPE, dtype, 5);
    for (const kind of ['float32', 'input'] as const) {
      for (const pipeline of pipelines(kind).slice(0, 3)) {
        const fused = await pipeline.apply(batch, { epoch: 2 });
        configure({ executor: 'reference' });
        try {
          assert.equal(await pipeline.apply(batch, { epoch: 2 }), fused);
        } finally {
          configure({ executor: 'fused' });
        }
      }
    }
  });
}

test('a result of an earlier call is written into, and inputs stay', async () => {
  const batch = makeBatch(SHAPE, 'uint8', 5);
  const before = batch.data.slice();
  for (const pipeline of pipelines('input')) {
    const first = await pipeline.apply(batch, { epoch: 0 });
    const expected = first.data.slice();
    const out = await pipeline.apply(batch, { epoch: 1 });
    const { buffer } = out.data;
    const again = await pipeline.apply(batch, { epoch: 0, out });
    assert.is(again, out);
    assert.equal(again.data, expected);
    assert.is(buffer.byteLength, 0, 'lent');
    assert.equal(pipeline.applySync(batch, { epoch: 0, out: again }).data, expected);
  }
  assert.equal(batch.data, before);
});

test("a draw is its sample's own: in another batch only the partner changes", async () => {
  const pipeline = new ImagePipeline([new MixUp()], { seed: 3 });
  const [whole, later] = [pipeline.sample(6), pipeline.sample(3, { firstIndex: 3 })];
  assert.equal(whole.slice(3), later);
  // The two samples of a batch of two are each other's partners, whatever they draw.
  const batch = { data: new Float32Array([0, 1]), shape: [2, 1, 1, 1] as const };
  const { data } = await pipeline.apply(batch, { firstIndex: 3 });
  const weights = later.map(({ stages }) => stages[0]?.values.weight as number);
  assert.ok(Math.abs((data[0] as number) - (1 - (weights[0] as number))) < 1e-6);
  assert.ok(Math.abs((data[1] as number) - (weights[1] as number)) < 1e-6);
});

test('weights have the moments of Beta(alpha, alpha), and neighbours are independent', () => {
  const count = 20_000;
  for (const alpha of [0.1, 0.2, 1, 4]) {
    const values = new ImagePipeline([new MixUp({ alpha })], { seed: 8 })
      .sample(count)
      .map(({ stages }) => stages[0]?.values.weight as number);
    assert.ok(values.every((value) => value >= 0 && value <= 1));
    const variance = 1 / (4 * (2 * alpha + 1));
    const fourth = 3 / (16 * (2 * alpha + 1) * (2 * alpha + 3));
    // Five standard errors each.
    assert.ok(Math.abs(meanOf(values) - 0.5) < 5 * Math.sqrt(variance / count), `mean of ${alpha}`);
    const spread = meanOf(values.map((value) => (value - 0.5) ** 2));
    assert.ok(Math.abs(spread - variance) < 5 * Math.sqrt((fourth - variance ** 2) / count), `variance of ${alpha}`);
    const products = values.slice(1).map((value, i) => (value - 0.5) * ((values[i] as number) - 0.5));
    assert.ok(Math.abs(meanOf(products)) < (5 * variance) / Math.sqrt(count), `covariance of ${alpha}`);
  }
});

test('images of several sizes are refused where they are mixed', async () => {
  const sizes = new Lambda({
    function: ({ data, shape: [height, width, channels] }, { index }) => ({
      data: data.slice(0, (height - index) * width * channels),
      shape: [height - index, width, channels],
    }),
  });
  const batch = makeBatch([2, 4, 5, 1], 'uint8', 1);
  const run = (...layers: Layer[]) => new ImagePipeline(layers, { seed: 1 }).apply(batch, { firstIndex: 0 });
  await failsWith(
    () => run(sizes, new CutMix()),
    'ArgumentError',
    'E_RAGGED',
    'ImagePipeline: CutMix mixes images of one size, and here come uint8 of 4,5,1 and uint8 of 3,5,1; ' +
      'put a layer that fixes the size, such as Resizing, in front of it',
  );
  assert.equal((await run(sizes, new Resizing({ height: 3, width: 3 }), new CutMix())).shape, [2, 3, 3, 1]);
});

test('sizes that are drawn are drawn once per batch in front of a mixing layer', async () => {
  const layers = [new RandomHeight({ factor: [-0.5, 0.5] }), new MixUp(), new Resizing({ height: 8, width: 8 })];
  const pipeline = new ImagePipeline(layers, { seed: 2 });
  const heights = pipeline.sample(5).map(({ stages }) => stages[0]?.values.heightFactor);
  assert.is(new Set(heights).size, 1);
  assert.equal((await pipeline.apply(makeBatch([5, 20, 8, 3], 'uint8', 1))).shape, [5, 8, 8, 3]);
  // At inference nothing is mixed, and nothing drawn.
  assert.equal(pipeline.sample(1, { training: false }), [{ stages: [] }]);
});

test('functions behind a mixing layer see whose image it is', async () => {
  const seen: number[] = [];
  const note = new Lambda({
    function: (image, { index }) => {
      seen.push(index);
      return image;
    },
  });
  await new ImagePipeline([new CutMix(), note], { seed: 1 }).apply(makeBatch([3, 2, 2, 1], 'uint8', 1), {
    firstIndex: 10,
  });
  assert.equal(seen, [10, 11, 12]);
});

test('an aborted call rejects with the reason', async () => {
  const { threads } = capabilities();
  // One slice at a time, so that most are still waiting.
  configure({ threads: 1 });
  try {
    const controller = new AbortController();
    const reason = new Error('enough');
    const batch = makeBatch([24, 256, 256, 3], 'uint8', 1);
    const call = new ImagePipeline([new MixUp()], { seed: 1 }).apply(batch, { signal: controller.signal });
    controller.abort(reason);
    let caught: unknown;
    await call.catch((error: unknown) => {
      caught = error;
    });
    assert.is(caught, reason);
  } finally {
    configure({ threads });
  }
});

test.run();
