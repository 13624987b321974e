import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { Lambda, type LambdaContext, registerFunction } from '../../src/layers/index.js';
import type { Image } from '../../src/types.js';
import { images, roundTrips, throws, throwsForEach, uint8 } from './support.js';

const negative = (image: Image): Image => ({ ...image, data: image.data.map((value) => 255 - value) });

test('lowers to nothing and knows no shape', () => {
  const layer = new Lambda({ function: negative, name: 'negative' });
  assert.equal(layer.lower(), []);
  assert.equal(layer.outputShape(), [null, null, null]);
  assert.is(layer.function, negative);
});

test('every bad option is an error', () => {
  throwsForEach('Lambda', (options) => new Lambda(options), [
    [{}, 'E_TYPE', 'function must be a function; received undefined'],
    [{ function: 'negative' }, 'E_TYPE', 'function must be a function; received "negative"'],
    [{ function: {} }, 'E_TYPE', 'function must be a function; received an object of type Object'],
    [
      { function: { name: 'nobody' } },
      'E_CONFIG',
      'no function is registered as "nobody"; call registerFunction first',
    ],
    [{ function: negative, seed: 1 }, 'E_OPTION', 'unknown option "seed"; known options are function, name, dtype'],
  ]);
});

test('only a registered function can be saved', () => {
  const layer = new Lambda({ function: negative });
  throws(
    () => layer.getConfig(),
    'E_CONFIG',
    'Lambda: function has no name to save; call registerFunction(name, function) first',
  );
  registerFunction('test negative', negative);
  assert.equal(layer.getConfig(), { dtype: 'input', function: { name: 'test negative' } });
  roundTrips(layer);
  assert.is(Lambda.fromConfig(layer.getConfig()).function, negative);
});

test('a name belongs to one function', () => {
  registerFunction('test once', negative);
  registerFunction('test once', negative);
  throws(
    () => registerFunction('test once', (image) => image),
    'E_NAME',
    'registerFunction: "test once" is the name of another function',
  );
  throws(
    () => registerFunction('', negative),
    'E_TYPE',
    'registerFunction: name must be a non-empty string; received ""',
  );
  throws(() => registerFunction('x', 1 as never), 'E_TYPE', 'registerFunction: step must be a function; received 1');
});

test('runs on each image with its position', async () => {
  const contexts: LambdaContext[] = [];
  const layer = new Lambda({
    function: async (image, context) => {
      contexts.push(context);
      return negative(image);
    },
  });
  const batch = { data: Uint8Array.of(0, 55, 155, 255), shape: [2, 1, 2, 1] as const };
  const result = await layer.apply(batch, { epoch: 2, firstIndex: 10 });
  assert.equal(images(result), [
    [255, 200],
    [100, 0],
  ]);
  assert.equal(contexts, [
    { index: 10, epoch: 2, view: 0, training: true },
    { index: 11, epoch: 2, view: 0, training: true },
  ]);
});

test('may change the size; the input stays as it was', async () => {
  const input = uint8([1, 3, 1], [1, 2, 3]);
  const layer = new Lambda({
    function: (image) => {
      image.data.fill(9);
      return { data: image.data.slice(0, 2), shape: [2, 1, 1] };
    },
  });
  assert.equal(await layer.apply(input), uint8([2, 1, 1], [9, 9]));
  assert.equal([...input.data], [1, 2, 3]);
});

test.run();
