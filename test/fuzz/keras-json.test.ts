// Damaged documents of Keras: a typed error, or something that works.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import { keras2Topology } from '../../src/keras/topology.js';
import { makeImage } from '../support/images.js';
import { assertWorks, SEED, survives } from './hostile.js';
import { type Json, placesOf, put } from './places.js';

console.log(`seed ${SEED}`);
const RUNS = { seed: SEED, includeErrorInReport: true } as const;
const picture = makeImage([4, 5, 3]);
const FOLDER = new URL('../keras/goldens/', import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(new URL(path, FOLDER), 'utf8'));

const pipelines: Json[] = read('from-keras.json').cases.map(({ json }: { json: string }) => JSON.parse(json));
const topologies: Json[] = ['keras3-sequential', 'keras3-functional', 'keras2-functional'].map(
  (model) => read(`${model}/model.json`).modelTopology,
);

const cyclic: unknown[] = [1];
cyclic.push(cyclic);

const VALUES: readonly unknown[] = [
  ...[
    null,
    0,
    -1,
    0.5,
    Infinity,
    2 ** 53,
    '',
    'a',
    'name',
    'channels_first',
    'Sequential',
    'Lambda',
    '__keras_tensor__',
  ],
  ...[
    true,
    [],
    {},
    [[0]],
    [1, 2, 3],
    { class_name: 'RandomFlip', config: {} },
    { class_name: '__tuple__', items: [1] },
  ],
  ...[{ class_name: '__numpy__', config: null }, JSON.parse('{"__proto__": {"a": 1}}'), { layers: [] }, cyclic],
];
const change = fc.record({
  place: fc.nat(5000),
  value: fc.nat(VALUES.length - 1),
  drop: fc.constantFrom(false, false, true),
});

/** A copy with some values replaced or removed. */
function damaged(document: Json, changes: readonly { place: number; value: number; drop: boolean }[]): Json {
  const copy = structuredClone(document);
  const places = placesOf(copy);
  for (const { place, value, drop } of changes) {
    const [holder, key] = places[place % places.length] as [Json, string];
    if (drop) delete holder[key];
    else put(holder, key, VALUES[value]);
  }
  return copy;
}

/** How many of 600 damaged documents `work` takes; it must survive the others. */
async function countWorking(documents: readonly Json[], work: (document: Json) => Promise<void>): Promise<number> {
  let worked = 0;
  const property = fc.asyncProperty(
    fc.nat(1000),
    fc.array(change, { minLength: 1, maxLength: 2 }),
    async (n, changes) => {
      const document = damaged(documents[n % documents.length] as Json, changes);
      if (await survives(() => work(document))) worked++;
    },
  );
  await fc.assert(property, { ...RUNS, numRuns: 600 });
  return worked;
}

test('pipelines', async () => {
  const worked = await countWorking(pipelines, async (document) => {
    const pipeline = ImagePipeline.fromKeras(document, { seed: 1 });
    await pipeline.apply(picture, { training: false });
  });
  await assertWorks();
  assert.ok(worked > 20 && worked < 580, `${worked} of 600 worked`);
});

test('topologies', async () => {
  const worked = await countWorking(topologies, async (document) => void keras2Topology(document));
  assert.ok(worked > 100 && worked < 600, `${worked} of 600 worked`);
});

test.run();
