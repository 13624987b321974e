import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { ImagePipeline } from '../../src/index.js';
import {
  CenterCrop,
  Lambda,
  layerFromConfig,
  Normalization,
  Pipeline,
  RandomFlip,
  Rescaling,
} from '../../src/layers/index.js';
import { failureOf } from '../support/failure-of.js';
import { roundTrips, throwsForEach, uint8 } from './support.js';

const image = uint8([1, 3, 1], [1, 2, 3]);

test('runs its layers in turn, alone and inside others', async () => {
  const layer = new Pipeline({ layers: [new Rescaling({ scale: 2 }), new CenterCrop({ height: 1, width: 1 })] });
  assert.equal([...layer.applySync(image).data], [4]);
  assert.equal([...new Pipeline({ layers: [layer, new Rescaling({ scale: 3 })] }).applySync(image).data], [12]);
  const withFunction = new Pipeline({ layers: [layer, new Lambda({ function: (x) => x })] });
  assert.equal([...(await withFunction.apply(image)).data], [4]);
  assert.equal(layer.outputShape([9, 9, 3]), [1, 1, 3]);
  assert.equal(new Pipeline({ layers: [] }).applySync(image), image);
  assert.equal(
    layer.lower(true).map(({ kind }) => kind),
    ['rescale', 'crop'],
  );
});

test('every bad option is an error', async () => {
  throwsForEach('Pipeline', (options) => new Pipeline(options), [
    [{ layers: 1 }, 'E_TYPE', 'layers must be an array of layers; received 1'],
    [{ layers: [() => image] }, 'E_TYPE', 'layers[0] must be a layer; received a function'],
    [
      { layers: [new RandomFlip()], seed: 3 },
      'E_OPTION',
      'unknown option "seed"; known options are layers, name, dtype',
    ],
  ]);
  const inner = { className: 'Pipeline', config: { layers: [new RandomFlip(), { className: 'Nothing' }] } };
  const { message } = await failureOf(() => new Pipeline({ layers: [inner as never] }), 'E_SPEC');
  // The middle of the list of classes is cut out.
  assert.match(message, /^Pipeline\.layers\[0\]: Pipeline\.layers\[1\]\.className must be one of AugMix, /);
  assert.match(message, /; received "Nothing"$/);
});

test('nesting that would exhaust the stack is an error', async () => {
  let config: object = { className: 'RandomFlip' };
  for (let i = 0; i < 5000; i++) config = { className: 'Pipeline', config: { layers: [config] } };
  await failureOf(() => layerFromConfig(config), 'E_SPEC', 'Pipeline: layers are nested deeper than 64');
  assert.ok(new Pipeline({ layers: [new RandomFlip()] }), 'the next one works');
});

test('configs round trip, those of Keras too', () => {
  roundTrips(new Pipeline({ layers: [new RandomFlip(), new Pipeline({ layers: [new RandomFlip()], name: 'inner' })] }));
  const layer = layerFromConfig({
    class_name: 'Pipeline',
    config: { name: 'p', trainable: true, layers: [{ class_name: 'RandomFlip', config: { mode: 'vertical' } }] },
  });
  assert.instance(layer, Pipeline);
  assert.instance((layer as Pipeline).layers[0], RandomFlip);
});

test('layers inside are adapted with the others', async () => {
  const normalization = new Normalization({ axis: null });
  await new ImagePipeline([new Pipeline({ layers: [normalization] })]).adapt(image);
  assert.equal([...(normalization.statistics?.mean ?? [])], [2]);
});

test.run();
