// Where the ops cannot be had, and on other backends: the same pixels, and capabilities() says why.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, ImagePipeline, RandomBrightness, RandomRotation } from '../../src/index.js';
import { isArray } from '../../src/memory.js';
import { readTensor } from '../../src/tfjs/bridge.js';
import { tensorOps } from '../../src/tfjs/ops.js';
import { makeBatch } from '../support/images.js';
import { bytesInDisguise, counters, isLazy, makeResident, nodeBackend } from '../support/tensors.js';

const require = createRequire(import.meta.url);

const pipelineOf = (dtype: 'float32' | 'uint8') =>
  new ImagePipeline([new RandomRotation({ factor: 0.2 }), new RandomBrightness({ factor: 0.3, dtype })], { seed: 1 });

/** tfjs-node with an addon that is none of the loaded ones: registered, active, and gone at the end. */
function withoutOps<T>(binding: object, work: () => Promise<T>): Promise<T> {
  const NodeBackend = nodeBackend().constructor as new (binding: object, name: string) => object;
  tf.registerBackend('no-ops', () => new NodeBackend(binding, '@tensorflow/tfjs-node') as unknown as tf.KernelBackend);
  return onBackend('no-ops', work).finally(() => tf.removeBackend('no-ops'));
}

async function onBackend<T>(name: string, work: () => Promise<T>): Promise<T> {
  assert.ok(tf.setBackend(name));
  try {
    return await work();
  } finally {
    tf.setBackend('tensorflow');
  }
}

/** What tensors of the active backend give. */
async function run(dtype: 'float32' | 'uint8'): Promise<{ dtype: string; values: number[] }[]> {
  const batch = makeBatch([3, 9, 7, 3], 'float32');
  const tensor = tf.tensor4d(batch.data as Float32Array, [3, 9, 7, 3]);
  const pipeline = pipelineOf(dtype);
  const results = [await pipeline.apply(tensor, { firstIndex: 0 }), pipeline.applySync(tensor, { firstIndex: 0 })];
  const found = results.map((result) => ({ dtype: result.dtype, values: [...result.dataSync()] }));
  tf.dispose([tensor, ...results]);
  return found;
}

test('an addon that is not among the loaded modules: aligned views, the same pixels', async () => {
  await withoutOps(Object.create(nodeBackend().binding), async () => {
    const { tfjs } = capabilities();
    assert.equal([tfjs.mode, tfjs.backend], ['aligned-view', 'no-ops']);
    assert.match(tfjs.reason, 'not among');
    assert.is(tfjs.tensorflow, undefined);
    for (const dtype of ['float32', 'uint8'] as const) {
      const found = await run(dtype);
      assert.equal(found, await onBackend('tensorflow', () => run(dtype)));
    }
  });
  assert.is(capabilities().tfjs.mode, 'zero-copy');
});

test('bytes that tfjs calls int32 are read without the ops as well', async () => {
  const jpeg = readFileSync(new URL('../../demo/photos/coffee.jpg', import.meta.url));
  const expected = Uint8Array.from(tf.tidy(() => tf.node.decodeJpeg(jpeg, 3).dataSync()));
  const before = counters();
  const disguised = bytesInDisguise(jpeg);
  const original = nodeBackend();
  const hidden = Object.create(original, { binding: { value: Object.create(original.binding) } });
  assert.ok('reason' in tensorOps(hidden));
  const { state } = (globalThis as unknown as { _tfengine: { state: { tensorInfo: WeakMap<object, object> } } })
    ._tfengine;
  const info = state.tensorInfo.get(disguised.dataId) as { backend: object };
  info.backend = hidden;
  const { data, dtype } = readTensor(disguised);
  info.backend = original;
  assert.is(dtype, 'uint8');
  assert.equal(data, expected);
  disguised.dispose();
  assert.equal(counters(), before);
});

