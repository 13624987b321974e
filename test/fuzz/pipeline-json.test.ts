// Damaged pipeline documents: a typed error, or a pipeline that works and can be saved again.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, ImagePipeline } from '../../src/index.js';
import { randomProgram } from '../conformance/random-program.js';
import { makeImage } from '../support/images.js';
import { assertWorks, SEED, survives } from './hostile.js';
import { type Json, placesOf, put } from './places.js';

console.log(`seed ${SEED}`);
const RUNS = { seed: SEED, includeErrorInReport: true } as const;
const picture = makeImage([4, 5, 3]);
test.before(() => configure({ maxOutputBytes: 2 ** 20, threads: 2 }));

/** A saved pipeline of one to five layers, some of them in a pipeline of their own. */
function savedPipeline(number: number): Json {
  const { config } = randomProgram(number);
  const inner: Json = JSON.parse(JSON.stringify(ImagePipeline.fromConfig(config).getConfig()));
  if (number % 3 > 0) return inner;
  return {
    seed: 1,
    fuse: true,
    layers: [
      { className: 'ImagePipeline', config: inner },
      { className: 'RandomFlip', config: {} },
    ],
  };
}

const VALUES = [
  'null',
  '0',
  '-1',
  '0.5',
  '1e999',
  '9007199254740993',
  '"a"',
  '""',
  '[]',
  '{}',
  '[[0]]',
  'true',
  '[1,2,3]',
];
const MORE = ['"ImagePipeline"', '"Lambda"', '"input"', '{"name":"f"}', '{"__proto__":{"a":1}}', '{"layers":[]}'];
const KEYS = ['__proto__', 'constructor', 'toString', 'layers', 'class_name', 'fill_mode', 'x', ''];
const change = fc.record({
  place: fc.nat(1000),
  kind: fc.constantFrom('value', 'value', 'delete', 'rename', 'copy'),
  value: fc.constantFrom(...VALUES, ...MORE),
  key: fc.constantFrom(...KEYS),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

function apply(document: Json, { place, kind, value, key }: Change): void {
  const places = placesOf(document);
  const [holder, at] = places[place % places.length] ?? [document, 'layers'];
  if (kind === 'value') put(holder, at, JSON.parse(value));
  if (kind === 'copy') put(holder, at, structuredClone(places[(place * 7) % places.length]?.[0]));
  if (kind === 'rename') put(holder, key, holder[at]);
  if (kind === 'rename' || kind === 'delete') delete holder[at];
}

async function load(given: unknown): Promise<boolean> {
  return survives(async () => {
    const pipeline = ImagePipeline.fromConfig(given);
    const out = await pipeline.apply(picture, { epoch: 1 });
    assert.is(out.data.length, out.shape[0] * out.shape[1] * out.shape[2]);
    const copy = ImagePipeline.fromConfig(JSON.stringify(pipeline.getConfig()));
    assert.equal(copy.getConfig(), pipeline.getConfig());
    assert.equal(await copy.apply(picture, { epoch: 1 }), out);
  });
}

test('changed values and keys, as an object and as text', async () => {
  let worked = 0;
  const property = fc.asyncProperty(
    fc.nat(2000),
    fc.array(change, { minLength: 1, maxLength: 4 }),
    async (number, changes) => {
      const document = savedPipeline(number);
      for (const each of changes) apply(document, each);
      if (await load(document)) worked++;
      await load(JSON.stringify(document));
    },
  );
  await fc.assert(property, { ...RUNS, numRuns: 800 });
  await assertWorks();
  assert.ok(worked > 20 && worked < 780, `${worked} of 800 worked`);
});

test('damaged text', async () => {
  const cut = fc.record({
    at: fc.nat(2000),
    length: fc.nat(20),
    text: fc.constantFrom('', '"', '[', '}', '1', ',', 'é', '\\'),
  });
  const property = fc.asyncProperty(
    fc.nat(2000),
    fc.array(cut, { minLength: 1, maxLength: 2 }),
    async (number, cuts) => {
      let text = JSON.stringify(savedPipeline(number));
      for (const { at, length, text: inserted } of cuts) {
        const start = at % text.length;
        text = text.slice(0, start) + inserted + text.slice(start + length);
      }
      await load(text);
    },
  );
  await fc.assert(property, { ...RUNS, numRuns: 500 });
  await assertWorks();
});

test('any JSON at all', async () => {
  const property = fc.asyncProperty(fc.json(), async (text) => {
    await load(text);
    await load(JSON.parse(text));
    await load({ layers: [{ className: 'RandomFlip', config: JSON.parse(text) }] });
  });
  await fc.assert(property, { ...RUNS, numRuns: 500 });
  await assertWorks();
});

test.run();
