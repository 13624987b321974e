// Tensors of tfjs-node with device: 'cuda', through the shim of the CUDA library: results lie in its pinned memory.
import * as tf from '@tensorflow/tfjs-node';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { capabilities, type Device, ImagePipeline, MixUp, memory, RandomRotation, Rescaling } from '../../src/index.js';
import { isArray } from '../../src/memory.js';
import { native } from '../../src/native.js';
import { readTensor } from '../../src/tfjs/bridge.js';
import { cudaShim } from '../support/cuda-shim.js';
import { makeBatch } from '../support/images.js';
import { inChild } from '../support/in-child.js';
import { addressOf, counters } from '../support/tensors.js';

process.env.TFJS_IMAGE_PIPELINE_CUDA = cudaShim();
process.env.TFJS_IMAGE_PIPELINE_CUSOLVER = 'none';
// Blocks are pinned once the library is there.
assert.is(capabilities().cuda.available, true);

const WORKER = new URL('../support/tensor-worker.mjs', import.meta.url).href;
const SHAPE = [6, 40, 50, 3] as [number, number, number, number];
const BYTES = 6 * 40 * 50 * 3 * 4;

const turning = (device: Device) =>
  new ImagePipeline([new RandomRotation({ factor: 0.2 }), new Rescaling({ scale: 1 / 255 })], { seed: 1, device });

function tensorOf(dtype: 'float32' | 'int32'): tf.Tensor4D {
  return tf.tensor4d(makeBatch(SHAPE, dtype).data as Float32Array, SHAPE, dtype);
}

function addressOfTensor(tensor: tf.Tensor): bigint {
  const { data, release } = readTensor(tensor);
  assert.not.ok(isArray(data));
  const address = addressOf(data);
  release();
  return address;
}

/** Address of a block of that size, pinned if asked for, which is given back at once. */
function nextAddress(bytes: number, pinned: boolean): bigint {
  const block = new (native().Block)(bytes, pinned);
  const address = addressOf(block);
  block.release();
  return address;
}

test('results are pinned blocks with the pixels of the CPU, and their memory is used again', async () => {
  const before = counters();
  for (const dtype of ['float32', 'int32'] as const) {
    const tensor = tensorOf(dtype);
    const expected = turning('cpu').applySync(tensor, { seed: 4 });
    for (const waits of [true, false]) {
      const pipeline = turning('cuda');
      const result = waits ? await pipeline.apply(tensor, { seed: 4 }) : pipeline.applySync(tensor, { seed: 4 });
      assert.equal(result.dataSync(), expected.dataSync());
      const address = addressOfTensor(result);
      result.dispose();
      assert.is(nextAddress(BYTES, true), address, 'it went back to where it came from');
      assert.is.not(nextAddress(BYTES, false), address);
      const again = await turning('cuda').apply(tensor);
      assert.is(addressOfTensor(again), address, 'nothing was pinned anew');
      again.dispose();
    }
    tf.dispose([tensor, expected]);
  }
  assert.equal(counters(), before);
});

test('results of one pipeline are read where they lie by the next, and stay as they are', async () => {
  const before = counters();
  const tensor = tensorOf('float32');
  const [first, second] = [turning('cuda'), turning('cuda')];
  const between = await first.apply(tensor, { seed: 7 });
  const kept = Float32Array.from(between.dataSync());
  const pending = second.apply(between, { seed: 8 });
  const result = await pending;
  assert.equal(between.dataSync(), kept);
  const expected = turning('cpu').applySync(turning('cpu').applySync(tensor, { seed: 7 }), { seed: 8 });
  assert.equal(result.dataSync(), expected.dataSync());
  // Disposed while it is read.
  const late = second.apply(between, { seed: 8 });
  between.dispose();
  assert.equal((await late).dataSync(), expected.dataSync());
  tf.dispose([tensor, result, expected, await late]);
  assert.is(counters().numTensors, (before as { numTensors: number }).numTensors + 1);
  tf.disposeVariables();
});

test('batches of arrays, mixtures and several calls at once have the pixels of the CPU', async () => {
  const batch = makeBatch(SHAPE, 'uint8');
  const mixing = (device: Device) => new ImagePipeline([turning(device), new MixUp({ alpha: 1 })], { seed: 2, device });
  assert.equal((await mixing('cuda').apply(batch)).data, (await mixing('cpu').apply(batch)).data);
  const tensor = tensorOf('int32');
  const epochs = [0, 1, 2, 3, 4];
  const results = await Promise.all(epochs.map((epoch) => mixing('cuda').apply(tensor, { epoch })));
  for (const epoch of epochs) {
    const expected = mixing('cpu').applySync(tensor, { epoch });
    assert.equal((results[epoch] as tf.Tensor4D).dataSync(), expected.dataSync());
    expected.dispose();
  }
  tf.dispose([tensor, ...results]);
});

