// Arguments that are not what they seem: lists with holes, lists that contain themselves, arrays that lie about their
// length, values that change between two looks. None is a row of the table; each is one that went wrong once.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type Image, ImagePipeline, image, Normalization, RandomRotation, Rescaling } from '../../src/index.js';
import { makeImage } from '../support/images.js';
import { assertIntact, FIXTURES, type Refusal, refuses, type Wrong } from './support.js';

const pipeline = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
const cyclic: Wrong[] = [];
cyclic.push(cyclic);
const sparse = (length: number, entries: object = {}): Wrong => Object.assign(new Array(length), entries);
const good = (): Image => ({ data: new Uint8Array([1, 2, 3]), shape: [1, 1, 3] });
const pixels =
  (data: unknown, shape: unknown = [1, 1, 3]) =>
  () =>
    pipeline.apply({ data, shape } as Wrong);

class LongerThanItIs extends Uint8Array {
  override get length() {
    return 3000 as Wrong;
  }
}
class HidesItsMemory extends Uint8Array {
  override get buffer() {
    return new ArrayBuffer(3) as Wrong;
  }
}
const TYPE = ['ArgumentError', 'E_TYPE'] as const;

for (const [name, call, ...refusal] of [
  ['B16 a Proxy of a typed array', pixels(new Proxy(new Uint8Array(3), {})), ...TYPE, 'an object of type Object'],
  [
    'B16 an object with the prototype of one',
    pixels(Object.create(Uint8Array.prototype)),
    ...TYPE,
    'data must be a Uint8Array',
  ],
  [
    'B16 a subclass that claims more',
    pixels(new LongerThanItIs(3), [1000, 1, 3]),
    'OwnershipError',
    'E_BOUNDS',
    'outside its input',
  ],
  [
    'B7 a subclass on shared memory',
    pixels(new HidesItsMemory(new SharedArrayBuffer(3) as Wrong)),
    'OwnershipError',
    'E_SHARED',
    'shared memory',
  ],
  [
    'a shape with a hole',
    pixels(new Uint8Array(6), sparse(3, { 0: 2, 2: 3 })),
    'ArgumentError',
    'E_SHAPE',
    '[2, undefined, 3]',
  ],
  [
    'a shape of 2^32 - 1 holes',
    pixels(new Uint8Array(6), sparse(2 ** 32 - 1)),
    'ArgumentError',
    'E_RANK',
    '[undefined',
  ],
  [
    'a count of 2^53 - 1',
    (x) => image.zoom({ ...x, shape: [2 ** 53 - 1, 1, 1, 3] }, [2, 2]),
    'ArgumentError',
    'E_SHAPE',
    'data has 60',
  ],
  [
    'images with a hole',
    () => pipeline.apply(sparse(2 ** 32 - 1, { 0: good() })),
    ...TYPE,
    'images[1] must be one image; received undefined',
  ],
  [
    '2^32 - 1 holes for images of a function',
    () => image.zoom(sparse(2 ** 32 - 1), [2, 2]),
    ...TYPE,
    'images[0] must be one image; received undefined',
  ],
  ['images in a list in a list', () => pipeline.apply([[good()]] as Wrong), ...TYPE, 'images[0] must be one image'],
  ['images that contain themselves', () => pipeline.apply(cyclic), ...TYPE, 'received [[[[...]]]]'],
  [
    'layers with a hole',
    () => new ImagePipeline(sparse(2 ** 32 - 1)),
    ...TYPE,
    'layers[0] must be a layer or a function; received undefined',
  ],
  ['a scale that contains itself', () => new Rescaling({ scale: cyclic }), ...TYPE, 'received [[[[...]]]]'],
  ['a scale of holes', () => new Rescaling({ scale: sparse(2 ** 32 - 1) }), ...TYPE, 'scale must be'],
  ['a mean that contains itself', () => new Normalization({ mean: cyclic, variance: cyclic }), ...TYPE, 'mean must be'],
  ['an axis with a hole', () => new Normalization({ axis: sparse(2, { 1: 1 }) }), ...TYPE, 'axis must be'],
  ['a shift with a hole', (x) => image.translate(x, sparse(2, { 1: 1 })), ...TYPE, 'received [undefined, 1]'],
  [
    'matrices with holes',
    (x) => image.affine(x, sparse(2 ** 32 - 1, { 0: [1, 0, 0, 0, 1, 0] })),
    'ArgumentError',
    'E_MATRIX',
    '6 or 9',
  ],
  ['null for two factors', (x) => image.randomTranslation(x, null as Wrong), ...TYPE, 'heightFactor must be'],
  ['null for a zoom', (x) => image.randomZoom(x, null as Wrong), ...TYPE, 'heightFactor must be'],
  ['null for a shear', (x) => image.shear(x, null as Wrong), ...TYPE, 'degrees or { x, y }; received null'],
  [
    'a function of a very long name',
    () => new Rescaling({ ['x'.repeat(1e6)]: 1 } as Wrong),
    'ArgumentError',
    'E_OPTION',
    '...',
  ],
  ['2^53 - 1 samples', () => pipeline.sample(2 ** 53 - 1), 'ArgumentError', 'E_SIZE', 'within 0..1048576'],
  [
    'samples of a huge shape',
    () => new ImagePipeline([new RandomRotation({ factor: 1 })]).sample(1, { shape: [2 ** 52, 2 ** 52, 3] }),
    'LimitError',
    'E_OVERFLOW',
    'overflows',
  ],
  [
    'draws without stages',
    (x) => pipeline.replay(x, [{} as Wrong]),
    'ArgumentError',
    'E_DRAWS',
    'draw 0 must be { stages: [...] }',
  ],
  ['draws that are null', (x) => pipeline.replay(x, [null as Wrong]), 'ArgumentError', 'E_DRAWS', 'received null'],
  [
    'two draws for a list of one',
    (x) => pipeline.replay([x], pipeline.sample(2)),
    'ArgumentError',
    'E_DRAWS',
    '2 draws were given for 1 images',
  ],
  ['no file name', () => image.decode(''), ...TYPE, 'source must be a path or a Uint8Array; received ""'],
  ['a Proxy of the bytes of a file', () => image.decode(new Proxy(new Uint8Array(4), {})), ...TYPE, 'source must be'],
  [
    'the bytes of a file on shared memory',
    () => image.decode(new Uint8Array(new SharedArrayBuffer(4)) as Wrong),
    'OwnershipError',
    'E_SHARED',
    'shared',
  ],
  ['a path of a million characters', () => image.decode(`/${'x'.repeat(1e6)}`), 'IoError', 'E_IO', /ENAMETOOLONG/],
] as (readonly [string, (picture: Image) => unknown, ...Refusal])[]) {
  test(name, async () => {
    await refuses(call, refusal);
  });
}

