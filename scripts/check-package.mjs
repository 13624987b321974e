// Loads every entry point of the built package as users do, by import and by require, and runs something of each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { exports, name } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));

// compat comes first, because it is there to let tfjs-node load.
await import('tfjs-image-pipeline/compat');
require('@tensorflow/tfjs-node');

for (const entry of Object.keys(exports).filter((path) => !path.endsWith('.json'))) {
  const specifier = name + entry.slice(1);
  assert.equal(await import(specifier), require(specifier), `import and require of ${specifier} give one module`);
}

const imported = await import('tfjs-image-pipeline');
const required = require('tfjs-image-pipeline');

for (const { ImagePipeline, RandomFlip, Rescaling } of [imported, required]) {
  const pipeline = new ImagePipeline([new RandomFlip({ mode: 'horizontal' }), new Rescaling({ scale: 2 })], {
    seed: 1,
  });
  const draws = [{ stages: [{ layer: 'RandomFlip', kind: 'flip', values: { horizontal: 1, vertical: 0 } }] }];
  const { data } = await pipeline.replay({ data: new Uint8Array([1, 2, 3]), shape: [1, 3, 1] }, draws);
  assert.deepEqual([...data], [6, 4, 2]);
}

const tf = require('@tensorflow/tfjs-node');
const picture = tf.tensor4d([1, 2], [1, 1, 2, 1]);
// Registered by the entry point 'register'.
assert.deepEqual([...tf.image.transform(picture, [[-1, 0, 1, 0, 1, 0, 0, 0]]).dataSync()], [2, 1]);
assert.equal(typeof tf.image.randomShear, 'function');
const { installKernels } = await import('tfjs-image-pipeline/tfjs');
const { kernels, uninstall } = installKernels(tf);
assert.ok(kernels.includes('Transform'));
uninstall();

console.log(`ok   the built package loads by import and by require (${Object.keys(imported).length} exports)`);
