// What load() refuses.
import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline, RandomFlip } from '../../src/index.js';
import { failsWith } from '../support/errors.js';
import { tempDirectory } from '../support/temp-dir.js';
import { WeightedTestLayer } from '../support/weighted-layer.js';

/** A saved pipeline, and its document to change. */
async function saved() {
  const directory = tempDirectory();
  const path = join(directory, 'pipeline.json');
  const layer = new WeightedTestLayer(Float32Array.of(1, 2, 3), Float64Array.of(4, 5), 2);
  await new ImagePipeline([new RandomFlip(), layer]).save(path);
  // biome-ignore lint/suspicious/noExplicitAny: a document to damage
  const document: any = JSON.parse(readFileSync(path, 'utf8'));
  return { path, binary: join(directory, 'pipeline.weights.bin'), document };
}

test('documents that save() did not write', async () => {
  // biome-ignore lint/suspicious/noExplicitAny: a document to damage
  const cases: [change: (document: any) => unknown, message: string][] = [
    [() => null, 'no saved pipeline'],
    [() => [], 'no saved pipeline'],
    [({ config }) => config, 'no saved pipeline'],
    [(d) => ({ ...d, version: 2 }), 'version must be 1; received 2'],
    [(d) => ({ ...d, config: undefined }), 'there is no config'],
    [(d) => ({ ...d, config: 'text' }), 'there is no config'],
  ];
  const badWeights: [key: string, value: unknown][] = [
    ['path', '../pipeline.weights.bin'],
    ['path', '/etc/passwd'],
    ['path', '..'],
    ['path', 'a\\b'],
    ['path', ''],
    ['sha256', 'abc'],
    ['entries', {}],
    ['entries', [null]],
  ];
  const badEntries: [key: string, value: unknown][] = [
    ['layer', 5],
    ['name', '__proto__'],
    ['dtype', 'uint8'],
    ['dtype', 'toString'],
    ['shape', []],
    ['shape', [-1]],
    ['shape', [2 ** 50, 2 ** 50]],
    ['byteOffset', 8],
    ['byteOffset', -8],
  ];
  for (const [key, value] of badWeights) {
    cases.push([(d) => ({ ...d, weights: { ...d.weights, [key]: value } }), 'weights are not as save() writes them']);
  }
  for (const [key, value] of badEntries) {
    const change = ({ entries: [first, ...rest] }: { entries: object[] }) => [{ ...first, [key]: value }, ...rest];
    cases.push([
      (d) => ({ ...d, weights: { ...d.weights, entries: change(d.weights) } }),
      'weights are not as save() writes them',
    ]);
  }
  const places = ['layers[2]', 'layers[1].config.layers[0]', 'layers', '', '__proto__', 'layers[-1]'];
  for (const layer of places) {
    const moved = ({ entries: [first, second] }: { entries: object[] }) => [first, { ...second, layer }];
    cases.push([(d) => ({ ...d, weights: { ...d.weights, entries: moved(d.weights) } }), `there is no ${layer}`]);
  }
  cases.push([
    (d) => {
      d.config.layers[1].config.mean = [1];
      return d;
    },
    'layers[1] has its mean already',
  ]);
  const { path, document } = await saved();
  for (const [change, message] of cases) {
    writeFileSync(path, JSON.stringify(change(structuredClone(document))));
    const error = await failsWith(() => ImagePipeline.load(path), 'ArgumentError', 'E_SPEC', message);
    assert.is(error.path, path);
  }
  writeFileSync(path, '{');
  await failsWith(() => ImagePipeline.load(path), 'ArgumentError', 'E_SPEC', 'no JSON in');
});

test('a layer that no reader knows is an error of the config', async () => {
  const { path } = await saved();
  await failsWith(() => ImagePipeline.load(path), 'ArgumentError', 'E_SPEC', 'pipeline.layers[1].className');
});

test('arrays that are gone, shorter, longer or changed', async () => {
  const { path, binary } = await saved();
  const bytes = readFileSync(binary);
  assert.is(bytes.length, 32);
  const load = () => ImagePipeline.load(path);
  for (const at of [0, 13, 31]) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] as number) ^ 1;
    writeFileSync(binary, changed);
    await failsWith(load, 'DecodeError', 'E_CORRUPT', 'has not the checksum that was saved');
  }
  writeFileSync(binary, Buffer.concat([bytes, Buffer.alloc(1)]));
  await failsWith(load, 'DecodeError', 'E_CORRUPT', 'has 33 bytes instead of 32');
  truncateSync(binary, 31);
  const error = await failsWith(load, 'DecodeError', 'E_TRUNCATED', 'has 31 bytes instead of 32');
  assert.is(error.path, binary);
  rmSync(binary);
  await failsWith(load, 'IoError', 'E_NOT_FOUND', 'pipeline.weights.bin');
});

test('a claim of huge arrays takes no memory', async () => {
  const { path, document } = await saved();
  document.weights.entries[1].shape = [2 ** 24, 2 ** 24];
  writeFileSync(path, JSON.stringify(document));
  await failsWith(
    () => ImagePipeline.load(path),
    'DecodeError',
    'E_TRUNCATED',
    'has 32 bytes instead of 2251799813685264',
  );
});

test.run();
