// Same key, same bytes: for any thread count, batch size, order and instruction set.
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import {
  capabilities,
  configure,
  type ImageBatch,
  ImagePipeline,
  Normalization,
  RandomBrightness,
  RandomChannelShift,
  RandomContrast,
  RandomCrop,
  RandomFlip,
  RandomRotation,
  RandomShear,
  RandomTranslation,
  RandomZoom,
  Resizing,
} from '../../src/index.js';
import { goldenInput, type InputDType } from './golden-input.js';

const COUNT = 32;
const KEY = { seed: 99, epoch: 3 };

// Layers are made once: draws depend on a layer's id, and pipelines that share layers share draws.
const rotation = new RandomRotation({ factor: 0.2 });
const PIPELINES: [string, ImagePipeline][] = [
  [
    'affine and values',
    new ImagePipeline([
      new RandomFlip(),
      rotation,
      new RandomZoom({ heightFactor: 0.2, widthFactor: 0.3 }),
      new RandomShear({ xFactor: 0.2 }),
      new Normalization({ mean: [100, 110, 120], variance: [400, 300, 500] }),
    ]),
  ],
  [
    'statistics and resize',
    new ImagePipeline([
      new RandomCrop({ height: 17, width: 19 }),
      new RandomContrast({ factor: 0.5 }),
      new Resizing({ height: 31, width: 13, interpolation: 'lanczos3', antialias: true }),
      new RandomChannelShift({ factor: 40 }),
    ]),
  ],
  [
    'integer result, step by step',
    new ImagePipeline(
      [
        new RandomTranslation({ heightFactor: 0.3, widthFactor: 0.3, fillMode: 'wrap', dtype: 'input' }),
        rotation,
        new RandomBrightness({ factor: 0.2, dtype: 'uint8' }),
      ],
      { fuse: false },
    ),
  ],
];

function images(dtype: InputDType): ImageBatch {
  return goldenInput({ seed: 2024, shape: [COUNT, 20, 23, 3], dtype });
}

function slice({ data, shape }: ImageBatch, first: number, count: number): ImageBatch {
  const [, height, width, channels] = shape;
  const size = height * width * channels;
  return { data: data.slice(first * size, (first + count) * size), shape: [count, height, width, channels] };
}

function bytesOf({ buffer, byteOffset, byteLength }: ImageBatch['data']): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** The whole set in batches of `size`, last batch first. */
async function inBatches(pipeline: ImagePipeline, batch: ImageBatch, size: number): Promise<Uint8Array> {
  const starts = Array.from({ length: Math.ceil(COUNT / size) }, (_, i) => i * size).reverse();
  const parts: Uint8Array[] = [];
  for (const first of starts) {
    const part = slice(batch, first, Math.min(size, COUNT - first));
    const { data } = await pipeline.apply(part, { ...KEY, firstIndex: first });
    parts.unshift(bytesOf(data));
  }
  return Buffer.concat(parts);
}

function restore(): void {
  configure({ target: '', threads: 2, executor: 'fused' });
}

for (const [name, pipeline] of PIPELINES) {
  for (const dtype of ['uint8', 'float32'] as const) {
    test(`50. ${name}, ${dtype}: threads x batch sizes x targets give the same bytes`, async () => {
      const batch = images(dtype);
      try {
        restore();
        const wanted = await inBatches(pipeline, batch, COUNT);
        for (const target of capabilities().targets) {
          for (const threads of [1, 2, 4]) {
            for (const size of [1, 7, 32]) {
              configure({ target, threads });
              const result = await inBatches(pipeline, batch, size);
              assert.ok(Buffer.compare(result, wanted) === 0, `${target}, ${threads} threads, batches of ${size}`);
            }
          }
        }
      } finally {
        restore();
      }
    });
  }

  test(`50. ${name}: the reference executor agrees`, async () => {
    const batch = images('float32');
    try {
      const { data: fused } = await pipeline.apply(batch, KEY);
      configure({ executor: 'reference' });
      const { data: reference } = await pipeline.apply(batch, KEY);
      assert.is(reference.length, fused.length);
      const bound = fused instanceof Float32Array ? 1e-5 * 256 : 1;
      for (let i = 0; i < fused.length; i++) {
        const difference = Math.abs((fused[i] as number) - (reference[i] as number));
        assert.ok(difference <= bound, `value ${i}: ${fused[i]} and ${reference[i]}`);
      }
    } finally {
      restore();
    }
  });
}

test('50. another seed, epoch or index gives other pixels', async () => {
  const pipeline = PIPELINES[0]?.[1] as ImagePipeline;
  const batch = images('float32');
  const bytes = async (key: object) => bytesOf((await pipeline.apply(batch, { ...KEY, ...key })).data);
  const wanted = await bytes({});
  assert.is(Buffer.compare(await bytes({}), wanted), 0);
  for (const other of [{ seed: 100 }, { epoch: 4 }, { firstIndex: 1 }]) {
    assert.is.not(Buffer.compare(await bytes(other), wanted), 0, JSON.stringify(other));
  }
});

test('50. a layer shared by two pipelines draws the same for three epochs', () => {
  const shared = new RandomRotation({ factor: 0.1 });
  const images = new ImagePipeline([new RandomBrightness({ factor: 0.1 }), shared, new RandomFlip()], { seed: 8 });
  const masks = new ImagePipeline([shared], { seed: 8 });
  for (let epoch = 0; epoch < 3; epoch++) {
    const turn = (pipeline: ImagePipeline) =>
      pipeline
        .sample(20, { epoch, shape: [8, 8, 3] })
        .map(({ stages }) => stages.find(({ kind }) => kind === 'rotation')?.values.angleRad);
    assert.equal(turn(images), turn(masks));
    assert.is(new Set(turn(masks)).size, 20);
  }
});

test.run();
