// Pipelines from and to Keras JSON, against what Keras wrote and loaded (scripts/parity/keras_documents.py).
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type ImageBatch, ImagePipeline, type NestedNumbers } from '../../src/index.js';
import { type GoldenInput, goldenInput } from '../conformance/golden-input.js';
import { type Expected, storedValues } from '../conformance/goldens.js';
import { kerasCases } from './pipelines.js';

interface Written {
  name: string;
  json: string;
  weights: Record<string, NestedNumbers>;
  expected: Expected;
}

const FOLDER = new URL('./goldens/', import.meta.url);
const read = <T>(name: string) => JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8')) as T;

function assertClose(result: ImageBatch, expected: Expected, what: string): void {
  assert.equal(result.shape, expected.shape, what);
  const wanted = storedValues(expected);
  const scale = Math.max(1, ...Array.from(wanted, Math.abs));
  wanted.forEach((value, i) => {
    const difference = Math.abs(value - (result.data[i * expected.every] as number)) / scale;
    assert.ok(difference < 2e-6, `${what}: value ${i} differs by ${difference}`);
  });
}

const fromKeras = read<{ input: GoldenInput; cases: Written[] }>('from-keras');
const loaded = read<{ input: GoldenInput; cases: Written[] }>('to-keras-loaded');
const cases = await kerasCases();

for (const { name, json, weights, expected } of fromKeras.cases) {
  test(`from Keras: ${name}`, async () => {
    const pipeline = ImagePipeline.fromKeras(json, { weights, seed: 1 });
    assertClose(await pipeline.apply(goldenInput(fromKeras.input), { training: false }), expected, name);
    assert.equal(ImagePipeline.fromKeras(JSON.parse(json), { weights, seed: 1 }).getConfig(), pipeline.getConfig());
  });
}

test('the committed documents are what toKeras() gives', () => {
  const documents = read<{ name: string; document: object }[]>('to-keras');
  const current = cases.map(({ name, pipeline, options }) => ({ name, document: pipeline.toKeras(options) }));
  assert.equal(JSON.parse(JSON.stringify(current)), documents);
});

for (const { name, pipeline, options } of cases) {
  const found = loaded.cases.find((one) => one.name === name) as Written;

  test(`Keras loads and runs what toKeras() gives: ${name}`, async () => {
    if (name === 'random crop') return assert.equal(found.expected.shape, [2, 7, 5, 3]);
    const result = await pipeline.apply(goldenInput(loaded.input), { training: false });
    assertClose(result, found.expected, name);
  });

  test(`what Keras writes of it again is the same pipeline: ${name}`, () => {
    const again = ImagePipeline.fromKeras(found.json, { weights: found.weights });
    assert.equal(withoutNames(again.toKeras(options)), withoutNames(pipeline.toKeras(options)));
  });
}

/** Keras gives a name to whatever has none, and a seed to every RandomCrop. */
function withoutNames(value: unknown): unknown {
  const strip = (key: string, part: { class_name?: string; config?: object } | null) => {
    if (key === 'name') return undefined;
    return part?.class_name === 'RandomCrop' ? { ...part, config: { ...part.config, seed: 0 } } : part;
  };
  return JSON.parse(JSON.stringify(value, strip));
}

test.run();
