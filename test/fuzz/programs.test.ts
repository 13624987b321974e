// Random valid pipelines on random shapes: they run, give the shape and dtype they announce, the same way for a batch, its
// images, both executors' entry points and a saved copy, and never write to their input.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline, memory } from '../../src/index.js';
import { MixingLayer } from '../../src/layers/mixing-layer.js';
import { randomProgram } from '../conformance/random-program.js';
import { bytesOf, makeBatch, sliceBatch } from '../support/images.js';
import { assertWorks, SEED } from './hostile.js';

console.log(`seed ${SEED}`);
const RUNS = { seed: SEED, includeErrorInReport: true } as const;
const side = fc.oneof(fc.constantFrom(1, 2), fc.integer({ min: 1, max: 40 }));
/** Apart from the numbers that test/conformance uses. */
const number = fc.integer({ min: 1e6, max: 2 ** 31 });

/** A program on a batch of its channels and dtype, but of any size. */
function build(program: number, count: number, height: number, width: number) {
  const { config, input } = randomProgram(program);
  const dtype = ({ Uint8Array: 'uint8', Uint16Array: 'uint16', Int32Array: 'int32' } as const)[
    input.data.constructor.name as 'Uint8Array'
  ];
  const batch = makeBatch([count, height, width, input.shape[3]], dtype ?? 'float32', program);
  return { pipeline: ImagePipeline.fromConfig(config), batch };
}

/** Sizes that depend on the draw are drawn once a batch, so only without such a layer are images the batch's. */
const sizeIsDrawn = (pipeline: ImagePipeline) =>
  pipeline.layers.some(({ className }) => /Random(Height|Width)/.test(className));

test('shape, dtype, input and repetition', async () => {
  const shapes = fc.tuple(fc.integer({ min: 1, max: 3 }), side, side);
  const property = fc.asyncProperty(number, shapes, fc.boolean(), async (program, [count, height, width], training) => {
    const { pipeline, batch } = build(program, count, height, width);
    const before = bytesOf(batch).toString('hex');
    const key = { training, seed: 5, epoch: 2, firstIndex: 9 };
    const out = await pipeline.apply(batch, key);
    const announced = pipeline.outputShape([height, width, batch.shape[3]]);
    assert.is(out.shape[0], count);
    announced.forEach((size, axis) => {
      if (size !== null) assert.is(out.shape[axis + 1], size, `axis ${axis}`);
    });
    assert.is(
      out.data.length,
      out.shape.reduce((product, size) => product * size, 1),
    );
    assert.equal(bytesOf(pipeline.applySync(batch, key)), bytesOf(out), 'applySync');
    assert.equal(
      bytesOf(await ImagePipeline.fromConfig(pipeline.getConfig()).apply(batch, key)),
      bytesOf(out),
      'a copy',
    );
    assert.is(bytesOf(batch).toString('hex'), before, 'the input');
  });
  await fc.assert(property, { ...RUNS, numRuns: 700 });
  assert.is(memory().inUseBytes, 0);
  await assertWorks();
});

test('a batch is its images', async () => {
  let compared = 0;
  const property = fc.asyncProperty(number, side, side, async (program, height, width) => {
    const { pipeline, batch } = build(program, 3, height, width);
    // Mixing takes the other images of the batch.
    if (sizeIsDrawn(pipeline) || pipeline.layers.some((layer) => layer instanceof MixingLayer)) return;
    const key = { seed: 5, epoch: 2, firstIndex: 9 };
    const out = await pipeline.apply(batch, key);
    for (let i = 0; i < 3; i++) {
      const { data } = sliceBatch(batch, i, 1);
      const single: Image = { data, shape: [height, width, batch.shape[3]] };
      const alone = await pipeline.apply(single, { ...key, firstIndex: 9 + i });
      assert.equal(bytesOf(alone), bytesOf(sliceBatch(out, i, 1)), `image ${i}`);
    }
    compared++;
  });
  await fc.assert(property, { ...RUNS, numRuns: 300 });
  assert.ok(compared > 100, `${compared} compared`);
});

test('kept draws give the same pixels', async () => {
  let replayed = 0;
  const property = fc.asyncProperty(number, side, side, async (program, height, width) => {
    const { pipeline, batch } = build(program, 1, height, width);
    const shape = [height, width, batch.shape[3]] as const;
    const key = { seed: 5, epoch: 2, firstIndex: 9 };
    const draws = pipeline.sample(1, { ...key, shape });
    const out = await pipeline.replay({ data: batch.data, shape }, JSON.parse(JSON.stringify(draws)));
    assert.equal(bytesOf(out), bytesOf(await pipeline.apply({ data: batch.data, shape }, key)));
    replayed++;
  });
  await fc.assert(property, { ...RUNS, numRuns: 300 });
  assert.is(replayed, 300);
});

test.run();
