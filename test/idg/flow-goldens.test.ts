// Whole flows of Keras' legacy ImageDataGenerator with a seed: order, draws, pixels, labels and weights, batch by batch.
import { mkdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { type GeneratorBatch, ImageDataGenerator, type ImageDataIterator } from '../../src/index.js';
import { type GoldenInput, goldenInput } from '../conformance/golden-input.js';
import { tempDirectory } from '../support/temp-dir.js';

interface Packed {
  shape: number[];
  data: string;
}

interface Flow {
  kind: 'arrays' | 'directory' | 'frame';
  options: Record<string, unknown>;
  flow: Record<string, unknown>;
  images?: GoldenInput;
  fit?: { images: GoldenInput; augment: boolean; rounds: number; seed: number };
  y?: number[];
  weights?: number[] | null;
  rows?: Record<string, unknown>[];
  filenames?: string[];
  classes?: number[];
  classIndices?: Record<string, number>;
  batches: { xs: Packed; ys?: Packed | Packed[]; weights?: Packed }[];
}

interface Goldens {
  files: { name: string; image: GoldenInput }[];
  flows: Flow[];
}

const goldens: Goldens = JSON.parse(await readFile(new URL('./goldens/flows.json', import.meta.url), 'utf8'));
const folder = tempDirectory();

test.before(async () => {
  await mkdir(join(folder, 'empty'));
  for (const { name, image } of goldens.files) {
    const { data, shape } = goldenInput(image);
    const [, height, width, channels] = shape;
    await mkdir(dirname(join(folder, name)), { recursive: true });
    const file = sharp(data as Uint8Array, { raw: { width, height, channels: channels as 3 } });
    await file.toFormat('png').toFile(join(folder, name));
  }
});

async function open(
  { kind, options, flow, images, y, weights, rows, fit }: Flow,
  compat: 'idg-2',
): Promise<ImageDataIterator> {
  const generator = new ImageDataGenerator({ ...options, compat });
  if (fit) await generator.fit(goldenInput(fit.images), { augment: fit.augment, rounds: fit.rounds, seed: fit.seed });
  if (kind === 'directory') return generator.flowFromDirectory(folder, flow);
  if (kind === 'frame') return generator.flowFromDataFrame(rows as object, { directory: folder, ...flow });
  const weighted = weights ? { sampleWeight: weights } : {};
  return generator.flow(goldenInput(images as GoldenInput), y, { ...flow, ...weighted });
}

function close(found: { data: ArrayLike<number>; shape: readonly number[] }, { shape, data }: Packed, what: string) {
  const wanted = new Float32Array(new Uint8Array(Buffer.from(data, 'base64')).buffer);
  assert.equal([...found.shape], shape, what);
  const values = Array.from(found.data);
  const far = values.findIndex((value, i) => !(Math.abs(value - (wanted[i] as number)) <= 1e-4));
  assert.is(far, -1, `${what}: value ${far} is ${values[far]} instead of ${wanted[far]}`);
}

function compare(batch: GeneratorBatch, wanted: Flow['batches'][number], what: string): void {
  close(batch.xs, wanted.xs, `${what} xs`);
  const labels = [batch.ys ?? []].flat();
  const wantedLabels = [wanted.ys ?? []].flat();
  assert.is(labels.length, wantedLabels.length, what);
  for (const [i, each] of wantedLabels.entries()) close(labels[i] as Packed & { data: never }, each, `${what} ys ${i}`);
  assert.is(batch.weights === undefined, wanted.weights === undefined, what);
  if (wanted.weights) close({ data: batch.weights as Float32Array, shape: wanted.weights.shape }, wanted.weights, what);
}

for (const [number, flow] of goldens.flows.entries()) {
  test(`flow ${number}: ${flow.kind} ${JSON.stringify(flow.flow)} of ${JSON.stringify(flow.options)}`, async () => {
    const iterator = await open(flow, 'idg-2');
    if (flow.filenames) assert.equal(iterator.filenames, flow.filenames);
    if (flow.classes) assert.equal([...(iterator.classes ?? [])], flow.classes);
    if (flow.classIndices) assert.equal(iterator.classIndices, flow.classIndices);
    for (const [i, wanted] of flow.batches.entries()) {
      const { value } = await iterator.next();
      compare(value, wanted, `batch ${i}`);
    }
    assert.is(iterator.totalBatchesSeen, flow.batches.length);
    await iterator.return();
  });
}

test.run();
