// Rows A8 to A15, A34, A36 and B of the bad-input table: what the edge refuses, in which words, and that the next call works.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { configure, type Image, ImagePipeline, RandomRotation, Rescaling, Resizing } from '../src/index.js';
import { failsWith } from './support/errors.js';
import { bytesOf, makeBatch, makeImage } from './support/images.js';

const pipeline = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
const good: Image = { data: new Uint8Array([1, 2, 3]), shape: [1, 1, 3] };

async function refuses(images: unknown, className: string, code: string, part: string) {
  await failsWith(() => pipeline.apply(images), className, code, part);
  await failsWith(() => pipeline.applySync(images), className, code, part);
  assert.equal([...(await pipeline.apply(good)).data], [2, 4, 6], 'the next valid call works');
}

const ROWS: [name: string, images: unknown, className: string, code: string, part: string][] = [
  ['A9 rank 2', { data: new Uint8Array(4), shape: [2, 2] }, 'ArgumentError', 'E_RANK', 'rank 3 or 4'],
  ['A9 rank 5', { data: new Uint8Array(1), shape: [1, 1, 1, 1, 1] }, 'ArgumentError', 'E_RANK', 'rank 3 or 4'],
  ['A9 rank 0', { data: new Uint8Array(1), shape: [] }, 'ArgumentError', 'E_RANK', 'rank 3 or 4'],
  ['A10 no rows', { data: new Uint8Array(0), shape: [0, 0, 3] }, 'ArgumentError', 'E_EMPTY_IMAGE', '[0, 0, 3]'],
  [
    'A10 images without rows',
    { data: new Uint8Array(0), shape: [2, 0, 4, 3] },
    'ArgumentError',
    'E_EMPTY_IMAGE',
    '[2, 0, 4, 3]',
  ],
  [
    'A11 too few values',
    { data: new Uint8Array(11), shape: [2, 2, 3] },
    'ArgumentError',
    'E_SHAPE',
    'needs 12 values; data has 11',
  ],
  [
    'A12 huge dims beside a zero',
    { data: new Uint8Array(0), shape: [0, 2 ** 31, 2 ** 31] },
    'ArgumentError',
    'E_EMPTY_IMAGE',
    'at least one value',
  ],
  ['A12 huge image', { data: new Uint8Array(1), shape: [2 ** 31, 2 ** 31, 3] }, 'ArgumentError', 'E_SHAPE', 'needs'],
  ['A14 float64', { data: new Float64Array(3), shape: [1, 1, 3] }, 'ArgumentError', 'E_DTYPE', 'Float64Array'],
  ['A14 int8', { data: new Int8Array(3), shape: [1, 1, 3] }, 'ArgumentError', 'E_DTYPE', 'Int8Array'],
  ['A14 BigInt64', { data: new BigInt64Array(3), shape: [1, 1, 3] }, 'ArgumentError', 'E_DTYPE', 'BigInt64Array'],
  [
    'B16 DataView',
    { data: new DataView(new ArrayBuffer(3)), shape: [1, 1, 3] },
    'ArgumentError',
    'E_DTYPE',
    'DataView',
  ],
  ['B16 plain array', { data: [1, 2, 3], shape: [1, 1, 3] }, 'ArgumentError', 'E_TYPE', '[1, 2, 3]'],
  ['shape of strings', { data: new Uint8Array(3), shape: ['1', '1', '3'] }, 'ArgumentError', 'E_SHAPE', 'integers'],
  ['negative shape', { data: new Uint8Array(3), shape: [-1, 1, 3] }, 'ArgumentError', 'E_SHAPE', 'integers'],
  ['fractional shape', { data: new Uint8Array(3), shape: [1.5, 1, 3] }, 'ArgumentError', 'E_SHAPE', 'integers'],
  ['NaN shape', { data: new Uint8Array(3), shape: [NaN, 1, 3] }, 'ArgumentError', 'E_SHAPE', 'NaN'],
  ['no image at all', undefined, 'ArgumentError', 'E_TYPE', 'undefined'],
  ['null', null, 'ArgumentError', 'E_TYPE', 'null'],
  ['a number', 7, 'ArgumentError', 'E_TYPE', '7'],
  ['a bare typed array', new Uint8Array(3), 'ArgumentError', 'E_TYPE', 'Uint8Array'],
  [
    'B7 shared memory',
    { data: new Uint8Array(new SharedArrayBuffer(3)), shape: [1, 1, 3] },
    'OwnershipError',
    'E_SHARED',
    'copy',
  ],
];