test('B1 the bytes of a file that are gone', async () => {
  const bytes = new Uint8Array(8);
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] });
  await refuses(() => image.decode(bytes), ['OwnershipError', 'E_DETACHED', 'transferred']);
});

test('B15 a shape that changes after it was read does not matter', async () => {
  let looks = 0;
  const shape = new Proxy([1, 1, 3], {
    get: (target, key) => (key === '0' && looks++ > 0 ? 1000 : Reflect.get(target, key)),
  });
  const out = await pipeline.apply({ ...good(), shape: shape as Wrong });
  assert.equal(
    [[...out.data], [...out.shape]],
    [
      [2, 4, 6],
      [1, 1, 3],
    ],
  );
});

test('B15 an out that changes gives a named error or the full result', async () => {
  const picture = makeImage([2, 2, 3]);
  for (let honest = 0; honest < 8; honest++) {
    for (const apply of [pipeline.apply, pipeline.applySync]) {
      let looks = 0;
      const first = new Float32Array(12);
      const out = {
        shape: [2, 2, 3],
        get data() {
          return looks++ < honest ? first : new Float32Array(1);
        },
        set data(_given: Float32Array) {},
      };
      const code = await (async () => apply.call(pipeline, picture, { out: out as Wrong }))().then(
        () => 'done',
        (error: { code?: unknown }) => error.code,
      );
      assert.ok(['done', 'E_SHAPE', 'E_BOUNDS'].includes(String(code)), `${honest}: ${String(code)}`);
    }
  }
  await assertIntact();
});

test('a list with a bad image ends when the good ones have', async () => {
  const large = makeImage([2000, 2000, 3]);
  const call = (x: Image) => pipeline.apply([large, { ...x, shape: [1, 1, 1] }, large]);
  await refuses(call, ['ArgumentError', 'E_SHAPE', 'data has 60']);
});

test('no message names a directory of this machine that the caller did not give', async () => {
  const error = await refuses(() => image.decode(new Uint8Array([1, 2, 3])), ['DecodeError', 'E_FORMAT', '01 02 03']);
  assert.not.ok(error.message.includes(FIXTURES.slice(0, 6)), error.message);
});

test.run();
