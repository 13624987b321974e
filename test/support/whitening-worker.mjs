// Body of the workers of test/lifecycle that whiten: fits or applies for ever, until somebody ends it.
import { parentPort, workerData } from 'node:worker_threads';
import { register } from 'tsx/esm/api';

register();
const { ImagePipeline, ZCAWhitening } = await import('../../src/index.ts');
const { work, typeName, count } = workerData;
const shape = [count, 16, 16, 3];
const data = globalThis[typeName].from({ length: count * 768 }, (_, i) => (i * 7919) % 251);
const pipeline = new ImagePipeline([new ZCAWhitening({ epsilon: 1 })]);
if (work === 'apply') await pipeline.adapt({ data, shape });
parentPort.postMessage('running');
for (;;) {
  if (work === 'apply') await Promise.all([pipeline.apply({ data, shape }), pipeline.apply({ data, shape })]);
  else await pipeline.adapt({ data, shape });
}