for (const [name, images, className, code, part] of ROWS) {
  test(name, () => refuses(images, className, code, part));
}

test('B1 a detached array is named as such', async () => {
  const data = new Uint8Array(3);
  structuredClone(data.buffer, { transfer: [data.buffer] });
  await refuses({ data, shape: [1, 1, 3] }, 'OwnershipError', 'E_DETACHED', 'transferred');
});

test('B5 B6 a view that a shrunk buffer no longer covers', async () => {
  const Resizable = ArrayBuffer as unknown as new (
    bytes: number,
    options: object,
  ) => ArrayBuffer & { resize(bytes: number): void };
  const buffer = new Resizable(12, { maxByteLength: 12 });
  const data = new Uint8Array(buffer, 6, 6);
  buffer.resize(4);
  await refuses({ data, shape: [1, 2, 3] }, 'OwnershipError', 'E_BOUNDS', 'past the end');
});

test('A34 keys of a call', async () => {
  const call = (options: object) => () => pipeline.apply(good, options);
  for (const seed of [NaN, 1.5, 2 ** 53, -1, '7']) await failsWith(call({ seed }), 'ArgumentError', 'E_SEED', 'seed');
  await failsWith(call({ epoch: -1 }), 'ArgumentError', 'E_RANGE', 'epoch');
  await failsWith(call({ firstIndex: 2 ** 43 }), 'ArgumentError', 'E_RANGE', 'firstIndex');
  await failsWith(call({ training: 1 }), 'ArgumentError', 'E_TYPE', 'training');
  await failsWith(call({ trainin: true }), 'ArgumentError', 'E_OPTION', 'did you mean training');
  await failsWith(call({ signal: {} }), 'ArgumentError', 'E_TYPE', 'AbortSignal');
  await refuses(undefined, 'ArgumentError', 'E_TYPE', 'undefined');
});

test('A6 A7 results beyond the limits are refused before any memory is asked for', async () => {
  const resize = (height: number, width: number) => () =>
    new ImagePipeline([new Resizing({ height, width })]).apply(good);
  await failsWith(resize(1879048192, 1879048192), 'LimitError', 'E_OUTPUT_BYTES', '');
  await failsWith(resize(1610637938, 1610637938), 'LimitError', 'E_OUTPUT_BYTES', '');
  await failsWith(resize(40000, 40000), 'LimitError', 'E_OUTPUT_BYTES', '4800000000');
  await refuses(undefined, 'ArgumentError', 'E_TYPE', 'undefined');
});

test('configure refuses nonsense whole and changes nothing', async () => {
  await failsWith(() => configure({ threads: 0 }), 'ArgumentError', 'E_SIZE', 'threads');
  await failsWith(() => configure({ target: 'AVX9' }), 'ArgumentError', 'E_ENUM', 'AVX9');
  await failsWith(() => configure({ executor: 'gpu' as never }), 'ArgumentError', 'E_ENUM', 'executor');
  await failsWith(() => configure({ maxPixels: 4, maxOutputBytes: -1 }), 'ArgumentError', 'E_SIZE', 'maxOutputBytes');
  assert.is((await pipeline.apply(makeImage([3, 3, 3]))).data.length, 27, 'maxPixels did not become 4');
  configure({ maxPixels: 4 });
  await failsWith(() => pipeline.apply(makeImage([3, 3, 3])), 'LimitError', 'E_PIXELS', '3x3');
  configure({ maxPixels: 2 ** 28 });
});

test('an empty batch gives an empty batch of the right shape', async () => {
  const out = await new ImagePipeline([
    new Resizing({ height: 2, width: 5 }),
    new RandomRotation({ factor: 0.1 }),
  ]).apply({
    data: new Uint8Array(0),
    shape: [0, 4, 4, 3],
  });
  assert.equal(out.shape, [0, 2, 5, 3]);
  assert.is(out.data.length, 0);
});

test('inputs are never written to, by any call', async () => {
  const batch = makeBatch([3, 7, 5, 3], 'float32');
  const before = batch.data.slice();
  const rotation = new ImagePipeline([new RandomRotation({ factor: 0.3 }), new Rescaling({ scale: 3 })]);
  await rotation.apply(batch);
  rotation.applySync(batch);
  assert.equal(batch.data, before);
});

test('B9 the result is that of the bytes at the time of the call', async () => {
  const batch = makeBatch([8, 64, 64, 3]);
  const expected = bytesOf(pipeline.applySync(batch)).toString('hex');
  const promise = pipeline.apply(batch);
  batch.data.fill(0);
  assert.is(bytesOf(await promise).toString('hex'), expected);
});

