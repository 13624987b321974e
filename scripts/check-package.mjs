// Loads the built package as users do, by import and by require, and runs a pipeline from each.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';

const imported = await import('tfjs-image-pipeline');
const required = createRequire(import.meta.url)('tfjs-image-pipeline');

for (const { ImagePipeline, RandomFlip, Rescaling } of [imported, required]) {
  const pipeline = new ImagePipeline([new RandomFlip({ mode: 'horizontal' }), new Rescaling({ scale: 2 })], {
    seed: 1,
  });
  const draws = [{ stages: [{ layer: 'RandomFlip', kind: 'flip', values: { horizontal: 1, vertical: 0 } }] }];
  const { data } = await pipeline.replay({ data: new Uint8Array([1, 2, 3]), shape: [1, 3, 1] }, draws);
  assert.deepEqual([...data], [6, 4, 2]);
}
assert.equal(imported.ImagePipeline, required.ImagePipeline, 'import and require give one library');
console.log(`ok   the built package loads by import and by require (${Object.keys(imported).length} exports)`);
