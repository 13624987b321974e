// adapt() while it works: reports, the limit on memory, and ends before the end.
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type AdaptProgress, configure, ImagePipeline, Normalization, RandomFlip, Rescaling } from '../../src/index.js';
import { settings } from '../../src/settings.js';
import { failsWith } from '../support/errors.js';
import { makeBatch, sliceBatch } from '../support/images.js';
import { gate, LearningLayer } from '../support/learning-layer.js';

const batch = makeBatch([6, 2, 2, 3]);
const parts = [sliceBatch(batch, 0, 2), sliceBatch(batch, 2, 4)] as const;
const sum = [...batch.data].reduce((a, b) => a + b);

async function* stream(items: readonly unknown[], delayMs = 0) {
  for (const item of items) {
    yield item;
    await sleep(delayMs);
  }
}

test('reports at the start of a layer, when it solves and at its end', async () => {
  const reports: AdaptProgress[] = [];
  const layers = [new Normalization(), new Normalization(), new LearningLayer({ calls: [], bytes: 77 }, 'last')];
  await new ImagePipeline(layers).adapt(parts, { onProgress: (report) => void reports.push(report) });
  const shared = { totalImages: 6, round: 1, rounds: 1 };
  const ofLayer = (layer: string, bytes: number) => [
    { ...shared, layer, phase: 'reading', images: 0, bytes },
    { ...shared, layer, phase: 'solving', images: 6, bytes },
    { ...shared, layer, phase: 'solving', images: 6, bytes },
  ];
  // 3 channels: exact sums of 96 bytes, and doubles for the 3 bits of 6 images and 2 more.
  const expected = [
    ...ofLayer('Normalization', 288),
    ...ofLayer('Normalization 2', 5 * 3 * 24),
    ...ofLayer('last', 77),
  ];
  assert.equal(reports, expected);
});

test('reports in between, about every 100 ms, with rounds', async () => {
  const reports: AdaptProgress[] = [];
  const pipeline = new ImagePipeline([new RandomFlip(), new Normalization()]);
  const data = { [Symbol.asyncIterator]: () => stream([...parts, ...parts, ...parts], 40) };
  const start = performance.now();
  await pipeline.adapt(data, { augment: true, rounds: 2, onProgress: async (report) => void reports.push(report) });
  const reading = reports.filter(({ phase }) => phase === 'reading');
  assert.equal(reading[0], { ...reading[0], images: 0, totalImages: undefined, round: 1, rounds: 2, bytes: 0 });
  const most = (performance.now() - start) / 100 + 1;
  assert.ok(reading.length >= 3 && reading.length <= most, `${reading.length} reports of 12 batches, at most ${most}`);
  assert.ok(reading.some(({ round, images }) => round === 1 && images > 0 && images < 18));
  assert.equal(reports.at(-1)?.images, 18);
  assert.equal(reports.at(-1)?.round, 2);
  assert.ok((reports.at(-1)?.bytes as number) > 0, 'known from the first batch on');
});

test('a callback that throws or rejects ends the work and changes nothing', async () => {
  const mine = new Error('mine');
  for (const at of [1, 2, 3, 4, 5, 6]) {
    for (const fail of [
      () => Promise.reject(mine),
      () => {
        throw mine;
      },
    ]) {
      const layers = [new Normalization(), new Normalization()];
      let calls = 0;
      const onProgress = () => (++calls === at ? fail() : undefined);
      const caught = await new ImagePipeline(layers).adapt(batch, { onProgress }).then(
        () => undefined,
        (error) => error,
      );
      assert.is(caught, mine, `report ${at}`);
      assert.equal(
        layers.map(({ adapted }) => adapted),
        [false, false],
      );
    }
  }
});

test('memory above the limit is refused before reading', async () => {
  const before = settings().maxAdaptBytes;
  const read: unknown[] = [];
  const data = {
    [Symbol.asyncIterator]: async function* () {
      read.push(0);
      yield batch;
      read.push(1);
      yield batch;
    },
  };
  try {
    configure({ maxAdaptBytes: 2.5e9 });
    const layer = new LearningLayer({ calls: [], bytes: 181.2567e9 });
    const message = 'LearningLayer: adapt() on images of [2, 2, 3] needs 181 GB; the limit is 2.5 GB';
    const pipeline = new ImagePipeline([new Rescaling({ scale: 2 }), layer]);
    await failsWith(() => pipeline.adapt(batch), 'LimitError', 'E_FIT_BYTES', message);
    assert.equal(layer.steps.calls, [['adaptBytes', [2, 2, 3], 6, 'float32']]);
    await failsWith(() => pipeline.adaptState(parts), 'LimitError', 'E_FIT_BYTES', message);
    layer.steps.calls = [];
    await failsWith(() => pipeline.adapt(data), 'LimitError', 'E_FIT_BYTES', message);
    assert.equal(layer.steps.calls, [['adaptBytes', [2, 2, 3], undefined, 'float32']]);
    assert.equal(read, [0], 'no more than the first batch');
    const first = new LearningLayer({ calls: [] }, 'first');
    await failsWith(
      () => new ImagePipeline([first, layer]).adapt(batch),
      'LimitError',
      'E_FIT_BYTES',
      message.slice(0, 40),
    );
    assert.not.ok(
      first.steps.calls.some(([name]) => name === 'update'),
      'no layer reads what a later one refuses',
    );
    configure({ maxAdaptBytes: 288 });
    await new ImagePipeline([new Normalization()]).adapt(batch);
    configure({ maxAdaptBytes: 287 });
    const normalization = new ImagePipeline([new Normalization()]);
    await failsWith(() => normalization.adapt(batch), 'LimitError', 'E_FIT_BYTES', /needs 2.88e-7 GB/);
  } finally {
    configure({ maxAdaptBytes: before });
  }
  await failsWith(() => configure({ maxAdaptBytes: 0 }), 'ArgumentError', 'E_SIZE', 'maxAdaptBytes');
});

