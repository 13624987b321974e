// Rows A33 and A35: options that somebody put on Object.prototype, and documents that are no pipelines.
import { readFileSync } from 'node:fs';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  ImagePipeline,
  image,
  Normalization,
  RandomBrightness,
  RandomCrop,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  RandomShear,
  RandomZoom,
  Rescaling,
} from '../../src/index.js';
import { bytesOf, makeImage } from '../support/images.js';
import { fixture, type Refusal, refuses } from './support.js';

const SPEC = ['ArgumentError', 'E_SPEC'] as const;
const PARTS = ['{"layers":[{"className":"ImagePipeline","config":', '}]}'] as const;
const nested = (depth: number, inner: string) => PARTS[0].repeat(depth) + inner + PARTS[1].repeat(depth);
const flip = (config: string) =>
  `{"layers":[{"className":"RandomFlip","config":{}},{"className":"RandomFlip",${config}}]}`;

for (const [name, text, ...refusal] of [
  ['A35 no JSON', '{"layers":[', ...SPEC, 'not JSON'],
  ['A35 a number', '5', ...SPEC, 'pipeline must be { layers: [...] }; received 5'],
  ['A35 null', 'null', ...SPEC, 'received null'],
  ['A35 layers that are no list', '{"layers":{"0":1}}', ...SPEC, 'pipeline must be'],
  [
    'A35 a layer that is no object',
    '{"layers":[[]]}',
    ...SPEC,
    'pipeline.layers[0] must be { className, config }; received []',
  ],
  ['A35 a layer that is null', '{"layers":[null]}', ...SPEC, 'pipeline.layers[0] must be'],
  [
    'A35 an unknown class',
    '{"layers":[{"className":"RandomMagic","config":{}}]}',
    ...SPEC,
    'pipeline.layers[0].className must be one of AugMix',
  ],
  ['A35 a class of Object.prototype', '{"layers":[{"className":"constructor"}]}', ...SPEC, 'received "constructor"'],
  ['A35 __proto__ for a class', '{"layers":[{"className":"__proto__"}]}', ...SPEC, 'received "__proto__"'],
  ['A35 a bad id', flip('"id":-1'), ...SPEC, 'pipeline.layers[1].id must be an unsigned 32-bit integer; received -1'],
  [
    'A35 an unknown option',
    flip('"config":{"version":9}'),
    'ArgumentError',
    'E_OPTION',
    'pipeline.layers[1]: RandomFlip: unknown option "version"',
  ],
  [
    'A35 __proto__ for an option',
    flip('"config":{"__proto__":{"mode":"vertical"}}'),
    'ArgumentError',
    'E_OPTION',
    'pipeline.layers[1]: RandomFlip: unknown option "__proto__"',
  ],
  [
    'A35 a bad value',
    flip('"config":{"mode":7}'),
    'ArgumentError',
    'E_ENUM',
    /^pipeline\.layers\[1\]: RandomFlip: mode must be one of .* received 7$/,
  ],
  [
    'A35 a config that is a list',
    flip('"config":[1]'),
    'ArgumentError',
    'E_TYPE',
    'config must be an object; received [1]',
  ],
  ['A35 a bad seed', '{"layers":[],"seed":-1}', 'ArgumentError', 'E_SEED', 'received -1'],
  [
    'A35 a layer deep inside',
    nested(3, '{"layers":[7]}'),
    ...SPEC,
    'pipeline.layers[0].config.layers[0].config.layers[0].config.layers[0] must be',
  ],
  ['A35 100,000 lists in each other', '['.repeat(1e5) + ']'.repeat(1e5), ...SPEC, 'received [[[[...]]]]'],
  ['A35 65 pipelines in each other', nested(65, '{"layers":[]}'), ...SPEC, 'nested deeper than 64'],
  ['A35 a wrong layer 60 pipelines deep', nested(60, '{"layers":[7]}'), ...SPEC, 'config.layers[0] must be'],
  [
    'A35 100,000 lists for a number',
    `{"layers":[{"className":"Rescaling","config":{"scale":${'['.repeat(1e5) + ']'.repeat(1e5)}}}]}`,
    'ArgumentError',
    'E_TYPE',
    'scale must be',
  ],
  [
    'A35 100,000 lists for a mean',
    `{"layers":[{"className":"Normalization","config":{"mean":${'['.repeat(1e5) + ']'.repeat(1e5)},"variance":1}}]}`,
    'ArgumentError',
    'E_TYPE',
    'mean must be',
  ],
  ['A35 100 MB of a name', `{"layers":[{"className":"${'x'.repeat(1e8)}"}]}`, ...SPEC, 'received "xxxx'],
] as (readonly [string, string, ...Refusal])[]) {
  test(name, async () => {
    await refuses(() => ImagePipeline.fromConfig(text), refusal);
  });
}

