// Everything but tensors works where no tfjs is installed: a copy of the sources beside a node_modules without it.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';

const ROOT = new URL('../../', import.meta.url).pathname;
const SCRIPT = `
import assert from 'node:assert';
import * as library from './src/index.js';
for (const name of ['@tensorflow/tfjs-node', '@tensorflow/tfjs-core', '@tensorflow/tfjs']) {
  await assert.rejects(import(name), /Cannot find/);
}
const { ImagePipeline, Normalization, RandomRotation, RandomShear, image, capabilities, memory } = library;
const photo = await image.decode('photo.jpg');
const pipeline = new ImagePipeline([new RandomShear({ xFactor: 0.2 }), new RandomRotation({ factor: 0.1 }), new Normalization()], { seed: 1 });
await pipeline.adapt(photo);
const out = await pipeline.apply(photo);
assert.deepEqual(out.shape, photo.shape);
const sheared = await image.randomShear(photo, 10, 1);
assert.deepEqual(sheared.shape, photo.shape);
const dataset = await pipeline.fromDirectory('.', { labels: null, imageSize: 8, batchSize: 1 });
let batches = 0;
for await (const { xs, paths } of dataset) {
  assert.deepEqual(xs.shape, [1, 8, 8, 3]);
  assert.equal(paths.length, 1);
  batches++;
}
assert.equal(batches, 1);
assert.equal(capabilities().tfjs.mode, 'absent');
assert.equal(memory().inUseBytes, 0);
const { sheet } = await pipeline.preview(photo);
assert.ok(sheet.length > 100);
const tensors = dataset.iterator instanceof Function ? await dataset.iterator() : undefined;
await assert.rejects(async () => tensors.next(), { code: 'E_TFJS_MISSING' });
console.log('all good');
`;

test('every public entry works in a process without tfjs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-pipeline-'));
  try {
    cpSync(join(ROOT, 'src'), join(folder, 'src'), { recursive: true });
    cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
    cpSync(join(ROOT, 'demo/photos/coffee.jpg'), join(folder, 'photo.jpg'));
    symlinkSync(join(ROOT, 'build'), join(folder, 'build'));
    mkdirSync(join(folder, 'node_modules'));
    for (const name of readdirSync(join(ROOT, 'node_modules'))) {
      if (name !== '@tensorflow') symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    }
    writeFileSync(join(folder, 'script.mts'), SCRIPT);
    const output = execFileSync(process.execPath, ['--import', 'tsx', 'script.mts'], { cwd: folder, encoding: 'utf8' });
    assert.match(output, 'all good');
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
