// Saved pipelines: what is in the files, what comes back, and what an error leaves.
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, Lambda, Normalization, Pipeline, RandomFlip, RandomRotation } from '../../src/index.js';
import { loadConfig } from '../../src/save/load.js';
import { failsWith } from '../support/errors.js';
import { makeBatch } from '../support/images.js';
import { tempDirectory } from '../support/temp-dir.js';
import { WeightedTestLayer } from '../support/weighted-layer.js';

const weighted = () => new WeightedTestLayer(Float32Array.of(1.5, -2, 3), Float64Array.of(0.1, 0.2, 0.3, 0.4), 2);

/** Every file below `directory` with its bytes. */
function contentsOf(directory: string): Record<string, string> {
  const names = readdirSync(directory, { recursive: true }).map(String).sort();
  return Object.fromEntries(
    names.map((name) => {
      const path = join(directory, name);
      return [name, statSync(path).isDirectory() ? 'directory' : readFileSync(path, 'latin1')];
    }),
  );
}

test('without big arrays there is one JSON file, and the same pipeline comes back', async () => {
  const directory = tempDirectory();
  const path = join(directory, 'new', 'model', 'pipeline.json');
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.1 }), new Normalization()], { seed: 4 });
  const batch = makeBatch([3, 4, 4, 3]);
  await pipeline.adapt(batch);
  await pipeline.save(path);
  assert.equal(readdirSync(join(directory, 'new', 'model')), ['pipeline.json']);
  assert.equal(JSON.parse(readFileSync(path, 'utf8')), {
    format: 'tfjs-image-pipeline',
    version: 1,
    config: pipeline.getConfig(),
  });
  const same = await ImagePipeline.load(path);
  assert.equal(await same.apply(batch, { epoch: 2 }), await pipeline.apply(batch, { epoch: 2 }));
});

test('big arrays lie beside the JSON file, aligned, with a checksum', async () => {
  const directory = tempDirectory();
  const path = join(directory, 'pipeline.json');
  const inner = new ImagePipeline([new RandomFlip(), weighted()]);
  const group = new Pipeline({ layers: [weighted()] });
  const pipeline = new ImagePipeline([weighted(), inner, group], { seed: 1 });
  await pipeline.save(path);
  assert.equal(readdirSync(directory).sort(), ['pipeline.json', 'pipeline.weights.bin']);
  const bytes = readFileSync(join(directory, 'pipeline.weights.bin'));
  const { config, weights } = JSON.parse(readFileSync(path, 'utf8'));
  assert.is(weights.path, 'pipeline.weights.bin');
  assert.is(weights.sha256, createHash('sha256').update(bytes).digest('hex'));
  const places = ['layers[0]', 'layers[1].config.layers[1]', 'layers[2].config.layers[0]'];
  // 12 bytes of mean, 4 to the next multiple of 8, 32 of matrix.
  const entries = places.flatMap((layer, i) => [
    { layer, name: 'mean', dtype: 'float32', shape: [3], byteOffset: i * 48 },
    { layer, name: 'matrix', dtype: 'float64', shape: [2, 2], byteOffset: i * 48 + 16 },
  ]);
  assert.equal(weights.entries, entries);
  assert.is(bytes.length, 144);
  for (const first of [0, 48, 96]) {
    assert.equal(
      [0, 4, 8, 12].map((at) => bytes.readFloatLE(first + at)),
      [1.5, -2, 3, 0],
    );
    assert.equal(
      [16, 24, 32, 40].map((at) => bytes.readDoubleLE(first + at)),
      [0.1, 0.2, 0.3, 0.4],
    );
  }
  assert.equal(config.layers[0].config, { rank: 2 });
  const loaded = { rank: 2, mean: Float32Array.of(1.5, -2, 3), matrix: Float64Array.of(0.1, 0.2, 0.3, 0.4) };
  const { layers } = (await loadConfig(path)) as { layers: { config: { layers: { config: object }[] } }[] };
  assert.equal(layers[0]?.config, loaded);
  assert.equal(layers[1]?.config.layers[1]?.config, loaded);
  assert.equal(layers[2]?.config.layers[0]?.config, loaded);
  assert.equal(pipeline.getConfig().layers[0]?.config.mean, [1.5, -2, 3], 'configs have them otherwise');
});