test('memory() counts pinned blocks, and trimming gives them back', () => {
  native().trim(0);
  const before = memory();
  const block = new (native().Block)(1_000_000, true);
  assert.is(memory().inUseBlocks, before.inUseBlocks + 1);
  block.release();
  assert.is(memory().inUseBlocks, before.inUseBlocks);
  assert.is(memory().idleBytes >= before.idleBytes + 1_000_000, true);
  native().trim(0);
  assert.is(memory().idleBytes, 0);
});

// Pinning fails for the first block, for all, or with an error that the device does not survive: the pixels are those of
// the CPU whenever there is a result.
const failing = `
  const tf = await import('@tensorflow/tfjs-node');
  library.capabilities();
  const make = (device) => new library.ImagePipeline([new library.RandomRotation({ factor: 0.2 })], { seed: 1, device });
  const tensor = tf.tidy(() => tf.range(0, 6000).reshape([2, 30, 50, 2]).slice([0, 0, 0, 0], [2, 30, 50, 1]));
  const expected = tf.tidy(() => make('cpu').applySync(tensor, { seed: 3 }).dataSync().slice());
  const found = [];
  for (const device of ['cuda', 'cuda', 'auto']) {
    try {
      const result = await make(device).apply(tensor, { seed: 3 });
      found.push(Buffer.compare(Buffer.from(result.dataSync().slice().buffer), Buffer.from(expected.buffer)));
      result.dispose();
    } catch (error) { found.push(error.code); }
  }
  console.log(JSON.stringify([found, library.memory().inUseBytes, library.capabilities().cuda.available]));
`;

async function withFault(fault: string): Promise<unknown> {
  process.env.TFJS_IMAGE_PIPELINE_CUDA_FAIL = fault;
  try {
    const { code, signal, output, lines } = await inChild(failing);
    assert.equal([code, signal], [0, null], output);
    return JSON.parse(lines.at(-1) as string);
  } finally {
    delete process.env.TFJS_IMAGE_PIPELINE_CUDA_FAIL;
  }
}

test('without pinned memory for the result, ordinary memory and the same pixels', async () => {
  assert.equal(await withFault('pinned:2@1'), [[0, 0, 0], 0, true]);
  assert.equal(await withFault('pinned:1@1'), [[0, 0, 0], 0, true]);
  assert.equal(await withFault('pinned:2'), [['E_CUDA_MEMORY', 'E_CUDA_MEMORY', 0], 0, true]);
  assert.equal(await withFault('pinned:719@1'), [['E_CUDA_MISSING', 'E_CUDA_MISSING', 0], 0, false]);
  assert.equal(await withFault('sticky'), [['E_CUDA_FAILED', 'E_CUDA_MISSING', 0], 0, false]);
});

test('workers with tensors in pinned memory start, end and are terminated beside the main thread', async () => {
  const { code, signal, output, lines } = await inChild(`
    import { Worker } from 'node:worker_threads';
    const start = (workerData) => new Worker(new URL(${JSON.stringify(WORKER)}), { workerData, stdout: true, stderr: true });
    const message = (worker) => new Promise((resolve, reject) => worker.on('message', resolve).on('error', reject));
    const tf = await import('@tensorflow/tfjs-node');
    library.capabilities();
    const pipeline = new library.ImagePipeline([new library.RandomFlip()], { seed: 1, device: 'cuda' });
    const input = tf.fill([2, 8, 8, 3], 1);
    let running = true;
    const main = (async () => {
      while (running) {
        (await pipeline.apply(input)).dispose();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    const results = await Promise.all([1, 2].map(() => message(start({ batches: 100, device: 'cuda' }))));
    for (const delay of [0, 300]) {
      const worker = start({ device: 'cuda' });
      await message(worker);
      await new Promise((resolve) => setTimeout(resolve, delay));
      await worker.terminate();
    }
    running = false;
    await main;
    input.dispose();
    const { inUseBytes, inUseBlocks, borrowedTensors } = library.memory();
    console.log(JSON.stringify([results, [inUseBytes, inUseBlocks, borrowedTensors]]));
  `);
  assert.equal([code, signal], [0, null], output);
  const ended = { mode: 'zero-copy', grown: [0, 0, 0] };
  assert.equal(JSON.parse(lines.at(-1) as string), [
    [ended, ended],
    [0, 0, 0],
  ]);
});

test.run();