test('the count for the limit has all rounds and what came before', async () => {
  const layer = new LearningLayer({ calls: [] });
  const pipeline = new ImagePipeline([layer]);
  await pipeline.adapt(batch);
  layer.steps.calls = [];
  await pipeline.adapt(batch, { resetState: false, augment: true, rounds: 3 });
  const counts = layer.steps.calls.filter(([name]) => name === 'adaptBytes').map(([, , count]) => count);
  assert.is(counts.at(-1), 24);
});

test('an abort between batches leaves the layers as they were', async () => {
  const pipeline = new ImagePipeline([new Normalization(), new Rescaling({ scale: 2 }), new Normalization()]);
  await pipeline.adapt(batch);
  const before = pipeline.getConfig();
  const other = makeBatch([6, 2, 2, 3], 'uint8', 9);
  for (const layer of [1, 2]) {
    const controller = new AbortController();
    let reads = 0;
    const data = {
      [Symbol.asyncIterator]: async function* () {
        if (++reads === layer) controller.abort(new Error('enough'));
        yield other;
      },
    };
    await failsWithReason(() => pipeline.adapt(data, { signal: controller.signal }), 'enough');
    assert.equal(pipeline.getConfig(), before);
  }
});

test('an abort while a layer updates comes through at once', async () => {
  const { step, reached, open } = gate();
  const layer = new LearningLayer({ calls: [], update: step });
  const controller = new AbortController();
  const work = new ImagePipeline([layer]).adapt(batch, { signal: controller.signal });
  await reached;
  controller.abort(new Error('enough'));
  await failsWithReason(() => work, 'enough');
  open();
  assert.is(layer.adapted, false);
});

test('a layer that solves after an abort gets back what it had', async () => {
  const { step, reached, open } = gate();
  const layer = new LearningLayer({ calls: [] });
  const pipeline = new ImagePipeline([layer]);
  await pipeline.adapt(batch);
  layer.steps.setState = step;
  const controller = new AbortController();
  const work = pipeline.adapt(parts[0], { signal: controller.signal });
  await reached;
  controller.abort(new Error('enough'));
  await failsWithReason(() => work, 'enough');
  const { stateVersion } = layer;
  open();
  await sleep(5);
  assert.is(layer.stateVersion, stateVersion + 2, 'solved and undone');
  assert.is(layer.sum, sum);
});

test('an abort while a layer solves comes through at once, and is undone before the next call', async () => {
  const { step, reached, open } = gate();
  const layer = new LearningLayer({ calls: [], setState: step });
  const pipeline = new ImagePipeline([layer]);
  const controller = new AbortController();
  const work = pipeline.adapt(batch, { signal: controller.signal });
  await reached;
  controller.abort(new Error('enough'));
  await failsWithReason(() => work, 'enough');
  assert.is(layer.sum, undefined);
  layer.steps.setState = async () => {};
  const next = pipeline.adapt(parts[0]);
  await sleep(5);
  open();
  await next;
  await sleep(5);
  const first = [...parts[0].data].reduce((a, b) => a + b);
  assert.is(layer.sum, first, 'not forgotten by a late undo');
  await pipeline.adapt(parts[1], { resetState: false });
  assert.is(layer.sum, sum, 'the call that was aborted left no trace');
});

test('a layer that fails to solve keeps what it had', async () => {
  const layer = new LearningLayer({ calls: [] });
  const pipeline = new ImagePipeline([layer]);
  await pipeline.adapt(batch);
  layer.steps.setState = () => Promise.reject(new Error('no solution'));
  await failsWithReason(() => pipeline.adapt(parts[0]), 'no solution');
  assert.is(layer.sum, sum);
});

async function failsWithReason(work: () => Promise<unknown>, message: string): Promise<void> {
  const caught = await work().then(
    () => undefined,
    (error) => error,
  );
  assert.is(caught?.message, message);
}

test.run();
