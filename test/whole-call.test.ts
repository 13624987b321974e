// The short way of applySync() and apply() against the long one, which every call with a signal takes.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  type ApplyOptions,
  CutMix,
  type Image,
  type ImageBatch,
  ImagePipeline,
  Lambda,
  type Layer,
  Normalization,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomHeight,
  RandomRotation,
  Rescaling,
  Resizing,
} from '../src/index.js';
import { native } from '../src/native.js';
import { WholeCall } from '../src/whole-call.js';
import { failureOf } from './support/failure-of.js';
import { bytesOf, makeBatch, makeImage } from './support/images.js';

const LONG: ApplyOptions = { signal: new AbortController().signal };

const { run } = WholeCall.prototype;
let shortWays = 0;
WholeCall.prototype.run = function counted(...args) {
  const result = run.apply(this, args);
  if (result) shortWays++;
  return result;
};

/** How many calls of `action` took the short way. */
function counting(action: () => void): number {
  const before = shortWays;
  action();
  return shortWays - before;
}

async function countingFailure(action: () => unknown, code: string): Promise<number> {
  const before = shortWays;
  await failureOf(action, code);
  return shortWays - before;
}

const pipelines: Record<string, () => Layer[]> = {
  'nothing at all': () => [],
  'draws and floats': () => [
    new RandomFlip(),
    new RandomRotation({ factor: 0.2 }),
    new RandomContrast({ factor: 0.3 }),
  ],
  'bytes in and out': () => [new RandomRotation({ factor: 0.2, dtype: 'input' }), new RandomFlip()],
  'another size': () => [new RandomCrop({ height: 3, width: 4 }), new Rescaling({ scale: 1 / 255 })],
  resized: () => [new Resizing({ height: 9, width: 2 }), new RandomFlip()],
};

for (const [name, layers] of Object.entries(pipelines)) {
  test(`${name}: the same bytes for every dtype, number of channels and key`, async () => {
    for (const dtype of ['uint8', 'uint16', 'int32', 'float32'] as const) {
      for (const shape of [
        [1, 5, 6, 1],
        [3, 7, 4, 3],
        [2, 4, 40, 4],
      ] as const) {
        const pipeline = new ImagePipeline(layers(), { seed: 5 });
        const batch = makeBatch(shape, dtype);
        const keys: ApplyOptions[] = [
          { epoch: 2 },
          { firstIndex: 7, epoch: undefined as never },
          { seed: 9, firstIndex: 1 },
        ];
        for (const key of keys) {
          let whole: ImageBatch | undefined;
          assert.is(
            counting(() => {
              whole = pipeline.applySync(batch, key);
            }),
            1,
          );
          const long = await pipeline.apply(batch, { ...key, ...LONG });
          assert.equal(whole?.shape, long.shape);
          assert.is(whole?.data.constructor, long.data.constructor);
          assert.equal(bytesOf(whole as ImageBatch), bytesOf(long));
        }
      }
    }
  });
}

test('single images stay single, and results are aligned', async () => {
  const pipeline = new ImagePipeline(pipelines['draws and floats']?.() ?? [], { seed: 1 });
  const image = makeImage([6, 5, 3]);
  const whole = pipeline.applySync(image, { epoch: 1 });
  assert.equal(whole.shape, [6, 5, 3]);
  assert.is(native().addressModulo(whole.data, 64), 0);
  assert.equal(bytesOf(whole), bytesOf(await pipeline.apply(image, { epoch: 1, ...LONG })));
});

test('calls without a key go on where the last call of any kind ended', async () => {
  const layers = () => [new RandomRotation({ factor: 0.4 })];
  const mixed = new ImagePipeline(layers(), { seed: 4 });
  const long = new ImagePipeline(layers(), { seed: 4 });
  const batch = makeBatch([2, 6, 6, 3]);
  for (let round = 0; round < 6; round++) {
    const expected = await long.apply(batch, LONG);
    const ways = [() => mixed.applySync(batch), () => mixed.apply(batch), () => mixed.apply(batch, LONG)];
    const found = (await ways[round % 3]?.()) as ImageBatch;
    assert.equal(bytesOf(found), bytesOf(expected));
  }
});

