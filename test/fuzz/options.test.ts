// Hostile values for every layer, every image function and every method of a pipeline.
import fc from 'fast-check';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  configure,
  ImagePipeline,
  image,
  Normalization,
  RandomCrop,
  RandomFlip,
  RandomRotation,
} from '../../src/index.js';
import { LAYER_CLASSES } from '../../src/layers/index.js';
import { makeImage } from '../support/images.js';
import {
  always,
  assertWorks,
  combined,
  hostileObject,
  hostileValue,
  listOf,
  type Make,
  SEED,
  survives,
} from './hostile.js';

// biome-ignore lint/suspicious/noExplicitAny: hostile calls have no type
type Any = any;

console.log(`seed ${SEED}`);
const RUNS = { seed: SEED, includeErrorInReport: true } as const;
/** Small, so that a huge size that is allowed is refused for its memory and not computed. */
const SMALL = { maxOutputBytes: 2 ** 20, maxPixels: 2 ** 16, threads: 2, maxAdaptBytes: 2 ** 20 };
const SETTINGS = ['threads', 'target', 'executor', 'maxPixels', 'maxAdaptBytes'];
const picture = makeImage([4, 5, 3]);

test.before(() => configure(SMALL));

const OPTIONS = ['name', 'dtype', 'seed', 'factor', 'heightFactor', 'widthFactor', 'xFactor', 'yFactor', 'intensity'];
const MORE_OPTIONS = ['height', 'width', 'interpolation', 'fillMode', 'fillValue', 'dataFormat', 'antialias', 'mode'];
const REST = [
  'valueRange',
  'additionFactor',
  'thresholdFactor',
  'bins',
  'scale',
  'ratio',
  'offset',
  'axis',
  'mean',
  'variance',
  'invert',
  'center',
  'std',
  'epsilon',
  'function',
  'layers',
  'probability',
  'weights',
  'numOps',
  'numChains',
  'chainDepth',
  'alpha',
  'allOps',
  'brightnessFactor',
  'hueFactor',
  'kernelSize',
  'sigma',
  'clipLimit',
  'tileGridSize',
  'stddev',
  'epsilonMode',
  'centering',
  'rank',
  'shrinkage',
  'maxSamples',
  'inference',
];
const LAYER_OPTIONS = [...OPTIONS, ...MORE_OPTIONS, ...REST, 'cropToAspectRatio', 'padToAspectRatio', 'independent'];
const ADAPT_OPTIONS = ['augment', 'rounds', 'signal', 'firstIndex', 'onProgress'];
const CALL_OPTIONS = ['training', 'seed', 'epoch', 'firstIndex', 'signal', 'out', 'method', 'outputShape'];

/** Options with which the class works, so that one hostile value among them is really looked at. */
const VALID: Record<string, object> = {
  CenterCrop: { height: 2, width: 2 },
  GaussianNoise: { stddev: 3 },
  Lambda: { function: (x: unknown) => x },
  Pipeline: { layers: [new RandomFlip()] },
  RandomApply: { layers: [new RandomFlip()] },
  MaxNumBoundingBoxes: { maxNumber: 2 },
  RandomBrightness: { factor: 0.1 },
  RandomChannelShift: { factor: 9 },
  RandomChoice: { layers: [new RandomFlip()] },
  RandomContrast: { factor: 0.1 },
  RandomCrop: { height: 2, width: 2 },
  RandomHeight: { factor: 0.1 },
  RandomResizedCrop: { height: 2, width: 2 },
  RandomRotation: { factor: 0.1 },
  RandomSharpness: { factor: 0.1 },
  RandomColorDegeneration: { factor: 0.1 },
  RandomHue: { factor: 0.1 },
  RandomPosterization: { factor: 4 },
  RandomSaturation: { factor: 0.1 },
  RandomTranslation: { heightFactor: 0.1, widthFactor: 0.1 },
  RandomWidth: { factor: 0.1 },
  RandomZoom: { heightFactor: 0.1 },
  Rescaling: { scale: 2 },
  Resizing: { height: 2, width: 2 },
};

/** A hostile value for one option that the class has. */
function oneWrong(name: string): fc.Arbitrary<Make> {
  const key = fc.constantFrom(...Object.keys(knownOptions(name)));
  return combined(fc.tuple(key, hostileValue()), ([option, make]) => ({ ...VALID[name], [option]: make() }));
}

function knownOptions(name: string): object {
  const layer = new (LAYER_CLASSES as Any)[name](VALID[name]);
  return name === 'Lambda' ? { function: 1, name: 1 } : { ...layer.getConfig(), name: 1, ...VALID[name] };
}

for (const name of Object.keys(LAYER_CLASSES)) {
  test(`${name}: options`, async () => {
    const options = fc.oneof(oneWrong(name), hostileObject(LAYER_OPTIONS, VALID[name]));
    let made = 0;
    const property = fc.asyncProperty(options, async (make) => {
      await survives(async () => {
        const layer = new (LAYER_CLASSES as Any)[name](make());
        made++;
        layer.lower(true);
        await layer.apply(picture, { seed: 1 });
        layer.getConfig();
      });
    });
    await fc.assert(property, { ...RUNS, numRuns: 150 });
    await assertWorks();
    assert.ok(made > 0 && made < 150, `${made} of 150 were made`);
  });
}