test('B2 B3 an input transferred in mid-flight does no harm', async () => {
  for (let round = 0; round < 20; round++) {
    const batch = makeBatch([16, 64, 64, 3], 'uint8', round);
    const expected = bytesOf(pipeline.applySync(batch)).toString('hex');
    const promise = pipeline.apply(batch);
    structuredClone(batch.data.buffer, { transfer: [batch.data.buffer as ArrayBuffer] });
    globalThis.gc?.();
    assert.is(bytesOf(await promise).toString('hex'), expected);
  }
});

test('B17 a Buffer with an odd offset is read in place', async () => {
  const buffer = Buffer.from([9, 1, 2, 3]).subarray(1);
  assert.equal([...(await pipeline.apply({ data: buffer, shape: [1, 1, 3] })).data], [2, 4, 6]);
});

test('B15 a getter in the options that detaches the input gives a named error or the full result', async () => {
  const data = new Uint8Array([1, 2, 3]);
  let reads = 0;
  const options = {
    get epoch() {
      reads++;
      structuredClone(data.buffer, { transfer: [data.buffer] });
      return 0;
    },
  };
  await failsWith(() => pipeline.apply({ data, shape: [1, 1, 3] }, options), 'OwnershipError', 'E_DETACHED', '');
  assert.is(reads, 1);
});

test('out is filled, given back and lent while the work runs', async () => {
  const batch = makeBatch([4, 32, 32, 3]);
  const expected = await pipeline.apply(batch);
  const out = await pipeline.apply(makeBatch([4, 32, 32, 3], 'uint8', 9));
  const { byteOffset } = out.data;
  const promise = pipeline.apply(batch, { out });
  assert.is(out.data.length, 0, 'detached while lent');
  assert.is(await promise, out);
  assert.equal(bytesOf(out), bytesOf(expected));
  assert.is(out.data.byteOffset, byteOffset);
  assert.is(pipeline.applySync(batch, { out }), out);
});

test('out must fit and must not be the input', async () => {
  const image = makeImage([2, 2, 3], 'float32');
  const call = (out: unknown) => () => pipeline.apply(image, { out: out as Image });
  await failsWith(
    call({ data: new Float32Array(9), shape: [3, 1, 3] }),
    'ArgumentError',
    'E_SHAPE',
    'out must be float32',
  );
  await failsWith(call({ data: new Uint8Array(12), shape: [2, 2, 3] }), 'ArgumentError', 'E_SHAPE', 'uint8');
  await failsWith(call(image), 'ArgumentError', 'E_CONFLICT', 'never written');
  await failsWith(call(5), 'ArgumentError', 'E_TYPE', 'out');
  const out = { data: new Float32Array(12), shape: [2, 2, 3] as const };
  assert.is(await pipeline.apply(image, { out }), out);
  assert.equal(
    [...out.data],
    [...image.data].map((value) => value * 2),
  );
});

test('B21 aborting: at once, before the start, and with the caller keeping its memory', async () => {
  const reason = new Error('stop');
  const caught = (promise: Promise<unknown>) =>
    promise.then(
      () => undefined,
      (error) => error,
    );
  assert.is(await caught(pipeline.apply(good, { signal: AbortSignal.abort(reason) })), reason);
  const controller = new AbortController();
  const batch = makeBatch([64, 128, 128, 3]);
  const out = await pipeline.apply(batch);
  const promise = pipeline.apply(batch, { signal: controller.signal, out });
  controller.abort(reason);
  assert.is(await caught(promise), reason);
  assert.is(out.data.length, 64 * 128 * 128 * 3, 'out came back');
  assert.equal([...(await pipeline.apply(good)).data], [2, 4, 6]);
});

test('an array of images gives an array, each with its own size and index', async () => {
  const images = [makeImage([3, 4, 3]), makeImage([5, 2, 1], 'float32')];
  const rotation = new ImagePipeline([new RandomRotation({ factor: 0.2 })], { seed: 5 });
  const out = await rotation.apply(images, { firstIndex: 7 });
  assert.equal(
    out.map(({ shape }) => shape),
    [
      [3, 4, 3],
      [5, 2, 1],
    ],
  );
  const second = await rotation.apply(images[1] as Image, { firstIndex: 8 });
  assert.equal(bytesOf(out[1] as Image), bytesOf(second));
});

test.run();