test('apply() stays on this thread for a handful of pixels alone', async () => {
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.4 })], { seed: 4 });
  const taken = async (action: () => Promise<unknown>) => {
    const before = shortWays;
    await action();
    return shortWays - before;
  };
  const few = makeBatch([4, 16, 16, 3]);
  const many = makeBatch([5, 16, 16, 3]);
  assert.is(await taken(() => pipeline.apply(few)), 1);
  assert.is(await taken(() => pipeline.apply(many)), 0);
  const grows = new ImagePipeline([new Resizing({ height: 40, width: 40 })]);
  assert.is(await taken(() => grows.apply(makeImage([4, 4, 3]))), 0);
  const out = await pipeline.apply(few, { epoch: 3 });
  assert.is(await taken(async () => assert.is(await pipeline.apply(few, { epoch: 3, out }), out)), 1);
});

test('out is written to and returned; inputs are not', () => {
  const pipeline = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
  const batch = makeBatch([2, 3, 4, 3]);
  const kept = bytesOf(batch).slice();
  const out = pipeline.applySync(batch);
  const { data } = out;
  let again: ImageBatch | undefined;
  assert.is(
    counting(() => {
      again = pipeline.applySync(batch, { out });
    }),
    1,
  );
  assert.is(again, out);
  assert.is(out.data, data);
  assert.equal(bytesOf(batch), kept);
  const image = makeImage([3, 4, 3]);
  const single = pipeline.applySync(image);
  assert.is(pipeline.applySync(image, { out: single }), single);
});

test('another shape or dtype than before, and layers that learn in between', () => {
  const normalization = new Normalization({ mean: 1, variance: 4 });
  const pipeline = new ImagePipeline([normalization], { seed: 1 });
  const first = pipeline.applySync({ data: Float32Array.of(3), shape: [1, 1, 1] });
  assert.equal([...first.data], [1]);
  const second = pipeline.applySync({ data: Uint8Array.of(3, 5), shape: [1, 2, 1] });
  assert.equal([...second.data], [1, 2]);
});

test('what is kept of one image suits the next: of the same draws, of others, of other dtypes', async () => {
  for (const layers of Object.values(pipelines)) {
    const pipeline = new ImagePipeline(layers(), { seed: 5 });
    const images = [makeBatch([2, 7, 6, 3]), makeBatch([2, 7, 6, 3], 'uint8', 9), makeBatch([2, 7, 6, 3], 'float32')];
    for (const firstIndex of [0, 0, 1, 0, 5, 5]) {
      for (const image of [...images, ...images.slice(0, 1)]) {
        const expected = await pipeline.apply(image, { firstIndex, ...LONG });
        assert.equal(bytesOf(pipeline.applySync(image, { firstIndex })), bytesOf(expected));
      }
    }
  }
});

test("memory that is no image's alone takes the long way, and no image is counted", async () => {
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.4 })], { seed: 4 });
  const image = makeImage([4, 4, 3]);
  const float = { data: new Float32Array(48).fill(3), shape: [4, 4, 3] as const };
  const shared = { ...image, data: new Uint8Array(new SharedArrayBuffer(48)) };
  const moved = { ...image, data: image.data.slice() as Uint8Array };
  structuredClone(moved.data.buffer, { transfer: [moved.data.buffer as ArrayBuffer] });
  const halves = new ArrayBuffer(2 * 192);
  const first = { ...float, data: new Float32Array(halves, 0, 48) };
  const second = { ...float, data: new Float32Array(halves, 192, 48) };
  pipeline.applySync(float, { epoch: 1 });
  const bad: [Image, ApplyOptions | undefined, string][] = [
    [shared, undefined, 'E_SHARED'],
    [moved, undefined, 'E_DETACHED'],
    [float, { epoch: 1, out: float }, 'E_CONFLICT'],
    [first, { epoch: 1, out: second }, 'E_CONFLICT'],
  ];
  for (const [input, options, code] of bad) {
    assert.is(await countingFailure(() => pipeline.applySync(input, options), code), 0, code);
  }
  const fresh = new ImagePipeline([new RandomRotation({ factor: 0.4 })], { seed: 4 });
  assert.equal(bytesOf(pipeline.applySync(image)), bytesOf(fresh.applySync(image)));
});