test('a large array is written some rows at a time', async () => {
  const path = join(tempDirectory(), 'large.json');
  const rowCount = 5;
  const matrix = Float64Array.from({ length: rowCount * 2 ** 18 }, (_, i) => i / 3);
  const layer = new WeightedTestLayer(Float32Array.of(1), matrix, rowCount);
  await new ImagePipeline([layer]).save(path);
  // A row has 2 MiB, and 4 MiB go at a time.
  assert.equal(layer.asked, [
    ['mean', 0, 1],
    ['matrix', 0, 2],
    ['matrix', 2, 2],
    ['matrix', 4, 1],
  ]);
  const { layers } = (await loadConfig(path)) as { layers: { config: { matrix: Float64Array } }[] };
  const loaded = layers[0]?.config.matrix as Float64Array;
  assert.ok(Buffer.from(loaded.buffer).equals(Buffer.from(matrix.buffer)));
});

test('an error while saving leaves what was there, and nothing else', async () => {
  const directory = tempDirectory();
  const path = join(directory, 'pipeline.json');
  const broken = weighted();
  broken.weights = () => {
    const [mean, matrix] = weighted().weights();
    const rows = () => {
      throw new Error('rows are gone');
    };
    return [mean, { ...matrix, rows }] as never;
  };
  const unnamed = new ImagePipeline([weighted(), new Lambda({ function: (x) => x })]);
  for (const before of [false, true]) {
    if (before) await new ImagePipeline([weighted()]).save(path);
    const contents = contentsOf(directory);
    const caught = await new ImagePipeline([broken]).save(path).catch(({ message }) => message);
    assert.is(caught, 'rows are gone');
    await failsWith(() => unnamed.save(path), 'ArgumentError', 'E_CONFIG', 'no name to save');
    assert.equal(contentsOf(directory), contents);
  }
  assert.ok(weighted().weights().length === 2 && new ImagePipeline([weighted()]).getConfig().layers[0]?.config.mean);
});

test('a JSON file that cannot be written leaves the arrays as they were', async () => {
  const directory = tempDirectory();
  const path = join(directory, 'pipeline.json');
  mkdirSync(path);
  const save = () => new ImagePipeline([weighted()]).save(path);
  await failsWith(save, 'IoError', 'E_EXISTS', 'pipeline.json (EISDIR)');
  assert.equal(contentsOf(directory), { 'pipeline.json': 'directory' });
  writeFileSync(join(directory, 'pipeline.weights.bin'), 'earlier');
  await failsWith(save, 'IoError', 'E_EXISTS', 'pipeline.json (EISDIR)');
  assert.equal(contentsOf(directory), { 'pipeline.json': 'directory', 'pipeline.weights.bin': 'earlier' });
});

test('a later save replaces an earlier one', async () => {
  const directory = tempDirectory();
  const path = join(directory, 'pipeline.json');
  await new ImagePipeline([weighted()]).save(path);
  const other = new WeightedTestLayer(Float32Array.of(7), Float64Array.of(8, 9), 1);
  await new ImagePipeline([other]).save(path);
  const { layers } = (await loadConfig(path)) as { layers: { config: object }[] };
  assert.equal(layers[0]?.config, { rank: 1, mean: Float32Array.of(7), matrix: Float64Array.of(8, 9) });
  assert.equal(readdirSync(directory).sort(), ['pipeline.json', 'pipeline.weights.bin']);
});

test('paths', async () => {
  const pipeline = new ImagePipeline([new RandomFlip()]);
  const directory = tempDirectory();
  for (const path of [undefined, 5, '', 'a\0b']) {
    await failsWith(() => pipeline.save(path as string), 'ArgumentError', 'E_TYPE', 'ImagePipeline.save: path must be');
    await failsWith(() => ImagePipeline.load(path as string), 'ArgumentError', 'E_TYPE', 'ImagePipeline.load: path');
  }
  writeFileSync(join(directory, 'file'), '');
  await failsWith(() => pipeline.save(join(directory, 'file', 'a.json')), 'IoError', 'E_EXISTS', 'make the directory');
  await failsWith(() => ImagePipeline.load(join(directory, 'gone')), 'IoError', 'E_NOT_FOUND', 'cannot read');
  await failsWith(() => ImagePipeline.load(directory), 'IoError', 'E_NOT_FILE', 'cannot read');
  await new ImagePipeline([weighted()]).save(join(directory, 'no-extension'));
  assert.ok(readdirSync(directory).includes('no-extension.weights.bin'));
});

test.run();
