// Parts of the data in several processes; the result is that of one.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ImageBatch, ImagePipeline, Normalization, RandomFlip, Rescaling } from '../../src/index.js';
import type { DType } from '../../src/types.js';
import { failsWith } from '../support/errors.js';
import { makeBatch, sliceBatch } from '../support/images.js';
import { LearningLayer } from '../support/learning-layer.js';

const COUNT = 61;

/** Positions 0, 1, ... of a list in an order that mixes near and far. */
function shuffled<T>(list: readonly T[]): T[] {
  return list
    .map((item, i) => [(i * 37 + 11) % 101, item] as const)
    .sort(([a], [b]) => a - b)
    .map(([, item]) => item);
}

/** Sizes of `parts` parts of COUNT images, some of them empty. */
function bounds(parts: number): [first: number, count: number][] {
  const edges = Array.from({ length: parts + 1 }, (_, i) => Math.floor((i * COUNT) / parts));
  return edges.slice(1).map((end, i) => [edges[i] as number, end - (edges[i] as number)]);
}

for (const dtype of ['uint8', 'uint16', 'float32'] as const satisfies DType[]) {
  test(`1, 2, 5 and 64 parts of ${dtype} in any order give the bytes of one call`, async () => {
    const made = makeBatch([COUNT, 3, 2, 3], dtype, 4);
    // Values that sums round.
    const batch = dtype === 'float32' ? { ...made, data: made.data.map((value) => value / 7 - 11) } : made;
    const make = () => new ImagePipeline([new RandomFlip(), new Normalization({ axis: [2, 3] })], { seed: 5 });
    for (const options of [{}, { augment: true, rounds: 2 }]) {
      const whole = make();
      await whole.adapt(batch, options);
      const expected = JSON.stringify(whole.getConfig());
      const one = await make().adaptState(batch, options);
      for (const parts of [1, 2, 5, 64]) {
        const states = await Promise.all(
          bounds(parts).map(([firstIndex, count]) =>
            make().adaptState(sliceBatch(batch, firstIndex, count), { ...options, firstIndex }),
          ),
        );
        const merged = make();
        await merged.mergeStates(shuffled(states));
        assert.is(JSON.stringify(merged.getConfig()), expected, `${parts} parts`);
        const layer = new Normalization({ axis: [2, 3] });
        const sum = layer.createState();
        for (const { bytes } of shuffled(states)) sum.merge(layer.createState(bytes));
        assert.equal(await sum.toBytes(), one.bytes, `${parts} parts`);
      }
    }
  });
}

const batch = makeBatch([4, 2, 2, 3]);

test('no part changes its pipeline, and layers come in turn', async () => {
  const make = () =>
    new ImagePipeline([new Normalization(), new Rescaling({ scale: 2 }), new Normalization({ axis: 1 })]);
  const [whole, parts] = [make(), make()];
  await whole.adapt(batch);
  for (const layer of ['Normalization', 'Normalization 2']) {
    const before = parts.getConfig();
    const state = await parts.adaptState(batch);
    assert.equal(Object.keys(state), ['layer', 'bytes', 'nextIndex']);
    assert.equal([state.layer, state.nextIndex], [layer, 4]);
    assert.equal(parts.getConfig(), before);
    await parts.mergeStates([state]);
  }
  assert.equal(parts.getConfig().layers, whole.getConfig().layers);
  await failsWith(() => parts.adaptState(batch), 'ArgumentError', 'E_CONFLICT', 'no layer has to be adapted');
  await failsWith(() => parts.mergeStates([]), 'ArgumentError', 'E_CONFLICT', 'no layer has to be adapted');
});

test('what was merged can be gone on from', async () => {
  const pipeline = new ImagePipeline([new Normalization()]);
  const states = [await pipeline.adaptState(sliceBatch(batch, 1, 2), { firstIndex: 1 })];
  states.push(await pipeline.adaptState(sliceBatch(batch, 0, 1)));
  await pipeline.mergeStates(states);
  await pipeline.adapt(sliceBatch(batch, 3, 1), { resetState: false });
  const whole = new ImagePipeline([new Normalization()]);
  await whole.adapt(batch);
  assert.equal(pipeline.getConfig().layers, whole.getConfig().layers);
});

test('asynchronous states merge as well, and reports come', async () => {
  const layer = new LearningLayer({ calls: [] });
  const pipeline = new ImagePipeline([layer]);
  const phases: string[] = [];
  const onProgress = ({ phase, images }: { phase: string; images: number }) => void phases.push(`${phase} ${images}`);
  const small = { data: new Uint8Array([1, 2]), shape: [2, 1, 1, 1] } as const;
  const state = await pipeline.adaptState(small, { onProgress });
  assert.equal(phases, ['reading 0', 'reading 2']);
  await pipeline.mergeStates([state, await pipeline.adaptState([], { firstIndex: 2 })]);
  assert.is(layer.sum, 3);
});

test('parts without images are fine, but not all of them', async () => {
  const pipeline = new ImagePipeline([new Normalization()]);
  const empty = await pipeline.adaptState([]);
  await failsWith(() => pipeline.mergeStates([empty, empty]), 'NumericError', 'E_TOO_FEW', 'at least 1 image');
  await failsWith(() => pipeline.mergeStates([]), 'NumericError', 'E_TOO_FEW', 'at least 1 state');
  assert.is((pipeline.layers[0] as Normalization).adapted, false);
  await pipeline.mergeStates([empty, await pipeline.adaptState(batch)]);
});

test('states that do not belong together are refused, and nothing changes', async () => {
  const stateOf = (data: ImageBatch, axis = -1, name?: string) =>
    new ImagePipeline([new Normalization({ axis, ...(name ? { name } : {}) })]).adaptState(data);
  const pipeline = new ImagePipeline([new Normalization()]);
  const state = await stateOf(batch);
  const wrong: [states: unknown, code: string, message: string][] = [
    [5, 'E_TYPE', 'states must be an array of states'],
    [[null], 'E_TYPE', 'states[0] must be what adaptState() resolved to'],
    [[{ ...state, bytes: 'text' }], 'E_TYPE', 'states[0].bytes must be a Uint8Array'],
    [[{ ...state, nextIndex: -1 }], 'E_RANGE', 'states[0].nextIndex must be an integer'],
    [[state, state], 'E_CONFLICT', 'two images have the position 0; give each part of the data its firstIndex'],
    [
      [state, await stateOf(batch, -1, 'other')],
      'E_CONFLICT',
      'states[1] is a state of "other"; the layer to adapt is "Normalization"',
    ],
    [[await stateOf(batch, 1)], 'E_CONFLICT', 'the state is one of other axes'],
    [[{ ...state, bytes: state.bytes.subarray(1) }], 'E_CONFIG', 'not a state of format'],
    [[state, await stateOf(makeBatch([1, 1, 1, 1]))], 'E_SHAPE', 'images must agree'],
  ];
  for (const [states, code, message] of wrong) {
    await failsWith(() => pipeline.mergeStates(states as never), 'ArgumentError', code, message);
    assert.is((pipeline.layers[0] as Normalization).adapted, false);
  }
});

test.run();