test('getters may make calls of their own', () => {
  const pipeline = new ImagePipeline([new RandomRotation({ factor: 0.4 })], { seed: 4 });
  const image = makeImage([6, 5, 3]);
  const expected = bytesOf(pipeline.applySync(image, { epoch: 7, firstIndex: 3 }));
  const between = () => pipeline.applySync(makeBatch([2, 3, 4, 1], 'float32'), { seed: 1, epoch: 1 });
  const options: ApplyOptions = {
    firstIndex: 3,
    get epoch() {
      between();
      return 7;
    },
  };
  assert.equal(bytesOf(pipeline.applySync(image, options)), expected);
  const fickle: Image = {
    shape: image.shape,
    get data() {
      between();
      return image.data;
    },
  };
  assert.equal(bytesOf(pipeline.applySync(fickle, { epoch: 7, firstIndex: 3 })), expected);
});

test('learned layers are seen at once', async () => {
  const pipeline = new ImagePipeline([new Normalization()], { seed: 1 });
  const image = { data: Float32Array.of(2, 4), shape: [1, 2, 1] as const };
  await pipeline.adapt({ data: Float32Array.of(0, 2), shape: [1, 1, 2, 1] });
  assert.equal([...pipeline.applySync(image).data], [1, 3]);
  await pipeline.adapt({ data: Float32Array.of(2, 4), shape: [1, 1, 2, 1] });
  assert.equal([...pipeline.applySync(image).data], [-1, 1]);
});

test('what needs more takes the long way', () => {
  const image = makeImage([4, 4, 3]);
  const batch = makeBatch([2, 4, 4, 3]);
  const calls: [string, () => unknown][] = [
    ['inference', () => new ImagePipeline([new RandomFlip()]).applySync(image, { training: false })],
    ['views', () => new ImagePipeline([new RandomFlip()]).applySync(image, { view: 1 })],
    ['frames', () => new ImagePipeline([new RandomFlip()]).applySync(batch, { frames: 2 })],
    ['sizes that are drawn', () => new ImagePipeline([new RandomHeight({ factor: 0.5 })]).applySync(image)],
    ['a function', () => new ImagePipeline([new Lambda({ function: (each) => each })]).applySync(image)],
    ['mixing', () => new ImagePipeline([new CutMix()]).applySync(batch)],
    ['channels first', () => new ImagePipeline([], { dataFormat: 'channelsFirst' }).applySync(image)],
    ['an empty batch', () => new ImagePipeline([]).applySync({ data: new Uint8Array(0), shape: [0, 4, 4, 3] })],
  ];
  for (const [name, call] of calls) assert.is(counting(call), 0, name);
  // Its images do not.
  assert.is(
    counting(() => new ImagePipeline([]).applySync([image, image])),
    2,
  );
});

test('errors are those of the long way, and the next call works', async () => {
  const pipeline = new ImagePipeline([new Rescaling({ scale: 2 })], { seed: 1 });
  const image = makeImage([4, 4, 3]);
  pipeline.applySync(image);
  const bad = (value: unknown, options?: unknown) => () => pipeline.applySync(value as Image, options as ApplyOptions);
  await failureOf(bad({ ...image, shape: [4, 4, 4] }), 'E_SHAPE');
  await failureOf(bad({ ...image, shape: [4, 4] }), 'E_RANK');
  await failureOf(bad({ ...image, data: [1, 2] }), 'E_TYPE');
  await failureOf(bad({ ...image, data: new Float64Array(48) }), 'E_DTYPE');
  await failureOf(bad(image, { epochs: 1 }), 'E_OPTION');
  await failureOf(bad(image, { epoch: -1 }), 'E_RANGE');
  await failureOf(bad(image, { out: { data: new Float32Array(3), shape: [1, 1, 3] } }), 'E_SHAPE');
  await failureOf(bad(image, { out: { ...image, data: new Uint8Array(48) } }), 'E_SHAPE');
  assert.is(counting(bad(image)), 1);
});

test.run();
