// Body of the workers of test/lifecycle: runs the library once, or for ever until somebody ends it.
import { workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { ImagePipeline, RandomRotation } = await import('../../src/index.ts');
const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.2 })], { seed: 1 });
const batch = { data: new Uint8Array(64 * 224 * 224 * 3), shape: [64, 224, 224, 3] };
do {
  await Promise.all([pipeline.apply(batch), pipeline.apply(batch)]);
} while (workerData.endless);