test('an addon whose TensorFlow copies, or does not run the ops, is found out', () => {
  const { binding } = nodeBackend();
  const { cache } = require;
  const path = Object.keys(cache).find((key) => cache[key]?.exports === binding) as string;
  const pretend = (executeOp: typeof binding.executeOp) => {
    const other = Object.create(binding, { executeOp: { value: executeOp } });
    const module = cache[path] as { exports: unknown };
    module.exports = other;
    try {
      return tensorOps({ binding: other } as never);
    } finally {
      module.exports = binding;
    }
  };
  const before = counters();
  const copying = pretend((name, attributes, inputs, count) => {
    if (inputs.length === 0) return binding.executeOp(name, attributes, inputs, count);
    // Hands Export a copy of what it was asked to read.
    const [copy] = binding.executeOp('Square', [], inputs, 1) as [{ id: number }];
    const result = binding.executeOp(name, attributes, [copy.id], count);
    binding.deleteTensor(copy.id);
    return result;
  });
  assert.match('reason' in copying ? copying.reason : '', 'copied');
  const failing = pretend(() => {
    throw new Error('no such op');
  });
  assert.match('reason' in failing ? failing.reason : '', /did not run the ops: no such op/);
  assert.equal(counters(), before);
});

test('the cpu backend gives the same pixels', async () => {
  await onBackend('cpu', async () => {
    const { tfjs } = capabilities();
    assert.equal([tfjs.mode, tfjs.backend], ['copy', 'cpu']);
    assert.match(tfjs.reason, "'cpu' backend is not tfjs-node's");
    for (const dtype of ['float32', 'uint8'] as const) {
      assert.equal(await run(dtype), await onBackend('tensorflow', () => run(dtype)));
    }
  });
});

test('a tensor is read where it lives, whatever backend is active, and stays there', async () => {
  const batch = makeBatch([2, 5, 4, 3], 'float32');
  const pipeline = pipelineOf('float32');
  const expected = (await pipeline.apply(batch, { firstIndex: 0 })).data;
  const resident = makeResident(tf.tensor4d(batch.data as Float32Array, [2, 5, 4, 3]));
  const onCpu = await onBackend('cpu', async () => {
    const results = [
      await pipeline.apply(resident, { firstIndex: 0 }),
      pipeline.applySync(resident, { firstIndex: 0 }),
    ];
    for (const result of results) {
      assert.equal(result.dataSync(), expected);
      assert.is(
        result.add(1).dataSync()[0],
        Math.fround((expected[0] as number) + 1),
        'it is a tensor of this backend',
      );
    }
    const { data, release } = readTensor(resident);
    assert.not.ok(isArray(data), 'TensorFlow has it');
    release();
    return tf.tensor4d(batch.data as Float32Array, [2, 5, 4, 3]).mul(1);
  });
  const { data } = readTensor(onCpu);
  assert.ok(isArray(data));
  assert.not.ok(nodeBackend().tensorMap.has(onCpu.dataId), 'reading did not move it');
  for (const result of [await pipeline.apply(onCpu, { firstIndex: 0 }), pipeline.applySync(onCpu, { firstIndex: 0 })]) {
    assert.equal(result.dataSync(), expected);
    const { data: inside, release } = readTensor(result);
    assert.not.ok(isArray(inside));
    release();
    result.dispose();
  }
  assert.not.ok(isLazy(resident));
  tf.dispose([resident, onCpu]);
});

test('a backend that becomes active while the work runs gets the result', async () => {
  const batch = makeBatch([8, 64, 64, 3], 'float32');
  const pipeline = pipelineOf('uint8');
  const expected = [...(await pipeline.apply(batch, { firstIndex: 0 })).data];
  const tensor = makeResident(tf.tensor4d(batch.data as Float32Array, [8, 64, 64, 3]));
  const before = counters();
  const intoCpu = pipeline.apply(tensor, { firstIndex: 0 });
  const onCpu = await onBackend('cpu', async () => {
    const result = await intoCpu;
    assert.equal([...result.dataSync()], expected);
    result.dispose();
    // Begun and switched in one turn: work that ended before the switch would stay on this backend.
    const back = pipeline.apply(tensor, { firstIndex: 0 });
    tf.setBackend('tensorflow');
    return back;
  });
  assert.equal([...onCpu.dataSync()], expected);
  const { data, release } = readTensor(onCpu);
  assert.not.ok(isArray(data));
  release();
  onCpu.dispose();
  assert.equal(counters(), before);
  tensor.dispose();
});

test.run();