test('A35 64 pipelines in each other are allowed and draw as the layer alone', async () => {
  const inner = '{"layers":[{"className":"RandomFlip","config":{"seed":3}}]}';
  const picture = makeImage([6, 5, 3]);
  const [deep, flat] = [nested(64, inner), inner].map((text) => ImagePipeline.fromConfig(text));
  const pixels = await Promise.all([deep, flat].map((pipeline) => pipeline?.apply(picture, { epoch: 1 })));
  assert.equal(pixels[0], pixels[1]);
});

test('A35 a document that contains itself', async () => {
  const config: { layers: object[] } = { layers: [] };
  config.layers.push({ className: 'ImagePipeline', config });
  await refuses(() => ImagePipeline.fromConfig(config), [...SPEC, 'nested deeper than 64']);
});

// As bytes: reading a file by its path, Node itself looks at Object.prototype.
const photo = readFileSync(fixture('baseline.jpg'));

/** Results of about everything that reads options or hands objects to the native part. */
async function digest(): Promise<string[]> {
  const picture = makeImage([9, 7, 3]);
  const layers = [
    new RandomFlip(),
    new RandomRotation({ factor: 0.2 }),
    new RandomZoom({ heightFactor: 0.2 }),
    new RandomShear({ xFactor: 0.2 }),
    new RandomCrop({ height: 5, width: 5 }),
    new RandomHeight({ factor: 0.4 }),
    new RandomBrightness({ factor: 0.3 }),
    new Normalization({ mean: 3, variance: 2, axis: null }),
    new Rescaling({ scale: 2 }),
  ];
  const pipeline = new ImagePipeline(layers, { seed: 3 });
  const copy = ImagePipeline.fromConfig(JSON.stringify(pipeline.getConfig()));
  const results = [
    await pipeline.apply(picture, { epoch: 1 }),
    await pipeline.apply(picture, { training: false }),
    copy.applySync(picture, { epoch: 2 }),
    await pipeline.replay(picture, pipeline.sample(1)),
    await image.zoom(picture, [2, 2]),
    await image.randomCrop(picture, [3, 3], 4),
    await image.resize(picture, [4, 4]),
    await image.decode(photo),
  ];
  const texts = [JSON.stringify(pipeline.sample(2)), JSON.stringify(copy.getConfig())];
  return [...results.map((result) => bytesOf(result).toString('hex')), ...texts];
}

const POLLUTED = [
  ...['seed', 'epoch', 'firstIndex', 'training', 'signal', 'out', 'dtype', 'name', 'id', 'fuse', 'layers', 'config'],
  ...['className', 'class_name', 'mode', 'factor', 'fillMode', 'fillValue', 'interpolation', 'outputShape', 'adapted'],
  ...['random', 'perBatch', 'layer', 'batchIndex', 'supersede', 'draws', 'min', 'max', 'fallback', 'path', 'block'],
  ...['targetHeight', 'maxPixels', 'cause', 'index', 'a'],
];

test('A33 what is on Object.prototype has no effect', async () => {
  const wanted = await digest();
  for (const key of POLLUTED) {
    for (const value of [5, 'evil', true, { a: 1 }]) {
      Object.defineProperty(Object.prototype, key, { value, enumerable: true, configurable: true, writable: true });
      let found: unknown;
      try {
        found = await digest();
      } catch (error) {
        found = error;
      } finally {
        delete (Object.prototype as Record<string, unknown>)[key];
      }
      assert.equal(found, wanted, `${key} = ${String(value)}: ${found}`.slice(0, 300));
    }
  }
});

test.run();