for (const name of Object.keys(image)) {
  test(`image.${name}`, async () => {
    const call = (image as Any)[name];
    const first = fc.oneof({ weight: 3, arbitrary: always(picture) }, { weight: 1, arbitrary: hostileValue() });
    const list = fc.tuple(first, hostileValue(), hostileValue(), hostileObject([...LAYER_OPTIONS, ...CALL_OPTIONS]));
    const count = fc.integer({ min: 1, max: 4 });
    const property = fc.asyncProperty(list, count, async (makes, used) => {
      const values = makes.map((make) => make());
      await survives(() => call(...values.slice(0, used)));
      await survives(() => call(values[0], values[1], values[3]));
    });
    await fc.assert(property, { ...RUNS, numRuns: 60 });
    await assertWorks();
  });
}

const pipeline = new ImagePipeline(
  [new RandomFlip(), new RandomRotation({ factor: 0.1 }), new RandomCrop({ height: 3, width: 3 })],
  { seed: 1 },
);
const images = () =>
  fc.oneof(
    always(picture),
    hostileValue(),
    combined(fc.tuple(hostileValue(), hostileValue()), ([data, shape]) => ({ data: data(), shape: shape() })),
    hostileObject(['data', 'shape', 'dataId', 'dataSync', 'dtype'], picture),
    listOf(fc.oneof(always(picture), hostileValue())),
  );
const outs = () =>
  fc.oneof(
    hostileObject(['data', 'shape'], { data: new Float32Array(27), shape: [3, 3, 3] }),
    combined(fc.tuple(hostileValue(), hostileValue()), ([data, shape]) => ({ data: data(), shape: shape() })),
  );
const draws = () => listOf(fc.oneof(hostileObject(['stages']), hostileObject(['stages'], { stages: [] })));

for (const [name, values] of Object.entries({
  apply: [images(), hostileObject(CALL_OPTIONS)],
  'apply into out': [always(picture), combined(outs(), (out) => ({ out: out() }))],
  applySync: [images(), hostileObject(CALL_OPTIONS)],
  replay: [images(), fc.oneof(draws(), hostileValue()), hostileObject(CALL_OPTIONS)],
  sample: [hostileValue(), hostileObject([...CALL_OPTIONS, 'shape'])],
  outputShape: [hostileValue()],
  adapt: [images(), hostileObject(['resetState', ...ADAPT_OPTIONS])],
  adaptState: [images(), hostileObject(ADAPT_OPTIONS)],
  mergeStates: [fc.oneof(hostileValue(), listOf(hostileObject(['layer', 'bytes', 'nextIndex'])))],
  fromDirectory: [hostileValue(), hostileObject(['labels', 'batchSize', 'imageSize', 'onError', 'classNames'])],
  fromDataFrame: [hostileValue(), hostileObject(['directory', 'dataColumn', 'targetMode', 'batchSize', 'imageSize'])],
  preview: [images(), hostileObject(['columns', 'rows', 'saveToDirectory', 'valueRange', 'scaling', 'savePrefix'])],
})) {
  test(`pipeline.${name}`, async () => {
    const property = fc.asyncProperty(fc.tuple(...values), async (makes) => {
      const given = makes.map((make) => make());
      await survives(() => (pipeline as Any)[name.split(' ')[0] as string](...given));
    });
    await fc.assert(property, { ...RUNS, numRuns: 150 });
    await assertWorks();
  });
}

test('adapt with a layer that learns', async () => {
  const options = hostileObject(['resetState', ...ADAPT_OPTIONS]);
  const property = fc.asyncProperty(
    fc.oneof(
      images(),
      combined(images(), (make) => [make()]),
    ),
    options,
    async (data, given) => {
      const learning = new ImagePipeline([new RandomFlip(), new Normalization()], { seed: 1 });
      const adapted = await survives(() => learning.adapt(data(), given() as Any));
      assert.is((learning.layers[1] as Normalization).adapted, adapted, 'nothing half is learned');
    },
  );
  await fc.assert(property, { ...RUNS, numRuns: 300 });
  await assertWorks();
});

test('states of a layer that learns', async () => {
  const state = await new ImagePipeline([new Normalization()]).adaptState(picture);
  const noBytes = [0, 1, 40, state.bytes.length - 1].map((at) => {
    const bytes = Uint8Array.from(state.bytes);
    bytes[at] = (bytes[at] as number) ^ 1;
    return always({ ...state, bytes });
  });
  const parts = listOf(fc.oneof(always(state), hostileObject(['layer', 'bytes', 'nextIndex'], state), ...noBytes));
  const property = fc.asyncProperty(parts, hostileObject(ADAPT_OPTIONS), async (states, given) => {
    const learning = new ImagePipeline([new Normalization()]);
    await survives(() => learning.adaptState([picture], given() as Any));
    assert.is((learning.layers[0] as Normalization).adapted, false);
    const merged = await survives(() => learning.mergeStates(states() as Any));
    assert.is((learning.layers[0] as Normalization).adapted, merged, 'nothing half is merged');
  });
  await fc.assert(property, { ...RUNS, numRuns: 300 });
  await assertWorks();
});

test('new ImagePipeline', async () => {
  const layers = fc.oneof(hostileValue(), listOf(fc.oneof(always(new RandomFlip()), hostileValue())));
  const property = fc.asyncProperty(layers, hostileObject(['seed', 'fuse', 'name']), async (list, options) => {
    await survives(() => new ImagePipeline(list() as Any, options() as Any).apply(picture, { epoch: 1 }));
  });
  await fc.assert(property, { ...RUNS, numRuns: 200 });
  await assertWorks();
});

test('configure', async () => {
  const property = fc.asyncProperty(hostileObject(SETTINGS), async (options) => {
    await survives(() => configure(options() as Any));
    configure(SMALL);
  });
  await fc.assert(property, { ...RUNS, numRuns: 200 });
  configure({ target: '', executor: 'fused' });
  await assertWorks();
});

test.run();
