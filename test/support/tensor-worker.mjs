// Body of the workers of test/lifecycle that use tensors: `batches` small batches, then a message with how far every
// counter is from its start; or, without `batches`, large ones for ever, until somebody ends it: `shared` ones lie in
// arrays that TensorFlow shares. On `device`, the CPU without one.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
// The library first, so that tfjs-node ends before it.
const { capabilities, ImagePipeline, RandomRotation } = await import('../../src/index.ts');
const tf = await import('@tensorflow/tfjs-node');
const { batches, shared, device = 'cpu' } = workerData;
const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.2 })], { seed: 1, device });

async function runBatch(shape, value) {
  const input = tf.fill(shape, value);
  const promise = pipeline.apply(input);
  input.dispose();
  const output = await promise;
  const synchronous = pipeline.applySync(output);
  if (output.isDisposed || synchronous.shape.length !== 4) throw new Error('no result');
  tf.dispose([output, synchronous]);
}

async function sharedTensor(shape) {
  const { data } = await pipeline.apply({ data: new Float32Array(shape.reduce((a, b) => a * b)), shape });
  const tensor = tf.tensor4d(data, shape);
  tf.square(tensor).dispose();
  return tensor;
}

if (batches === undefined) {
  const shape = [64, 224, 224, 3];
  const input = shared ? await sharedTensor(shape) : tf.fill(shape, 1);
  parentPort.postMessage('running');
  for (;;) tf.dispose(await Promise.all([pipeline.apply(input), pipeline.apply(input)]));
}
await runBatch([2, 8, 8, 3], 0);
const before = tf.memory();
for (let i = 0; i < batches; i++) await runBatch([2, 8, 8, 3], i);
const after = tf.memory();
parentPort.postMessage({
  mode: capabilities().tfjs.mode,
  grown: [
    after.numTensors - before.numTensors,
    after.numBytes - before.numBytes,
    after.numDataBuffers - before.numDataBuffers,
  ],
});
